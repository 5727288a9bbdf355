// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { NOT_PROCEDURES, PROCEDURES } from '../../../src/cli/stats/procedures/index.ts';
import { exampleOf } from '../../../src/cli/stats/program.ts';
import { allOptions } from '../../../src/cli/stats/run.ts';
import * as survival from '../../../src/survival/index.ts';
import { cohortFile, runStatsCommand } from './support.ts';

const run = (name: string, args: string) => runStatsCommand(name, args.split(' '));

const withData = (procedure: (typeof PROCEDURES)[number]): string => `${procedure.rows === 'none' ? '' : `--data ${cohortFile} `}${procedure.example}`;

describe('the registry of statistics', () => {
  it('has every function of hepanom/survival, or says why not', () => {
    const run = new Set([...PROCEDURES.flatMap((one) => one.runs), ...Object.keys(NOT_PROCEDURES)]);
    expect(Object.keys(survival).filter((name) => !run.has(name))).toEqual([]);
    expect([...run].filter((name) => !(name in survival))).toEqual([]);
  });

  it('names each procedure once, other names included', () => {
    const names = PROCEDURES.flatMap((one) => [one.name, ...one.aliases]).map((name) => name.toLowerCase());
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  it('says of each the R call, and of each option what it is', () => {
    for (const one of PROCEDURES) {
      expect(one.r).toMatch(/\w/);
      for (const option of Object.values(allOptions(one))) expect(option.about).toMatch(/\w{3}/);
    }
  });

  it.each(PROCEDURES.map((one) => [exampleOf(one), one] as const))('%s', async (_, one) => {
    const text = await run(one.name, withData(one));
    expect(text.out).not.toMatch(/NaN|Infinity|undefined|\[object/);
    expect(text.out.split('\n').length).toBeGreaterThan(3);
    const json = JSON.parse((await run(one.name, `${withData(one)} --json`)).out);
    expect(json).toMatchObject({ procedure: one.name, r: one.r });
    expect(Object.keys(json.result).length).toBeGreaterThan(0);
    for (const { code, message } of json.warnings) expect(text.warnings).toContain(`warning [${code}]: ${message}`);
    expect(json.warnings.map(({ code }: { code: string }) => code)).not.toContain('not-finite');
  });
});

describe('the cohort of the examples', () => {
  it('has the 227 patients and 143 recurrences of its publication', () => {
    const [header, ...rows] = readFileSync(cohortFile, 'utf8').trim().split(/\r?\n/);
    const at = header!.split(',').indexOf('Recurrence');
    expect(rows.length).toBe(227);
    expect(rows.filter((row) => row.split(',')[at] === '1').length).toBe(143);
  });
});

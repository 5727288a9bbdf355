// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { Command } from 'commander';
import { checkModelFile, listModels, register } from '../../src/cli/commands/model.ts';
import { altered, modelJson } from '../nomogram/support.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'hepanom-model-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(json: unknown): string {
  const file = path.join(folder, `${Math.abs(JSON.stringify(json).length)}.json`);
  writeFileSync(file, JSON.stringify(json));
  return file;
}

describe('hepanom model', () => {
  it('lists the three models and marks which are demonstrations', () => {
    expect(listModels(false).trim().split('\n')).toHaveLength(3);
    expect((JSON.parse(listModels(true)) as { id: string; demonstration: boolean }[]).map(({ id, demonstration }) => [id, demonstration])).toEqual([
      ['dai-2024', false],
      ['demo', true],
      ['erasl-pre-2018', false],
    ]);
  });

  it('says what the study’s file cannot answer, and why', () => {
    const report = checkModelFile('dai-2024');
    expect(report.usable).toBe(true);
    expect(report.can).toEqual(['score of the named covariates']);
    expect(report.cannot.join('\n')).toMatch(/risk group: .*not published/);
    expect(report.cannot.join('\n')).toContain('no baseline');
    expect(report.cannot.join('\n')).toContain('means and standard deviations are not in the file');
  });

  it('recomputes the fixtures of a file given by path', () => {
    const report = checkModelFile(write(modelJson('erasl-pre-2018')));
    expect(report.fixtures.filter((row) => row.agrees)).toHaveLength(8);
    expect(report.can).toContain('observed survival of the group in named cohorts');
  });

  it('still lists the fixtures of a file whose hash is wrong', () => {
    const report = checkModelFile(write({ ...modelJson('demo'), citation: 'someone else' }));
    expect(report).toMatchObject({ usable: false, problem: { code: 'hash-mismatch' } });
    expect(report.fixtures.length).toBeGreaterThan(5);
  });

  it('shows both values of a fixture that does not come out', () => {
    const file = write(
      altered('erasl-pre-2018', (json) => {
        json.fixtures[2].expect.group = 'high';
      }),
    );
    expect(checkModelFile(file)).toMatchObject({
      usable: false,
      problem: { code: 'fixture-mismatch' },
      fixtures: expect.arrayContaining([expect.objectContaining({ key: 'group', inFile: 'high', found: 'low', agrees: false })]),
    });
  });

  it('refuses what is not a model file', () => {
    expect(checkModelFile(write({ hello: 1 }))).toMatchObject({ usable: false, problem: { code: 'schema' } });
  });

  it('gives every subcommand a help text with an example', () => {
    const program = new Command();
    register(program);
    const model = program.commands[0]!;
    expect(model.commands.map((command) => command.name())).toEqual(['list', 'check', 'schema', 'hash']);
    for (const command of model.commands) {
      let help = '';
      command.configureOutput({ writeOut: (part) => (help += part) });
      command.outputHelp();
      expect(help).toContain('Example');
    }
  });
});

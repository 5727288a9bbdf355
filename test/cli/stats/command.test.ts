// SPDX-License-Identifier: Apache-2.0
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import { parquetWriteFile } from 'hyparquet-writer';
import { PROCEDURES, procedureNamed } from '../../../src/cli/stats/procedures/index.ts';
import { listJson, listText } from '../../../src/cli/stats/program.ts';
import { type CoxFit, coxph, type KaplanMeier, type VarianceMetrics } from '../../../src/survival/index.ts';
import { cohortFile, runStatsCommand, statsJson } from './support.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'hepanom-stats-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Twelve patients with text classes, empty cells, a code for lost patients, and a number that is none. */
const ROWS = [
  'months;state;age;stage;sex;note',
  '5;relapse;61;II;f;a',
  '8;relapse;58;III;m;b',
  '12;alive;70;I;f;c',
  '13;relapse;66;II;m;d',
  '14;lost;49;I;f;e',
  '20;relapse;55;III;f;f',
  '22;alive;63;;m;g',
  '25;alive;NA;I;m;h',
  '26;relapse;59;II;f;i',
  '30;alive;51;I;m;j',
  '31;relapse;68;II;f;12,5',
  '36;alive;60;III;m;l',
];
const file = path.join(folder, 'small.csv');
writeFileSync(file, `${ROWS.join('\n')}\n`);
const base = `--data ${file} --time months --status state --event-code relapse`;

const refusal = async (name: string, args: string): Promise<string> => {
  const error = await runStatsCommand(name, args.split(' ')).then(
    () => undefined,
    (thrown: Error) => thrown,
  );
  return error?.message ?? 'nothing was refused';
};

describe('hepanom stats on a table', () => {
  it('leaves out incomplete rows, says how many and why, and makes dummies against the first level', async () => {
    const { result, data, warnings } = await statsJson<CoxFit>('coxph', `${base} --x age,stage`);
    expect(data).toMatchObject({ rows: 12, used: 10, leftOut: 2, factors: [{ column: 'stage', levels: ['I', 'II', 'III'] }] });
    expect(result.terms.map(({ term }) => term)).toEqual(['age', 'stage=II', 'stage=III']);
    const left = warnings.find(({ code }) => code === 'rows-left-out');
    expect(left?.message).toBe('2 of 12 rows are left out for an empty cell (age: 1, stage: 1)');
    expect(warnings.map(({ code }) => code)).toContain('several-censored-codes');
    const rows = ROWS.slice(1)
      .map((row) => row.split(';'))
      .filter((row) => row[2] !== 'NA' && row[3] !== '');
    const direct = coxph(
      { time: rows.map((row) => Number(row[0])), status: rows.map((row) => (row[1] === 'relapse' ? 1 : 0)) },
      {
        age: rows.map((row) => Number(row[2])),
        'stage=II': rows.map((row) => (row[3] === 'II' ? 1 : 0)),
        'stage=III': rows.map((row) => (row[3] === 'III' ? 1 : 0)),
      },
    );
    expect(result.terms.map(({ coef }) => coef)).toEqual(direct.terms.map(({ coef }) => coef));
  });

  it('takes another reference level, several event codes, and only some rows', async () => {
    const turned = await statsJson<CoxFit>('coxph', `${base} --x stage --reference stage=III`);
    expect(turned.result.terms.map(({ term }) => term)).toEqual(['stage=I', 'stage=II']);
    const wide = await statsJson<CoxFit>('coxph', `--data ${file} --time months --status state --event-code relapse,lost --x age`);
    expect(wide.result.nEvents).toBe(7);
    const some = await statsJson<CoxFit>('coxph', `${base} --x age --where stage=I --where stage=II --where sex=f`);
    expect(some.data).toMatchObject({ rows: 5, used: 5 });
  });

  it('judges columns one by one where that is asked, and reads names with *', async () => {
    const { result, data } = await statsJson<{ columns: VarianceMetrics[] }>('nearZeroVar', `--data ${cohortFile} --x CD4*`);
    expect(data).toMatchObject({ rows: 227, used: 227, leftOut: 0 });
    expect(result.columns.map(({ name }) => name)).toEqual(['CD4T', 'CD4N', 'CD4NR', 'CD4TR']);
  });

  it('keeps follow-up out of a * for everything', async () => {
    const { result } = await statsJson<{ terms: string[] }>('coxnet', `--data ${cohortFile} --time RFS --status Recurrence --x C*T,T* --n-lambda 3`);
    expect(result.terms).toContain('TNM');
    expect(result.terms).not.toContain('RFS');
  });

  it('reads the same from parquet', async () => {
    const columns = ROWS[0]!.split(';');
    const parquet = path.join(folder, 'small.parquet');
    await parquetWriteFile({
      filename: parquet,
      columnData: columns.map((name, k) => ({ name, type: 'STRING', data: ROWS.slice(1).map((row) => row.split(';')[k]!) })),
    });
    const args = `--time months --status state --event-code relapse --by sex`;
    const fromCsv = await statsJson<{ curves: KaplanMeier[] }>('survfit', `--data ${file} ${args}`);
    expect((await statsJson<{ curves: KaplanMeier[] }>('survfit', `--data ${parquet} ${args}`)).result).toEqual(fromCsv.result);
    expect(fromCsv.result.curves.map(({ group }) => group)).toEqual(['f', 'm']);
  });

  it('writes to a file as it would print', async () => {
    const to = path.join(folder, 'fit.json');
    const printed = await runStatsCommand('coxph', `${base} --x age --json`.split(' '));
    expect((await runStatsCommand('coxph', `${base} --x age --json --out ${to}`.split(' '))).out).toBe('');
    expect(readFileSync(to, 'utf8')).toBe(printed.out);
  });
});

describe('hepanom stats refuses', () => {
  it.each([
    ['coxph', `${base} --x agge,stadge`, /\[column-unknown\].*no column "agge"\. Did you mean age\?\n.*no column "stadge"\. Did you mean stage\?/],
    ['coxph', '--x age', /--time is needed.*\n--status is needed/],
    ['coxph', '--time a --status b --x c', /--data is needed/],
    ['coxph', `${base} --x age --tie efron`, /unknown option '--tie'[\s\S]*Did you mean[^?]*--ties/],
    ['coxph', `${base} --x age --ties exakt --level high`, /--ties must be efron, breslow or exact, got "exakt"\.\n--level must be a number, got "high"/],
    ['coxph', `--data ${file} --time months --status state --x age`, /\[event-code-absent\].*alive, lost, relapse.*--event-code/],
    ['coxph', `${base} --x age,age`, /--x names a column twice/],
    ['coxph', `${base} --x age --where stage=IV`, /\[value-unknown\].*stage=IV.*holds: I, II, III/],
    ['coxph', `${base} --x stage --reference stage=O`, /\[reference-unknown\]/],
    ['describe', `--data ${file} --x months --by nothing`, /\[column-unknown\]/],
    ['concordance', `${base} --x note`, /\[not-a-number\].*note.*row 2/],
    ['concordance', `${base} --x stage`, /\[not-a-number\].*"II" in row 2/],
    ['tTest', `--data ${file} --x age --by stage`, /Two samples are compared; --by stage gives 3/],
    ['survfitCox', `${base} --x age,stage --patient age=60`, /\[patient-incomplete\].*stage/],
    ['survfitCox', `${base} --x age,stage --patient age=60,stage=IV`, /\[patient-value\].*I, II, III/],
    ['calibrate', `${base} --at 12`, /--risk is needed/],
    ['survfit', `--data ${path.join(folder, 'none.csv')} --time a --status b`, /\[data-unreadable\].*ENOENT/],
    ['basehaz', `${base} --x age --at 99`, /\[time-outside-range\]/],
    ['pAdjust', '--p 0.1,1.2', /1\.2: a P value/],
    ['qnorm', '--values 1', /no finite value/],
  ])('%s %s', async (name, args, message) => {
    expect(await refusal(name, args)).toMatch(message);
  });

  it('an unknown procedure, with what was perhaps meant', () => {
    expect(() => procedureNamed('coxhp')).toThrow(/Did you mean coxph/);
    expect(procedureNamed('wilcox.test').name).toBe('mannWhitney');
    expect(procedureNamed('TIMEROC').name).toBe('timeRoc');
  });
});

describe('hepanom stats in the shell', () => {
  const bin = fileURLToPath(new URL('../../../bin/hepanom.js', import.meta.url));

  it('lists every procedure, for people and for programs', () => {
    for (const { name } of PROCEDURES) expect(listText()).toMatch(new RegExp(`^ {2}${name} `, 'm'));
    const rows = JSON.parse(listJson());
    expect(rows.length).toBe(PROCEDURES.length);
    expect(rows[0].options.find(({ option }: { option: string }) => option === '--ties')).toMatchObject({ default: 'efron', required: false });
  });

  it('prints a table, warnings apart from it', () => {
    const args = [bin, 'stats', 'survdiff', ...`${base} --by sex`.split(' ')];
    const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect(status).toBe(0);
    expect(stdout).toMatch(/^survdiff, in R: survdiff\(/);
    expect(stdout).toMatch(/^f {6}6 +4 /m);
    expect(stderr).toContain('warning [several-censored-codes]');
    expect(JSON.parse(execFileSync(process.execPath, [...args, '--json'], { encoding: 'utf8', stdio: 'pipe' })).warnings.length).toBe(1);
  });

  it('ends with 1 and one message for what it cannot do', () => {
    const { stderr, status } = spawnSync(process.execPath, [bin, 'stats', 'survdif', '--data', file], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toContain('There is no procedure "survdif". Did you mean survdiff');
  });
});

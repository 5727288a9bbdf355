// SPDX-License-Identifier: Apache-2.0
// calibrate, validate and monitor as a user runs them, on files.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildProgram } from '../../../src/cli/main.ts';
import { loadModelByName } from '../../../src/cli/model/model-store.ts';
import type { NumberColumn } from '../../../src/study/cohort/cohort.ts';
import { dayNumber, isoOf } from '../../../src/study/monitor/calendar.ts';
import type { StudyReport } from '../../../src/study/report/study-report.ts';
import { simulatedSite } from '../../study/support/simulated-site.ts';

let root: string;
const at = (...parts: string[]): string => path.join(root, ...parts);

const STUDY = `schemaVersion: 1
id: my-site
version: 1.0.0
title: My Site
cohort: { name: { en: My Site 2020-2021, zh: 本院 2020-2021 }, country: XX, cutOff: 2024-02-29, file: cohort.csv, id: id, citation: My Site register, licence: internal }
features: { file: features.csv, id: id, engine: { compat: 3.0.1, itk: "5.3" } }
outcome: { event: recurrence, timeZero: resection, time: days, unit: days, status: status, eventCodes: ["1"], censoredCodes: ["0"] }
horizonsYears: [1, 2, 3]
eligibility: [{ rule: adult, required: true, minAgeYears: 18 }]
seed: 1
candidates:
  - { key: afp, column: afp, label: AFP, kind: number, unit: ng/mL, transform: { kind: threshold, above: 20 } }
  - { key: necrosis, column: necrosis, label: Necrosis, kind: levels, levels: [{ value: "0", code: absent, label: absent }, { value: "1", code: present, label: present }] }
  - { key: portalVeinInvasion, column: pvi, label: PVI, kind: levels, levels: [{ value: "0", code: absent, label: absent }, { value: "1", code: present, label: present }] }
`;

function writeSite(folder: string, n: number, seed: number, change: (text: string) => string = (text) => text): string {
  const cohort = simulatedSite(n, seed, { level: 1.4 });
  const { names, values } = cohort.features!;
  const level = (key: string, i: number): number => (cohort.covariates.get(key) as { index: Int16Array }).index[i]!;
  const afp = (cohort.covariates.get('afp') as NumberColumn).values;
  const rows = cohort.ids.map((id, i) =>
    [id, cohort.timeDays[i], cohort.status[i], afp[i], level('necrosis', i), level('portalVeinInvasion', i), isoOf(dayNumber('2020-01-01') + i)].join(','),
  );
  mkdirSync(at(folder));
  writeFileSync(at(folder, 'cohort.csv'), ['id,days,status,afp,necrosis,pvi,op_date', ...rows, ''].join('\n'));
  writeFileSync(
    at(folder, 'features.csv'),
    [['id', ...names].join(','), ...cohort.ids.map((id, i) => [id, ...names.map((_, f) => values[f * n + i])].join(',')), ''].join('\n'),
  );
  writeFileSync(at(folder, 'study.yaml'), change(STUDY));
  return at(folder, 'study.yaml');
}

/** Runs a command line; what it printed, or the message with which it stopped. */
async function run(...argv: string[]): Promise<{ out: string; error: string }> {
  const program = buildProgram();
  let out = '';
  let error = '';
  const write = process.stdout.write;
  process.stdout.write = ((text: string) => {
    out += text;
    return true;
  }) as typeof process.stdout.write;
  for (const command of [program, ...program.commands])
    command.exitOverride().configureOutput({
      writeErr: (text) => {
        error += text;
      },
    });
  try {
    await program.parseAsync(['node', 'hepanom', ...argv]);
  } catch (thrown) {
    if (typeof (thrown as { code?: unknown }).code !== 'string' || !String((thrown as { code: string }).code).startsWith('commander')) throw thrown;
  } finally {
    process.stdout.write = write;
  }
  return { out, error };
}

beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'hepanom-model-commands-'));
  writeSite('first', 260, 71);
  writeSite('later', 240, 72);
});

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

describe('a hospital puts its own numbers into the published model', () => {
  it('calibrates, checks on later patients, and watches', async () => {
    const calibrated = await run(
      'calibrate',
      '--model',
      'dai-2024',
      '--study',
      at('first', 'study.yaml'),
      '--out',
      at('ours.json'),
      '--report',
      at('calibration'),
    );
    expect(calibrated.error).toBe('');
    expect(calibrated.out).toMatch(/Chosen: (baseline|slope|refit)/);
    expect(calibrated.out).toMatch(/New version dai-2024 \d\.\d\.0 from dai-2024 1\.0\.0/);
    expect(readdirSync(at('calibration')).toSorted()).toEqual(['report.html', 'report.json']);
    const ours = loadModelByName(at('ours.json'));
    expect(ours.answers.individualSurvival).toBe(true);

    const before = readFileSync(at('ours.json'), 'utf8');
    const validated = await run(
      'validate',
      '--model',
      at('ours.json'),
      '--study',
      at('later', 'study.yaml'),
      '--out',
      at('validation'),
      '--update-model',
      '--who',
      'Surgery',
    );
    expect(validated.error).toBe('');
    expect(validated.out).toMatch(/met {5}at least 100 events|NOT MET at least 100 events/);
    const checked = loadModelByName(at('ours.json'));
    expect(readFileSync(at('ours.json'), 'utf8')).not.toBe(before);
    expect(checked.file.validation.at(-1)).toMatchObject({ kind: 'local', cohort: { name: { en: 'My Site 2020-2021' } } });
    const report = JSON.parse(readFileSync(at('validation', 'report.json'), 'utf8')) as StudyReport;
    expect(report.localValidation!.updated).toEqual({ version: checked.file.version, hash: checked.file.hash });

    const watched = await run(
      'monitor',
      '--model',
      at('ours.json'),
      '--study',
      at('later', 'study.yaml'),
      '--date-column',
      'op_date',
      '--out',
      at('monitoring'),
    );
    expect(watched.error).toBe('');
    expect(watched.out).toMatch(/Period +patients/);
    expect((JSON.parse(readFileSync(at('monitoring', 'report.json'), 'utf8')) as StudyReport).drift!.periods.length).toBeGreaterThan(3);
  });

  it('prints no patient’s pseudonym into any report', () => {
    for (const folder of ['calibration', 'validation', 'monitoring'])
      for (const file of readdirSync(at(folder))) expect(readFileSync(at(folder, file), 'utf8')).not.toMatch(/\bP\d+\b/);
  });
});

describe('what is refused leaves nothing behind', () => {
  it('a study without an input of the model', async () => {
    const study = writeSite('no-necrosis', 40, 73, (text) => text.replace(/ {2}- \{ key: necrosis.*\n/, ''));
    const { error } = await run('calibrate', '--model', 'dai-2024', '--study', study, '--out', at('none.json'), '--report', at('none'));
    expect(error).toMatch(/\[data-invalid\].*\n.*needs the input "necrosis"/);
    expect(existsSync(at('none.json')) || existsSync(at('none'))).toBe(false);
  });

  it('a cohort in another unit', async () => {
    const study = writeSite('units', 40, 74, (text) => text.replace('ng/mL', 'ug/dL'));
    const { error } = await run('validate', '--model', 'demo', '--study', study, '--out', at('units-out'));
    expect(error).toMatch(/needs ng\/mL, the study gives ug\/dL/);
    expect(existsSync(at('units-out'))).toBe(false);
  });

  it('an output that exists already, and options that make no sense', async () => {
    const study = at('first', 'study.yaml');
    expect((await run('calibrate', '--model', 'dai-2024', '--study', study, '--out', at('ours.json'))).error).toMatch(/\[out-exists\]/);
    expect((await run('calibrate', '--model', 'dai-2024', '--study', study, '--out', at('x.json'), '--alpha', '1.5')).error).toMatch(
      /--alpha must lie between 0 and 1/,
    );
    expect((await run('calibrate', '--model', 'dai-2024', '--study', study, '--out', at('x.json'), '--without', 'ki67')).error).toMatch(/no covariate ki67/);
    expect((await run('validate', '--model', 'demo', '--study', study, '--out', at('y'), '--slope-within', '1.1,1.2')).error).toMatch(
      /--slope-within must be two numbers around 1/,
    );
    expect((await run('validate', '--model', 'demo', '--study', study, '--out', at('y'), '--update-model')).error).toMatch(
      /belongs|name a file for the new version/,
    );
    expect((await run('monitor', '--model', 'demo', '--study', study, '--out', at('y'), '--date-column', 'when')).error).toMatch(/no column when/);
    expect((await run('monitor', '--model', 'demo', '--study', study, '--out', at('y'), '--since', 'last year')).error).toMatch(/--since must be a date/);
    expect((await run('monitor', '--model', 'demo', '--study', study, '--out', at('y'), '--since', '2020-02-30')).error).toMatch(/--since must be a date/);
    for (const name of ['x.json', 'y']) expect(existsSync(at(name))).toBe(false);
  });

  it('features of other settings', async () => {
    const study = writeSite('profile', 40, 75, (text) => text.replace('engine:', 'profile: params.yaml, engine:'));
    writeFileSync(
      at('profile', 'params.yaml'),
      'setting: { binWidth: 10, resampledPixelSpacing: [1, 1, 1], interpolator: sitkBSpline }\nimageType: { Original: {}, Wavelet: {}, LoG: { sigma: [3.0] }, Gradient: {} }\n',
    );
    const { error } = await run('validate', '--model', 'demo', '--study', study, '--out', at('profile-out'));
    expect(error).toMatch(/\[profile-differs\].*binWidth is 10 in the study and 25 in the model/s);
  });
});

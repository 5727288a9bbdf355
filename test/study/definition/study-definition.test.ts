// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parseStudyDefinition } from '../../../src/study/definition/study-definition.ts';
import { StudyError } from '../../../src/study/errors.ts';
import { STUDY_YAML } from './study-yaml.ts';

function problems(text: string): readonly string[] {
  try {
    parseStudyDefinition(text);
  } catch (error) {
    if (error instanceof StudyError) return error.problems.map(({ rows, message }) => `${rows?.[0]}: ${message}`);
    throw error;
  }
  return [];
}

const changed = (...changes: readonly (readonly [string, string])[]): string =>
  changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the example has no ${from}`);
    return text.replace(from, to);
  }, STUDY_YAML);

describe('a study file', () => {
  it('is parsed with its defaults and short forms filled in', () => {
    const definition = parseStudyDefinition(STUDY_YAML);
    expect(definition.title).toEqual({ en: 'Recurrence after resection', zh: 'Recurrence after resection' });
    expect(definition.candidates[0]).toMatchObject({ key: 'afp', column: 'afp_ng_ml', transform: { kind: 'threshold', above: 20 } });
    expect(definition.candidates[1]).toMatchObject({ key: 'age', column: 'age', transform: { kind: 'identity' } });
    expect(definition.candidates[2]).toMatchObject({
      kind: 'levels',
      coding: 'dummies',
      levels: [
        { values: ['0'], code: '0' },
        { values: ['1', 'yes'], code: 'present', label: { en: 'present', zh: '有' } },
      ],
    });
    expect(definition.outcome).toMatchObject({ eventCodes: ['1'], censoredCodes: ['0'] });
    expect(definition.subgroups).toMatchObject([
      { source: 'candidate', key: 'afp' },
      { source: 'candidate', above: 60 },
      { source: 'column', key: 'sex', kind: 'levels' },
    ]);
    expect(definition.pathology).toMatchObject([{ key: 'mvi' }, { key: 'ki67', kind: 'number', unit: '%' }]);
    expect(definition.radiomics).toEqual({
      nearZeroVariance: { freqCut: 19, uniqueCut: 10 },
      correlation: { method: 'spearman', cutoff: 0.9, algorithm: 'auto' },
      lasso: { folds: 10, nLambda: 100, lambdaMinRatio: 0.05, rule: 'lambda.1se' },
      cox: { method: 'stepped', univariableP: 0.05, multivariableP: 0.05 },
    });
    expect(definition.combined).toBe(true);
    expect(definition.clinical).toEqual({ selection: 'univariable-multivariable', univariableP: 0.05, multivariableP: 0.05 });
  });

  it('has no radiomics and no combined model without features', () => {
    const text = STUDY_YAML.replace(/^features:.*\n/m, '').replace(/^radiomics:.*\n/m, '');
    const definition = parseStudyDefinition(text);
    expect(definition.radiomics).toBeUndefined();
    expect(definition.combined).toBe(false);
  });

  it('takes JSON too', () => {
    const { combined: _, ...rest } = parseStudyDefinition(STUDY_YAML);
    expect(rest.seed).toBe(7);
    expect(parseStudyDefinition(JSON.stringify({ ...JSON.parse(JSON.stringify(minimal)), title: 'x' })).candidates).toHaveLength(1);
  });

  it('is parsed as the documentation writes it', () => {
    const page = readFileSync(new URL('../../../docs/study.md', import.meta.url), 'utf8');
    const example = /```yaml\n([\s\S]*?)```/.exec(page)?.[1];
    expect(parseStudyDefinition(example ?? '').candidates.map((candidate) => candidate.key)).toEqual(['afp', 'necrosis']);
  });

  it('lists everything that is wrong with its lines, in their order', () => {
    const found = problems(
      changed(
        ['unit: days', 'unit: weeks'],
        ['kind: threshold, above', 'kind: treshold, above'],
        ['seed: 7', 'sed: 7'],
        ['cutOff: 2024-02-29', 'cutOff: 29.2.2024'],
        ['minprop: 0.1', 'minprop: 0.7'],
      ),
    );
    expect(found.map((text) => text.split(':')[1]!.trim())).toEqual([
      'seed',
      'cohort.cutOff',
      'outcome.unit',
      'sed',
      'candidates[0].transform.kind',
      'groups.minprop',
    ]);
    expect(found.join('\n')).toContain('must be one of "days", "months", "years", is "weeks"');
    const lines = found.map((text) => Number(text.split(':')[0]));
    expect(lines).toEqual([...lines].sort((a, b) => a - b));
  });

  it.each([
    [[['key: age, label', 'key: afp, label']], 'the key "afp" is used by two candidates'],
    [[['key: age, label', 'key: radScore, label']], 'name of the radiomics score'],
    [[['{key: afp}', '{key: afpp}']], '"afpp" is not the key of a candidate'],
    [[['{key: age, above: 60}', '{key: age}']], 'say `above`'],
    [[['code: present', 'code: "0"']], 'the code "0" is used by two levels'],
    [[['value: ["1", yes]', 'value: ["1", "0.0"]']], '"0.0" means two levels'],
    [[['censoredCodes: ["0"]', 'censoredCodes: ["0", "1.0"]']], '"1.0" is an event code and a censored code'],
    [[['time: rfs_days, unit: days', 'time: rfs_days, unit: days, start: op_date']], 'not both'],
    [[['time: rfs_days, unit: days', 'start: op_date']], '`end` is missing beside `start`'],
    [[['time: rfs_days, unit: days', 'time: rfs_days']], '`time` needs `unit`'],
    [[['horizonsYears: [1, 2]', 'horizonsYears: [2, 1]']], 'horizons must rise'],
    [[['horizonsYears: [1, 2]', 'horizonsYears: [1, 2, 3, 4, 5, 6]']], 'at most five horizons'],
    [
      [['key: age, label', 'key: age, chart: {codes: ["http://loinc.org|30525-0"]}, label']],
      '"age" is found in the chart by the product\'s own rules and codes',
    ],
    [[['time: rfs_days, unit: days', 'time: rfs_days, unit: days, kind: relapse']], 'outcome.kind'],
    [[['equals: ["1"], reason', 'equals: ["1"], below: 3, reason']], 'needs exactly one of'],
    [[['clinical: {selection: univariable-multivariable}', 'clinical: {selection: forced, keys: [afp, x]}']], '"x" is not the key of a candidate'],
    [[['clinical: {selection: univariable-multivariable}', 'clinical: {selection: none}\ncombined: true']], 'a combined model needs'],
    [[['accrual: {from: 2019-12, to: 2021-12}', 'accrual: {from: 2022, to: 2021-12}']], 'is after'],
    [[['seed: 7', 'seed: 7\nseed: 8']], 'is not valid YAML'],
    [[['seed: 7', 'seed: [7']], 'is not valid YAML'],
    [[['schemaVersion: 1', 'schemaVersion: 2']], 'schemaVersion'],
  ] as const)('refuses %j', (changes, words) => {
    expect(problems(changed(...changes)).join('\n')).toContain(words);
  });

  it.each(['', '- 1', '7', 'null', 'a: &a [*a]'])('refuses %j without throwing anything else', (text) => {
    expect(problems(text).length).toBeGreaterThan(0);
  });

  it('survives a file that expands without end', () => {
    const bomb = ['a0: &a0 [x]', ...Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}, *a${i}]`)].join('\n');
    expect(problems(bomb).join('\n')).toContain('cannot be expanded');
  });
});

const minimal = {
  schemaVersion: 1,
  id: 's',
  version: '1.0.0',
  cohort: { name: 'a', cutOff: '2024', file: 'c.csv', id: 'id', citation: 'c', licence: 'l' },
  outcome: { event: 'e', timeZero: 'z', time: 't', unit: 'days', status: 's', eventCodes: 1, censoredCodes: 0 },
  horizonsYears: [1],
  eligibility: [{ rule: 'adult', required: true }],
  seed: 1,
  candidates: [{ key: 'x', label: 'x', kind: 'number', unit: '1' }],
};

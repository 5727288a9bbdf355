// SPDX-License-Identifier: Apache-2.0
// Model files with covariates of a site's own: unordered categories, numbers that the product has never heard of.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { assessModel } from '../../src/nomogram/assess-model.ts';
import { averagePoints } from '../../src/nomogram/contributions.ts';
import { plainInputs } from '../../src/nomogram/fixtures.ts';
import { nomogramGeometry } from '../../src/nomogram/geometry.ts';
import type { ModelInputs } from '../../src/nomogram/inputs.ts';
import { inputLabel } from '../../src/nomogram/labels.ts';
import { loadModel, ModelFileError } from '../../src/nomogram/load-model.ts';
import { pointsScale } from '../../src/nomogram/points.ts';
import type { LoadedModel } from '../../src/nomogram/prepare.ts';
import { AS_OF, altered, eligibleFacts, sha256 } from './support.ts';

const text = (word: string) => ({ en: word, zh: word });
const LEVELS = ['one', 'two', 'three'];
const BETA = { tnm: [0.5, 1.2], ast: 0.8, excess: -0.3 };

// biome-ignore lint/suspicious/noExplicitAny: tests break the document on purpose, in places that types forbid
function siteFile(change: (json: any) => void = () => undefined): Record<string, unknown> {
  return altered('demo', (json) => {
    const { value: _, ...evidence } = json.covariates[0].coefficient;
    const coefficient = (value: number) => ({ value, ...evidence });
    const common = { missing: 'bounds', censored: 'bounds' };
    const range = (min: number, p05: number, p95: number, max: number) => ({ min, p05, p95, max, ...evidence });
    json.covariates = [
      {
        key: 'tnm',
        label: text('TNM'),
        inputs: [{ key: 'tnm', unit: '1', label: text('TNM'), levels: LEVELS.map((code) => ({ code, label: text(code.toUpperCase()) })) }],
        transform: { kind: 'dummies', levels: [...LEVELS] },
        levels: LEVELS.map((code, x) => ({ x, label: text(code.toUpperCase()) })),
        reference: { tnm: 'one' },
        coefficient: BETA.tnm.map(coefficient),
        cohortMean: [coefficient(0.4), coefficient(0.2)],
        ...common,
      },
      {
        key: 'ast',
        label: text('AST'),
        inputs: [{ key: 'ast', unit: 'U/L', label: text('AST'), cohortRange: range(11, 17, 70, 154) }],
        transform: { kind: 'ln' },
        reference: { ast: 35 },
        coefficient: coefficient(BETA.ast),
        cohortMean: coefficient(3.6),
        ...common,
      },
      {
        key: 'baseExcess',
        label: text('Base excess'),
        inputs: [{ key: 'baseExcess', unit: 'mmol/L', label: text('Base excess') }],
        transform: { kind: 'threshold', above: -2 },
        reference: { baseExcess: -3 },
        coefficient: coefficient(BETA.excess),
        cohortMean: coefficient(0.5),
        ...common,
      },
    ];
    delete json.radScore;
    delete json.uncertainty;
    json.fixtures = [
      {
        name: 'by hand',
        inputs: { tnm: 'three', ast: Math.E ** 4, baseExcess: 0 },
        expect: { score: 1.2 + 0.8 * 4 - 0.3 },
        tolerance: 1e-9,
        origin: '1.2 + 0.8·4 − 0.3',
      },
    ];
    change(json);
  });
}

const site = loadModel(siteFile(), sha256);
const ask = (model: LoadedModel, inputs: ModelInputs) => assessModel(model, eligibleFacts(), inputs, AS_OF).outcome;
const refusal = (json: unknown): string => {
  try {
    loadModel(json, sha256);
  } catch (error) {
    if (error instanceof ModelFileError) return `${error.code} ${error.path}`;
    throw error;
  }
  return 'accepted';
};

describe('an unordered category', () => {
  it.each([
    ['one', 0],
    ['two', 0.5],
    ['three', 1.2],
  ])('adds its own coefficient: %s', (level, share) => {
    const outcome = ask(site, plainInputs(site, { tnm: level, ast: 1, baseExcess: -5 }));
    if (outcome.status !== 'assessed') throw new Error(outcome.status);
    expect(outcome.prediction.score).toBeCloseTo(share, 12);
    expect(outcome.prediction.contributions[0]).toMatchObject({ key: 'tnm', choice: text(level.toUpperCase()) });
    expect(outcome.prediction.contributions[0]).not.toHaveProperty('x');
  });

  it('has one tick per level, at the points of its coefficient', () => {
    const scale = pointsScale(site)!;
    const axis = nomogramGeometry(site)!.covariates[0]!;
    expect(axis.ticks.map(({ label, points }) => [label?.en, points])).toEqual([
      ['ONE', 0],
      ['TWO', expect.closeTo(0.5 * scale.perUnit, 9)],
      ['THREE', expect.closeTo(1.2 * scale.perUnit, 9)],
    ]);
  });

  it('counts the average patient by the mean of every column', () => {
    const scale = pointsScale(site)!;
    const mean = 0.4 * 0.5 + 0.2 * 1.2 + 3.6 * BETA.ast + 0.5 * BETA.excess;
    expect(averagePoints(site, scale)).toBeCloseTo((mean - scale.scoreAtZero) * scale.perUnit, 9);
  });

  it('gives bounds over its levels when missing, named in order', () => {
    const outcome = ask(site, plainInputs(site, { ast: 40, baseExcess: 0 }));
    if (outcome.status !== 'incomplete') throw new Error(outcome.status);
    const rest = BETA.ast * Math.log(40) + BETA.excess;
    expect(outcome.bounds!.score).toEqual([expect.closeTo(rest, 9), expect.closeTo(rest + 1.2, 9)]);
    expect(outcome.bounds!.combinations!.map(({ choices }) => choices[0]!.label.en)).toEqual(['ONE', 'TWO', 'THREE']);
  });

  it('keeps every complete answer inside the bounds of the incomplete one', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...LEVELS),
        fc.double({ min: 17, max: 70, noNaN: true }),
        fc.double({ min: -20, max: 20, noNaN: true }),
        fc.subarray(['tnm', 'ast', 'baseExcess']),
        (tnm, ast, baseExcess, keys) => {
          const all: Record<string, number | string> = { tnm, ast, baseExcess };
          const whole = ask(site, plainInputs(site, all));
          const part = ask(site, plainInputs(site, Object.fromEntries(keys.map((key) => [key, all[key]!]))));
          if (whole.status !== 'assessed') throw new Error(whole.status);
          const [low, high] = part.status === 'incomplete' ? part.bounds!.score : [whole.prediction.score, whole.prediction.score];
          // Sums in another order.
          expect(whole.prediction.score).toBeGreaterThanOrEqual(low - 1e-9);
          expect(whole.prediction.score).toBeLessThanOrEqual(high + 1e-9);
        },
      ),
    );
  });
});

describe('a number of the site', () => {
  it('may be negative: a missing one reaches both sides of a negative threshold', () => {
    const outcome = ask(site, plainInputs(site, { tnm: 'one', ast: 40 }));
    if (outcome.status !== 'incomplete') throw new Error(outcome.status);
    const [low, high] = outcome.bounds!.score;
    expect(high - low).toBeCloseTo(0.3, 9);
  });

  it('has a logarithmic axis that begins at or below the least studied value', () => {
    const axis = nomogramGeometry(site)!.covariates[1]!;
    expect(axis.ticks[0]!.value).toBe(10);
    expect(axis.ticks.at(-1)!.value).toBeGreaterThanOrEqual(154);
    expect(axis.studied).toEqual([11, 154]);
    expect(axis.ticks.every((tick, i) => i === 0 || tick.value > axis.ticks[i - 1]!.value)).toBe(true);
  });

  it('goes by the file’s label, a known one by ours', () => {
    expect(inputLabel('ast', text('AST (GOT)')).en).toBe('AST (GOT)');
    expect(inputLabel('afp', text('something else')).en).toBe('AFP');
    expect(inputLabel('ast').zh).toBe('ast');
  });
});

describe('a file with site inputs', () => {
  const code = { system: 'http://loinc.org', code: '1920-8' };
  it.each([
    ['a name that every object answers to', (json) => rename(json, 'constructor'), 'schema covariates[1].inputs[0].key'],
    ['a name with a space', (json) => rename(json, 'a b'), 'schema covariates[1].inputs[0].key'],
    ['levels that the transform does not name', (json) => json.covariates[0].transform.levels.pop(), 'inconsistent covariates[0].transform.levels'],
    [
      'one coefficient for three levels',
      (json) => (json.covariates[0].coefficient = json.covariates[0].coefficient[0]),
      'inconsistent covariates[0].coefficient',
    ],
    ['one mean for two columns', (json) => (json.covariates[0].cohortMean = json.covariates[0].cohortMean[0]), 'inconsistent covariates[0].cohortMean'],
    ['a level of a position that does not exist', (json) => (json.covariates[0].levels[2].x = 7), 'inconsistent covariates[0].levels'],
    [
      'levels that nobody could recognise in the chart',
      (json) => (json.covariates[0].inputs[0].chart = { codes: [code] }),
      'inconsistent covariates[0].inputs[0].chart.levels',
    ],
    [
      'one code for two levels',
      (json) => (json.covariates[0].inputs[0].chart = { codes: [code], levels: { one: [code], two: [code], three: [{ ...code, code: 'x' }] } }),
      'inconsistent covariates[0].inputs[0].chart.levels',
    ],
    [
      'levels of a number',
      (json) => (json.covariates[1].inputs[0].chart = { codes: [code], levels: { high: [code] } }),
      'inconsistent covariates[1].inputs[0].chart.levels',
    ],
    [
      'a place in the chart for an input that we read ourselves',
      (json) => {
        rename(json, 'albumin');
        json.covariates[1].inputs[0].chart = { codes: [code] };
      },
      'inconsistent covariates[1].inputs[0].chart',
    ],
    // biome-ignore lint/suspicious/noExplicitAny: tests break the document on purpose, in places that types forbid
  ] as [string, (json: any) => void, string][])('is refused for %s', (_, change, expected) => {
    expect(refusal(siteFile(change))).toBe(expected);
  });

  it('is accepted with the place of a number in the chart', () => {
    expect(refusal(siteFile((json) => (json.covariates[1].inputs[0].chart = { codes: [code], maxAgeDays: 30 })))).toBe('accepted');
  });
});

// biome-ignore lint/suspicious/noExplicitAny: tests break the document on purpose, in places that types forbid
function rename(json: any, key: string): void {
  json.covariates[1].inputs[0].key = key;
  json.covariates[1].reference = { [key]: 35 };
}

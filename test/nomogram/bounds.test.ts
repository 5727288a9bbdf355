// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { assessModel } from '../../src/nomogram/assess-model.ts';
import type { Bounds, Prediction } from '../../src/nomogram/assessment.ts';
import { plainInputs } from '../../src/nomogram/fixtures.ts';
import type { InputKey, ModelInput, ModelInputs, NumericBound } from '../../src/nomogram/inputs.ts';
import { type LoadedModel, loadModel } from '../../src/nomogram/load-model.ts';
import { AS_OF, altered, bundled, eligibleFacts, FROM, sha256 } from './support.ts';

const demo = bundled('demo');

/** The same model with a spline for the rad-score that falls and rises again, so that its extremes lie inside. */
const spline = loadModel(
  altered('demo', (json) => {
    const covariate = json.covariates[3];
    const { value: _, ...evidence } = covariate.coefficient;
    covariate.transform = { kind: 'rcs', knots: [-1.2, -0.3, 0.4, 1.8] };
    covariate.coefficient = [-1.1, 9, -14].map((value) => ({ value, ...evidence }));
    delete covariate.cohortMean;
    delete json.uncertainty;
    json.fixtures = [
      {
        name: 'x',
        inputs: { afp: 5, necrosis: 'absent', portalVeinInvasion: 'absent', radScore: -1.5 },
        expect: { score: 1.65 },
        tolerance: 1e-9,
        origin: '−1.1 × −1.5',
      },
    ];
  }),
  sha256,
);

function answer(model: LoadedModel, inputs: ModelInputs): { bounds?: Bounds; prediction?: Prediction } {
  const { outcome } = assessModel(model, eligibleFacts(), inputs, AS_OF);
  if (outcome.status === 'assessed') return { prediction: outcome.prediction };
  if (outcome.status === 'incomplete' && outcome.bounds !== undefined) return { bounds: outcome.bounds };
  throw new Error(JSON.stringify(outcome));
}

/** Score range of an answer, a point when it is complete. */
function scoreRange(model: LoadedModel, inputs: ModelInputs): readonly [number, number] {
  const { bounds, prediction } = answer(model, inputs);
  return bounds?.score ?? [prediction!.score, prediction!.score];
}

const EPSILON = 1e-9; // binary rounding of sums taken in another order

const patients = fc.record({
  afp: fc.oneof(fc.double({ min: 0, max: 5000, noNaN: true }), fc.constantFrom(19.999, 20, 20.001)),
  necrosis: fc.constantFrom('present', 'absent'),
  portalVeinInvasion: fc.constantFrom('present', 'absent'),
  // Completions of the rad-score are the middle 90 % of the cohort, as the file states.
  radScore: fc.double({ min: -1, max: 1.15, noNaN: true }),
});
const subsets = fc.subarray(['afp', 'necrosis', 'portalVeinInvasion', 'radScore'] as const);
const only = (model: LoadedModel, patient: Record<string, number | string>, keys: readonly InputKey[]): ModelInputs =>
  plainInputs(model, Object.fromEntries(keys.map((key) => [key, patient[key]!])));

describe('bounds over missing inputs', () => {
  it('match the documented case: AFP and portal vein invasion missing', () => {
    const { bounds } = answer(demo, plainInputs(demo, { necrosis: 'present', radScore: 0.82 }));
    expect(bounds!.totalPoints!.map(Math.round)).toEqual([88, 130]);
    expect(bounds!.group?.id).toBe('high');
    expect(bounds!.points).toEqual([
      { key: 'afp', covariate: 'afp', range: [0, expect.closeTo(20, 9)] },
      { key: 'portalVeinInvasion', covariate: 'portalVeinInvasion', range: [0, expect.closeTo(22, 9)] },
    ]);
    expect(bounds!.combinations!.map((row) => [row.choices.map((choice) => choice.label.en).join(), Math.round(row.totalPoints!)])).toEqual([
      ['no,absent', 88],
      ['no,present', 110],
      ['yes,absent', 108],
      ['yes,present', 130],
    ]);
  });

  it.each([
    ['linear', demo],
    ['spline', spline],
  ])('hold every completion (%s)', (_name, model) => {
    fc.assert(
      fc.property(patients, subsets, (patient, keys) => {
        const truth = answer(model, only(model, patient, ['afp', 'necrosis', 'portalVeinInvasion', 'radScore'])).prediction!;
        const { bounds } = answer(model, only(model, patient, keys)).bounds === undefined ? { bounds: undefined } : answer(model, only(model, patient, keys));
        if (bounds === undefined) return;
        expect(truth.score).toBeGreaterThanOrEqual(bounds.score[0] - EPSILON);
        expect(truth.score).toBeLessThanOrEqual(bounds.score[1] + EPSILON);
        truth.survival.forEach((at, i) => {
          expect(at.survival).toBeGreaterThanOrEqual(bounds.survival[i]!.lowest - EPSILON);
          expect(at.survival).toBeLessThanOrEqual(bounds.survival[i]!.highest + EPSILON);
        });
        if (bounds.group !== undefined) expect(truth.group?.id).toBe(bounds.group.id);
      }),
    );
  });

  it.each([
    ['linear', demo],
    ['spline', spline],
  ])('are attained: no wider than a fine search over completions finds (%s)', (_name, model) => {
    fc.assert(
      fc.property(patients, subsets, (patient, keys) => {
        const [low, high] = scoreRange(model, only(model, patient, keys));
        const missing = new Set(['afp', 'necrosis', 'portalVeinInvasion', 'radScore'].filter((key) => !keys.includes(key as never)));
        let least = Number.POSITIVE_INFINITY;
        let most = Number.NEGATIVE_INFINITY;
        const grid = Array.from({ length: 431 }, (_, i) => -1 + i * 0.005);
        for (const afp of missing.has('afp') ? [1, 1000] : [patient.afp])
          for (const necrosis of missing.has('necrosis') ? ['absent', 'present'] : [patient.necrosis])
            for (const portalVeinInvasion of missing.has('portalVeinInvasion') ? ['absent', 'present'] : [patient.portalVeinInvasion]) {
              const base = scoreRange(model, plainInputs(model, { afp, necrosis, portalVeinInvasion, radScore: 0 }))[0];
              for (const radScore of missing.has('radScore') ? grid : [patient.radScore]) {
                const value = base + radShare(model, radScore) - radShare(model, 0);
                least = Math.min(least, value);
                most = Math.max(most, value);
              }
            }
        // A grid of 0.005 misses a smooth extreme by less than 1e-3 (curvature below 60 here).
        expect(low).toBeGreaterThanOrEqual(least - 1e-3);
        expect(high).toBeLessThanOrEqual(most + 1e-3);
      }),
      { numRuns: 60 },
    );
  });

  it('never widen when something more is known', () => {
    fc.assert(
      fc.property(
        patients,
        subsets,
        fc.constantFrom('afp', 'necrosis', 'portalVeinInvasion', 'radScore'),
        fc.constantFrom('value', 'below', 'above'),
        (patient, keys, more, how) => {
          const without = keys.filter((key) => key !== more);
          const before = scoreRange(demo, only(demo, patient, without));
          const learned = only(demo, patient, [more as InputKey])[more as InputKey]!;
          const statement: ModelInput =
            how === 'value' || learned.kind !== 'value'
              ? learned
              : { kind: 'bound', side: how as 'below' | 'above', value: learned.value, unit: learned.unit, from: FROM };
          const after = scoreRange(demo, { ...only(demo, patient, without), [more]: statement });
          return after[0] >= before[0] - EPSILON && after[1] <= before[1] + EPSILON;
        },
      ),
    );
  });

  it('add estimation error at the two extreme completions', () => {
    const { bounds } = answer(demo, plainInputs(demo, { necrosis: 'present', radScore: 0.82 }));
    for (const at of bounds!.survival) {
      expect(at.lowestLower!).toBeLessThan(at.lowest);
      expect(at.highestUpper!).toBeGreaterThan(at.highest);
    }
  });

  it('give no group when completions disagree', () => {
    const { bounds } = answer(demo, plainInputs(demo, { afp: 420, portalVeinInvasion: 'absent', radScore: 0.82 }));
    expect(bounds!.group).toBeUndefined();
  });
});

/** Rad-score share of the score, by the model's own complete answer. */
const shares = new WeakMap<LoadedModel, Map<number, number>>();
function radShare(model: LoadedModel, radScore: number): number {
  const cache = shares.get(model) ?? new Map<number, number>();
  shares.set(model, cache);
  const cached = cache.get(radScore);
  if (cached !== undefined) return cached;
  const share = answer(model, plainInputs(model, { afp: 1, necrosis: 'absent', portalVeinInvasion: 'absent', radScore })).prediction!.score;
  cache.set(radScore, share);
  return share;
}

describe('a result that is only a bound', () => {
  const afp = (side: NumericBound['side'], value: number, inclusive?: boolean): ModelInputs => ({
    ...plainInputs(demo, { necrosis: 'present', portalVeinInvasion: 'absent', radScore: 0.82 }),
    afp: { kind: 'bound', side, value, unit: 'ng/mL', from: FROM, ...(inclusive === undefined ? {} : { inclusive }) },
  });

  it.each([
    ['<2', afp('below', 2), 0],
    ['<20', afp('below', 20), 0],
    ['≤20', afp('below', 20, true), 0],
    ['>20', afp('above', 20), 1],
    ['>60500', afp('above', 60500), 1],
  ])('"%s" decides whether AFP is above 20', (_text, inputs, x) => {
    expect(answer(demo, inputs).prediction?.contributions[0]?.x).toBe(x);
  });

  it.each([
    ['<50', afp('below', 50)],
    ['>10', afp('above', 10)],
    ['≥20', afp('above', 20, true)],
  ])('"%s" does not decide it, and is said to be indeterminate', (_text, inputs) => {
    const { outcome } = assessModel(demo, eligibleFacts(), inputs, AS_OF);
    expect(outcome).toMatchObject({ status: 'incomplete', missing: [{ key: 'afp', reason: 'indeterminate', detailCode: 'bound-does-not-decide' }] });
  });

  it('is not read as its number', () => {
    const { outcome } = assessModel(
      demo,
      eligibleFacts(),
      { ...afp('below', 2), radScore: { kind: 'bound', side: 'above', value: 1, unit: '1', from: FROM } },
      AS_OF,
    );
    if (outcome.status !== 'incomplete') throw new Error('expected bounds');
    expect(outcome.bounds!.score[0]).toBeCloseTo(0.84 + 0.7 * 1, 12);
    expect(outcome.bounds!.score[1]).toBeCloseTo(0.84 + 0.7 * 1.15, 12);
  });
});

describe('an input that is missing', () => {
  it('keeps its reason', () => {
    const inputs: ModelInputs = {
      ...plainInputs(demo, { afp: 420, portalVeinInvasion: 'absent' }),
      necrosis: { kind: 'missing', reason: 'not-stated', passedOver: [] },
      radScore: { kind: 'missing', reason: 'no-segmentation', passedOver: [], detailCode: 'no-segmentation' },
    };
    expect(assessModel(demo, eligibleFacts(), inputs, AS_OF).outcome).toMatchObject({
      status: 'incomplete',
      missing: [
        { key: 'necrosis', reason: 'not-stated' },
        { key: 'radScore', reason: 'no-segmentation', detailCode: 'no-segmentation' },
      ],
    });
  });

  it('is not filled by a word that the model does not know', () => {
    const inputs: ModelInputs = {
      ...plainInputs(demo, { afp: 420, portalVeinInvasion: 'absent', radScore: 0 }),
      necrosis: { kind: 'level', level: 'equivocal', from: FROM },
    };
    expect(assessModel(demo, eligibleFacts(), inputs, AS_OF).outcome).toMatchObject({
      status: 'incomplete',
      missing: [{ key: 'necrosis', reason: 'indeterminate' }],
    });
  });

  it('says when a value lies outside the studied range, and does not clamp it', () => {
    const { prediction } = answer(demo, plainInputs(demo, { afp: 5, necrosis: 'absent', portalVeinInvasion: 'absent', radScore: 3.5 }));
    expect(prediction).toMatchObject({ outsideRange: ['radScore'] });
    expect(prediction!.contributions[3]!.points).toBeCloseTo(125, 9);
  });

  it('says so beside bounds as well', () => {
    const inputs = plainInputs(demo, { afp: 5, necrosis: 'absent', radScore: 3.5 });
    expect(assessModel(demo, eligibleFacts(), inputs, AS_OF).outcome).toMatchObject({ status: 'incomplete', outsideRange: ['radScore'] });
    const inside = plainInputs(demo, { afp: 5, necrosis: 'absent', radScore: 1 });
    expect(assessModel(demo, eligibleFacts(), inside, AS_OF).outcome).not.toHaveProperty('outsideRange');
  });
});

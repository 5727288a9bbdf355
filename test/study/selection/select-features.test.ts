// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { DEFAULT_RADIOMICS } from '../../../src/study/definition/schema.ts';
import { filterFeatures } from '../../../src/study/selection/filter-features.ts';
import { foldsByPatient } from '../../../src/study/selection/folds.ts';
import { selectFeatures } from '../../../src/study/selection/select-features.ts';
import { smallCohort } from '../develop/small-study.ts';

const definition = { ...DEFAULT_RADIOMICS, lasso: { ...DEFAULT_RADIOMICS.lasso, folds: 5, nLambda: 30 } };
const rows = (n: number): Int32Array => Int32Array.from({ length: n }, (_, i) => i);

describe('feature filters', () => {
  it('drop missing, constant, hardly varying and repeated features, each with its reason, and standardise the rest', () => {
    const { features, n } = smallCohort({ n: 100, features: 6 });
    const values = features!.values.slice();
    values[0 * n + 4] = Number.NaN;
    values.fill(3, n, 2 * n);
    for (let i = 0; i < n; i++) values[2 * n + i] = i < 3 ? 1 : 0;
    for (let i = 0; i < n; i++) values[3 * n + i] = 2 * values[4 * n + i]! + 7;
    const found = filterFeatures({ names: features!.names, values }, n, rows(n), definition);
    expect(found.dropped.map(({ feature, step }) => [feature, step])).toEqual([
      ['feature0', 'missing values'],
      ['feature1', 'near-zero variance'],
      ['feature2', 'near-zero variance'],
      [expect.stringMatching(/feature[34]/), 'correlation'],
    ]);
    expect(found.dropped.map(({ reason }) => reason)).toEqual([
      'no value in 1 of 100 patients',
      'the same value in every patient',
      expect.stringContaining('32.3 times'),
      expect.stringMatching(/Spearman correlation 1 with feature[34]/),
    ]);
    expect(found.steps.map(({ before, after }) => [before, after])).toEqual([
      [6, 5],
      [5, 3],
      [3, 2],
    ]);
    expect(Object.keys(found.constants)).toEqual([...found.keep]);
  });
});

describe('folds by patient', () => {
  it('keep all copies of a patient together and give every fold an event', () => {
    const { status } = smallCohort({ n: 90 });
    const sample = Int32Array.from({ length: 90 }, (_, i) => (i * i) % 90);
    const { foldId, folds } = foldsByPatient(status, sample, 5, 1)!;
    const foldOf = new Map<number, number>();
    sample.forEach((patient, k) => {
      expect(foldOf.get(patient) ?? foldId[k]).toBe(foldId[k]);
      foldOf.set(patient, foldId[k]!);
    });
    for (let fold = 1; fold <= folds; fold++) expect([...foldOf].some(([patient, own]) => own === fold && status[patient] === 1)).toBe(true);
  });

  it('are fewer with few events, and none with fewer than three', () => {
    const status = Uint8Array.from({ length: 20 }, (_, i) => (i < 4 ? 1 : 0));
    expect(foldsByPatient(status, rows(20), 10, 1)!.folds).toBe(4);
    expect(foldsByPatient(status, rows(20).slice(2), 10, 1)).toBeUndefined();
  });
});

describe('the selection of features', () => {
  it('gives LASSO weights without the Cox steps and Cox weights with them, on standardised features', () => {
    const cohort = smallCohort({ n: 220 });
    const lasso = selectFeatures(cohort, rows(220), { ...definition, cox: { method: 'none' } }, { seed: 1 });
    const stepped = selectFeatures(cohort, rows(220), definition, { seed: 1 });
    const weight = (of: typeof lasso) => of.radScore.find(({ feature }) => feature === 'feature0')!.weight;
    expect(weight(lasso)).toBe(lasso.cv!.path.coefficients[lasso.chosen!]!.coef[0]);
    // The lasso shrinks; Cox does not.
    expect(weight(stepped)).toBeGreaterThan(weight(lasso));
    expect(stepped.radScore.length).toBeLessThanOrEqual(lasso.radScore.length);
    const kept = new Set(stepped.radScore.map(({ feature }) => feature));
    expect(new Set([...stepped.dropped.map(({ feature }) => feature), ...kept]).size).toBe(15);
    expect(stepped.dropped.every(({ feature, reason }) => !kept.has(feature) && reason.length > 5)).toBe(true);
  });

  it('does the same for the same rows and seed, and says why there is no score', () => {
    const cohort = smallCohort();
    expect(selectFeatures(cohort, rows(160), definition, { seed: 1 }).radScore).toEqual(selectFeatures(cohort, rows(160), definition, { seed: 1 }).radScore);
    const none = selectFeatures({ ...cohort, status: new Uint8Array(160).fill(1, 0, 2) }, rows(160), definition, { seed: 1 });
    expect(none.radScore).toEqual([]);
    expect(none.reason).toContain('fewer than 3 patients');
  });
});

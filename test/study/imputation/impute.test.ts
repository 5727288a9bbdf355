// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import type { Cohort, LevelColumn, NumberColumn } from '../../../src/study/cohort/cohort.ts';
import { completeRows, imputationPlan, impute, poolCox } from '../../../src/study/imputation/index.ts';
import { coxph, seededRandom } from '../../../src/survival/index.ts';
import { simulatedCohort, withGaps } from './cohorts.ts';

const DEFINITION = { candidates: [{ key: 'marker' }, { key: 'age' }, { key: 'finding' }, { key: 'grade' }] };
const numbers = (cohort: Cohort, key: string): Float64Array => (cohort.covariates.get(key) as NumberColumn).values;
const levels = (cohort: Cohort, key: string): Int16Array => (cohort.covariates.get(key) as LevelColumn).index;

function coxOf(cohort: Cohort, rows: ArrayLike<number> = Int32Array.from({ length: cohort.n }, (_, i) => i)) {
  const pick = (values: ArrayLike<number>): number[] => Array.from(rows, (row) => values[row]!);
  return coxph(
    { time: pick(cohort.timeDays), status: pick(cohort.status) },
    { marker: pick(numbers(cohort, 'marker')), finding: pick(levels(cohort, 'finding')) },
  );
}

/** The marker is more often missing where the finding is present and the event was seen: missing at random, and not at random without the outcome. */
function missingAtRandom(cohort: Cohort, seed: number): Cohort {
  const random = seededRandom(seed);
  const draws = Array.from({ length: cohort.n }, () => [random(), random()] as const);
  const finding = levels(cohort, 'finding');
  return withGaps(cohort, {
    marker: (i) => draws[i]![0] < 0.1 + 0.3 * finding[i]! + 0.3 * cohort.status[i]!,
    grade: (i) => draws[i]![1] < 0.2,
  });
}

describe('imputation by chained equations', () => {
  it('recovers effects that complete cases get wrong when missingness depends on the outcome', () => {
    const { cohort } = simulatedCohort(1500, 11);
    const complete = coxOf(cohort);
    const gappy = missingAtRandom(cohort, 5);
    const pooled = poolCox(impute(gappy, DEFINITION, { imputations: 10, iterations: 6, seed: 3 }).map((one) => coxOf(one)));
    const cases = coxOf(gappy, completeRows(gappy));
    pooled.terms.forEach((term, j) => {
      // Against the fit before anything was taken away: 2.5 of the errors that imputation adds, and the method's own attenuation (White and Royston 2009).
      expect(Math.abs(term.coef - complete.terms[j]!.coef!)).toBeLessThan(2.5 * Math.sqrt(1.1 * term.between) + 0.05);
      expect(term.se).toBeGreaterThan(complete.terms[j]!.se!);
    });
    const bias = (coef: number, j: number): number => Math.abs(coef - complete.terms[j]!.coef!);
    expect(bias(cases.terms[1]!.coef!, 1)).toBeGreaterThan(2 * bias(pooled.terms[1]!.coef, 1));
    expect(pooled.terms[0]!.fmi).toBeGreaterThan(0.1);
  });

  it('keeps the distribution of levels and only gives values that were seen', () => {
    const { cohort } = simulatedCohort(800, 21);
    const gappy = missingAtRandom(cohort, 8);
    const [one] = impute(gappy, DEFINITION, { imputations: 1, iterations: 5, seed: 1 });
    const seen = new Set(numbers(gappy, 'marker'));
    for (const value of numbers(one!, 'marker')) expect(seen.has(value)).toBe(true);
    const share = (index: Int16Array, level: number): number => index.filter((value) => value === level).length / index.length;
    for (const level of [0, 1, 2]) expect(Math.abs(share(levels(one!, 'grade'), level) - share(levels(cohort, 'grade'), level))).toBeLessThan(0.05);
  });

  it('changes missing values only, and never the outcome', () => {
    const { cohort } = simulatedCohort(200, 2);
    const gappy = missingAtRandom(cohort, 3);
    for (const one of impute(gappy, DEFINITION, { imputations: 3, iterations: 2, seed: 9 })) {
      expect(one.timeDays).toBe(gappy.timeDays);
      expect(one.status).toBe(gappy.status);
      numbers(gappy, 'marker').forEach((value, i) => {
        if (!Number.isNaN(value)) expect(numbers(one, 'marker')[i]).toBe(value);
        else expect(numbers(one, 'marker')[i]).not.toBeNaN();
      });
      expect(completeRows(one)).toHaveLength(one.n);
    }
    expect(Array.from(numbers(gappy, 'marker')).some(Number.isNaN)).toBe(true);
  });

  it('gives the same cohorts for the same seed and others for another', () => {
    const gappy = missingAtRandom(simulatedCohort(200, 2).cohort, 3);
    const run = (seed: number): number[][] =>
      impute(gappy, DEFINITION, { imputations: 2, iterations: 2, seed }).map((one) => [...numbers(one, 'marker'), ...levels(one, 'grade')]);
    expect(run(4)).toEqual(run(4));
    expect(run(4)).not.toEqual(run(5));
    expect(run(4)[0]).not.toEqual(run(4)[1]);
    // A longer run begins with the same cohorts.
    expect(
      impute(gappy, DEFINITION, { imputations: 3, iterations: 2, seed: 4 })
        .slice(0, 2)
        .map((one) => [...numbers(one, 'marker'), ...levels(one, 'grade')]),
    ).toEqual(run(4));
  });

  it('imputes training and validation patients apart', () => {
    const { cohort } = simulatedCohort(300, 2);
    const split = {
      ...missingAtRandom(cohort, 3),
      training: Int32Array.from({ length: 200 }, (_, i) => i),
      validation: Int32Array.from({ length: 100 }, (_, i) => 200 + i),
    };
    const shifted = numbers(split, 'marker').map((value, i) => (i < 200 ? value : value + 100));
    const moved: Cohort = { ...split, covariates: new Map([...split.covariates, ['marker', { kind: 'number', unit: '1', values: shifted }]]) };
    const options = { imputations: 1, iterations: 3, seed: 1 };
    const before = numbers(impute(split, DEFINITION, options)[0]!, 'marker').slice(0, 200);
    const after = numbers(impute(moved, DEFINITION, options)[0]!, 'marker');
    expect(after.slice(0, 200)).toEqual(before);
    expect(Math.min(...after.slice(200))).toBeGreaterThan(50);
  });

  it('leaves radiomic features alone unless they are named', () => {
    const { cohort } = simulatedCohort(100, 2);
    const values = Float64Array.from({ length: 200 }, (_, i) => (i % 17 === 0 ? Number.NaN : i));
    const withFeatures: Cohort = { ...cohort, features: { names: ['f1', 'f2'], values } };
    const [left] = impute(withFeatures, DEFINITION, { imputations: 1, iterations: 1, seed: 1 });
    expect(left!.features!.values).toEqual(values);
    const [asked] = impute(withFeatures, DEFINITION, { imputations: 1, iterations: 1, seed: 1, features: ['f2'] });
    expect(Array.from(asked!.features!.values.slice(100)).some(Number.isNaN)).toBe(false);
    expect(asked!.features!.values.slice(0, 100)).toEqual(values.slice(0, 100));
    expect(Number.isNaN(values[102]!)).toBe(true);
  });

  it('survives separation: a finding that only events have', () => {
    const { cohort } = simulatedCohort(120, 7);
    const separated: Cohort = {
      ...cohort,
      covariates: new Map([
        ['finding', { kind: 'levels', levels: ['a', 'b'], labels: ['a', 'b'], index: Int16Array.from(cohort.status) }],
        ['marker', cohort.covariates.get('marker')!],
      ]),
    };
    const gappy = withGaps(separated, { finding: (i) => i % 5 === 0 });
    const [one] = impute(gappy, { candidates: [{ key: 'finding' }, { key: 'marker' }] }, { imputations: 1, iterations: 5, seed: 2 });
    const agree = levels(one!, 'finding').filter((value, i) => i % 5 === 0 && value === cohort.status[i]).length;
    expect(agree).toBeGreaterThan(20);
  });

  it('says how each column is imputed', () => {
    const gappy = missingAtRandom(simulatedCohort(200, 2).cohort, 3);
    const plan = imputationPlan(gappy, DEFINITION);
    expect(plan.map(({ key, method }) => [key, method])).toEqual([
      ['marker', 'predictive mean matching'],
      ['age', 'nothing missing'],
      ['finding', 'nothing missing'],
      ['grade', 'multinomial logistic regression'],
    ]);
  });

  it('refuses a column that is hardly ever known, and odd options', () => {
    const { cohort } = simulatedCohort(100, 2);
    expect(() => impute(withGaps(cohort, { marker: (i) => i > 5 }), DEFINITION, { imputations: 1, iterations: 1, seed: 1 })).toThrow(
      /marker is known in 6 of 100/,
    );
    expect(() => impute(cohort, DEFINITION, { imputations: 0, iterations: 1, seed: 1 })).toThrow(/imputations is 0/);
  });
});

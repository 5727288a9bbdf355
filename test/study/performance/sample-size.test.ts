// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { largestR2, patientsForShrinkage, rileyCriteria } from '../../../src/study/performance/sample-size.ts';

describe('sample size of a development study', () => {
  it('needs 5143 patients in the published example: 30 parameters, R² 0.051, shrinkage 0.9 (Riley 2019)', () => {
    expect(Math.ceil(patientsForShrinkage(30, 0.051, 0.9)!)).toBe(5143);
  });

  // Published tests of the R package pmsampsize (tests/testthat/test_surv.R): pmsampsize(type = "s", rsquared =, parameters =, rate =, timepoint = 2, meanfup = 2.07).
  it.each([
    { parameters: 25, r2: 0.051, rate: 0.065, needed: [4286, 866] },
    { parameters: 25, r2: 0.065, rate: 0.065, needed: [3335, 859] },
    { parameters: 50, r2: 0.051, rate: 0.065, needed: [8572, 1731] },
    { parameters: 25, r2: 0.051, rate: 0.1, needed: [4286, 731] },
  ])('needs as many patients as pmsampsize: $needed for $parameters parameters, R² $r2, rate $rate', ({ parameters, r2, rate, needed }) => {
    const most = largestR2(10000, Math.ceil(rate * 2.07 * 10000));
    const shrinkages = [0.9, r2 / (r2 + 0.05 * most)];
    expect(shrinkages.map((s) => Math.ceil(patientsForShrinkage(parameters, r2, s)!))).toEqual(needed);
  });

  it('takes the same largest R² from a study, whatever the unit of its times', () => {
    const facts = { n: 226, events: 142, horizonDays: 1095.75, candidateParameters: 12, likelihoodRatio: 60 };
    const [, gap] = rileyCriteria({ ...facts, personDays: 226 * 700 });
    const [, later] = rileyCriteria({ ...facts, personDays: 226 * 70 });
    expect(gap!.needed).toBe(later!.needed);
  });

  it('judges a study by what it found, and gives no number where there is none', () => {
    const facts = { n: 225, events: 90, personDays: 225 * 500, horizonDays: 1095.75 };
    const known = rileyCriteria({ ...facts, candidateParameters: 20, likelihoodRatio: 60 });
    expect(known).toHaveLength(4);
    expect(known.every(({ needed, met, have }) => needed !== null && met === have >= needed)).toBe(true);
    const lasso = rileyCriteria(facts);
    expect(lasso.slice(0, 2).map(({ needed, met }) => [needed, met])).toEqual([
      [null, null],
      [null, null],
    ]);
    expect(lasso[0]!.source).toContain('LASSO');
    expect(rileyCriteria({ ...facts, candidateParameters: 20, likelihoodRatio: 15 })[0]!.source).toContain('no more than chance');
  });

  it('needs fewer patients for the mean risk when follow-up is longer, and just enough', () => {
    const at = (personDays: number) => rileyCriteria({ n: 200, events: 80, personDays, horizonDays: 730.5 })[2]!.needed!;
    expect(at(200 * 900)).toBeLessThan(at(200 * 450));
  });
});

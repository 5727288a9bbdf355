// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { patientsForShrinkage, rileyCriteria } from '../../../src/study/performance/sample-size.ts';

describe('sample size of a development study', () => {
  it('needs 5143 patients in the published example: 30 parameters, R² 0.051, shrinkage 0.9 (Riley 2019)', () => {
    expect(Math.ceil(patientsForShrinkage(30, 0.051, 0.9)!)).toBe(5143);
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

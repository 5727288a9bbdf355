// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../../../src/survival/core/random.ts';
import { maxstat, pGauss, pLausen94 } from '../../../src/survival/cutpoint/index.ts';

function cohort(n: number, effect: number, seed: number) {
  const random = seededRandom(seed);
  const marker = Array.from({ length: n }, () => Math.round(random() * 200) / 10);
  const time = marker.map((value) => Math.ceil((-Math.log(1 - random()) * 300) / Math.exp(value > 12 ? effect : 0)));
  return { surv: { time, status: time.map(() => (random() < 0.7 ? 1 : 0)) }, marker };
}

describe('maximally selected rank statistic', () => {
  it('finds the step in the hazard', () => {
    const { surv, marker } = cohort(300, 1.8, 5);
    const result = maxstat(surv, marker);
    expect(result.cutpoint).toBeGreaterThan(11);
    expect(result.cutpoint).toBeLessThan(13);
    expect(result.nLow).toBe(marker.filter((value) => value <= result.cutpoint).length);
    expect(result.pLausen92).toBeLessThan(1e-6);
  });

  it('gives about the same P by the Gaussian limit and by permutation, and a larger one by the bound', () => {
    const { surv, marker } = cohort(80, 0.5, 8);
    const result = maxstat(surv, marker, { permutations: 2000, seed: 3 });
    // Two standard errors of 2000 permutations, and the limit is one of large samples.
    expect(Math.abs(result.pGauss - result.pPermutation!)).toBeLessThan(0.03);
    expect(result.pLausen94).toBeGreaterThanOrEqual(result.pGauss - 1e-9);
  });

  it('needs no correction for a single cut', () => {
    expect(pGauss(1.959963984540054, 50, [25])).toBeCloseTo(0.05, 10);
    expect(pLausen94(1.959963984540054, 50, [25])).toBeCloseTo(0.05, 12);
  });

  it.each([
    ['column-constant', { time: [1, 2, 3, 4], status: [1, 1, 1, 1] }, [2, 2, 2, 2], {}],
    ['no-events', { time: [1, 2, 3, 4], status: [0, 0, 0, 0] }, [1, 2, 3, 4], {}],
    ['too-few-observations', { time: [1, 2, 3, 4], status: [1, 1, 1, 1] }, [1, 1, 1, 2], { minProp: 0.4 }],
    ['option-out-of-range', { time: [1, 2], status: [1, 1] }, [1, 2], { minProp: 0.6 }],
  ])('refuses with %s', (code, surv, marker, options) => {
    expect(() => maxstat(surv, marker, options)).toThrow(expect.objectContaining({ code }) as unknown as Error);
  });
});

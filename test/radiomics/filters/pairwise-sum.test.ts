// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { numpySum } from '../../../src/radiomics/filters/pairwise-sum.ts';

describe("numpy's order of summation", () => {
  // Origin: numpy 1.23.5, np.sum(((np.arange(n) * 7919) % 1000) / 7.0)
  it.each([
    [7, 614.1428571428571],
    [130, 9259.285714285714],
    [8192, 584540.5714285714],
    [10898, 777715.2857142857],
    [20000, 1427142.857142857],
  ])('of %i numbers gives its sum to the bit', (n, sum) => {
    expect(numpySum(Float64Array.from({ length: n }, (_, i) => ((i * 7919) % 1000) / 7))).toBe(sum);
  });

  it('starts anew after every 8192 numbers, which decides the mean of a constant image', () => {
    // Origin: numpy 1.23.5, np.sum(np.full(10898, 800.0000000000006))
    expect(numpySum(new Float64Array(10898).fill(800.0000000000006))).toBe(8718400.000000006);
  });
});

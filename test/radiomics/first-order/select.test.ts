// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { orderStatistics } from '../../../src/radiomics/first-order/select.ts';

/** By sorting. */
function naive(values: Float64Array, ranks: readonly number[]): number[] {
  const sorted = values.slice().sort();
  return ranks.map((rank) => sorted[rank]!);
}

function check(values: Float64Array, ranks: readonly number[]): void {
  const min = values.reduce((a, b) => Math.min(a, b));
  const max = values.reduce((a, b) => Math.max(a, b));
  const before = values.slice();
  expect(orderStatistics(values, min, max, ranks)).toEqual(naive(values, ranks));
  expect(values).toEqual(before);
}

const ranksOf = (n: number): number[] => [0, Math.floor(n / 10), Math.floor(n / 4), Math.floor(n / 4) + 1, Math.floor(n / 2), Math.floor((9 * n) / 10), n - 1];

describe('order statistics', () => {
  it('are those of the sorted values: whole numbers with many ties, fractions, wide and one-sided ranges', () => {
    const seeds = fc.tuple(fc.integer({ min: 300, max: 3000 }), fc.integer(), fc.integer({ min: 0, max: 4 }));
    fc.assert(
      fc.property(seeds, ([n, seed, kind]) => {
        let state = seed;
        const next = (): number => {
          state = (Math.imul(state, 1664525) + 1013904223) | 0;
          return (state >>> 8) / 2 ** 24;
        };
        const draw = [
          () => Math.floor(next() * 12),
          () => next() - 0.5,
          () => Math.exp(60 * next() - 30),
          () => (next() < 0.9 ? 7.25 : next() * 1e9),
          () => 1 + Math.floor(next() * 5) * 2 ** -52,
        ][kind]!;
        check(Float64Array.from({ length: n }, draw), ranksOf(n));
      }),
      { numRuns: 80 },
    );
  });

  it('hold for few values, one value, values beyond what can be scaled, and infinity', () => {
    check(Float64Array.of(3), [0]);
    check(Float64Array.of(2, 1), [0, 1, 1, 0]);
    check(
      Float64Array.from({ length: 400 }, () => 5),
      [0, 200, 399],
    );
    check(
      Float64Array.from({ length: 400 }, (_, i) => (i % 2 === 0 ? -1 : 1) * 1.7e308 * (i / 400)),
      ranksOf(400),
    );
    check(
      Float64Array.from({ length: 400 }, (_, i) => i * 5e-324),
      ranksOf(400),
    );
    check(
      Float64Array.from({ length: 400 }, (_, i) => (i === 9 ? Infinity : i)),
      ranksOf(400),
    );
  });
});

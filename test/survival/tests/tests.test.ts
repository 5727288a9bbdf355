// SPDX-License-Identifier: Apache-2.0
import { expect, describe as group, it } from '@jest/globals';
import fc from 'fast-check';
import {
  anova,
  chiSquareTest,
  describe,
  fisherTest,
  kruskalWallis,
  mannWhitney,
  pearsonTest,
  shapiroTest,
  spearmanTest,
  tTest,
} from '../../../src/survival/tests/index.ts';

const codeOf = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return (error as { code?: string }).code;
  }
  return undefined;
};

group("the study's tests", () => {
  it('Fisher by enumeration of a 3 × 2 table equals the sum over all tables with its margins', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 })), { minLength: 3, maxLength: 3 }), (table) => {
        const rows = table.map(([a, b]) => a + b);
        const first = table.reduce((sum, [a]) => sum + a, 0);
        const total = rows.reduce((sum, value) => sum + value, 0);
        if (rows.includes(0) || first === 0 || first === total) return;
        const choose = (n: number, k: number): number => (k < 0 || k > n ? 0 : k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k);
        const probability = (a: number, b: number, c: number): number =>
          (choose(rows[0]!, a) * choose(rows[1]!, b) * choose(rows[2]!, c)) / choose(total, first);
        const observed = probability(table[0]![0], table[1]![0], table[2]![0]);
        let p = 0;
        for (let a = 0; a <= rows[0]!; a++) {
          for (let b = 0; b <= rows[1]!; b++) {
            const value = probability(a, b, first - a - b);
            if (value > 0 && value <= observed * (1 + 1e-7)) p += value;
          }
        }
        expect(fisherTest(table).p).toBeCloseTo(Math.min(1, p), 9);
      }),
    );
  });

  it('Fisher gives the tea-tasting lady her conditional odds ratio', () => {
    // R: fisher.test(matrix(c(3, 1, 1, 3), 2)): p 0.4857, odds ratio 6.408309, interval 0.2117329 to 621.9337505
    const { p, oddsRatio, ci } = fisherTest([
      [3, 1],
      [1, 3],
    ]);
    expect(p).toBeCloseTo(0.4857142857, 9);
    expect(oddsRatio).toBeCloseTo(6.408309, 3);
    // R finds the limits by root finding to about 1e-4.
    expect(ci![0]).toBeCloseTo(0.2117329, 4);
    expect(Math.abs(1 / ci![1]! - 1 / 621.9337505)).toBeLessThan(1.25e-4);
  });

  it('the exact Mann-Whitney P is the share of arrangements at least as far out', () => {
    const a = [1.1, 4.2, 5.3];
    const b = [0.4, 2.6, 3.7, 6.8];
    const all = [...a, ...b];
    const distance = (sample: readonly number[], rest: readonly number[]): number =>
      Math.abs(sample.reduce((sum, x) => sum + rest.filter((y) => x > y).length, 0) - (a.length * b.length) / 2);
    let far = 0;
    let count = 0;
    for (let i = 0; i < 7; i++) {
      for (let j = 0; j < i; j++) {
        for (let k = 0; k < j; k++) {
          count++;
          const chosen = [i, j, k];
          const inside = chosen.map((at) => all[at]!);
          if (
            distance(
              inside,
              all.filter((_, at) => !chosen.includes(at)),
            ) >= distance(a, b)
          )
            far++;
        }
      }
    }
    const result = mannWhitney(a, b);
    expect(result.method).toBe('exact');
    expect(result.p).toBeCloseTo(Math.min(1, far / count), 12);
  });

  it('two groups give one answer by different roads', () => {
    const a = [3.1, 4.5, 2.2, 5.9, 4.4];
    const b = [6.1, 7.3, 5.2, 8.8];
    expect(anova([a, b]).f).toBeCloseTo(tTest(a, b, { pooled: true }).t ** 2, 10);
    expect(kruskalWallis([a, b]).p).toBeCloseTo(mannWhitney(a, b, { exact: false, continuity: false }).p, 12);
  });

  it("takes Yates' correction in 2 × 2 tables only, never beyond the difference itself", () => {
    const table = [
      [12, 5],
      [7, 9],
    ];
    expect(chiSquareTest(table).chisq).toBeLessThan(chiSquareTest(table, { correct: false }).chisq);
    expect(
      chiSquareTest([
        [10, 10],
        [10, 10],
      ]).chisq,
    ).toBe(0);
    const wide = [
      [5, 6, 7],
      [8, 3, 9],
    ];
    expect(chiSquareTest(wide)).toEqual(chiSquareTest(wide, { correct: false }));
  });

  it('correlations are 1 for the same order, and Pearson only for a straight line', () => {
    const x = [1, 2, 3, 4, 5, 6];
    const cubes = x.map((value) => value ** 3);
    expect(spearmanTest(x, cubes).estimate).toBeCloseTo(1, 12);
    expect(spearmanTest(x, cubes, { method: 'auto' }).p).toBeCloseTo(2 / 720, 12);
    expect(pearsonTest(x, cubes).estimate).toBeLessThan(0.95);
  });

  it('Shapiro tells a skewed sample from a straight one', () => {
    const even = Array.from({ length: 40 }, (_, i) => Math.sinh((i - 19.5) / 19.5));
    expect(shapiroTest(even).p).toBeGreaterThan(0.05);
    expect(shapiroTest(even.map((value) => Math.exp(2 * value))).p).toBeLessThan(1e-4);
  });

  it('counts missing values and leaves them out', () => {
    expect(describe([1, null, 3, Number.NaN])).toMatchObject({ n: 2, missing: 2, mean: 2, median: 2 });
  });

  it.each([
    ['column-constant', () => tTest([1, 1], [1, 1])],
    ['column-constant', () => mannWhitney([1, 1, 1], [1, 1])],
    ['column-constant', () => kruskalWallis([[2, 2], [2]])],
    ['column-constant', () => pearsonTest([1, 1, 1], [1, 2, 3])],
    ['column-constant', () => shapiroTest([4, 4, 4])],
    ['too-few-observations', () => tTest([1], [1, 2])],
    ['too-few-groups', () => anova([[1, 2]])],
    [
      'too-few-groups',
      () =>
        chiSquareTest([
          [1, 2],
          [0, 0],
        ]),
    ],
    [
      'value-out-of-range',
      () =>
        fisherTest([
          [1.5, 2],
          [1, 1],
        ]),
    ],
  ])('ends in %s, never NaN', (code, run) => {
    expect(codeOf(run)).toBe(code);
  });
});

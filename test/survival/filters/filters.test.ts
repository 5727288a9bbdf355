// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { correlationMatrix, findCorrelation, nearZeroVar, standardisation, standardise } from '../../../src/survival/filters/index.ts';

describe('near-zero variance', () => {
  it('drops at a ratio strictly above 19 with at most 10 percent distinct values', () => {
    const mostly = (zeros: number, n = 100): number[] => Array.from({ length: n }, (_, i) => (i < zeros ? 0 : 1));
    const metrics = nearZeroVar({
      at: mostly(95),
      above: mostly(96),
      flat: mostly(100),
      empty: [null, null],
      varied: Array.from({ length: 100 }, (_, i) => Math.max(0, i - 80)),
    });
    expect(metrics.map(({ nzv }) => nzv)).toEqual([false, true, true, true, false]);
    expect(metrics[1]!.reason).toMatch(/24 times/);
    expect(metrics[3]!.reason).toBe('all values are missing');
  });
});

describe('correlation filter', () => {
  const values = fc.array(fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 12, maxLength: 12 }), { minLength: 2, maxLength: 9 });

  it('leaves no pair above the cutoff, whichever algorithm runs', () => {
    fc.assert(
      fc.property(values, (rows) => {
        const columns = Object.fromEntries(rows.filter((row) => new Set(row).size > 1).map((row, j) => [`x${j}`, row]));
        if (Object.keys(columns).length < 2) return;
        for (const algorithm of ['exact', 'fast'] as const) {
          const { keep } = findCorrelation(correlationMatrix(columns), 0.5, algorithm);
          const left = correlationMatrix(Object.fromEntries(keep.map((name) => [name, columns[name]!])));
          const p = keep.length;
          for (let i = 0; i < p; i++) for (let j = 0; j < i; j++) expect(Math.abs(left.values[i * p + j]!)).toBeLessThanOrEqual(0.5 + 1e-12);
        }
      }),
    );
  });

  it('changes algorithm at 100 columns, as caret does', () => {
    const wide = (p: number): Record<string, number[]> =>
      Object.fromEntries(Array.from({ length: p }, (_, j) => [`x${j}`, Array.from({ length: 6 }, (_unused, i) => Math.sin(1 + 7 * i + 3 * j * i))]));
    expect(findCorrelation(correlationMatrix(wide(99)), 0.9).algorithm).toBe('exact');
    expect(findCorrelation(correlationMatrix(wide(100)), 0.9).algorithm).toBe('fast');
  });

  it('refuses a constant column by name', () => {
    expect(() => correlationMatrix({ a: [1, 2], flat: [3, 3] })).toThrow(/flat/);
  });
});

describe('standardisation', () => {
  it('applies the constants of the development data unchanged', () => {
    const constants = standardisation({ x: [1, 2, 3, 6] });
    expect(constants.x!.mean).toBe(3);
    const applied = standardise({ x: [3, 3 + constants.x!.sd] }, constants).x!;
    expect(applied[0]).toBe(0);
    expect(applied[1]).toBeCloseTo(1, 14);
    expect(() => standardise({ y: [1] }, constants)).toThrow(/no standardisation constants for y/);
  });
});

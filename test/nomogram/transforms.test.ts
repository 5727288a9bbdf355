// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { splineBasis, splineCandidates } from '../../src/nomogram/spline.ts';
import { albiScore, ballVolumeMl, transformCandidates, transformValue } from '../../src/nomogram/transforms.ts';

describe('transforms', () => {
  it.each([
    [{ kind: 'threshold', above: 20 }, 20, 0],
    [{ kind: 'threshold', above: 20 }, 20.01, 1],
    [{ kind: 'bins', edges: [2, 4], values: [0, 1, 2] }, 1, 0],
    [{ kind: 'bins', edges: [2, 4], values: [0, 1, 2] }, 2, 1],
    [{ kind: 'bins', edges: [2, 4], values: [0, 1, 2] }, 4, 2],
    [{ kind: 'ln' }, Math.E, 1],
    [{ kind: 'log10' }, 1000, 3],
    [{ kind: 'sqrt' }, 9, 3],
    [{ kind: 'identity' }, -4.5, -4.5],
  ] as const)('%p of %p is %p', (transform, value, x) => {
    const found = transformValue(JSON.parse(JSON.stringify(transform)), [value])[0]!;
    expect(found).toBeCloseTo(x, 12);
  });

  it('computes ALBI and the volume of a ball', () => {
    expect(albiScore(10, 40)).toBeCloseTo(-2.74, 12);
    expect(ballVolumeMl(4.6)).toBeCloseTo((4 / 3) * Math.PI * 2.3 ** 3, 10);
    expect(transformValue({ kind: 'volume', next: { kind: 'log10' } }, [4.6])[0]).toBeCloseTo(Math.log10(50.965), 4);
  });

  it.each(['ln', 'log10'] as const)('refuses 0 for %s instead of giving minus infinity', (kind) => {
    expect(() => transformValue({ kind }, [0])).toThrow(RangeError);
  });

  it('finds exactly the steps that an interval reaches, open and closed', () => {
    const transform = { kind: 'threshold' as const, above: 20 };
    const over = (low: number, high: number, lowOpen = false, highOpen = false) =>
      transformCandidates(transform, [{ kind: 'interval', interval: { low, high, lowOpen, highOpen } }], [1])
        .map(([x]) => x)
        .toSorted();
    expect(over(0, 20)).toEqual([0]);
    expect(over(20, 50)).toEqual([0, 1]);
    expect(over(20, 50, true)).toEqual([1]);
    expect(over(0, 20, false, true)).toEqual([0]);
    expect(over(0, 50)).toEqual([0, 1]);
  });

  it('finds the ALBI grades possible when bilirubin or albumin is missing', () => {
    const transform = { kind: 'albi' as const, next: { kind: 'threshold' as const, above: -2.6 } };
    const anyNumber = { kind: 'interval' as const, interval: { low: 0, high: Number.POSITIVE_INFINITY } };
    const value = (v: number) => ({ kind: 'known' as const, value: v });
    expect(transformCandidates(transform, [anyNumber, value(40)], [1])).toHaveLength(2);
    expect(transformCandidates(transform, [value(10), anyNumber], [1])).toHaveLength(2);
    expect(transformCandidates(transform, [anyNumber, anyNumber], [1])).toHaveLength(2);
    expect(transformCandidates(transform, [value(10), value(40)], [1])).toEqual([[0]]);
  });
});

describe('restricted cubic spline', () => {
  const knots = [1, 3, 4, 9];

  it('is linear beyond the outer knots', () => {
    for (const [a, b, c] of [
      [-5, -3, -1],
      [10, 12, 14],
    ] as const) {
      const [ya, yb, yc] = [a, b, c].map((v) => splineBasis(v, knots)) as [readonly number[], readonly number[], readonly number[]];
      for (let j = 0; j < 3; j++) expect(yc[j]! - 2 * yb[j]! + ya[j]!).toBeCloseTo(0, 10);
    }
  });

  it('equals the truncated-power formula written out, scaled by the squared span of the knots', () => {
    const plus = (v: number) => Math.max(v, 0) ** 3;
    const v = 5.3;
    const expected = [0, 1].map((j) => (plus(v - knots[j]!) - (plus(v - 4) * (9 - knots[j]!)) / 5 + (plus(v - 9) * (4 - knots[j]!)) / 5) / 64);
    const [linear, ...cubic] = splineBasis(v, knots);
    expect(linear).toBe(v);
    cubic.forEach((value, j) => {
      expect(value).toBeCloseTo(expected[j]!, 12);
    });
  });

  it('finds its extremes: no point of a fine grid lies beyond them', () => {
    const coefficient = fc.double({ min: -20, max: 20, noNaN: true });
    fc.assert(
      fc.property(
        fc.tuple(coefficient, coefficient, coefficient),
        fc.double({ min: -2, max: 6, noNaN: true }),
        fc.double({ min: 0.1, max: 8, noNaN: true }),
        (beta, low, width) => {
          const value = (v: number): number => splineBasis(v, knots).reduce((sum, x, j) => sum + x * beta[j]!, 0);
          const candidates = splineCandidates(low, low + width, knots, beta).map(value);
          const least = Math.min(...candidates);
          const most = Math.max(...candidates);
          for (let i = 0; i <= 400; i++) {
            const y = value(low + (width * i) / 400);
            // Stationary points come from a cubic fitted through four points: relative rounding of 1e-9.
            if (y < least - 1e-8 * (1 + Math.abs(least)) || y > most + 1e-8 * (1 + Math.abs(most))) return false;
          }
          return true;
        },
      ),
    );
  });
});

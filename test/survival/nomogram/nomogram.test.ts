// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { datadist, nomogram, nomogramPredictors, pretty, survivalOfPoints, totalPointsOf } from '../../../src/survival/nomogram/index.ts';

const chart = nomogram(
  [
    { name: 'pvtt', coef: 1.1, values: [0, 1] },
    { name: 'score', coef: -0.8, range: [-1.45, 1.55] },
  ],
  { center: 0.2, linearPredictors: [-1.4, 0.3, 2.2], baseline: [{ time: 365, survival: 0.85 }] },
);

describe('nomogram geometry', () => {
  it('lets the axis, wider than the data, set the scale, and starts a negative coefficient at its right end', () => {
    const score = chart.axes[1]!;
    expect(score.values[0]).toBe(-1.5);
    expect(score.values.at(-1)).toBe(2);
    expect(score.points[0]).toBeCloseTo(100, 10);
    expect(score.points.at(-1)).toBeCloseTo(0, 10);
  });

  it('gives the survival of the model from unrounded points', () => {
    fc.assert(
      fc.property(fc.constantFrom(0, 1), fc.double({ min: -1.5, max: 2, noNaN: true }), (pvtt, score) => {
        const linear = 1.1 * pvtt - 0.8 * score - 0.2;
        expect(survivalOfPoints(chart, totalPointsOf(chart, { pvtt, score }))[0]).toBeCloseTo(0.85 ** Math.exp(linear), 10);
      }),
    );
  });

  it('drops survival ticks outside the range of the linear predictor', () => {
    const [axis] = chart.survivalAxes;
    expect(axis!.survival).not.toContain(0.05);
    expect(axis!.survival).toContain(0.9);
    for (const [k, points] of axis!.totalPoints.entries()) expect(survivalOfPoints(chart, points)[0]).toBeCloseTo(axis!.survival[k]!, 10);
  });

  it('shows the values themselves of a predictor with at most ten', () => {
    const [few, many] = nomogramPredictors({ grade: [3, 1, 2, 2], age: Array.from({ length: 30 }, (_, i) => 40 + i) }, { grade: 1, age: 0.1 });
    expect(few!.values).toEqual([1, 2, 3]);
    expect(many!.range).toEqual([40, 69]);
  });

  it('refuses a subject without a value and a baseline outside 0 and 1', () => {
    expect(() => totalPointsOf(chart, { pvtt: 1 })).toThrow(/score/);
    expect(() => nomogram([{ name: 'x', coef: 1, values: [0, 1] }], { center: 0, linearPredictors: [0, 1], baseline: [{ time: 1, survival: 0 }] })).toThrow(
      /between 0 and 1/,
    );
  });
});

describe('ticks', () => {
  it('cover the range in equal round steps', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e4, max: 1e4, noNaN: true }), fc.double({ min: 1, max: 1e4, noNaN: true }), (from, width) => {
        const ticks = pretty(from, from + width, 10);
        const step = ticks[1]! - ticks[0]!;
        expect(ticks[0]).toBeLessThanOrEqual(from + 1e-9 * width);
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(from + width - 1e-9 * width);
        const leading = step / 10 ** Math.floor(Math.log10(step * (1 + 1e-9)));
        expect([1, 2, 5].some((digit) => Math.abs(leading - digit) < 1e-5)).toBe(true);
      }),
    );
  });

  it('take the whole range of a predictor whose quartiles coincide', () => {
    expect(datadist([1, 2, 2, 2, 2, 2, 3])).toMatchObject({ lowEffect: 1, adjustTo: 2, highEffect: 3 });
    expect(datadist([0, 1, 1, 1])).toMatchObject({ adjustTo: 0, high: 1 });
  });
});

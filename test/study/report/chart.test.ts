// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sampled, spread, thinned } from '../../../src/study/report/chart/place.ts';
import { linear, logarithmic, monthTicks, niceDomain, ratioTicks, ticks } from '../../../src/study/report/chart/scale.ts';
import { polyline, stairPoints, stairs, text } from '../../../src/study/report/chart/svg.ts';
import { shorten, shortenMiddle, widthOf, wrap } from '../../../src/study/report/chart/words.ts';

describe('scales', () => {
  it('maps linearly and logarithmically', () => {
    expect(linear([0, 10], [100, 200])(2.5)).toBe(125);
    expect(logarithmic([0.25, 4], [0, 100])(1)).toBeCloseTo(50, 10);
    expect(linear([3, 3], [0, 10])(3)).toBe(5);
  });

  it('finds round ticks inside and round ends outside', () => {
    expect(ticks(-0.6, 0.42, 6).values).toEqual([-0.6, -0.4, -0.2, 0, 0.2, 0.4]);
    const [low, high] = niceDomain(-0.53, 0.42, 6);
    expect(low).toBeCloseTo(-0.6, 12);
    expect(high).toBeCloseTo(0.6, 12);
    expect(monthTicks(36, 8)).toEqual([0, 6, 12, 18, 24, 30, 36]);
    expect(ratioTicks(0.25, 8, 9)).toEqual([0.25, 0.5, 1, 2, 4, 8]);
  });

  it('always has the 1 of a ratio axis that spans it, with no more ticks than asked for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 }), fc.integer({ min: 1, max: 10 }), (a, b) => {
        const values = ratioTicks(2 ** -a, 2 ** b, 9);
        expect(values).toContain(1);
        expect(values.length).toBeLessThanOrEqual(9);
      }),
    );
  });
});

describe('labels', () => {
  it('are moved apart as far as needed, in order, inside the limits', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 300, noNaN: true }), { minLength: 1, maxLength: 12 }), (wanted) => {
        const placed = spread(wanted, 14, 0, 300);
        const order = wanted.map((_, i) => i).sort((a, b) => wanted[a]! - wanted[b]! || a - b);
        for (let k = 1; k < order.length; k += 1) expect(placed[order[k]!]! - placed[order[k - 1]!]!).toBeGreaterThanOrEqual(14 - 1e-9);
        for (const y of placed) {
          expect(y).toBeGreaterThanOrEqual(-1e-9);
          expect(y).toBeLessThanOrEqual(300 + 1e-9);
        }
      }),
    );
  });

  it('that are far enough apart stay where they are', () => {
    expect(spread([10, 50, 90], 14, 0, 100)).toEqual([10, 50, 90]);
    expect(thinned([0, 5, 30, 33, 60], 20)).toEqual([0, 2, 4]);
  });

  it('are cut to the room there is', () => {
    expect(shorten('short', 200)).toBe('short');
    expect(shorten('a very long label of a candidate', 80)).toMatch(/…$/);
    expect(widthOf(shorten('a very long label of a candidate', 80))).toBeLessThanOrEqual(80);
    expect(shortenMiddle('wavelet-HHL_gldm_DependenceVariance', 120)).toMatch(/^wave.*….*Variance$/);
    expect(widthOf('肝细胞癌')).toBe(48);
    expect(wrap('one two three four five six', 60, 12, 2)).toHaveLength(2);
    expect(wrap('', 60)).toEqual([]);
  });

  it('keep first and last row of a shortened table', () => {
    const rows = Array.from({ length: 101 }, (_, i) => i);
    expect(sampled(rows, 5)).toEqual([0, 25, 50, 75, 100]);
    expect(sampled(rows, 200)).toBe(rows);
  });
});

describe('marks', () => {
  it('draw stairs that are flat until the next step', () => {
    expect(
      stairs(
        [
          [0, 100],
          [10, 80],
          [25, 60],
        ],
        40,
      ),
    ).toBe('M0 100H10V80H25V60H40');
    expect(
      stairPoints(
        [
          [0, 100],
          [10, 80],
        ],
        20,
      ),
    ).toEqual([
      [0, 100],
      [10, 100],
      [10, 80],
      [20, 80],
    ]);
  });

  it('leave out points that do not move the pen, and escape words', () => {
    expect(
      polyline([
        [0, 0],
        [0.01, 0],
        [5, 5],
      ]),
    ).toBe('M0 0L5 5');
    expect(text(1, 2, '<script>"&', 'tk')).toBe('<text x="1" y="2" class="tk">&lt;script&gt;&quot;&amp;</text>');
  });
});

// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { relativeChange, summariseSensitivity, variationEffects } from '../../../src/radiomics/sensitivity/summary.ts';

describe('how far features move', () => {
  it('is told relative to the size of the baseline', () => {
    expect(relativeChange(-4, -3)).toBe(0.25);
    expect(relativeChange(4, 3)).toBe(-0.25);
    expect(relativeChange(0, 0)).toBe(0);
    expect(relativeChange(Number.NaN, Number.NaN)).toBe(0);
    expect(relativeChange(0, -1)).toBe(-Infinity);
    expect(relativeChange(1, Number.NaN)).toBe(Infinity);
  });

  it('ranks the most fragile first, with its range and what moved it most', () => {
    const rows = summariseSensitivity({ steady: 10, fragile: 2, lost: 1, fixed: 5 }, [
      { id: 'a', features: { steady: 10.1, fragile: 3, lost: Number.NaN, fixed: 5 } },
      { id: 'b', features: { steady: 9.5, fragile: 1.5, fixed: 5 } },
    ]);
    expect(rows.map(({ feature, rank }) => [feature, rank])).toEqual([
      ['lost', 1],
      ['fragile', 2],
      ['steady', 3],
      ['fixed', 4],
    ]);
    expect(rows[1]).toMatchObject({ baseline: 2, min: 1.5, max: 3, largestChange: 0.5, movedMostBy: 'a', changes: { a: 0.5, b: -0.25 } });
    expect(rows[2]).toMatchObject({ movedMostBy: 'b', min: 9.5, max: 10.1 });
    expect(rows[3]).toMatchObject({ largestChange: 0, movedMostBy: undefined });
    expect(rows[0]!.changes.b).toBeUndefined(); // that variation did not give the feature
  });

  it('gives equal movers the same rank', () => {
    const rows = summariseSensitivity({ a: 1, b: 1, c: 1 }, [{ id: 'x', features: { a: 1.5, b: 1.5, c: 1 } }]);
    expect(rows.map(({ rank }) => rank)).toEqual([1, 1, 3]);
  });

  it('tells which variation matters', () => {
    const rows = summariseSensitivity({ a: 1, b: 10, c: 100, d: 0 }, [
      { id: 'x', features: { a: 1.5, b: 10.5, c: 100, d: 0 } },
      { id: 'y', features: { a: 1, b: 10, c: 100, d: 1 } },
      { id: 'z', features: {} },
    ]);
    const [x, y, z] = variationEffects(rows, ['x', 'y', 'z']);
    expect(x).toEqual({ id: 'x', medianChange: 0.025, movedByOnePercent: 2, movedByTenPercent: 1 });
    expect(y).toEqual({ id: 'y', medianChange: 0, movedByOnePercent: 1, movedByTenPercent: 1 });
    expect(z).toMatchObject({ medianChange: Number.NaN, movedByOnePercent: 0 });
  });
});

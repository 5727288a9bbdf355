// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { discretise } from '../../../src/radiomics/texture/discretise.ts';
import { type GreyToneDifferences, neighbourhoodDifferences } from '../../../src/radiomics/texture/neighbourhood.ts';
import { busyness, coarseness, complexity, contrast, strength } from '../../../src/radiomics/texture/neighbourhood-features.ts';
import { levelsOf, NEIGHBOURHOODS, naiveLevels, neighbours, regionOf, regions } from '../support/grey-regions.ts';

const ONE_STEP = { distances: [1], flat: undefined, skipFirstCorner: false };

/** Rows of the matrix by plain arithmetic: [level, voxels, summed difference]. */
function naiveRows(levels: readonly number[], around: (at: number) => number[]): [number, number, number][] {
  const rows = new Map<number, [number, number]>();
  levels.forEach((level, at) => {
    if (level === 0) return;
    const others = around(at)
      .map((other) => levels[other]!)
      .filter((other) => other > 0);
    const mean = others.reduce((a, b) => a + b, 0) / others.length;
    const [voxels, difference] = rows.get(level) ?? [0, 0];
    rows.set(level, [voxels + 1, difference + (others.length === 0 ? 0 : Math.abs(level - mean))]);
  });
  return [...rows].map(([level, [voxels, difference]]): [number, number, number] => [level, voxels, difference]).sort(([a], [b]) => a - b);
}

const matrixOf = (rows: readonly (readonly [number, number, number])[]): GreyToneDifferences => ({
  level: Int32Array.from(rows, ([level]) => level),
  voxels: Float64Array.from(rows, ([, voxels]) => voxels),
  difference: Float64Array.from(rows, ([, , difference]) => difference),
  total: rows.reduce((sum, [, voxels]) => sum + voxels, 0),
});

describe('grey tone differences (IBSI NGTDM)', () => {
  it('are those of a direct count; a voxel without neighbours counts with difference 0', () => {
    fc.assert(
      fc.property(regions(), fc.constantFrom(5, 25), NEIGHBOURHOODS, fc.boolean(), (region, width, { distances, flat }, skipFirstCorner) => {
        const ours = neighbourhoodDifferences(levelsOf(region, width, Math.max(...distances)), { distances, flat, skipFirstCorner });
        const rows = naiveRows(naiveLevels(region, width), (at) =>
          neighbours(region.size, at, distances, flat).filter((other) => !skipFirstCorner || other !== 0),
        );
        expect([...ours.level]).toEqual(rows.map(([level]) => level));
        expect([...ours.voxels]).toEqual(rows.map(([, voxels]) => voxels));
        rows.forEach(([, , difference], k) => {
          expect(ours.difference[k]).toBeCloseTo(difference, 10);
        });
        expect(ours.total).toBe(region.roi.voxels);
      }),
    );
  });

  it('are what PyRadiomics 3.0.1 gives for a row with lonely voxels', () => {
    // levels 1 2 · 3 · · 2: cMatrices.calculate_ngtdm gives [[1, 1, 1], [2, 1, 2], [1, 0, 3]]
    const { level, voxels, difference } = neighbourhoodDifferences(levelsOf(regionOf([7, 1, 1], [1, 2, 9, 3, 9, 9, 2], [1, 1, 0, 1, 0, 0, 1]), 1), ONE_STEP);
    expect([level, voxels, difference].map((column) => [...column])).toEqual([
      [1, 2, 3],
      [1, 2, 1],
      [1, 1, 0],
    ]);
  });

  it('are refused beyond 65535 levels, before memory is taken', () => {
    const roi = { size: [3, 1, 1], inside: Uint8Array.of(1, 1, 1), voxels: 3 } as const;
    const levels = discretise(Int32Array.of(0, 70_000, 70_000), 'int32', roi, { kind: 'width', width: 1 });
    expect(() => neighbourhoodDifferences(levels, ONE_STEP)).toThrow(expect.objectContaining({ code: 'too-many-bins' }));
  });
});

describe('NGTDM features', () => {
  const rowsArbitrary = fc
    .uniqueArray(fc.tuple(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 900 })), {
      minLength: 2,
      maxLength: 12,
      selector: ([level]) => level,
    })
    .map((rows) => rows.sort(([a], [b]) => a - b).map(([level, voxels, ninths]) => [level, voxels, ninths / 9] as const));

  it('are the double sums of their definitions', () => {
    fc.assert(
      fc.property(rowsArbitrary, (rows) => {
        const total = rows.reduce((sum, [, voxels]) => sum + voxels, 0);
        const table = rows.map(([i, n, s]) => ({ i, p: n / total, s }));
        const pairs = (f: (a: (typeof table)[0], b: (typeof table)[0]) => number): number =>
          table.reduce((sum, a) => sum + table.reduce((inner, b) => inner + f(a, b), 0), 0);
        const ps = table.reduce((sum, { p, s }) => sum + p * s, 0);
        const allS = table.reduce((sum, { s }) => sum + s, 0);
        const close = (ours: number, expected: number): void => expect(Math.abs(ours / expected - 1)).toBeLessThan(1e-11);
        const matrix = matrixOf(rows);
        close(coarseness(matrix), 1 / ps);
        close(contrast(matrix), ((pairs((a, b) => a.p * b.p * (a.i - b.i) ** 2) / (rows.length * (rows.length - 1))) * allS) / total);
        close(complexity(matrix), pairs((a, b) => (Math.abs(a.i - b.i) * (a.p * a.s + b.p * b.s)) / (a.p + b.p)) / total);
        close(strength(matrix), pairs((a, b) => (a.p + b.p) * (a.i - b.i) ** 2) / allS);
        const spread = pairs((a, b) => Math.abs(a.i * a.p - b.i * b.p));
        if (spread > 1e-6) expect(Math.abs((busyness(matrix) * spread) / ps - 1)).toBeLessThan(1e-9);
      }),
    );
  });

  it('of a flat region are the conventions of PyRadiomics', () => {
    const flat = matrixOf([[1, 60, 0]]);
    expect([busyness, coarseness, complexity, contrast, strength].map((feature) => feature(flat))).toEqual([0, 1e6, 0, 0, 0]);
  });

  it('busyness is 0 where levels times frequencies are equal, although the differences are not 0', () => {
    const rows = [
      [1, 3, 2],
      [3, 1, 1],
    ] as const;
    expect(busyness(matrixOf(rows))).toBe(0);
  });
});

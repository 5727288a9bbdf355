// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { byLevel, bySize, emphasis, entropy, nonUniformity, variance } from '../../../src/radiomics/texture/zone-features.ts';
import { type SizeMatrix, zoneMatrix } from '../../../src/radiomics/texture/zone-matrix.ts';
import { largeAreaLowGrayLevelEmphasis, sizeZones, smallAreaLowGrayLevelEmphasis, type Zones } from '../../../src/radiomics/texture/zones.ts';
import { countPairs, entriesOf, levelsOf, NEIGHBOURHOODS, naiveLevels, neighbours, type Region, regionOf, regions } from '../support/grey-regions.ts';

/** Flood fill; zones in the order of their first voxel. */
function naiveZones({ size }: Region, levels: readonly number[], flat?: 0 | 1 | 2): [number, number][] {
  const seen = new Set<number>();
  const zones: [number, number][] = [];
  levels.forEach((level, start) => {
    if (level === 0 || seen.has(start)) return;
    const stack = [start];
    seen.add(start);
    let voxels = 0;
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      voxels += 1;
      for (const other of neighbours(size, at, [1], flat)) {
        if (levels[other] !== level || seen.has(other)) continue;
        seen.add(other);
        stack.push(other);
      }
    }
    zones.push([level, voxels]);
  });
  return zones;
}

const zonesOf = (pairs: readonly (readonly [number, number])[]): Zones => ({
  level: Int32Array.from(pairs, ([level]) => level),
  size: Int32Array.from(pairs, ([, size]) => size),
  count: pairs.length,
});

const lists = fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 200 })), { minLength: 1, maxLength: 60 });

describe('size zones (IBSI GLSZM)', () => {
  it('are those of a flood fill, in the order of their first voxels', () => {
    fc.assert(
      fc.property(regions(), fc.constantFrom(10, 25), NEIGHBOURHOODS, (region, width, { flat }) => {
        const { level, size, count } = sizeZones(levelsOf(region, width), flat);
        expect(Array.from({ length: count }, (_, i) => [level[i], size[i]])).toEqual(naiveZones(region, naiveLevels(region, width), flat));
      }),
    );
  });

  it('are refused in a region that has no neighbours in the plane', () => {
    const row = levelsOf(regionOf([4, 1, 1], [1, 2, 3, 4], [1, 1, 1, 1]), 25);
    expect(() => sizeZones(row, 2)).toThrow(expect.objectContaining({ code: 'distances-do-not-fit' }));
    expect(sizeZones(row, 0).count).toBe(1);
  });
});

describe('the matrix of zones', () => {
  it('counts zones of equal level and size, small and large, narrow and wide', () => {
    fc.assert(
      fc.property(lists, fc.constantFrom(1, 20_000), (pairs, spread) => {
        const wide = pairs.map(([level, size]) => [level * spread, size] as const);
        const matrix = zoneMatrix(zonesOf(wide));
        expect(entriesOf(matrix)).toEqual(countPairs(wide));
        expect(matrix.total).toBe(pairs.length);
        const keys = Array.from(matrix.level, (level, e) => level * 1000 + matrix.size[e]!);
        expect(keys).toEqual([...keys].sort((a, b) => a - b));
      }),
    );
  });

  it('gives the features that sums over single zones give', () => {
    fc.assert(
      fc.property(lists, (pairs) => {
        const n = pairs.length;
        const matrix: SizeMatrix = zoneMatrix(zonesOf(pairs));
        const mean = (f: (level: number, size: number) => number): number => pairs.reduce((sum, [level, size]) => sum + f(level, size), 0) / n;
        const close = (ours: number, expected: number): void => expect(Math.abs(ours - expected)).toBeLessThanOrEqual(1e-12 * Math.abs(expected) + 1e-12);
        close(
          emphasis(matrix, 'high', 'any'),
          mean((i) => i * i),
        );
        close(
          emphasis(matrix, 'low', 'high'),
          mean((i, j) => (j * j) / (i * i)),
        );
        close(
          emphasis(matrix, 'any', 'low'),
          mean((_, j) => 1 / (j * j)),
        );
        close(emphasis(matrix, 'low', 'high'), largeAreaLowGrayLevelEmphasis(zonesOf(pairs)));
        close(emphasis(matrix, 'low', 'low'), smallAreaLowGrayLevelEmphasis(zonesOf(pairs)));
        const sameLevel = mean((i) => pairs.filter(([level]) => level === i).length);
        const sameSize = mean((_, j) => pairs.filter(([, size]) => size === j).length);
        close(nonUniformity(byLevel(matrix)), sameLevel);
        close(nonUniformity(bySize(matrix)), sameSize);
        const meanLevel = mean((i) => i);
        const meanSize = mean((_, j) => j);
        close(
          variance(byLevel(matrix)),
          mean((i) => (i - meanLevel) ** 2),
        );
        close(
          variance(bySize(matrix)),
          mean((_, j) => (j - meanSize) ** 2),
        );
        close(entropy(matrix), -mean((i, j) => Math.log2(pairs.filter(([level, size]) => level === i && size === j).length / n)));
      }),
    );
  });
});

// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dependenceMatrix } from '../../../src/radiomics/texture/dependence.ts';
import { discretise } from '../../../src/radiomics/texture/discretise.ts';
import { bySize } from '../../../src/radiomics/texture/zone-features.ts';
import { countPairs, entriesOf, levelsOf, NEIGHBOURHOODS, naiveLevels, neighbours, regionOf, regions } from '../support/grey-regions.ts';

describe('dependence (IBSI NGLDM)', () => {
  it('counts neighbours within the tolerance as a direct count does, in every version', () => {
    fc.assert(
      fc.property(regions(), fc.integer({ min: 0, max: 2 }), NEIGHBOURHOODS, fc.boolean(), (region, tolerance, { distances, flat }, skipFirstCorner) => {
        const levels = naiveLevels(region, 10);
        const matrix = dependenceMatrix(levelsOf(region, 10, Math.max(...distances)), { tolerance, distances, flat, skipFirstCorner });
        const pairs = levels.flatMap((level, at): [number, number][] => {
          const counted = neighbours(region.size, at, distances, flat).filter((other) => !skipFirstCorner || other !== 0);
          return level === 0 ? [] : [[level, 1 + counted.filter((other) => levels[other]! > 0 && Math.abs(levels[other]! - level) <= tolerance).length]];
        });
        expect(entriesOf(matrix)).toEqual(countPairs(pairs));
        expect(matrix.total).toBe(region.roi.voxels);
      }),
    );
  });

  it('of PyRadiomics 2.2.0 leaves the first corner of the box out as a neighbour, but not as a voxel', () => {
    const levels = levelsOf(regionOf([5, 4, 3], new Array(60).fill(5), new Array(60).fill(1)), 25);
    const options = { tolerance: 0, distances: [1], flat: undefined };
    const now = bySize(dependenceMatrix(levels, { ...options, skipFirstCorner: false }));
    const then = bySize(dependenceMatrix(levels, { ...options, skipFirstCorner: true }));
    const total = ({ value, count }: typeof now): number => value.reduce((sum, j, k) => sum + j * count[k]!, 0);
    expect(total(now) - total(then)).toBe(7); // the corner has 7 neighbours, each loses one
    expect(then.total).toBe(60);
  });

  it('takes a range of a million levels without a table of that height', () => {
    const roi = { size: [3, 1, 1], inside: Uint8Array.of(1, 1, 1), voxels: 3 } as const;
    const levels = discretise(Int32Array.of(0, 9_000_000, 9_000_000), 'int32', roi, { kind: 'width', width: 1 });
    const matrix = dependenceMatrix(levels, { tolerance: 0, distances: [1], flat: undefined, skipFirstCorner: false });
    expect(entriesOf(matrix)).toEqual(['1,1,1', '9000001,2,2']);
  });

  it('is refused when no two voxels of the box are that far apart', () => {
    const row = levelsOf(regionOf([2, 1, 1], [1, 2], [1, 1]), 25, 2);
    expect(() => dependenceMatrix(row, { tolerance: 0, distances: [2], flat: undefined, skipFirstCorner: false })).toThrow(
      expect.objectContaining({ code: 'distances-do-not-fit' }),
    );
  });
});

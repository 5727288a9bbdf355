// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dilate, erode, type Reach } from '../../../src/radiomics/sensitivity/mask-change.ts';
import { IDENTITY_DIRECTION, type Vec3 } from '../../../src/volume/grid.ts';
import type { LabelVolume } from '../../../src/volume/volume.ts';

const maskOf = (size: Vec3, data: readonly number[]): LabelVolume => ({
  grid: { size, spacingMm: [1, 1, 1], originMm: [0, 0, 0], direction: IDENTITY_DIRECTION },
  data: Uint8Array.from(data),
});

/** A 5 × 5 × 3 mask with a 3 × 3 × 3 cube in the middle of each slice. */
const cube = maskOf(
  [5, 5, 3],
  Array.from({ length: 75 }, (_, at) => (at % 5 > 0 && at % 5 < 4 && Math.floor(at / 5) % 5 > 0 && Math.floor(at / 5) % 5 < 4 ? 1 : 0)),
);
const count = (mask: LabelVolume, label = 1): number => Array.from(mask.data).filter((value) => value === label).length;

/** The same by the definition, voxel by voxel over the whole mask. */
function naive(mask: LabelVolume, label: number, reach: Reach, grow: boolean): number[] {
  const [nx, ny, nz] = mask.grid.size;
  const at = (x: number, y: number, z: number): number => (x < 0 || y < 0 || z < 0 || x >= nx || y >= ny || z >= nz ? 0 : mask.data[(z * ny + y) * nx + x]!);
  return Array.from(mask.data, (value, index) => {
    const [x, y, z] = [index % nx, Math.floor(index / nx) % ny, Math.floor(index / (nx * ny))];
    const around = [at(x - 1, y, z), at(x + 1, y, z), at(x, y - 1, z), at(x, y + 1, z), ...(reach === '3d' ? [at(x, y, z - 1), at(x, y, z + 1)] : [])];
    if (grow) return value === 0 && around.includes(label) ? label : value;
    return value === label && around.some((other) => other !== label) ? 0 : value;
  });
}

const anyMask = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 4 }))
  .chain(([nx, ny, nz]) =>
    fc.array(fc.constantFrom(0, 1, 1, 2), { minLength: nx * ny * nz, maxLength: nx * ny * nz }).map((data) => maskOf([nx, ny, nz], data)),
  );

describe('a mask one voxel smaller or larger', () => {
  it('moves only within slices, or also across them', () => {
    expect(count(erode(cube, 1, 'in-plane')!)).toBe(3); // one voxel in each slice
    expect(count(erode(cube, 1, '3d')!)).toBe(1); // the first and last slice border on the outside
    expect(count(dilate(cube, 1, 'in-plane'))).toBe(3 * (9 + 12));
    expect(count(dilate(cube, 1, '3d'))).toBe(3 * (9 + 12)); // there are no more slices to grow into
  });

  it('is nothing when nothing would be left', () => {
    expect(erode(maskOf([3, 1, 1], [0, 1, 0]), 1, 'in-plane')).toBeUndefined();
    expect(erode(cube, 7, 'in-plane')).toBeUndefined();
  });

  it('leaves the given mask as it is', () => {
    const before = cube.data.slice();
    erode(cube, 1, '3d');
    dilate(cube, 1, '3d');
    expect(cube.data).toEqual(before);
  });

  it.each(['in-plane', '3d'] as const)('%s is what the definition says, other labels untouched', (reach) => {
    fc.assert(
      fc.property(anyMask, (mask) => {
        expect(Array.from(dilate(mask, 1, reach).data)).toEqual(naive(mask, 1, reach, true));
        const expected = naive(mask, 1, reach, false);
        expect(erode(mask, 1, reach)?.data.join() ?? 'nothing').toBe(expected.includes(1) ? expected.join() : 'nothing');
      }),
    );
  });
});

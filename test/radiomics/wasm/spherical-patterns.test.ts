// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { patternSphere, sphericalPatterns } from '../../../src/radiomics/filters/lbp-3d.ts';
import { sphericalPatternsTwin } from '../../../src/radiomics/wasm/spherical-patterns.ts';
import { IDENTITY_DIRECTION, type Vec3 } from '../../../src/volume/grid.ts';
import { type PixelType, VOXEL_ARRAYS } from '../../../src/volume/volume.ts';
import { randomNumbers } from '../support/cases.ts';

const PIXEL_TYPES = Object.keys(VOXEL_ARRAYS) as PixelType[];
const SPHERES = [
  [1, 1, 2],
  [0, 1.5, 3],
  [1, 0.7, 4],
  [2, 2, 1],
] as const;
const spheres = SPHERES.map(([subdivision, radius, levels]) => patternSphere(subdivision, radius, levels));

describe('WebAssembly twin of the LBP-3D kernel', () => {
  it('gives the same bytes for every number type, sphere, size, region and step of grey values (constant areas and ramps have rounding ties)', () => {
    const twin = sphericalPatternsTwin();
    fc.assert(
      fc.property(
        fc.constantFrom(...PIXEL_TYPES),
        fc.constantFrom(...spheres),
        fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 7 })),
        fc.integer({ min: 1, max: 1e6 }),
        fc.constantFrom<number | 'ramp'>(1, 40, 'ramp'),
        fc.constantFrom('whole', 'part', 'region'),
        fc.constantFrom('nan', 'minus-three'),
        (pixelType, sphere, size, seed, steps, where, ofEqual) => {
          const next = randomNumbers(seed, steps === 'ramp' ? 2 : steps);
          const fraction = pixelType.startsWith('float') ? 1 / 7 : 1;
          const [nx, ny, nz] = size as Vec3;
          const valueAt = (i: number): number => (steps === 'ramp' ? (i % nx) + 3 * (Math.floor(i / nx) % ny) : next()) * fraction;
          const data = VOXEL_ARRAYS[pixelType].from(Array.from({ length: nx * ny * nz }, (_, i) => valueAt(i)));
          const image = {
            grid: { size: [nx, ny, nz] as Vec3, spacingMm: [1, 1, 1] as Vec3, originMm: [0, 0, 0] as Vec3, direction: IDENTITY_DIRECTION },
            pixelType,
            data,
          };
          const min: Vec3 = where === 'part' ? [Math.floor(nx / 3), Math.floor(ny / 3), Math.floor(nz / 3)] : [0, 0, 0];
          const box = { min, max: [nx - 1, ny - 1, nz - 1] as Vec3 };
          const random = randomNumbers(seed + 1, 2);
          const inside = where === 'region' ? Uint8Array.from(data, random) : undefined;
          expect(twin(image, box, inside, sphere, ofEqual)).toEqual(sphericalPatterns(image, box, inside, sphere, ofEqual));
        },
      ),
      { numRuns: 120 },
    );
  });
});

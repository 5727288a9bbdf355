// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { localBinaryPattern2d } from '../../../src/radiomics/filters/lbp-2d.ts';
import type { IndexBox } from '../../../src/volume/geometry.ts';
import { IDENTITY_DIRECTION, type Vec3 } from '../../../src/volume/grid.ts';
import { type PixelType, VOXEL_ARRAYS, type Volume } from '../../../src/volume/volume.ts';

interface Golden {
  readonly size: Vec3;
  readonly pixelType: PixelType;
  readonly method: 'default' | 'ror' | 'uniform' | 'var';
  readonly radius: number;
  readonly samples: number;
  readonly axis: 0 | 1 | 2;
  readonly values: readonly number[];
  readonly lbp: readonly (number | null)[];
}

const volume = (size: Vec3, pixelType: PixelType, values: readonly number[]): Volume => ({
  grid: { size, spacingMm: [1, 1, 1], originMm: [0, 0, 0], direction: IDENTITY_DIRECTION },
  pixelType,
  data: VOXEL_ARRAYS[pixelType].from(values),
});
const whole = (size: Vec3): IndexBox => ({ min: [0, 0, 0], max: [size[0] - 1, size[1] - 1, size[2] - 1] });
const { cases } = JSON.parse(readFileSync(new URL('../golden/lbp-2d.json', import.meta.url), 'utf8')) as { cases: Golden[] };

describe('local binary pattern in 2D', () => {
  it.each(cases.map((c) => [`${c.pixelType} ${c.method} radius ${c.radius}, ${c.samples} samples, slices across axis ${c.axis}`, c] as const))(
    'gives the numbers of scikit-image through PyRadiomics: %s',
    (_, c) => {
      const image = volume(c.size, c.pixelType, c.values);
      const filter = { kind: 'LBP2D', radius: c.radius, samples: c.samples, method: c.method, flat: c.axis } as const;
      expect(Array.from(localBinaryPattern2d(image, filter, whole(c.size)), (x) => (Number.isNaN(x) ? null : x + 0))).toEqual(c.lbp);
    },
  );

  it('does not change when grey values are moved and stretched, away from the border', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 49, maxLength: 49 }), fc.integer({ min: 1, max: 9 }), (values, factor) => {
        const filter = { kind: 'LBP2D', radius: 1, samples: 4, method: 'default', flat: 0 } as const; // four samples lie on pixels: no rounding
        const box: IndexBox = { min: [1, 1, 0], max: [5, 5, 0] };
        const moved = values.map((x) => factor * x + 17);
        expect(localBinaryPattern2d(volume([7, 7, 1], 'int16', values), filter, box)).toEqual(
          localBinaryPattern2d(volume([7, 7, 1], 'int16', moved), filter, box),
        );
      }),
    );
  });

  it('is the same on a part as on the whole', () => {
    const values = Array.from({ length: 5 * 6 * 4 }, (_, i) => (i * 7919) % 101);
    const filter = { kind: 'LBP2D', radius: 1.5, samples: 8, method: 'uniform', flat: 1 } as const;
    const all = localBinaryPattern2d(volume([5, 6, 4], 'uint8', values), filter, whole([5, 6, 4]));
    const part = localBinaryPattern2d(volume([5, 6, 4], 'uint8', values), filter, { min: [0, 2, 1], max: [4, 2, 1] });
    expect(part).toEqual(all.subarray((1 * 6 + 2) * 5, (1 * 6 + 3) * 5));
    const region = Uint8Array.from(all, (_, i) => i % 2);
    const inRegion = localBinaryPattern2d(volume([5, 6, 4], 'uint8', values), filter, whole([5, 6, 4]), region);
    expect(inRegion).toEqual(all.map((value, i) => value * region[i]!));
  });
});

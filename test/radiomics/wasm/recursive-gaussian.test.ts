// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { laplacianOfGaussian } from '../../../src/radiomics/filters/laplacian-of-gaussian.ts';
import { recursiveGaussianTwins } from '../../../src/radiomics/wasm/recursive-gaussian.ts';
import { IDENTITY_DIRECTION } from '../../../src/volume/grid.ts';
import type { PixelType } from '../../../src/volume/volume.ts';
import { boxIn, PIXEL_TYPES, randomVolume, sameBytes } from '../support/random-volumes.ts';

const twin = recursiveGaussianTwins().laplacianOfGaussian;

describe('Laplacian of Gaussian in WebAssembly', () => {
  it.each(PIXEL_TYPES)('gives the bytes of the reference on any shape, spacing and box (%s)', (pixelType: PixelType) => {
    const axis = fc.integer({ min: 4, max: 26 });
    const spacing = fc.constantFrom(0.5, 0.75, 1, 2.5, 0.9765620231628418);
    fc.assert(
      fc.property(
        fc.tuple(axis, axis, axis),
        fc.tuple(spacing, spacing, spacing),
        fc.constantFrom(0.5, 1, 1.5),
        fc.integer({ min: 1, max: 1e6 }),
        (size, spacingMm, sigmaMm, seed) => {
          const image = randomVolume({ size, spacingMm, originMm: [0, 0, 0], direction: IDENTITY_DIRECTION }, pixelType, seed);
          const box = boxIn(size, seed);
          expect(sameBytes(twin(image, sigmaMm, box), laplacianOfGaussian(image, sigmaMm, box))).toBe(true);
        },
      ),
      { numRuns: 8 },
    );
  });

  it('refuses what the reference refuses', () => {
    const image = randomVolume({ size: [9, 9, 3], spacingMm: [1, 1, 1], originMm: [0, 0, 0], direction: IDENTITY_DIRECTION }, 'int16', 1);
    expect(() => twin(image, 1, boxIn([9, 9, 3], 1))).toThrow(expect.objectContaining({ code: 'log-image-too-small' }));
  });
});

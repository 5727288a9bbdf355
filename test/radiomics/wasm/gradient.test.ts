// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { gradientMagnitude } from '../../../src/radiomics/filters/gradient.ts';
import { gradientTwins } from '../../../src/radiomics/wasm/gradient.ts';
import { IDENTITY_DIRECTION } from '../../../src/volume/grid.ts';
import { boxIn, PIXEL_TYPES, randomVolume, sameBytes } from '../support/random-volumes.ts';

const twin = gradientTwins().gradientMagnitude;

describe('gradient magnitude in WebAssembly', () => {
  it.each(PIXEL_TYPES)('gives the bytes of the reference on any shape, spacing and box (%s)', (pixelType) => {
    const axis = fc.integer({ min: 1, max: 14 });
    fc.assert(
      fc.property(fc.tuple(axis, axis, axis), fc.boolean(), fc.integer({ min: 1, max: 1e6 }), (size, useSpacing, seed) => {
        const image = randomVolume({ size, spacingMm: [0.75, 1.1, 2.5], originMm: [0, 0, 0], direction: IDENTITY_DIRECTION }, pixelType, seed);
        const box = boxIn(size, seed);
        expect(sameBytes(twin(image, useSpacing, box), gradientMagnitude(image, useSpacing, box))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

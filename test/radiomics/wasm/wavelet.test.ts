// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type WaveletFilters, waveletBand } from '../../../src/radiomics/filters/wavelet.ts';
import { waveletTwins } from '../../../src/radiomics/wasm/wavelet.ts';
import { IDENTITY_DIRECTION } from '../../../src/volume/grid.ts';
import { boxIn, PIXEL_TYPES, randomVolume, sameBytes } from '../support/random-volumes.ts';

const twins = waveletTwins();

/** Any filter of an even number of taps will do: what is compared is the arithmetic. */
function filtersOf(taps: number): WaveletFilters {
  const low = Array.from({ length: taps }, (_, k) => Math.cos(3 * k + taps) / (1 + Math.abs(k - taps / 2)));
  const high = low.map((c, k) => (k % 2 === 0 ? -c : c)).reverse();
  return { low, high, lowFloat32: low.map(Math.fround), highFloat32: high.map(Math.fround) };
}

const letter = fc.constantFrom('L', 'H');

describe('wavelet bands in WebAssembly', () => {
  it.each(PIXEL_TYPES)('give the bytes of the reference for any band, filter length, shape and box (%s)', (pixelType) => {
    const axis = fc.integer({ min: 1, max: 24 });
    fc.assert(
      fc.property(
        fc.tuple(axis, axis, axis),
        fc.tuple(fc.constantFrom('L', 'H', '-'), letter, fc.constantFrom('L', 'H', '-')),
        fc.constantFrom(2, 4, 6, 6, 10, 16, 30),
        fc.integer({ min: 1, max: 1e6 }),
        fc.boolean(),
        (size, letters, taps, seed, whole) => {
          const image = randomVolume({ size, spacingMm: [1, 1, 1], originMm: [0, 0, 0], direction: IDENTITY_DIRECTION }, pixelType, seed);
          const box = whole ? { min: [0, 0, 0] as const, max: [size[0] - 1, size[1] - 1, size[2] - 1] as const } : boxIn(size, seed);
          const float32 = pixelType === 'float32';
          const reference = waveletBand(image.data, size, letters.join(''), filtersOf(taps), box, float32);
          const twin = waveletBand(image.data, size, letters.join(''), filtersOf(taps), box, float32, twins);
          expect(sameBytes(twin.data, reference.data)).toBe(true);
          expect(twin.size).toEqual(reference.size);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('share the first two axes without a trace in the result', () => {
    const size = [13, 11, 9] as const;
    const image = randomVolume({ size, spacingMm: [1, 1, 1], originMm: [0, 0, 0], direction: IDENTITY_DIRECTION }, 'int16', 3);
    const boxes = [boxIn(size, 3), boxIn(size, 4)];
    const shared = new Map();
    for (const box of [boxes[0]!, boxes[0]!, boxes[1]!])
      for (const letters of ['LLH', 'LHL', 'LHH', 'HHL', 'HHH', 'HHL', 'LLL']) {
        const alone = waveletBand(image.data, size, letters, filtersOf(6), box, false);
        expect(sameBytes(waveletBand(image.data, size, letters, filtersOf(6), box, false, twins, shared).data, alone.data)).toBe(true);
      }
  });
});

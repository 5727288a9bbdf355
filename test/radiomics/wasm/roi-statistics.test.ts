// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { collectRoiValues } from '../../../src/radiomics/first-order/collect.ts';
import { meanDeviationBetween, sumDeviations } from '../../../src/radiomics/first-order/deviations.ts';
import { orderStatistics } from '../../../src/radiomics/first-order/select.ts';
import { roiStatisticsTwins } from '../../../src/radiomics/wasm/roi-statistics.ts';
import { type PixelType, VOXEL_ARRAYS } from '../../../src/volume/volume.ts';
import { randomNumbers } from '../support/cases.ts';

const twins = roiStatisticsTwins();
const PIXEL_TYPES: readonly PixelType[] = ['int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'float32', 'float64'];

/** Same numbers to the bit; not-a-number equals itself, 0 and −0 differ. */
function sameBits(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  return a.length === b.length && Array.from(a).every((value, i) => Object.is(value, b[i]));
}

const images = fc.record({
  seed: fc.integer(),
  size: fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 20 })),
  pixelType: fc.constantFrom(...PIXEL_TYPES),
  shift: fc.constantFrom(0, 1000, -2.5),
  fill: fc.constantFrom(10, 60, 100),
  missing: fc.constantFrom(0, 0, 20, 100),
});

describe('WebAssembly twins of the first-order loops', () => {
  it('give the same bytes for every pixel type, with and without voxels that are not a number', () => {
    fc.assert(
      fc.property(images, ({ seed, size, pixelType, shift, fill, missing }) => {
        const next = randomNumbers(seed, 1000);
        const count = size[0] * size[1] * size[2];
        const values = new VOXEL_ARRAYS[pixelType](count).map(() =>
          next() < missing * 10 ? Number.NaN : (next() - 300) / (pixelType.startsWith('f') ? 7 : 5),
        );
        const inside = Uint8Array.from({ length: count }, (_, i) => (i === 0 || next() < fill * 10 ? 1 : 0));
        const roi = { size, inside, voxels: inside.reduce((a, b) => a + b, 0) };
        const plain = collectRoiValues(values, roi, shift);
        const twin = twins.collectRoiValues(values, roi, shift);
        expect(sameBits(twin.values, plain.values) && sameBits(twin.zeroFilled, plain.zeroFilled)).toBe(true);
        expect(sameBits([twin.min, twin.max, twin.sum, twin.energy], [plain.min, plain.max, plain.sum, plain.energy])).toBe(true);
        const mean = plain.sum / plain.values.length;
        expect(sameBits(Object.values(twins.sumDeviations(plain.values, mean)), Object.values(sumDeviations(plain.values, mean)))).toBe(true);
        const n = plain.values.length;
        if (n === 0) return;
        const ranks = [0, Math.floor(n / 10), Math.floor(n / 2), n - 1, Math.floor(n / 4)];
        const ordered = orderStatistics(plain.values, plain.min, plain.max, ranks);
        expect(sameBits(twins.orderStatistics(plain.values, plain.min, plain.max, ranks), ordered)).toBe(true);
        for (const [low, high] of [
          [ordered[1]!, ordered[2]!],
          [plain.max + 1, plain.max + 2],
        ] as const)
          expect(Object.is(twins.meanDeviationBetween(plain.values, low, high), meanDeviationBetween(plain.values, low, high))).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});

// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RoiCrop } from '../../../src/radiomics/roi/crop.ts';
import { dependenceMatrix } from '../../../src/radiomics/texture/dependence.ts';
import { discretise } from '../../../src/radiomics/texture/discretise.ts';
import type { Binning } from '../../../src/radiomics/texture/discretise-bins.ts';
import { neighbourhoodDifferences } from '../../../src/radiomics/texture/neighbourhood.ts';
import type { FlatAxis } from '../../../src/radiomics/texture/offsets.ts';
import { sizeZones } from '../../../src/radiomics/texture/zones.ts';
import { greyLevelTwins } from '../../../src/radiomics/wasm/grey-levels.ts';
import { type PixelType, VOXEL_ARRAYS, type VoxelArray } from '../../../src/volume/volume.ts';
import { randomNumbers } from '../support/cases.ts';
import { levelsOf, regions } from '../support/grey-regions.ts';

const twins = greyLevelTwins();

/** A box with a random region; values from −range to range, smooth where `smooth` is large. */
function randomBox(
  seed: number,
  size: readonly [number, number, number],
  pixelType: PixelType,
  range: number,
  smooth: number,
  fill: number,
): { values: VoxelArray; roi: RoiCrop } {
  const next = randomNumbers(seed, 1_000_000);
  const count = size[0] * size[1] * size[2];
  const values = new VOXEL_ARRAYS[pixelType](count);
  const inside = new Uint8Array(count);
  const unsigned = pixelType.startsWith('u');
  let value = 0;
  for (let i = 0; i < count; i++) {
    if (next() % smooth === 0) value = (next() / 1_000_000) * (unsigned ? range : 2 * range) - (unsigned ? 0 : range);
    values[i] = value;
    inside[i] = next() < fill * 1_000_000 ? 1 : 0;
  }
  inside[0] = fill > 0.5 ? 1 : inside[0]!;
  inside[count - 1] = 1;
  inside[count >> 1] = 1;
  return { values, roi: { size, inside, voxels: inside.reduce((a, b) => a + b, 0) } };
}

const PIXEL_TYPES: readonly PixelType[] = ['int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'float32', 'float64'];
const boxes = fc
  .record({
    seed: fc.integer(),
    size: fc.tuple(fc.integer({ min: 2, max: 37 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 7 })),
    pixelType: fc.constantFrom(...PIXEL_TYPES),
    range: fc.constantFrom(2, 60, 120),
    smooth: fc.constantFrom(1, 3, 17),
    fill: fc.constantFrom(0.1, 0.6, 1),
  })
  .map((box) => ({ ...box, ...randomBox(box.seed, box.size, box.pixelType, box.range, box.smooth, box.fill) }));
const binnings: fc.Arbitrary<Binning> = fc.constantFrom<Binning>(
  { kind: 'width', width: 25 },
  { kind: 'width', width: 1 },
  { kind: 'width', width: 0.1 },
  { kind: 'width', width: 0.0007 },
  { kind: 'count', count: 32 },
  { kind: 'count', count: 1 },
  { kind: 'count', count: 700 },
  { kind: 'width', width: 5, from: -120 },
);
/** A result with its arrays as bytes (quick to compare, and exact), or the code of its refusal. */
function bytesOf(body: () => object): unknown {
  try {
    return Object.entries(body()).map(([key, value]: [string, unknown]) =>
      ArrayBuffer.isView(value)
        ? [key, value.constructor.name, Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1')]
        : [key, value],
    );
  } catch (error) {
    return String((error as { code?: string }).code);
  }
}

describe('WebAssembly twins give what the reference gives', () => {
  it('grey levels, of every pixel type', () => {
    fc.assert(
      fc.property(boxes, binnings, fc.constantFrom(1, 2), ({ values, roi, pixelType }, binning, border) => {
        expect(bytesOf(() => twins.discretise(values, pixelType, roi, binning, border))).toEqual(
          bytesOf(() => discretise(values, pixelType, roi, binning, border)),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('grey levels of values on edges and one bit beside them', () => {
    fc.assert(
      fc.property(fc.constantFrom(0.1, 0.3, 7.5, 25, 1 / 3), fc.double({ min: -1000, max: 1000, noNaN: true }), fc.boolean(), (width, min, narrow) => {
        const low = min - (((min % width) + width) % width);
        const near = Array.from({ length: 300 }, (_, i) => low + (i >> 1) * width).flatMap((edge) => [
          edge,
          edge + Math.abs(edge) * 2 ** -52,
          edge - Math.abs(edge) * 2 ** -52,
        ]);
        const values = narrow ? Float32Array.from([min, ...near]) : Float64Array.from([min, ...near]);
        const roi: RoiCrop = { size: [values.length, 1, 1], inside: new Uint8Array(values.length).fill(1), voxels: values.length };
        const pixelType = narrow ? 'float32' : 'float64';
        expect(bytesOf(() => twins.discretise(values, pixelType, roi, { kind: 'width', width }))).toEqual(
          bytesOf(() => discretise(values, pixelType, roi, { kind: 'width', width })),
        );
      }),
    );
  });

  it('grey levels with NaN and infinity, inside and outside the region', () => {
    fc.assert(
      fc.property(
        boxes,
        fc.array(fc.tuple(fc.nat(), fc.constantFrom(Number.NaN, Number.NaN, Infinity)), { maxLength: 3 }),
        ({ values, roi, size }, changes) => {
          for (const pixelType of ['float32', 'float64'] as const) {
            const changed = new VOXEL_ARRAYS[pixelType](values);
            for (const [at, value] of changes) changed[at % (size[0] * size[1] * size[2])] = value;
            const reference = bytesOf(() => discretise(changed, pixelType, roi, { kind: 'width', width: 25 }));
            expect(bytesOf(() => twins.discretise(changed, pixelType, roi, { kind: 'width', width: 25 }))).toEqual(reference);
          }
        },
      ),
    );
  });

  it('zones, dependence and grey tone differences, in every version', () => {
    fc.assert(
      fc.property(
        boxes,
        fc.constantFrom(0.01, 0.5, 5, 25, 60),
        fc.constantFrom([1], [2], [1, 2], [3]),
        fc.constantFrom<FlatAxis>(undefined, undefined, 0, 1, 2),
        fc.integer({ min: 0, max: 3 }),
        fc.boolean(),
        ({ values, roi, pixelType }, width, distances, flat, tolerance, skipFirstCorner) => {
          const levels = discretise(values, pixelType, roi, { kind: 'width', width }, Math.max(...distances));
          expect(bytesOf(() => twins.sizeZones(levels, flat))).toEqual(bytesOf(() => sizeZones(levels, flat)));
          const options = { distances, flat, skipFirstCorner, tolerance };
          expect(bytesOf(() => twins.dependenceMatrix(levels, options))).toEqual(bytesOf(() => dependenceMatrix(levels, options)));
          expect(bytesOf(() => twins.neighbourhoodDifferences(levels, options))).toEqual(bytesOf(() => neighbourhoodDifferences(levels, options)));
        },
      ),
      { numRuns: 400 },
    );
  });

  it('zones of small regions with few levels', () => {
    fc.assert(
      fc.property(regions(), fc.constantFrom(20, 30), (region, width) => {
        const levels = levelsOf(region, width);
        expect(bytesOf(() => twins.sizeZones(levels))).toEqual(bytesOf(() => sizeZones(levels)));
      }),
      { numRuns: 500 },
    );
  });

  it('zones that meet again and again, across many calls of the kernel', () => {
    const next = randomNumbers(5, 4);
    const size = [61, 47, 23] as const;
    const values = Int16Array.from({ length: 61 * 47 * 23 }, () => (next() === 0 ? 30 : 0));
    const roi: RoiCrop = { size, inside: new Uint8Array(values.length).fill(1), voxels: values.length };
    const levels = discretise(values, 'int16', roi, { kind: 'width', width: 25 });
    const zones = twins.sizeZones(levels);
    expect(bytesOf(() => zones)).toEqual(bytesOf(() => sizeZones(levels)));
    expect(Math.max(...zones.size)).toBeGreaterThan(10_000);
  });
});

// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { resamplePositions } from '../../../src/radiomics/resample/positions.ts';
import { resampleSpline } from '../../../src/radiomics/resample/spline.ts';
import { splineCoefficients } from '../../../src/radiomics/resample/spline-coefficients.ts';
import { KernelModule } from '../../../src/radiomics/wasm/module.ts';
import { splineTwins } from '../../../src/radiomics/wasm/spline.ts';
import { resampleSeparably, type SeparableFunctions } from '../../../src/radiomics/wasm/spline-separable.ts';
import { SPLINE_SEPARABLE_WASM } from '../../../src/radiomics/wasm/spline-separable.wasm.ts';
import type { Grid, Mat3, Vec3 } from '../../../src/volume/grid.ts';
import type { Volume } from '../../../src/volume/volume.ts';
import { boxIn, PIXEL_TYPES, randomVolume, sameBytes } from '../support/random-volumes.ts';

const twin = splineTwins().resampleSpline;

const DIRECTIONS: Readonly<Record<string, Mat3>> = {
  'same axes': [1, 0, 0, 0, 1, 0, 0, 0, 1],
  'flipped axes': [-1, 0, 0, 0, -1, 0, 0, 0, 1],
  'oblique axes': [
    0.9887692138764507, -0.12760683609785162, -0.07779419689952305, 0.12140559376013017, 0.9893874328228138, -0.07983225899367047, 0.08715574274765818,
    0.06949102930147369, 0.9937680178757644,
  ],
};

const axis = fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 12, max: 24 }), fc.integer({ min: 60, max: 90 }));
const spacing = fc.constantFrom(0.5, 0.75, 1, 1.25, 2.5, 3);
const cases = fc.record({
  size: fc.tuple(axis, axis, fc.integer({ min: 1, max: 24 })),
  spacingMm: fc.tuple(spacing, spacing, spacing),
  target: fc.tuple(spacing, spacing, spacing),
  outSize: fc.tuple(fc.integer({ min: 1, max: 21 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })),
  shift: fc.tuple(fc.double({ min: -0.2, max: 0.9, noNaN: true }), fc.double({ min: -0.2, max: 0.9, noNaN: true }), fc.constantFrom(0, 0.25, 0.5)),
  seed: fc.integer({ min: 1, max: 1e6 }),
  itk: fc.constantFrom('5' as const, '4.13' as const),
  flatFrom: fc.constantFrom(1, 1, 0.5),
});

const outputGrid = (from: Grid, outSize: Vec3, spacingMm: Vec3, shift: Vec3, direction: Mat3): Grid => {
  const mm = shift.map((part, i) => part * from.size[i]! * from.spacingMm[i]!) as unknown as Vec3;
  const originMm = [0, 1, 2].map((i) => from.originMm[i]! + direction[i * 3]! * mm[0] + direction[i * 3 + 1]! * mm[1] + direction[i * 3 + 2]! * mm[2]);
  return { size: outSize, spacingMm, originMm: originMm as unknown as Vec3, direction };
};

/** Part of the volume holds one value: there the spline is a whole number, and the order of additions decides. */
function flattened(volume: Volume, from: number): Volume {
  volume.data.fill(77, Math.floor(from * volume.data.length));
  return volume;
}

describe('B-spline resampling in WebAssembly', () => {
  describe.each(Object.entries(DIRECTIONS))('%s', (_, direction) => {
    it.each(PIXEL_TYPES)('gives the bytes of the reference, whatever lies outside, is flat or falls on voxels (%s)', (pixelType) => {
      fc.assert(
        fc.property(cases, ({ size, spacingMm, target, outSize, shift, seed, itk, flatFrom }) => {
          const image = flattened(randomVolume({ size, spacingMm, originMm: [-20.5, 11, 3], direction }, pixelType, seed), flatFrom);
          const positions = resamplePositions(outputGrid(image.grid, outSize, target, shift, direction), image.grid, itk);
          expect(sameBytes(twin(image.data, pixelType, positions), resampleSpline(image.data, pixelType, positions))).toBe(true);
        }),
        { numRuns: 10 },
      );
    });
  });

  describe.each(Object.entries(DIRECTIONS))('deep inside a volume (%s)', (_, direction) => {
    const size: Vec3 = [190, 170, 9];
    const from: Grid = { size, spacingMm: [0.75, 0.75, 2.5], originMm: [-70, -60, -12], direction };
    const positions = resamplePositions(outputGrid(from, [13, 11, 9], [1, 1, 1], [0.5, 0.52, 0.3], direction), from, '5');
    it.each(['int16', 'uint8', 'int32', 'float32', 'float64'] as const)('cuts the lines without a trace (%s)', (pixelType) => {
      const image = randomVolume(from, pixelType, 5);
      expect(sameBytes(twin(image.data, pixelType, positions), resampleSpline(image.data, pixelType, positions))).toBe(true);
    });

    it.each(['int16', 'float32'] as const)('takes whole lines where a constant area lies across the cut (%s)', (pixelType) => {
      const image = randomVolume(from, pixelType, 6);
      image.data.fill(pixelType === 'int16' ? -1024 : 0, 190 * 60, 190 * (170 * 5 + 96));
      expect(sameBytes(twin(image.data, pixelType, positions), resampleSpline(image.data, pixelType, positions))).toBe(true);
    });
  });

  it('has the coefficients of the reference on any box', () => {
    const size: Vec3 = [120, 7, 64];
    const image = randomVolume({ size, spacingMm: [1, 1, 1], originMm: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] }, 'int16', 8);
    for (let seed = 1; seed <= 6; seed++) {
      const box = boxIn(size, seed);
      const ours = splineTwins().splineCoefficients(image.data, 'int16', size, box);
      expect(sameBytes(ours.data, splineCoefficients(image.data, 'int16', size, box).data)).toBe(true);
    }
  });

  it('makes the output in parts where the memory between the passes is small', () => {
    const from: Grid = { size: [40, 38, 12], spacingMm: [0.75, 0.75, 2.5], originMm: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
    const image = randomVolume(from, 'int16', 11);
    const positions = resamplePositions({ ...from, size: [27, 25, 28], spacingMm: [1, 1, 1], originMm: [0.125, 0.125, -0.75] }, from, '5');
    const module = new KernelModule<SeparableFunctions>(SPLINE_SEPARABLE_WASM);
    const inParts = resampleSeparably(module, image.data, 'int16', positions, splineCoefficients, 20_000);
    expect(sameBytes(inParts!, resampleSpline(image.data, 'int16', positions))).toBe(true);
  });

  it('is compared on cases most of which have voxels inside the image', () => {
    const inside = fc.sample(cases, { numRuns: 40, seed: 1 }).filter(({ size, spacingMm, target, outSize, shift }) => {
      const grid: Grid = { size, spacingMm, originMm: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
      const image = randomVolume(grid, 'int16', 1);
      return resampleSpline(image.data, 'int16', resamplePositions(outputGrid(grid, outSize, target, shift, grid.direction), grid, '5')).some((v) => v !== 0);
    });
    expect(inside.length).toBeGreaterThan(20);
  });
});

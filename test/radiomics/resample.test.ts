// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { fastestKernels } from '../../src/radiomics/kernels/fastest.ts';
import { resamplePositions } from '../../src/radiomics/resample/positions.ts';
import { resampleImage, resampleMask } from '../../src/radiomics/resample/resample.ts';
import { splineCoefficients } from '../../src/radiomics/resample/spline-coefficients.ts';
import type { Grid, Mat3, Vec3 } from '../../src/volume/grid.ts';
import type { Volume } from '../../src/volume/volume.ts';
import { randomNumbers, syntheticCase } from './support/cases.ts';

const POLE = Math.sqrt(3) - 2;

/** The prefilter as the textbook has it: one whole line after another, x, then y, then z. */
function naiveCoefficients(volume: Volume): Float64Array {
  const { size } = volume.grid;
  const c = Float64Array.from(volume.data);
  const strides = [1, size[0], size[0] * size[1]];
  for (let axis = 0; axis < 3; axis++) {
    const n = size[axis]!;
    if (n === 1) continue;
    for (let start = 0; start < c.length; start++) {
      if (Math.floor(start / strides[axis]!) % n !== 0) continue;
      const line = Array.from({ length: n }, (_, i) => c[start + i * strides[axis]!]! * (1 * (1 - POLE) * (1 - 1 / POLE)));
      let sum = line[0]!;
      let zk = POLE;
      if (n > 18) {
        for (let k = 1; k < 18; k++) {
          sum += zk * line[k]!;
          zk *= POLE;
        }
        line[0] = sum;
      } else {
        let mirrored = POLE ** (n - 1);
        sum += mirrored * line[n - 1]!;
        mirrored *= mirrored / POLE;
        for (let k = 1; k <= n - 2; k++) {
          sum += (zk + mirrored) * line[k]!;
          zk *= POLE;
          mirrored /= POLE;
        }
        line[0] = sum / (1 - zk * zk);
      }
      for (let i = 1; i < n; i++) line[i] = line[i]! + POLE * line[i - 1]!;
      line[n - 1] = (POLE / (POLE * POLE - 1)) * (POLE * line[n - 2]! + line[n - 1]!);
      for (let i = n - 2; i >= 0; i--) line[i] = POLE * (line[i + 1]! - line[i]!);
      for (let i = 0; i < n; i++) c[start + i * strides[axis]!] = line[i]!;
    }
  }
  return c;
}

/** Direct evaluation of the spline with basis functions, no fast path. */
function naiveSample(c: Float64Array, size: Vec3, position: readonly number[]): number {
  const basis = (t: number): number => (Math.abs(t) < 1 ? 2 / 3 - t * t + Math.abs(t) ** 3 / 2 : Math.abs(t) < 2 ? (2 - Math.abs(t)) ** 3 / 6 : 0);
  const mirror = (i: number, n: number): number => (i < 0 ? -i : i >= n - 1 ? 2 * (n - 1) - i : i);
  let sum = 0;
  const [x, y, z] = position.map(Math.floor) as [number, number, number];
  for (let k = z - 1; k <= z + 2; k++)
    for (let j = y - 1; j <= y + 2; j++)
      for (let i = x - 1; i <= x + 2; i++)
        sum +=
          basis(position[0]! - i) *
          basis(position[1]! - j) *
          basis(position[2]! - k) *
          c[(mirror(k, size[2]) * size[1] + mirror(j, size[1])) * size[0] + mirror(i, size[0])]!;
  return sum;
}

const tilted: Mat3 = [
  0.9887692138764507, -0.12760683609785162, -0.07779419689952305, 0.12140559376013017, 0.9893874328228138, -0.07983225899367047, 0.08715574274765818,
  0.06949102930147369, 0.9937680178757644,
];

describe('B-spline coefficients of a box', () => {
  const { image } = syntheticCase({ size: [150, 130, 9] });
  const whole = naiveCoefficients(image);
  const box = { min: [60, 64, 3], max: [75, 70, 6] } as const;

  it('equal those of the whole image to the last bit', () => {
    const { data } = splineCoefficients(image.data, image.pixelType, image.grid.size, box);
    let at = 0;
    for (let z = 3; z <= 6; z++)
      for (let y = 64; y <= 70; y++) for (let x = 60; x <= 75; x++) expect(Object.is(data[at++], whole[(z * 130 + y) * 150 + x])).toBe(true);
  });

  it('equal them in constant areas too, where the last bit may depend on where the filter began', () => {
    const flat = { ...image, data: Int16Array.from(image.data, (_, i) => (Math.floor(i / 150) % 130 < 65 ? -1024 : 77)) };
    const reference = naiveCoefficients(flat);
    const { data } = splineCoefficients(flat.data, 'int16', flat.grid.size, box);
    let at = 0;
    for (let z = 3; z <= 6; z++)
      for (let y = 64; y <= 70; y++) for (let x = 60; x <= 75; x++) expect(Object.is(data[at++], reference[(z * 130 + y) * 150 + x])).toBe(true);
  });

  it('take the whole image when the margin is too short to prove the bits', () => {
    const { data } = splineCoefficients(image.data, image.pixelType, image.grid.size, box, 6);
    expect(data[0]).toBe(whole[(3 * 130 + 64) * 150 + 60]);
  });
});

describe('resampling', () => {
  it.each([
    ['same axes', undefined],
    ['oblique', tilted],
  ] as const)('is the spline at the output voxels (%s)', (_, direction) => {
    const { image } = syntheticCase({ pixelType: 'float64', ...(direction === undefined ? {} : { direction }) });
    const grid: Grid = {
      ...image.grid,
      size: [15, 14, 20],
      spacingMm: [1, 1, 1],
      originMm: [image.grid.originMm[0] + 1.3, image.grid.originMm[1] + 0.7, image.grid.originMm[2] + 2.1],
    };
    const out = resampleImage(image, grid, 'bspline', '5', fastestKernels());
    const c = naiveCoefficients(image);
    const positions = resamplePositions(grid, image.grid, '5');
    const scan = new Float64Array(3 * 15);
    let worst = 0;
    for (let z = 0; z < 20; z++) {
      for (let y = 0; y < 14; y++) {
        positions.line(y, z, scan);
        for (let x = 0; x < 15; x++) {
          const position = [...scan.subarray(3 * x, 3 * x + 3)];
          const inside = position.every((p, i) => p >= -0.5 && p < image.grid.size[i]! - 0.5);
          worst = Math.max(worst, Math.abs(out.data[(z * 14 + y) * 15 + x]! - (inside ? naiveSample(c, image.grid.size, position) : 0)));
        }
      }
    }
    expect(worst).toBeLessThan(1e-10); // another order of additions
  });

  it('cuts integers towards zero, and gives the exact value back where a sample falls on a voxel', () => {
    const { image } = syntheticCase();
    const same = resampleImage(image, image.grid, 'bspline', '5', fastestKernels());
    // v or v − 1: exact integers are decided by the last bit of the sum, which is the reference's behaviour
    for (let i = 0; i < image.data.length; i++) expect(Math.abs(same.data[i]! - image.data[i]!)).toBeLessThanOrEqual(1);
  });

  it('puts 0 outside the image', () => {
    const { image, mask } = syntheticCase();
    const away: Grid = { ...image.grid, originMm: [500, 500, 500] };
    for (const interpolator of ['bspline', 'linear', 'nearest'] as const)
      expect(resampleImage(image, away, interpolator, '5', fastestKernels()).data.some((value) => value !== 0)).toBe(false);
    expect(resampleMask(mask, away, '5').data.some((value) => value !== 0)).toBe(false);
  });

  it("breaks nearest-neighbour ties by the position's last bit, differently in ITK 4.13 and 5", () => {
    // golden counts: the reference ROI of 0.75 mm pixels differs between the two (README of the reference set); here: same half-way positions
    const next = randomNumbers(5, 2);
    const grid: Grid = { size: [160, 4, 4], spacingMm: [0.75, 0.75, 2.5], originMm: [-180.3, -155.25, -402.5], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
    const mask = { grid, data: Uint8Array.from({ length: 2560 }, next) };
    const to: Grid = { ...grid, size: [118, 3, 9], spacingMm: [1, 1, 1], originMm: [-180.175, -155.125, -402.5] };
    const itk5 = resampleMask(mask, to, '5').data;
    const itk4 = resampleMask(mask, to, '4.13').data;
    expect(itk5.length).toBe(118 * 27);
    expect(itk5.some((value, i) => value !== itk4[i])).toBe(true);
  });

  it('is refused before memory is taken when the box would be absurd', () => {
    const { image } = syntheticCase();
    expect(() => resampleImage(image, { ...image.grid, size: [5000, 5000, 5000] }, 'bspline', '5', fastestKernels())).toThrow(
      expect.objectContaining({ code: 'box-too-large' }),
    );
  });
});

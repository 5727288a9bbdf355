// SPDX-License-Identifier: Apache-2.0

import { describe, expect, it } from '@jest/globals';
import { gradientMagnitude } from '../../src/radiomics/filters/gradient.ts';
import { filteredImages } from '../../src/radiomics/filters/image-types.ts';
import { laplacianOfGaussian } from '../../src/radiomics/filters/laplacian-of-gaussian.ts';
import { WAVELETS, waveletBand } from '../../src/radiomics/filters/wavelet.ts';
import { REFERENCE_KERNELS } from '../../src/radiomics/kernels/reference.ts';
import type { IndexBox } from '../../src/volume/geometry.ts';
import type { Vec3 } from '../../src/volume/grid.ts';
import { codeOf, syntheticCase } from './support/cases.ts';

const whole = (size: Vec3): IndexBox => ({ min: [0, 0, 0], max: [size[0] - 1, size[1] - 1, size[2] - 1] });

/** One axis of the periodic transform by the formula; odd axes get their first element once more. */
function naiveAxis(values: readonly number[], filter: readonly number[]): number[] {
  const x = values.length % 2 === 0 ? values : [...values, values[0]!];
  const n = x.length;
  return values.map((_, i) => filter.reduce((sum, f, k) => sum + f * x[(((i + filter.length / 2 - k) % n) + n) % n]!, 0));
}

function naiveWavelet(data: ArrayLike<number>, size: Vec3, filters: readonly (readonly number[])[]): number[] {
  let values = Array.from(data);
  const strides = [1, size[0], size[0] * size[1]];
  for (let axis = 0; axis < 3; axis++) {
    const out = [...values];
    for (let start = 0; start < values.length; start++) {
      if (Math.floor(start / strides[axis]!) % size[axis]! !== 0) continue;
      const line = naiveAxis(
        Array.from({ length: size[axis]! }, (_, i) => values[start + i * strides[axis]!]!),
        filters[axis]!,
      );
      line.forEach((value, i) => {
        out[start + i * strides[axis]!] = value;
      });
    }
    values = out;
  }
  return values;
}

describe('gradient magnitude', () => {
  it('is the length of the central differences, edges replicated', () => {
    const { image } = syntheticCase({ size: [7, 6, 5], spacingMm: [0.7, 0.9, 2.5] });
    const { size, spacingMm } = image.grid;
    const at = (x: number, y: number, z: number): number =>
      image.data[(Math.min(4, Math.max(0, z)) * 6 + Math.min(5, Math.max(0, y))) * 7 + Math.min(6, Math.max(0, x))]!;
    const out = gradientMagnitude(image, true, whole(size));
    for (let z = 0; z < 5; z++)
      for (let y = 0; y < 6; y++)
        for (let x = 0; x < 7; x++) {
          const g = [
            (at(x + 1, y, z) - at(x - 1, y, z)) / (2 * spacingMm[0]),
            (at(x, y + 1, z) - at(x, y - 1, z)) / (2 * spacingMm[1]),
            (at(x, y, z + 1) - at(x, y, z - 1)) / (2 * spacingMm[2]),
          ];
          expect(out[(z * 6 + y) * 7 + x]).toBeCloseTo(Math.hypot(...g), 3); // float32 result
        }
  });

  it('is the same on a part as on the whole', () => {
    const { image } = syntheticCase();
    const all = gradientMagnitude(image, true, whole(image.grid.size));
    const part = gradientMagnitude(image, true, { min: [0, 3, 13], max: [25, 3, 13] });
    expect(part).toEqual(all.subarray((13 * 24 + 3) * 26, (13 * 24 + 4) * 26));
  });
});

describe('Laplacian of Gaussian', () => {
  it('of a quadratic is its second derivative times σ², away from the borders', () => {
    const size: Vec3 = [60, 60, 60];
    const { image } = syntheticCase({ size, spacingMm: [1, 1, 1], pixelType: 'float64' });
    const data = Float64Array.from(image.data, (_, i) => ((i % 60) - 30) ** 2);
    const out = laplacianOfGaussian({ ...image, data }, 2, whole(size));
    expect(out[(30 * 60 + 30) * 60 + 30]).toBeCloseTo(2 * 2 ** 2, 1); // the recursive filter fits the Gaussian to about 1 %
  });

  it('of a constant is 0 up to to the float32 between passes', () => {
    const { image } = syntheticCase({ spacingMm: [1, 1, 2] });
    const out = laplacianOfGaussian({ ...image, data: new Int16Array(image.data.length).fill(100) }, 2, whole(image.grid.size));
    expect(Math.max(...out.map(Math.abs))).toBeLessThan(1e-3);
  });

  it('is refused when it does not fit, where PyRadiomics would leave the image out without a word', () => {
    const { image } = syntheticCase();
    expect(codeOf(() => laplacianOfGaussian(image, 60, whole(image.grid.size)))).toBe('log-does-not-fit');
    expect(codeOf(() => laplacianOfGaussian(syntheticCase({ size: [20, 20, 3] }).image, 1, whole([20, 20, 3])))).toBe('log-image-too-small');
  });
});

describe('stationary wavelet', () => {
  it.each([
    ['even', [12, 10, 8]],
    ['odd', [11, 9, 7]],
    ['shorter than the filter', [9, 4, 5]],
  ] as const)('follows the periodic formula on %s axes', (_, size) => {
    const { image } = syntheticCase({ size });
    const { low, high } = WAVELETS.coif1!;
    const naive = naiveWavelet(image.data, size, [high, high, low]);
    const { data } = waveletBand(image.data, size, 'HHL', WAVELETS.coif1!, whole(size), false);
    naive.forEach((value, i) => {
      expect(data[i]).toBeCloseTo(value, 9);
    });
  });

  it('is bit-equal on a part of the volume', () => {
    const { image } = syntheticCase({ size: [21, 18, 13] });
    const all = waveletBand(image.data, image.grid.size, 'LHL', WAVELETS.coif1!, whole(image.grid.size), false).data;
    const part = waveletBand(image.data, image.grid.size, 'LHL', WAVELETS.coif1!, { min: [17, 0, 11], max: [20, 4, 12] }, false).data;
    let at = 0;
    for (let z = 11; z <= 12; z++) for (let y = 0; y <= 4; y++) for (let x = 17; x <= 20; x++) expect(part[at++]).toBe(all[(z * 18 + y) * 21 + x]);
  });

  it('names its bands with x first, the all-low one last', () => {
    const { image } = syntheticCase();
    expect(
      filteredImages({ kind: 'Wavelet', wavelet: 'coif1', levels: 1, startLevel: 0, flat: undefined }, image, REFERENCE_KERNELS).map(({ name }) => name),
    ).toEqual(['LLH', 'LHL', 'LHH', 'HLL', 'HLH', 'HHL', 'HHH', 'LLL'].map((band) => `wavelet-${band}`));
    expect(filteredImages({ kind: 'Wavelet', wavelet: 'coif1', levels: 1, startLevel: 0, flat: 0 }, image, REFERENCE_KERNELS).map(({ name }) => name)).toEqual([
      'wavelet-LH',
      'wavelet-HL',
      'wavelet-HH',
      'wavelet-LL',
    ]);
  });
});

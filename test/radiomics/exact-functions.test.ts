// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { exactCos, exactExp, exactSin } from '../../src/radiomics/filters/exact-functions.ts';
import { fastestKernels } from '../../src/radiomics/kernels/fastest.ts';
import { IDENTITY_DIRECTION } from '../../src/volume/grid.ts';

/** x, exp x, sin x, cos x. Origin: mpmath 1.3.0 with 400 bits, rounded to the nearest float64 (`float(mpmath.exp(mpmath.mpf(x)))` and so on). */
const GOLDEN: readonly (readonly [number, number, number, number])[] = [
  [0.167025, 1.1817838095342956, 0.16624949002640083, 0.9860837221382177],
  [1.599, 4.9480818676616325, 0.99960230277218, -0.028199934265082858],
  [-0.6966, 0.4982765673430879, -0.641613505236502, 0.7670281024174599],
  [-1.9617142857142857, 0.140617156199741, -0.9245596728729915, -0.3810372833424401],
  [-4.38763, 0.01243015380305334, 0.9477276585700721, -0.31908037417128743],
  [4.1692, 64.66370044914052, -0.8560647532786919, -0.5168685889023364],
  [3.1653, 23.695851722141025, -0.02370512573327055, -0.9997189940248059],
  [-2.93917, 0.0529096255078425, -0.2010431072657438, -0.9795823952179493],
  [-0.05478, 0.946693397592654, -0.0547526063646384, 0.9984999509746002],
  [-0.60611, 0.545468620310853, -0.5696747030139511, 0.8218702651550102],
  [1e-9, 1.000000001, 1e-9, 1.0],
  [45.5, 5.759687576887954e19, 0.9985908724117705, 0.05306853621402457],
  [-45.5, 1.7362052831002947e-20, -0.9985908724117705, 0.05306853621402457],
];

const ulp = (x: number): number => 2 ** (Math.floor(Math.log2(Math.abs(x))) - 52);

describe('correctly rounded functions', () => {
  it.each(GOLDEN)('at %p', (x, exp, sin, cos) => {
    expect([exactExp(x), exactSin(x), exactCos(x)]).toEqual([exp, sin, cos]);
  });

  it("are never further than one bit from the engine's own, and even or odd", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -3e9, max: 3e9 }).map((n) => n * 1e-8),
        (x) => {
          expect(Math.abs(exactExp(x) - Math.exp(x))).toBeLessThanOrEqual(ulp(Math.exp(x)));
          expect(Math.abs(exactSin(x) - Math.sin(x))).toBeLessThanOrEqual(1.2e-16);
          expect(Math.abs(exactCos(x) - Math.cos(x))).toBeLessThanOrEqual(1.2e-16);
          expect(exactCos(-x)).toBe(exactCos(x));
          expect(exactSin(-x)).toBe(-exactSin(x));
        },
      ),
    );
  });

  it('make the Laplacian of Gaussian of a constant image to the bit: nothing but rounding noise', () => {
    // Origin: SimpleITK 2.3.1, LaplacianRecursiveGaussian, sigma 1.5 mm, normalised across scale, of 100 everywhere on 5 × 4 × 6 voxels of 0.75 × 1.5 × 2.5 mm; first five voxels.
    const grid = { size: [5, 4, 6] as const, spacingMm: [0.75, 1.5, 2.5] as const, originMm: [0, 0, 0] as const, direction: IDENTITY_DIRECTION };
    const box = { min: [0, 0, 0] as const, max: [4, 3, 5] as const };
    const noise = fastestKernels().laplacianOfGaussian({ grid, pixelType: 'float64', data: new Float64Array(120).fill(100) }, 1.5, box);
    expect([...noise.subarray(0, 5)]).toEqual([
      -7.705440933480478e-15, -4.5474734072206875e-15, 1.7684619629362484e-15, 1.7684619629362484e-15, -4.5474734072206875e-15,
    ]);
  });
});

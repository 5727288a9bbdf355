// SPDX-License-Identifier: Apache-2.0
import type { IndexBox } from '../../volume/geometry.ts';
import { type Vec3, voxelCount } from '../../volume/grid.ts';
import type { Volume } from '../../volume/volume.ts';
import { RadiomicsError } from '../errors.ts';
import { cropValues } from '../roi/crop.ts';
import { filterLines, LineScratch, type RecursiveCoefficients, secondDerivativeCoefficients, smoothingCoefficients } from './recursive-gaussian.ts';

/** The axes that are smoothed after the second derivative along x, y or z, in order. */
export const SMOOTHED = [
  [1, 2],
  [0, 2],
  [0, 1],
] as const;

/** ITK's recursive filters need this many voxels along each axis, whatever the scale. */
const LEAST_VOXELS = 4;

/** @throws RadiomicsError `log-image-too-small`, `log-does-not-fit` where PyRadiomics would silently leave the image type out */
export function assertLogFits(image: Volume, sigmaMm: number): void {
  const { size, spacingMm } = image.grid;
  if (size.some((n) => n < LEAST_VOXELS)) {
    throw new RadiomicsError(
      'log-image-too-small',
      `The Laplacian of Gaussian needs at least ${LEAST_VOXELS} voxels along each axis; the working image has ${size.join(' × ')}. Resample to smaller voxels, or leave LoG out.`,
      { size },
    );
  }
  const needed = spacingMm.map((spacing) => Math.ceil(sigmaMm / spacing) + 1);
  if (size.every((n, axis) => n >= needed[axis]!)) return;
  throw new RadiomicsError(
    'log-does-not-fit',
    `The Laplacian of Gaussian with sigma ${sigmaMm} mm needs at least ${needed.join(' × ')} voxels; the working image has ${size.join(' × ')}. Use a smaller sigma, a larger padDistance, or leave LoG out.`,
    { sigmaMm, size, needed },
  );
}

/** Filters a whole volume along one axis; `source` and `target` may be the same array. */
function along(axis: number, source: ArrayLike<number>, target: Float32Array, size: Vec3, k: RecursiveCoefficients, scratch: LineScratch): void {
  const [nx, ny, nz] = size;
  const plane = nx * ny;
  const blocks = axis === 2 ? ny : nz;
  for (let i = 0; i < blocks; i++) {
    const block =
      axis === 0
        ? { base: i * plane, stride: 1, across: nx, lines: ny, length: nx }
        : axis === 1
          ? { base: i * plane, stride: nx, across: 1, lines: nx, length: ny }
          : { base: i * nx, stride: plane, across: 1, lines: nx, length: nz };
    filterLines(source, target, block, k, scratch);
  }
}

/**
 * Scale-normalised Laplacian of Gaussian by recursive filters, as ITK's LaplacianRecursiveGaussian: for each axis the second derivative along it and
 * smoothing along the other two, times 1/spacing², added up. Between the passes the image is float32; inside a line the sums are float64.
 *
 * The filter's memory is infinite: the result depends on the whole box, so the box must be PyRadiomics' own.
 *
 * @param box the part that is wanted
 * @returns values on the box, x fastest
 * @throws RadiomicsError `log-image-too-small`, `log-does-not-fit`
 */
export function laplacianOfGaussian(image: Volume, sigmaMm: number, box: IndexBox): Float32Array {
  assertLogFits(image, sigmaMm);
  const { size, spacingMm } = image.grid;
  const count = voxelCount(image.grid);
  const work = new Float32Array(count);
  const sum = new Float32Array(count);
  const scratch = new LineScratch(size[0] * Math.max(size[1], size[2]));
  for (let axis = 0; axis < 3; axis++) {
    along(axis, image.data, work, size, secondDerivativeCoefficients(sigmaMm, spacingMm[axis]!), scratch);
    const [first, second] = SMOOTHED[axis]!;
    along(first, work, work, size, smoothingCoefficients(sigmaMm, spacingMm[first]!), scratch);
    along(second, work, work, size, smoothingCoefficients(sigmaMm, spacingMm[second]!), scratch);
    const factor = 1.0 / (spacingMm[axis]! * spacingMm[axis]!);
    for (let i = 0; i < count; i++) sum[i] = sum[i]! + work[i]! * factor;
  }
  return cropValues(sum, size, box);
}

// SPDX-License-Identifier: Apache-2.0
import type { Grid } from '../../volume/grid.ts';
import { voxelCount } from '../../volume/grid.ts';
import type { LabelVolume, Volume } from '../../volume/volume.ts';
import { RadiomicsError } from '../errors.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { resampleLinear } from './linear.ts';
import { resampleNearest } from './nearest.ts';
import { type Interpolator, type ItkVersion, resamplePositions } from './positions.ts';
import { slicesUnknown } from './spline-coefficients.ts';
import { newArray, storeInto } from './store.ts';

export { newArray } from './store.ts';

/** Most voxels that a working image may have; beyond it the spacing is almost surely wrong. */
export const MAX_BOX_VOXELS = 200_000_000;

/** @throws RadiomicsError `box-too-large` before anything is allocated */
export function assertBoxFits(grid: Grid): void {
  const voxels = voxelCount(grid);
  if (voxels > MAX_BOX_VOXELS) {
    throw new RadiomicsError(
      'box-too-large',
      `The working box would have ${grid.size.join(' × ')} = ${voxels} voxels at ${grid.spacingMm.join(' × ')} mm; the limit is ${MAX_BOX_VOXELS}. Check the voxel spacing of the files, ask for a coarser resampledPixelSpacing, or without resampling set preCrop: true.`,
      { size: grid.size, spacingMm: grid.spacingMm },
    );
  }
}

/** An image on another grid; the number type stays. 0 outside the image. @throws RadiomicsError `box-too-large` */
export function resampleImage(image: Volume, grid: Grid, interpolator: Interpolator, itk: ItkVersion, kernels: Kernels): Volume {
  assertBoxFits(grid);
  const { pixelType } = image;
  const { knownSlices } = image;
  const positions = { ...resamplePositions(grid, image.grid, itk), ...(knownSlices === undefined ? {} : { knownSlices }) };
  if (knownSlices !== undefined && interpolator !== 'bspline') throw slicesUnknown();
  if (interpolator === 'bspline') return { grid, pixelType, data: kernels.resampleSpline(image.data, pixelType, positions) };
  const data = newArray(pixelType, voxelCount(grid));
  if (interpolator === 'nearest') resampleNearest(image.data, positions, data);
  else resampleLinear(image.data, positions, storeInto(data, pixelType));
  return { grid, pixelType, data };
}

/** A mask on another grid by nearest neighbour; 0 outside it. @throws RadiomicsError `box-too-large` */
export function resampleMask(mask: LabelVolume, grid: Grid, itk: ItkVersion): LabelVolume {
  assertBoxFits(grid);
  const count = voxelCount(grid);
  const data = mask.data instanceof Uint8Array ? new Uint8Array(count) : mask.data instanceof Uint16Array ? new Uint16Array(count) : new Uint32Array(count);
  resampleNearest(mask.data, resamplePositions(grid, mask.grid, itk), data);
  return { grid, data };
}

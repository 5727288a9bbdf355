// SPDX-License-Identifier: Apache-2.0
import type { Grid } from '../../volume/grid.ts';
import { voxelCount } from '../../volume/grid.ts';
import { type LabelVolume, type PixelType, VOXEL_ARRAYS, type Volume, type VoxelArray } from '../../volume/volume.ts';
import { RadiomicsError } from '../errors.ts';
import { resampleLinear } from './linear.ts';
import { resampleNearest } from './nearest.ts';
import { type ItkVersion, resamplePositions } from './positions.ts';
import { resampleSpline } from './spline.ts';

export type Interpolator = 'bspline' | 'linear' | 'nearest';

/** Most voxels that a working image may have; beyond it the spacing is almost surely wrong. */
export const MAX_BOX_VOXELS = 200_000_000;

const RANGES: Readonly<Partial<Record<PixelType, readonly [number, number]>>> = {
  int8: [-128, 127],
  uint8: [0, 255],
  int16: [-32768, 32767],
  uint16: [0, 65535],
  int32: [-2147483648, 2147483647],
  uint32: [0, 4294967295],
};

/** An array of `count` numbers of a pixel type. */
export function newArray(pixelType: PixelType, count: number): VoxelArray {
  return new VOXEL_ARRAYS[pixelType](count);
}

/** @throws RadiomicsError `box-too-large` before anything is allocated */
export function assertBoxFits(grid: Grid): void {
  const voxels = voxelCount(grid);
  if (voxels > MAX_BOX_VOXELS) {
    throw new RadiomicsError(
      'box-too-large',
      `The working box would have ${grid.size.join(' × ')} = ${voxels} voxels at ${grid.spacingMm.join(' × ')} mm; the limit is ${MAX_BOX_VOXELS}. Check the voxel spacing of the files, or ask for a coarser resampledPixelSpacing.`,
      { size: grid.size, spacingMm: grid.spacingMm },
    );
  }
}

/** ITK's cast: clamp to the type's range, then cut towards zero (integers) or round (float32). */
function storeInto(out: VoxelArray, pixelType: PixelType): (at: number, value: number) => void {
  const range = RANGES[pixelType];
  if (range === undefined)
    return (at, value) => {
      out[at] = value;
    };
  const [low, high] = range;
  return (at, value) => {
    out[at] = value < low ? low : value > high ? high : Math.trunc(value);
  };
}

/** An image on another grid; the number type stays. 0 outside the image. @throws RadiomicsError `box-too-large` */
export function resampleImage(image: Volume, grid: Grid, interpolator: Interpolator, itk: ItkVersion): Volume {
  assertBoxFits(grid);
  const data = newArray(image.pixelType, voxelCount(grid));
  const positions = resamplePositions(grid, image.grid, itk);
  if (interpolator === 'nearest') resampleNearest(image.data, positions, data);
  else if (interpolator === 'linear') resampleLinear(image.data, positions, storeInto(data, image.pixelType));
  else resampleSpline(image.data, image.pixelType, positions, storeInto(data, image.pixelType));
  return { grid, pixelType: image.pixelType, data };
}

/** A mask on another grid by nearest neighbour; 0 outside it. @throws RadiomicsError `box-too-large` */
export function resampleMask(mask: LabelVolume, grid: Grid, itk: ItkVersion): LabelVolume {
  assertBoxFits(grid);
  const count = voxelCount(grid);
  const data = mask.data instanceof Uint8Array ? new Uint8Array(count) : mask.data instanceof Uint16Array ? new Uint16Array(count) : new Uint32Array(count);
  resampleNearest(mask.data, resamplePositions(grid, mask.grid, itk), data);
  return { grid, data };
}

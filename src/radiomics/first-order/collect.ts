// SPDX-License-Identifier: Apache-2.0
import type { VoxelArray } from '../../volume/volume.ts';
import type { RoiCrop } from '../roi/crop.ts';
import { roiRuns } from '../roi/runs.ts';

/** The region's grey values, voxels that are not a number left out, and what one pass over them gives. */
export interface RoiValues {
  /** In memory order (x fastest). */
  readonly values: Float64Array;
  /** Smallest and largest value; not-a-number when there is no value. */
  readonly min: number;
  readonly max: number;
  /** Left-to-right sum. */
  readonly sum: number;
  /** Sum of the squares of value + voxelArrayShift. */
  readonly energy: number;
  /** With the voxels that are not a number as zeros, as numpy's nan-functions sum them; the same array as `values` when there are none. */
  readonly zeroFilled: Float64Array;
}

/** What the voxels that are numbers give. */
export function asRoiValues(values: Float64Array, state: Pick<RoiValues, 'min' | 'max' | 'sum' | 'energy'>, image: VoxelArray, roi: RoiCrop): RoiValues {
  const { min, max, sum, energy } = state;
  if (values.length === roi.voxels) return { values, min, max, sum, energy, zeroFilled: values };
  const zeroFilled = new Float64Array(roi.voxels);
  const runs = roiRuns(roi);
  let at = 0;
  for (let r = 0; r < runs.length; r += 2) for (let i = runs[r]!; i < runs[r + 1]!; i++) zeroFilled[at++] = Number.isNaN(image[i]!) ? 0 : image[i]!;
  return values.length === 0 ? { values, min: Number.NaN, max: Number.NaN, sum: 0, energy: 0, zeroFilled } : { values, min, max, sum, energy, zeroFilled };
}

/**
 * Collects the region's grey values as float64, as PyRadiomics does for every pixel type.
 * Voxels that are not a number (LBP-3D kurtosis of constant surroundings) are left out, as its nan-functions do.
 *
 * @param image grey values on the region's box
 * @param shift added to every value before it is squared for the energy (voxelArrayShift)
 */
export function collectRoiValues(image: VoxelArray, roi: RoiCrop, shift: number): RoiValues {
  // one element type from here on keeps the loops fast whatever the pixel type
  const box = image instanceof Float64Array ? image : new Float64Array(image);
  const values = new Float64Array(roi.voxels);
  const runs = roiRuns(roi);
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  let energy = 0;
  let count = 0;
  for (let r = 0; r < runs.length; r += 2) {
    const end = runs[r + 1]!;
    for (let at = runs[r]!; at < end; at++) {
      const value = box[at]!;
      if (Number.isNaN(value)) continue;
      values[count++] = value;
      if (value < min) min = value;
      if (value > max) max = value;
      sum += value;
      const shifted = value + shift;
      energy += shifted * shifted;
    }
  }
  return asRoiValues(count === roi.voxels ? values : values.slice(0, count), { min, max, sum, energy }, image, roi);
}

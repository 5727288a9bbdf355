// SPDX-License-Identifier: Apache-2.0
import type { FeatureContext, Shared } from '../features/context.ts';
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

/**
 * Collects the region's grey values as float64, as PyRadiomics does for every pixel type.
 * Voxels that are not a number (LBP-3D kurtosis of constant surroundings) are left out, as its nan-functions do.
 */
function collect(context: FeatureContext): RoiValues {
  const { roi } = context;
  const shift = context.texture.voxelArrayShift;
  // one element type from here on keeps the loops fast whatever the pixel type
  const box = context.values instanceof Float64Array ? context.values : new Float64Array(context.values);
  const all = new Float64Array(roi.voxels);
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
      all[count++] = value;
      if (value < min) min = value;
      if (value > max) max = value;
      sum += value;
      const shifted = value + shift;
      energy += shifted * shifted;
    }
  }
  if (count === roi.voxels) return { values: all, min, max, sum, energy, zeroFilled: all };
  const zeroFilled = new Float64Array(roi.voxels);
  let at = 0;
  for (let r = 0; r < runs.length; r += 2) for (let i = runs[r]!; i < runs[r + 1]!; i++) zeroFilled[at++] = Number.isNaN(box[i]!) ? 0 : box[i]!;
  if (count === 0) return { values: new Float64Array(0), min: Number.NaN, max: Number.NaN, sum: 0, energy: 0, zeroFilled };
  return { values: all.subarray(0, count), min, max, sum, energy, zeroFilled };
}

const ROI_VALUES: Shared<RoiValues> = { make: collect };

/** The region's grey values in one image, collected once. */
export function roiValues(context: FeatureContext): RoiValues {
  return context.shared(ROI_VALUES);
}

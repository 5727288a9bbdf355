// SPDX-License-Identifier: Apache-2.0
import type { VoxelArray } from '../../volume/volume.ts';
import type { RoiCrop } from '../roi/crop.ts';

/**
 * Kurtosis of the region's grey values: fourth central moment over the squared variance (population moments).
 *
 * Not the excess: a normal distribution has 3 (IBSI IPH6 is this minus 3). A flat region has 0, as in PyRadiomics.
 *
 * @param values on the region's box
 */
export function kurtosis(values: VoxelArray, roi: RoiCrop): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) if (roi.inside[i] === 1) sum += values[i]!;
  const mean = sum / roi.voxels;
  let m2 = 0;
  let m4 = 0;
  for (let i = 0; i < values.length; i++) {
    if (roi.inside[i] === 0) continue;
    const square = (values[i]! - mean) ** 2;
    m2 += square;
    m4 += square * square;
  }
  m2 /= roi.voxels;
  m4 /= roi.voxels;
  return m2 === 0 ? 0 : m4 / (m2 * m2);
}

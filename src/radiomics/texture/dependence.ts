// SPDX-License-Identifier: Apache-2.0
import type { Levels } from './discretise.ts';
import { type FlatAxis, forwardOffsets } from './offsets.ts';

export interface DependenceOptions {
  /** Neighbours whose level differs by no more than this depend on the voxel (PyRadiomics' `gldm_a`). */
  readonly tolerance: number;
  /** Distances in voxels (largest component of the offset); 1 means the 26 neighbours. */
  readonly distances: readonly number[];
  readonly flat: FlatAxis;
  /** PyRadiomics 2.2.0 never counted the first voxel of the bounding box as a neighbour. */
  readonly skipFirstCorner: boolean;
}

/**
 * How many voxels have each dependence: entry j counts voxels with j − 1 dependent neighbours (so that a lonely voxel has dependence 1).
 * @see Sun & Wee 1983, doi:10.1016/0734-189X(83)90032-4; IBSI 3.11 (NGLDM)
 */
export function dependenceHistogram(levels: Levels, options: DependenceOptions): Float64Array {
  const { data } = levels;
  const { tolerance } = options;
  const forward = forwardOffsets(levels, options.distances, options.flat);
  const offsetCount = forward.length;
  const dependence = new Uint16Array(data.length);
  for (let v = levels.firstVoxel; v < data.length; v++) {
    const level = data[v]!;
    if (level === 0) continue;
    let found = 0;
    for (let k = 0; k < offsetCount; k++) {
      const neighbour = v + forward[k]!;
      const other = data[neighbour]!;
      if (other === 0 || other - level > tolerance || level - other > tolerance) continue;
      found += 1;
      dependence[neighbour] = dependence[neighbour]! + 1;
    }
    dependence[v] = dependence[v]! + found;
  }
  if (options.skipFirstCorner) forgetFirstCorner(levels, forward, tolerance, dependence);
  const histogram = new Float64Array(2 * offsetCount + 2);
  for (let v = levels.firstVoxel; v < data.length; v++) {
    if (data[v] !== 0) histogram[dependence[v]! + 1] = histogram[dependence[v]! + 1]! + 1;
  }
  return histogram;
}

function forgetFirstCorner(levels: Levels, forward: Int32Array, tolerance: number, dependence: Uint16Array): void {
  const corner = levels.firstVoxel;
  const level = levels.data[corner]!;
  if (level === 0) return;
  for (const offset of forward) {
    const other = levels.data[corner + offset]!;
    if (other !== 0 && Math.abs(other - level) <= tolerance) dependence[corner + offset] = dependence[corner + offset]! - 1;
  }
}

/** Variance of the dependence over the region's voxels: Σ p(j)·(j − μ)². IBSI DNX2. */
export function dependenceVariance(histogram: Float64Array): number {
  let total = 0;
  let sum = 0;
  for (let j = 1; j < histogram.length; j++) {
    total += histogram[j]!;
    sum += j * histogram[j]!;
  }
  const mean = sum / total;
  let variance = 0;
  for (let j = 1; j < histogram.length; j++) variance += (histogram[j]! / total) * (j - mean) ** 2;
  return variance;
}

// SPDX-License-Identifier: Apache-2.0
import type { FeatureContext, Shared } from '../features/context.ts';
import { roiRuns } from '../roi/runs.ts';

/** Share of the region's voxels in each grey level that occurs, ascending by level. */
function makeShares(context: FeatureContext): Float64Array {
  const { data, nx, ny, border, highest, voxels } = context.levels();
  const [wx, wy] = context.roi.size;
  const counts = new Int32Array(highest + 1);
  const runs = roiRuns(context.roi);
  for (let r = 0; r < runs.length; r += 2) {
    const first = runs[r]!;
    const row = Math.floor(first / wx);
    const z = Math.floor(row / wy);
    // from the region's box into the box with its border
    const start = ((z + border) * ny + (row - z * wy) + border) * nx + border + (first - row * wx);
    const end = start + runs[r + 1]! - first;
    for (let at = start; at < end; at++) counts[data[at]!] = counts[data[at]!]! + 1;
  }
  return Float64Array.from(counts.filter((count) => count > 0)).map((count) => count / voxels);
}

const SHARES: Shared<Float64Array> = { make: makeShares };
/** Keeps the logarithm of a share finite; PyRadiomics' own constant, and the reason why a flat region has -3.2e-16 and not 0. */
const EPSILON = 2 ** -52;

/** Shannon entropy in bits of the region's grey level histogram. */
export function entropy(context: FeatureContext): number {
  let sum = 0;
  for (const share of context.shared(SHARES)) sum += share * Math.log2(share + EPSILON);
  return -sum;
}

/** Sum of the squared shares of the region's grey levels. */
export function uniformity(context: FeatureContext): number {
  let sum = 0;
  for (const share of context.shared(SHARES)) sum += share * share;
  return sum;
}

// SPDX-License-Identifier: Apache-2.0
import type { RoiCrop } from './crop.ts';

const KNOWN = new WeakMap<RoiCrop, Int32Array>();

function findRuns({ size, inside }: RoiCrop): Int32Array {
  const nx = size[0];
  let runs = new Int32Array(4 * size[1] * size[2]);
  let count = 0;
  for (let row = 0; row < inside.length; row += nx) {
    const end = row + nx;
    for (let at = row; at < end; ) {
      while (at < end && inside[at] === 0) at++;
      if (at === end) break;
      const start = at;
      while (at < end && inside[at] === 1) at++;
      if (count === runs.length) {
        const larger = new Int32Array(2 * runs.length);
        larger.set(runs);
        runs = larger;
      }
      runs[count] = start;
      runs[count + 1] = at;
      count += 2;
    }
  }
  return runs.slice(0, count);
}

/**
 * The region as runs of voxels along x: pairs of first position and position after the last, on the region's box, in memory order.
 * Found once per region: every image of a case shares it, and it is some ten times shorter than the list of voxels.
 */
export function roiRuns(roi: RoiCrop): Int32Array {
  const known = KNOWN.get(roi) ?? findRuns(roi);
  KNOWN.set(roi, known);
  return known;
}

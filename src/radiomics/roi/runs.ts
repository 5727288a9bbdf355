// SPDX-License-Identifier: Apache-2.0
import type { RoiCrop } from './crop.ts';

const KNOWN = new WeakMap<RoiCrop, Int32Array>();

function findRuns({ size, inside }: RoiCrop): Int32Array {
  const nx = size[0];
  let runs = new Int32Array(4 * size[1] * size[2]);
  let count = 0;
  // the search for the next byte is the runtime's own, fast from the first call on
  let end = 0;
  for (let start = inside.indexOf(1); start >= 0 && start < inside.length; ) {
    if (end <= start) {
      const found = inside.indexOf(0, start);
      end = found < 0 ? inside.length : found;
    }
    const stop = Math.min(end, start - (start % nx) + nx);
    if (count === runs.length) {
      const larger = new Int32Array(2 * runs.length);
      larger.set(runs);
      runs = larger;
    }
    runs[count] = start;
    runs[count + 1] = stop;
    count += 2;
    start = stop < end ? stop : inside.indexOf(1, stop);
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

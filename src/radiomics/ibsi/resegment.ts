// SPDX-License-Identifier: Apache-2.0
import type { IndexBox } from '../../volume/geometry.ts';
import type { LabelVolume, Volume } from '../../volume/volume.ts';
import { RadiomicsError } from '../errors.ts';

/** Calls `visit` with the position of every voxel of the label inside the box. */
function eachVoxel(mask: LabelVolume, label: number, box: IndexBox, visit: (at: number) => void): void {
  const [nx, ny] = mask.grid.size;
  for (let z = box.min[2]; z <= box.max[2]; z++) {
    for (let y = box.min[1]; y <= box.max[1]; y++) {
      const row = (z * ny + y) * nx;
      for (let x = box.min[0]; x <= box.max[0]; x++) if (mask.data[row + x] === label) visit(row + x);
    }
  }
}

/**
 * IBSI's combined re-segmentation: first the range (both ends belong to it), then outliers by mean ± k population standard deviations
 * of what the range left. The mask given stays as it is (the morphological mask); the result is the intensity mask.
 *
 * @param range one number is a lower end
 * @throws RadiomicsError `resegmentation-left-nothing` when no more than one voxel is left
 * @see IBSI reference manual, section 2.7 (re-segmentation)
 */
export function combinedResegmentation(
  image: Volume,
  mask: LabelVolume,
  label: number,
  box: IndexBox,
  range: readonly number[] | undefined,
  outlierSigma: number | undefined,
): LabelVolume {
  const low = range === undefined ? -Infinity : Math.min(...range);
  const high = range === undefined || range.length < 2 ? Infinity : Math.max(...range);
  const data = new (mask.data.constructor as new (count: number) => LabelVolume['data'])(mask.data.length);
  let kept = 0;
  let sum = 0;
  eachVoxel(mask, label, box, (at) => {
    const value = image.data[at]!;
    if (!(value >= low && value <= high)) return;
    data[at] = label;
    kept += 1;
    sum += value;
  });
  const smaller: LabelVolume = { grid: mask.grid, data };
  if (outlierSigma !== undefined && kept > 0) {
    const mean = sum / kept;
    let squares = 0;
    eachVoxel(smaller, label, box, (at) => {
      squares += (image.data[at]! - mean) ** 2;
    });
    const reach = outlierSigma * Math.sqrt(squares / kept);
    eachVoxel(smaller, label, box, (at) => {
      const value = image.data[at]!;
      if (value >= mean - reach && value <= mean + reach) return;
      data[at] = 0;
      kept -= 1;
    });
  }
  if (kept <= 1)
    throw new RadiomicsError(
      'resegmentation-left-nothing',
      `Re-segmentation${range === undefined ? '' : ` to ${range.join(' … ')}`}${outlierSigma === undefined ? '' : ` and ${outlierSigma} standard deviations`} left ${kept} voxel(s) of label ${label}; features need more.`,
      { kept, range, outlierSigma },
    );
  return smaller;
}

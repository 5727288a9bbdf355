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

/** Mean ± k population standard deviations of the label's grey values. */
function outlierRange(image: Volume, mask: LabelVolume, label: number, box: IndexBox, k: number): readonly [number, number] {
  let count = 0;
  let sum = 0;
  eachVoxel(mask, label, box, (at) => {
    count += 1;
    sum += image.data[at]!;
  });
  const mean = sum / count;
  let squares = 0;
  eachVoxel(mask, label, box, (at) => {
    squares += (image.data[at]! - mean) ** 2;
  });
  const reach = k * Math.sqrt(squares / count);
  return [mean - reach, mean + reach];
}

/**
 * IBSI's combined re-segmentation: the intersection of a given range and of mean ± k standard deviations of the whole region (both ends belong
 * to the ranges). The mask given stays as it is (the morphological mask); the result is the intensity mask.
 *
 * @param range one number is a lower end
 * @throws RadiomicsError `resegmentation-left-nothing` when no more than one voxel is left
 * @see IBSI reference manual, section 2.7 (re-segmentation, IF9H)
 */
export function combinedResegmentation(
  image: Volume,
  mask: LabelVolume,
  label: number,
  box: IndexBox,
  range: readonly number[] | undefined,
  outlierSigma: number | undefined,
): LabelVolume {
  const outliers = outlierSigma === undefined ? ([-Infinity, Infinity] as const) : outlierRange(image, mask, label, box, outlierSigma);
  const low = Math.max(outliers[0], range === undefined ? -Infinity : Math.min(...range));
  const high = Math.min(outliers[1], range === undefined || range.length < 2 ? Infinity : Math.max(...range));
  const data = new (mask.data.constructor as new (count: number) => LabelVolume['data'])(mask.data.length);
  let kept = 0;
  eachVoxel(mask, label, box, (at) => {
    const value = image.data[at]!;
    if (!(value >= low && value <= high)) return;
    data[at] = label;
    kept += 1;
  });
  if (kept <= 1)
    throw new RadiomicsError(
      'resegmentation-left-nothing',
      `Re-segmentation${range === undefined ? '' : ` to ${range.join(' … ')}`}${outlierSigma === undefined ? '' : ` and ${outlierSigma} standard deviations`} left ${kept} voxel(s) of label ${label}; features need more.`,
      { kept, range, outlierSigma },
    );
  return { grid: mask.grid, data };
}

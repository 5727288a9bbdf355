// SPDX-License-Identifier: Apache-2.0
import type { IndexBox } from '../../volume/geometry.ts';
import type { LabelVolume, Volume } from '../../volume/volume.ts';
import { RadiomicsError } from '../errors.ts';
import type { ExtractionSettings } from '../settings/types.ts';

function eachVoxel(mask: LabelVolume, label: number, box: IndexBox, visit: (at: number) => void): void {
  const [nx, ny] = mask.grid.size;
  for (let z = box.min[2]; z <= box.max[2]; z++) {
    for (let y = box.min[1]; y <= box.max[1]; y++) {
      const row = (z * ny + y) * nx;
      for (let x = box.min[0]; x <= box.max[0]; x++) if (mask.data[row + x] === label) visit(row + x);
    }
  }
}

function thresholds(image: Volume, mask: LabelVolume, label: number, box: IndexBox, options: NonNullable<ExtractionSettings['resegment']>): number[] {
  const range = [...options.range].sort((a, b) => a - b);
  if (options.mode === 'absolute') return range;
  let count = 0;
  let sum = 0;
  let max = -Infinity;
  eachVoxel(mask, label, box, (at) => {
    count += 1;
    sum += image.data[at]!;
    max = Math.max(max, image.data[at]!);
  });
  if (options.mode === 'relative') return range.map((fraction) => max * fraction);
  const mean = sum / count;
  let squares = 0;
  eachVoxel(mask, label, box, (at) => {
    squares += (image.data[at]! - mean) ** 2;
  });
  const deviation = Math.sqrt(squares / count);
  return range.map((k) => mean + deviation * k);
}

/**
 * Keeps the voxels of the label whose grey value lies within the range (both ends belong to it; one number is a lower limit).
 * Relative: fractions of the region's maximum. Sigma: mean ± k population standard deviations.
 *
 * @returns a mask with only this label
 * @throws RadiomicsError `resegmentation-left-nothing` when no more than one voxel is left
 */
export function resegment(image: Volume, mask: LabelVolume, label: number, box: IndexBox, options: NonNullable<ExtractionSettings['resegment']>): LabelVolume {
  const limits = thresholds(image, mask, label, box, options);
  // numpy compares a float32 image in float32: 0.3 as stored lies within a limit of 0.3
  const [low, high] = (image.pixelType === 'float32' ? limits.map(Math.fround) : limits) as [number, number | undefined];
  const data = new (mask.data.constructor as new (count: number) => LabelVolume['data'])(mask.data.length);
  let kept = 0;
  eachVoxel(mask, label, box, (at) => {
    const value = image.data[at]!;
    if (value < low || (high !== undefined && value > high)) return;
    data[at] = label;
    kept += 1;
  });
  if (kept <= 1) {
    throw new RadiomicsError(
      'resegmentation-left-nothing',
      `Re-segmentation to ${options.range.join(' … ')} (${options.mode}) left ${kept} voxel(s) of label ${label}; features need more. Widen resegmentRange.`,
      { kept, range: options.range },
    );
  }
  return { grid: mask.grid, data };
}

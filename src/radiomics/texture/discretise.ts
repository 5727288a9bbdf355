// SPDX-License-Identifier: Apache-2.0
import type { PixelType, VoxelArray } from '../../volume/volume.ts';
import { RadiomicsError } from '../errors.ts';
import type { RoiCrop } from '../roi/crop.ts';

/**
 * How grey values become levels: bins of one width (aligned to 0, or counted from `from` as IBSI does), or a number of bins between minimum
 * and maximum (numpy's edges, or with `ibsi` the formula of IBSI).
 */
export type Binning =
  | { readonly kind: 'width'; readonly width: number; readonly from?: number }
  | { readonly kind: 'count'; readonly count: number; readonly ibsi?: true };

/** Grey levels of a region: 0 outside, 1… inside, on the region's box with a border of background around it. */
export interface Levels {
  /** With the border, x fastest. */
  readonly data: Int32Array;
  readonly nx: number;
  readonly ny: number;
  readonly nz: number;
  /** Border width in voxels on each side. */
  readonly border: number;
  readonly highest: number;
  readonly voxels: number;
  /** Position in `data` of the first voxel of the bounding box. */
  readonly firstVoxel: number;
}

/** Most bins that make sense; beyond it binWidth does not fit the values' range. */
const MAX_BINS = 10_000_000;

/** Python's `%`: the result has the divisor's sign. */
function pythonModulo(a: number, b: number): number {
  const r = a % b;
  return r !== 0 && r < 0 !== b < 0 ? r + b : r;
}

/** Edges by bin width: from the multiple of the width at or below the minimum, in steps, to below maximum + 2 widths (numpy's `arange`). */
function widthBins(min: number, max: number, width: number): (value: number) => number {
  const low = min - pythonModulo(min, width);
  const count = Math.ceil((max + 2 * width - low) / width);
  if (!(count <= MAX_BINS))
    throw new RadiomicsError('too-many-bins', `Grey values from ${min} to ${max} with binWidth ${width} would make ${count} bins. Choose a larger binWidth.`, {
      min,
      max,
      width,
    });
  const step = low + width - low;
  return (value) => {
    let bin = Math.floor((value - low) / step) + 1;
    while (bin < count && low + bin * step <= value) bin += 1;
    while (bin > 0 && low + (bin - 1) * step > value) bin -= 1;
    return Math.min(bin, count);
  };
}

/** numpy.histogram's edges for a number of bins, the last one raised by 1; float32 images have float32 edges. */
function countBins(min: number, max: number, count: number, pixelType: PixelType): (value: number) => number {
  const flat = min === max;
  const first = flat ? min - 0.5 : min;
  const last = flat ? max + 0.5 : max;
  const step = (last - first) / count;
  const edges = Float64Array.from({ length: count + 1 }, (_, i) => (i === count ? last : i * step + first));
  if (pixelType === 'float32') for (let i = 0; i <= count; i++) edges[i] = Math.fround(edges[i]!);
  edges[count] = edges[count]! + 1;
  return (value) => {
    let bin = Math.max(0, Math.min(count, Math.floor((value - first) / step)));
    while (bin <= count && edges[bin]! <= value) bin += 1;
    while (bin > 0 && edges[bin - 1]! > value) bin -= 1;
    return bin;
  };
}

/** IBSI: ⌊(x − from)/w⌋ + 1, and ⌊N (x − min)/(max − min)⌋ + 1 with the maximum in the last bin. */
function levelFunction(min: number, max: number, binning: Binning, pixelType: PixelType): (value: number) => number {
  if (binning.kind === 'width') {
    const { width, from } = binning;
    return from === undefined ? widthBins(min, max, width) : (value) => Math.max(1, Math.floor((value - from) / width) + 1);
  }
  const { count } = binning;
  if (binning.ibsi !== true) return countBins(min, max, count, pixelType);
  return (value) => (value >= max ? (min === max ? 1 : count) : Math.floor((count * (value - min)) / (max - min)) + 1);
}

/**
 * Grey levels of the region as PyRadiomics makes them: level = number of bin edges at or below the value, so that the minimum is level 1.
 * Levels that no voxel has stay as gaps.
 *
 * @param values on the region's box
 * @param border background voxels to leave on each side (1 for direct neighbours)
 * @throws RadiomicsError `too-many-bins`
 * @see IBSI 9.4.1 and 9.4.2; bins here start at multiples of the width, not at the minimum
 */
export function discretise(values: VoxelArray, pixelType: PixelType, roi: RoiCrop, binning: Binning, border = 1): Levels {
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < values.length; i++) {
    if (roi.inside[i] === 0) continue;
    const value = values[i]!;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (!Number.isFinite(min) || !Number.isFinite(max))
    throw new RadiomicsError('voxel-not-finite', 'The region contains grey values that are not finite numbers; texture cannot be computed.', { min, max });
  const levelOf = levelFunction(min, max, binning, pixelType);
  const [wx, wy, wz] = roi.size;
  const nx = wx + 2 * border;
  const ny = wy + 2 * border;
  const nz = wz + 2 * border;
  const data = new Int32Array(nx * ny * nz);
  let highest = 0;
  for (let z = 0, at = 0; z < wz; z++) {
    for (let y = 0; y < wy; y++) {
      const row = ((z + border) * ny + y + border) * nx + border;
      for (let x = 0; x < wx; x++, at++) {
        if (roi.inside[at] === 0) continue;
        const level = levelOf(values[at]!);
        data[row + x] = level;
        if (level > highest) highest = level;
      }
    }
  }
  return { data, nx, ny, nz, border, highest, voxels: roi.voxels, firstVoxel: (border * ny + border) * nx + border };
}

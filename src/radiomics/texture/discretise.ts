// SPDX-License-Identifier: Apache-2.0
import type { PixelType, VoxelArray } from '../../volume/volume.ts';
import type { RoiCrop } from '../roi/crop.ts';
import { type Binning, type BinRule, binRule, type GreyRange, levelOf } from './discretise-bins.ts';

export type { Binning } from './discretise-bins.ts';

/** The narrowest array that holds the levels: bytes to 255, 16 bits to 65535. */
export type LevelArray = Uint8Array | Uint16Array | Int32Array;

/** Grey levels of a region: 0 outside, 1… inside, on the region's box with a border of background around it. */
export interface Levels {
  /** With the border, x fastest. */
  readonly data: LevelArray;
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

/** Range of the region's values; NaN counts neither for the minimum nor for the maximum. */
export function greyRange(values: VoxelArray, { inside }: RoiCrop): GreyRange {
  let min = Infinity;
  let max = -Infinity;
  let hasNaN = false;
  for (let i = 0; i < values.length; i++) {
    if (inside[i] === 0) continue;
    const value = values[i]!;
    if (value < min) min = value;
    if (value > max) max = value;
    if (Number.isNaN(value)) hasNaN = true;
  }
  return { min, max, hasNaN, startsWithNaN: hasNaN && Number.isNaN(values[inside.indexOf(1)]) };
}

/** Highest level that a region of this range gets. */
export function highestLevel(rule: BinRule, { max, hasNaN }: GreyRange): number {
  return Math.max(levelOf(rule, max), hasNaN ? levelOf(rule, Number.NaN) : 0);
}

/** The frame around the levels: sizes with the border, and an empty array of the right kind. */
export function emptyLevels(roi: RoiCrop, border: number, highest: number): Levels {
  const nx = roi.size[0] + 2 * border;
  const ny = roi.size[1] + 2 * border;
  const nz = roi.size[2] + 2 * border;
  const Kind = highest <= 255 ? Uint8Array : highest <= 65535 ? Uint16Array : Int32Array;
  return { data: new Kind(nx * ny * nz), nx, ny, nz, border, highest, voxels: roi.voxels, firstVoxel: (border * ny + border) * nx + border };
}

/**
 * Grey levels of the region as PyRadiomics makes them: level = number of bin edges at or below the value, so that the minimum is level 1.
 * Levels that no voxel has stay as gaps. A NaN voxel (lbp-3D-k has them) goes into the bin behind the last edge.
 *
 * @param values on the region's box
 * @param border background voxels to leave on each side (1 for direct neighbours)
 * @throws RadiomicsError as {@link binRule} does
 * @see IBSI 9.4.1 and 9.4.2; bins here start at multiples of the width, not at the minimum
 */
export function discretise(values: VoxelArray, pixelType: PixelType, roi: RoiCrop, binning: Binning, border = 1): Levels {
  const range = greyRange(values, roi);
  const rule = binRule(range, binning, pixelType);
  const levels = emptyLevels(roi, border, highestLevel(rule, range));
  const { data, nx, ny } = levels;
  const [wx, wy, wz] = roi.size;
  for (let z = 0, at = 0; z < wz; z++) {
    for (let y = 0; y < wy; y++) {
      const row = ((z + border) * ny + y + border) * nx + border;
      for (let x = 0; x < wx; x++, at++) if (roi.inside[at] !== 0) data[row + x] = levelOf(rule, values[at]!);
    }
  }
  return levels;
}

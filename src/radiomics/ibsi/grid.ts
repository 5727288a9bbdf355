// SPDX-License-Identifier: Apache-2.0
import { continuousIndexToPoint, gridMaths, type IndexBox } from '../../volume/geometry.ts';
import type { Grid, Vec3 } from '../../volume/grid.ts';

/** A grid whose centre coincides with the centre of the grid that it was made from, and where its voxels lie in that grid. */
export interface CentredGrid {
  readonly grid: Grid;
  /** For each axis the position of every new index, in voxels of the old grid. */
  readonly positions: readonly [Float64Array, Float64Array, Float64Array];
}

/** Rounding error that may not turn an exact number of voxels into one more. */
const SLACK_VOXELS = 1e-6;

const perAxis = <T>(f: (axis: 0 | 1 | 2) => T): readonly [T, T, T] => [f(0), f(1), f(2)];

/**
 * IBSI's output grid: along each axis ⌈n·s/s′⌉ voxels of the new spacing s′, both grids' centres at the same point. Direction stays.
 *
 * @param old the image's (and mask's) grid
 * @param spacingMm new spacing; the old one where an axis is to stay as it is
 * @param box the region's box in the old grid
 * @param pad new voxels to keep around the region; the rest of the grid is left out, which moves no voxel
 * @see IBSI reference manual, section 2.4 (interpolation, "align grid centres")
 */
export function centredGrid(old: Grid, spacingMm: Vec3, box: IndexBox, pad: number): CentredGrid {
  const axes = perAxis((d) => {
    const ratio = spacingMm[d] / old.spacingMm[d];
    const total = Math.max(1, Math.ceil(old.size[d] / ratio - SLACK_VOXELS));
    const start = (old.size[d] - 1 - (total - 1) * ratio) / 2;
    // The interpolated mask can reach to just short of the next old centre on each side.
    const from = Math.max(0, Math.floor((box.min[d] - 1 - start) / ratio - pad));
    const to = Math.min(total - 1, Math.ceil((box.max[d] + 1 - start) / ratio + pad));
    return Float64Array.from({ length: to - from + 1 }, (_, i) => start + (from + i) * ratio);
  });
  const first = perAxis((d) => axes[d][0]!);
  return {
    grid: { size: perAxis((d) => axes[d].length), spacingMm, originMm: continuousIndexToPoint(gridMaths(old), first), direction: old.direction },
    positions: axes,
  };
}

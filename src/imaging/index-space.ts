// SPDX-License-Identifier: Apache-2.0
import type { Grid, Vec3 } from '../volume/grid.ts';

/** Continuous index of a patient-space point (mm, LPS); the grid's direction is orthonormal, so its transpose inverts it. */
export function toIndex(grid: Grid, pointMm: Vec3): Vec3 {
  const d: Vec3 = [pointMm[0] - grid.originMm[0], pointMm[1] - grid.originMm[1], pointMm[2] - grid.originMm[2]];
  return toIndexVector(grid, d, 1);
}

/** A patient-space direction, times `scale` mm, in voxels along x, y and z of the grid. */
export function toIndexVector(grid: Grid, v: Vec3, scale: number): Vec3 {
  const m = grid.direction;
  const [sx, sy, sz] = grid.spacingMm;
  return [
    ((m[0] * v[0] + m[3] * v[1] + m[6] * v[2]) * scale) / sx,
    ((m[1] * v[0] + m[4] * v[1] + m[7] * v[2]) * scale) / sy,
    ((m[2] * v[0] + m[5] * v[1] + m[8] * v[2]) * scale) / sz,
  ];
}

/** Distance of slice `k` of a grid along its normal, mm: z for an axial series. */
export function sliceLevelMm(grid: Grid, k: number): number {
  const [nx, ny, nz] = [grid.direction[2], grid.direction[5], grid.direction[8]];
  return grid.originMm[0] * nx + grid.originMm[1] * ny + grid.originMm[2] * nz + k * grid.spacingMm[2];
}

// SPDX-License-Identifier: Apache-2.0

/** Three numbers in axis order x, y, z (index space) or L, P, S (patient space, mm). */
export type Vec3 = readonly [number, number, number];

/** 3×3 matrix in row-major order; column j is the patient-space direction of index axis j. */
export type Mat3 = readonly [number, number, number, number, number, number, number, number, number];

/**
 * A regular voxel grid in DICOM patient space (LPS, millimetres).
 * `originMm` is the centre of voxel (0,0,0); voxel (x,y,z) lies at `origin + direction · (spacing ∘ index)`.
 */
export interface Grid {
  /** Number of voxels along x (fastest in memory), y and z. */
  readonly size: Vec3;
  readonly spacingMm: Vec3;
  readonly originMm: Vec3;
  readonly direction: Mat3;
}

export const IDENTITY_DIRECTION: Mat3 = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** Number of voxels of a grid. */
export function voxelCount(grid: Grid): number {
  return grid.size[0] * grid.size[1] * grid.size[2];
}

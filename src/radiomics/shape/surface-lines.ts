// SPDX-License-Identifier: Apache-2.0
import type { Vec3 } from '../../volume/grid.ts';
import type { SurfaceCubes } from './surface-cubes.ts';

/** First and last mesh vertex on every line of one direction; a line without vertices has `lowest` above `highest`. */
export interface LineEnds {
  readonly lowest: Int32Array;
  readonly highest: Int32Array;
}

/**
 * The mesh's vertices, kept as the two ends of every line along x and along y: whatever lies between two others is no end of a diameter.
 *
 * Positions count half voxels on the padded box, so that voxel centres are even and the mid-points of edges odd.
 */
export interface SurfaceLines {
  /** Number of positions along x, y and z. */
  readonly positions: Vec3;
  /** Lines along x; line (y, z) is number z · positions[1] + y. */
  readonly alongX: LineEnds;
  /** Lines along y; line (x, z) is number z · positions[0] + x. */
  readonly alongY: LineEnds;
}

function emptyEnds(lines: number): LineEnds {
  return { lowest: new Int32Array(lines).fill(0x7fffffff), highest: new Int32Array(lines).fill(-1) };
}

/**
 * Finds the vertices: the mid-points of the edges between a voxel inside and a direct neighbour outside. Each is seen once, from the cube of which
 * it lies at corner 7.
 */
export function surfaceLines({ count, x, y, z, cases }: SurfaceCubes, roiSize: Vec3): SurfaceLines {
  const [px, py, pz] = [2 * (roiSize[0] + 2), 2 * (roiSize[1] + 2), 2 * (roiSize[2] + 2)];
  const alongX = emptyEnds(py * pz);
  const alongY = emptyEnds(px * pz);
  const vertex = (vx: number, vy: number, vz: number): void => {
    const a = vz * py + vy;
    if (vx < alongX.lowest[a]!) alongX.lowest[a] = vx;
    if (vx > alongX.highest[a]!) alongX.highest[a] = vx;
    const b = vz * px + vx;
    if (vy < alongY.lowest[b]!) alongY.lowest[b] = vy;
    if (vy > alongY.highest[b]!) alongY.highest[b] = vy;
  };
  for (let i = 0; i < count; i++) {
    const index = cases[i]!;
    const corner7 = index >> 7;
    const vx = 2 * x[i]!;
    const vy = 2 * y[i]! + 2;
    const vz = 2 * z[i]! + 2;
    if (((index >> 6) & 1) !== corner7) vertex(vx + 1, vy, vz);
    if (((index >> 4) & 1) !== corner7) vertex(vx, vy - 1, vz);
    if (((index >> 3) & 1) !== corner7) vertex(vx, vy, vz - 1);
  }
  return { positions: [px, py, pz], alongX, alongY };
}

// SPDX-License-Identifier: Apache-2.0
import type { Vec3 } from '../../volume/grid.ts';
import { RadiomicsError } from '../errors.ts';
import type { WeightingNorm } from '../settings/types.ts';
import type { Levels } from './discretise.ts';
import type { FlatAxis } from './offsets.ts';

/** One of each two opposite directions between voxels, in steps of voxels. */
export interface Direction {
  readonly dx: number;
  readonly dy: number;
  readonly dz: number;
}

/** Size of the region's box, without the border. */
export function boxOf({ nx, ny, nz, border }: Levels): Vec3 {
  return [nx - 2 * border, ny - 2 * border, nz - 2 * border];
}

/** How many steps, one of each opposite pair, have this largest component when no axis allows more than its reach. */
function stepCount(distance: number, reach: readonly number[]): number {
  const within = (limit: number): number => reach.reduce((product, most) => product * (2 * Math.min(limit, most) + 1), 1);
  return (within(distance) - within(distance - 1)) / 2;
}

/**
 * The directions of a co-occurrence or run length matrix: the largest component is one of the distances; one of each opposite pair; from far to near,
 * z before y before x. An axis is left out where the region is one voxel thick (and, in 2-D, the flat one); no step is longer than the box.
 * A distance named twice makes as many directions twice, taken from the opposite ones, as in PyRadiomics.
 *
 * @param distances in voxels, infinity norm (1 gives 13 directions in 3-D and 4 in 2-D)
 * @throws RadiomicsError `distances-do-not-fit` when no direction is left
 */
export function matrixDirections(levels: Levels, distances: readonly number[], flat: FlatAxis): Direction[] {
  const box = boxOf(levels);
  const reach = box.map((length, axis) => (flat !== undefined && axis === 2 - flat ? 0 : length - 1));
  const count = distances.reduce((sum, distance) => sum + stepCount(distance, reach), 0);
  if (count === 0)
    throw new RadiomicsError(
      'distances-do-not-fit',
      `No two voxels of the region's box (${box.join(' × ')}) are ${distances.join(' or ')} apart${flat === undefined ? '' : ` when force2Ddimension ${flat} is left out`}. Choose smaller distances${flat === undefined ? '' : ', another dimension'} or a larger region.`,
      { box, distances, flat },
    );
  const [rx, ry, rz] = reach.map((most) => Math.min(most, Math.max(...distances))) as [number, number, number];
  const found: Direction[] = [];
  for (let dz = rz; dz >= -rz; dz--) {
    for (let dy = ry; dy >= -ry; dy--) {
      for (let dx = rx; dx >= -rx && found.length < count; dx--) {
        if (distances.includes(Math.max(Math.abs(dz), Math.abs(dy), Math.abs(dx)))) found.push({ dx, dy, dz });
      }
    }
  }
  return found;
}

/** Where each direction leads to in the array of levels; positive unless a distance is named twice. */
export function offsetsOf(levels: Levels, directions: readonly Direction[]): Int32Array {
  return Int32Array.from(directions, ({ dx, dy, dz }) => (dz * levels.ny + dy) * levels.nx + dx);
}

/** Length of a step in mm by a norm; 1 for `no_weighting`. */
export function stepLengthMm({ dx, dy, dz }: Direction, [sx, sy, sz]: Vec3, norm: WeightingNorm): number {
  const [x, y, z] = [Math.abs(dx) * sx, Math.abs(dy) * sy, Math.abs(dz) * sz];
  switch (norm) {
    case 'infinity':
      return Math.max(x, y, z);
    case 'euclidean':
      return Math.sqrt(z * z + y * y + x * x);
    case 'manhattan':
      return z + y + x;
    case 'no_weighting':
      return 1;
  }
}

/** Whether some line along the direction meets the region in two voxels or more, gaps allowed. */
export function joinsVoxels(levels: Levels, { dx, dy, dz }: Direction): boolean {
  const { data, nx, ny, border } = levels;
  const [wx, wy, wz] = boxOf(levels);
  const step = (dz * ny + dy) * nx + dx;
  // neighbours decide nearly always, and at once; lines with gaps only need a look when no two voxels touch
  for (const gaps of [false, true]) {
    for (let z = 0; z < wz; z++) {
      for (let y = 0; y < wy; y++) {
        for (let x = 0; x < wx; x++) {
          let at = ((z + border) * ny + y + border) * nx + x + border;
          if (data[at] === 0) continue;
          for (let k = 1; k === 1 || gaps; k++) {
            const [ax, ay, az] = [x + k * dx, y + k * dy, z + k * dz];
            if (ax < 0 || ax >= wx || ay < 0 || ay >= wy || az < 0 || az >= wz) break;
            at += step;
            if (data[at] !== 0) return true;
          }
        }
      }
    }
  }
  return false;
}

// SPDX-License-Identifier: Apache-2.0
import type { Levels } from './discretise.ts';

/** Axis that is left out in 2-D texture, counted z, y, x as PyRadiomics does; undefined in 3-D. */
export type FlatAxis = 0 | 1 | 2 | undefined;

/**
 * One offset of every opposite pair at the given distances (largest component of the offset), as positions in the level array.
 * 13 in 3-D and 4 in 2-D for distance 1. All are positive: they point forward in memory.
 */
export function forwardOffsets(levels: Levels, distances: readonly number[], flat: FlatAxis): Int32Array {
  const reach = Math.max(...distances);
  const offsets: number[] = [];
  for (let dz = -reach; dz <= reach; dz++) {
    for (let dy = -reach; dy <= reach; dy++) {
      for (let dx = -reach; dx <= reach; dx++) {
        if ([dz, dy, dx].some((d, axis) => axis === flat && d !== 0)) continue;
        if (!distances.includes(Math.max(Math.abs(dx), Math.abs(dy), Math.abs(dz)))) continue;
        const forward = dz > 0 || (dz === 0 && (dy > 0 || (dy === 0 && dx > 0)));
        if (forward) offsets.push((dz * levels.ny + dy) * levels.nx + dx);
      }
    }
  }
  return Int32Array.from(offsets);
}

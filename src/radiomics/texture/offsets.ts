// SPDX-License-Identifier: Apache-2.0
import { RadiomicsError } from '../errors.ts';
import type { Levels } from './discretise.ts';

/** Axis that is left out in 2-D texture, counted z, y, x as PyRadiomics does; undefined in 3-D. */
export type FlatAxis = 0 | 1 | 2 | undefined;

/**
 * One offset of every opposite pair at the given distances (largest component of the offset), as positions in the level array.
 * 13 in 3-D and 4 in 2-D for distance 1; a distance named twice counts twice, as in PyRadiomics. All are positive: they point forward in memory.
 *
 * @param levels their border must be at least as wide as the largest distance
 * @throws RadiomicsError `distances-do-not-fit` when no two voxels of the region's box lie at such a distance (PyRadiomics aborts there)
 */
export function forwardOffsets(levels: Levels, distances: readonly number[], flat: FlatAxis): Int32Array {
  const { nx, ny, nz, border } = levels;
  const reach = Math.max(...distances);
  const offsets: number[] = [];
  let fits = false;
  for (let dz = 0; dz <= reach; dz++) {
    if (flat === 0 && dz !== 0) continue;
    for (let dy = -reach; dy <= reach; dy++) {
      if (flat === 1 && dy !== 0) continue;
      for (let dx = -reach; dx <= reach; dx++) {
        if (flat === 2 && dx !== 0) continue;
        const forward = dz > 0 || (dz === 0 && (dy > 0 || (dy === 0 && dx > 0)));
        if (!forward) continue;
        const distance = Math.max(Math.abs(dx), Math.abs(dy), dz);
        for (const wanted of distances) {
          if (wanted !== distance) continue;
          offsets.push((dz * ny + dy) * nx + dx);
          fits ||= Math.abs(dx) < nx - 2 * border && Math.abs(dy) < ny - 2 * border && dz < nz - 2 * border;
        }
      }
    }
  }
  if (!fits) {
    const size = [nx - 2 * border, ny - 2 * border, nz - 2 * border];
    throw new RadiomicsError(
      'distances-do-not-fit',
      `No two voxels of the region's box (${size.join(' × ')}) are ${distances.join(' or ')} apart${flat === undefined ? '' : ` when force2Ddimension ${flat} is left out`}. Choose smaller distances${flat === undefined ? '' : ' or another dimension'}.`,
      { distances, size, flat },
    );
  }
  return Int32Array.from(offsets);
}

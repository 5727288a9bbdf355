// SPDX-License-Identifier: Apache-2.0
import type { Levels } from './discretise.ts';

/**
 * How many runs of each level and length there are, for each direction: table d starts at d·(highest + 1)·longest, and the entry of a level and length is
 * level·longest + length − 1. A run is a row of voxels of one level, as long as possible; what is not in the region ends it.
 *
 * @param offsets of the next voxel in the array of levels
 * @param longest length of the longest run that the box can hold
 * @see Galloway 1975, doi:10.1016/S0146-664X(75)80008-6; IBSI 3.7
 */
export function runLengthTables(levels: Levels, offsets: Int32Array, longest: number): Uint32Array {
  const { data, highest } = levels;
  const size = (highest + 1) * longest;
  const tables = new Uint32Array(offsets.length * size);
  for (let d = 0; d < offsets.length; d++) {
    const offset = offsets[d]!;
    const table = tables.subarray(d * size, (d + 1) * size);
    for (let v = levels.firstVoxel; v < data.length; v++) {
      const level = data[v]!;
      if (level === 0 || data[v - offset] === level) continue;
      let length = 1;
      for (let next = v + offset; data[next] === level; next += offset) length++;
      table[level * longest + length - 1]! += 1;
    }
  }
  return tables;
}

// SPDX-License-Identifier: Apache-2.0
import type { Levels } from './discretise.ts';

/**
 * How often a voxel of level i has a neighbour of level j, for each direction: table d starts at d·(highest + 1)², cell (i, j) is i·(highest + 1) + j.
 * Row and column 0 stay 0.
 *
 * @param levels with a border at least as wide as the longest step
 * @param offsets of the neighbours in the array of levels
 * @see Haralick 1973, doi:10.1109/TSMC.1973.4309314; IBSI 3.6
 */
export function cooccurrenceTables(levels: Levels, offsets: Int32Array): Uint32Array {
  const { data, highest } = levels;
  const stride = highest + 1;
  const tables = new Uint32Array(offsets.length * stride * stride);
  const last = data.length - levels.firstVoxel;
  for (let d = 0; d < offsets.length; d++) {
    const offset = offsets[d]!;
    const table = tables.subarray(d * stride * stride, (d + 1) * stride * stride);
    for (let v = levels.firstVoxel; v < last; v++) {
      const level = data[v]!;
      if (level === 0) continue;
      const other = data[v + offset]!;
      if (other !== 0) table[level * stride + other]! += 1;
    }
  }
  return tables;
}

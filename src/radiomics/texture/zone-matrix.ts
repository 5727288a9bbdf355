// SPDX-License-Identifier: Apache-2.0
import type { Zones } from './zones.ts';

/**
 * A texture matrix with grey levels as rows and sizes (of zones, of dependences) as columns, held as its non-zero entries,
 * in order of level, then size. What a wide range of levels costs is the number of its entries, never levels × sizes.
 */
export interface SizeMatrix {
  readonly level: Int32Array;
  readonly size: Int32Array;
  /** How many zones (or voxels) have this level and size. */
  readonly count: Float64Array;
  /** Sum of all counts. */
  readonly total: number;
}

/** Level and size in one number that sorts like the pair; levels stay below 2^24, sizes below 2^29. */
export const SIZE_LIMIT = 2 ** 29;

/** A matrix from one key (level · {@link SIZE_LIMIT} + size) per zone or voxel. Sorts the keys in place. */
export function matrixFromKeys(keys: Float64Array): SizeMatrix {
  keys.sort();
  let entries = 0;
  for (let i = 0; i < keys.length; i++) if (i === 0 || keys[i] !== keys[i - 1]) entries += 1;
  const matrix = { level: new Int32Array(entries), size: new Int32Array(entries), count: new Float64Array(entries), total: keys.length };
  let entry = -1;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    if (i === 0 || key !== keys[i - 1]) {
      entry += 1;
      matrix.level[entry] = Math.floor(key / SIZE_LIMIT);
      matrix.size[entry] = key % SIZE_LIMIT;
    }
    matrix.count[entry] = matrix.count[entry]! + 1;
  }
  return matrix;
}

/**
 * A matrix from a dense table of counts.
 * @param counts row-major, row = level, column = size
 * @param more entries of larger sizes, in order of level, then size
 */
export function matrixFromTable(counts: Uint32Array, columns: number, more?: SizeMatrix): SizeMatrix {
  let entries = more === undefined ? 0 : more.level.length;
  for (let i = 0; i < counts.length; i++) if (counts[i] !== 0) entries += 1;
  const level = new Int32Array(entries);
  const size = new Int32Array(entries);
  const count = new Float64Array(entries);
  let total = 0;
  let entry = 0;
  const add = (i: number, j: number, n: number): void => {
    level[entry] = i;
    size[entry] = j;
    count[entry] = n;
    total += n;
    entry += 1;
  };
  let next = 0;
  for (let row = 0, at = 0; at < counts.length; row++) {
    for (let column = 0; column < columns; column++, at++) if (counts[at] !== 0) add(row, column, counts[at]!);
    for (; more !== undefined && more.level[next] === row; next++) add(row, more.size[next]!, more.count[next]!);
  }
  return { level, size, count, total };
}

/** Nearly all zones of a noisy image are smaller than this. */
const SMALL = 64;
const LARGEST_TABLE = 2 ** 20;

/** The grey level size zone matrix of a list of zones. */
export function zoneMatrix({ level, size, count }: Zones): SizeMatrix {
  let highest = 0;
  let large = 0;
  for (let z = 0; z < count; z++) {
    if (level[z]! > highest) highest = level[z]!;
    if (size[z]! >= SMALL) large += 1;
  }
  const tabled = (highest + 1) * SMALL <= LARGEST_TABLE;
  const keys = new Float64Array(tabled ? large : count);
  const small = new Uint32Array(tabled ? (highest + 1) * SMALL : 0);
  let at = 0;
  for (let z = 0; z < count; z++) {
    const voxels = size[z]!;
    if (!tabled || voxels >= SMALL) keys[at++] = level[z]! * SIZE_LIMIT + voxels;
    else small[level[z]! * SMALL + voxels] = small[level[z]! * SMALL + voxels]! + 1;
  }
  const rest = matrixFromKeys(keys);
  return tabled ? matrixFromTable(small, SMALL, rest) : rest;
}

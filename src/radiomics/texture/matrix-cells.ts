// SPDX-License-Identifier: Apache-2.0
import type { Levels } from './discretise.ts';

/** The non-zero cells of a texture matrix, row by row, columns ascending. */
export interface MatrixCells {
  readonly rows: number;
  readonly columns: number;
  /** Row r's cells are `rowStart[r]` … `rowStart[r + 1] − 1`; length rows + 1. */
  readonly rowStart: Int32Array;
  readonly column: Int32Array;
  readonly value: Float64Array;
  /** Sum of all values. */
  readonly total: number;
}

/** Grey levels that the region has, ascending. */
export function presentLevels({ data, highest }: Levels): Int32Array {
  const seen = new Uint8Array(highest + 1);
  for (let i = 0; i < data.length; i++) seen[data[i]!] = 1;
  return levelsSeen(seen, highest);
}

/** Levels from 1 whose flag is up. */
export function levelsSeen(seen: Uint8Array, highest: number): Int32Array {
  let count = 0;
  for (let level = 1; level <= highest; level++) count += seen[level]!;
  const present = new Int32Array(count);
  for (let level = 1, k = 0; level <= highest; level++) if (seen[level] === 1) present[k++] = level;
  return present;
}

/** Number of each level's row (0…), by level. */
export function ranksOf(present: Int32Array, highest: number): Int32Array {
  const ranks = new Int32Array(highest + 1).fill(-1);
  for (let k = 0; k < present.length; k++) ranks[present[k]!] = k;
  return ranks;
}

/**
 * Cells of a table of counts.
 * @param rowOf which row of the table each row of the matrix is (levels without a voxel are left out)
 * @param columnOf likewise for the columns
 * @param symmetric adds the transpose (rows and columns are the same levels)
 */
export function cellsOfTable(table: Uint32Array, stride: number, rowOf: Int32Array, columnOf: Int32Array, symmetric: boolean): MatrixCells {
  const rows = rowOf.length;
  const columns = columnOf.length;
  const rowStart = new Int32Array(rows + 1);
  let count = 0;
  let total = 0;
  const column = new Int32Array(rows * columns);
  const value = new Float64Array(rows * columns);
  for (let r = 0; r < rows; r++) {
    const from = rowOf[r]!;
    const row = from * stride;
    for (let c = 0; c < columns; c++) {
      const to = columnOf[c]!;
      const cell = symmetric ? table[row + to]! + table[to * stride + from]! : table[row + to]!;
      if (cell === 0) continue;
      column[count] = c;
      value[count] = cell;
      count += 1;
      total += cell;
    }
    rowStart[r + 1] = count;
  }
  return { rows, columns, rowStart, column: column.slice(0, count), value: value.slice(0, count), total };
}

/** Moves pairs into the order of their first member; within it their order stays. */
function sortedBy(key: Int32Array, other: Int32Array, keys: number): [Int32Array, Int32Array] {
  const next = new Int32Array(keys + 1);
  for (let i = 0; i < key.length; i++) next[key[i]! + 1] = next[key[i]! + 1]! + 1;
  for (let k = 0; k < keys; k++) next[k + 1] = next[k + 1]! + next[k]!;
  const keySorted = new Int32Array(key.length);
  const otherSorted = new Int32Array(key.length);
  for (let i = 0; i < key.length; i++) {
    const at = next[key[i]!]!;
    next[key[i]!] = at + 1;
    keySorted[at] = key[i]!;
    otherSorted[at] = other[i]!;
  }
  return [keySorted, otherSorted];
}

/** Cells of a list of events, each of which counts 1 in its row and column: no table, two counting sorts. */
export function cellsOfPairs(row: Int32Array, column: Int32Array, rows: number, columns: number): MatrixCells {
  const [byColumn, rowThen] = sortedBy(column, row, columns);
  const [rowSorted, columnSorted] = sortedBy(rowThen, byColumn, rows);
  const rowStart = new Int32Array(rows + 1);
  const value = new Float64Array(rowSorted.length);
  let count = 0;
  for (let i = 0; i < rowSorted.length; i++) {
    if (i > 0 && rowSorted[i] === rowSorted[i - 1] && columnSorted[i] === columnSorted[i - 1]) {
      value[count - 1] = value[count - 1]! + 1;
      continue;
    }
    columnSorted[count] = columnSorted[i]!;
    rowSorted[count] = rowSorted[i]!;
    value[count] = 1;
    count += 1;
    rowStart[rowSorted[i]! + 1] = rowStart[rowSorted[i]! + 1]! + 1;
  }
  for (let r = 0; r < rows; r++) rowStart[r + 1] = rowStart[r + 1]! + rowStart[r]!;
  return { rows, columns, rowStart, column: columnSorted.slice(0, count), value: value.slice(0, count), total: row.length };
}

/** Weighted sum of matrices of one shape. */
export function mergedCells(matrices: readonly MatrixCells[], weights: readonly number[]): MatrixCells {
  const { rows, columns } = matrices[0]!;
  const rowStart = new Int32Array(rows + 1);
  const kept: number[] = [];
  const values: number[] = [];
  const sum = new Float64Array(columns);
  const touched = new Uint8Array(columns);
  let total = 0;
  for (let r = 0; r < rows; r++) {
    const used: number[] = [];
    matrices.forEach((matrix, k) => {
      for (let c = matrix.rowStart[r]!; c < matrix.rowStart[r + 1]!; c++) {
        const at = matrix.column[c]!;
        if (touched[at] === 0) {
          touched[at] = 1;
          used.push(at);
        }
        sum[at] = sum[at]! + matrix.value[c]! * weights[k]!;
      }
    });
    used.sort((a, b) => a - b);
    for (const at of used) {
      kept.push(at);
      values.push(sum[at]!);
      total += sum[at]!;
      sum[at] = 0;
      touched[at] = 0;
    }
    rowStart[r + 1] = kept.length;
  }
  return { rows, columns, rowStart, column: Int32Array.from(kept), value: Float64Array.from(values), total };
}

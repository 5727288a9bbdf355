// SPDX-License-Identifier: Apache-2.0
import type { Vec3 } from '../../volume/grid.ts';
import { RadiomicsError } from '../errors.ts';
import type { Kernels } from '../kernels/kernels.ts';
import type { TextureSettings } from '../settings/types.ts';
import type { Levels } from './discretise.ts';
import { cellsOfPairs, cellsOfTable, type MatrixCells, mergedCells, ranksOf } from './matrix-cells.ts';
import { boxOf, joinsVoxels, matrixDirections, offsetsOf, stepLengthMm } from './matrix-directions.ts';

/** Tables of all directions together may have this many cells; beyond it the runs are sorted instead. */
const TABLE_CELLS = 2 ** 22;
/** More memory than this is refused before it is taken. */
const MAX_BYTES = 2 ** 30;

/** The grey level run length matrices of a region. */
export interface RunLengths {
  /** Grey level of each row, ascending; levels without a voxel are left out. */
  readonly grey: Float64Array;
  /**
   * Numbers of runs, one matrix per direction that joins voxels, or the one weighted sum; column c is length c + 1.
   * When directions are merged, or there is only one, and none joins voxels: one matrix whose `total` is 0.
   */
  readonly matrices: readonly MatrixCells[];
}

/** The same counts for so many levels that a table would be too large. */
function sortedRuns(levels: Levels, offset: number, ranks: Int32Array, rows: number, longest: number): MatrixCells {
  const { data } = levels;
  const row = new Int32Array(levels.voxels);
  const column = new Int32Array(levels.voxels);
  let count = 0;
  for (let v = levels.firstVoxel; v < data.length; v++) {
    const level = data[v]!;
    if (level === 0 || data[v - offset] === level) continue;
    let length = 1;
    for (let next = v + offset; data[next] === level; next += offset) length++;
    row[count] = ranks[level]!;
    column[count++] = length - 1;
  }
  return cellsOfPairs(row.subarray(0, count), column.subarray(0, count), rows, longest);
}

/**
 * Run length matrices of a region as PyRadiomics makes them: along steps of one voxel, whatever `distances` says. A direction in which no line meets the
 * region twice is left out.
 *
 * @param levels with a border
 * @param present the levels that the region has, ascending
 * @param texture flat axis, and the norm of the weights (the step's length in mm) when directions are merged
 * @param spacingMm voxel size x, y, z
 * @throws RadiomicsError `texture-matrix-too-large`
 */
export function runLengths(
  levels: Levels,
  present: Int32Array,
  texture: TextureSettings,
  spacingMm: Vec3,
  kernels: Pick<Kernels, 'runLengthTables'>,
): RunLengths {
  const { highest } = levels;
  const directions = matrixDirections(levels, [1], texture.flat);
  const offsets = offsetsOf(levels, directions);
  const longest = Math.max(...boxOf(levels));
  const bytes = directions.length * Math.min(levels.voxels, present.length * longest) * 12 + 16 * highest;
  if (bytes > MAX_BYTES)
    throw new RadiomicsError(
      'texture-matrix-too-large',
      `${present.length} grey levels in ${directions.length} directions would need up to ${Math.round(bytes / 2 ** 20)} MiB for the run length matrices. Choose a larger binWidth.`,
      { levels: present.length, highest, directions: directions.length, bytes },
    );
  const joined = directions.map((direction) => joinsVoxels(levels, direction));
  const empty: MatrixCells = {
    rows: present.length,
    columns: longest,
    rowStart: new Int32Array(present.length + 1),
    column: new Int32Array(0),
    value: new Float64Array(0),
    total: 0,
  };
  let counted: MatrixCells[];
  if (directions.length * (highest + 1) * longest <= TABLE_CELLS) {
    const size = (highest + 1) * longest;
    const lengths = Int32Array.from({ length: longest }, (_, c) => c);
    const tables = kernels.runLengthTables(levels, offsets, longest);
    counted = joined.map((joins, d) => (joins ? cellsOfTable(tables.subarray(d * size, (d + 1) * size), longest, present, lengths, false) : empty));
  } else {
    const ranks = ranksOf(present, highest);
    counted = joined.map((joins, d) => (joins ? sortedRuns(levels, offsets[d]!, ranks, present.length, longest) : empty));
  }
  const { weightingNorm } = texture;
  if (weightingNorm !== undefined)
    counted = [
      mergedCells(
        counted,
        directions.map((direction) => stepLengthMm(direction, spacingMm, weightingNorm)),
      ),
    ];
  else if (counted.length > 1) counted = counted.filter(({ total }) => total > 0);
  return { grey: Float64Array.from(present), matrices: counted };
}

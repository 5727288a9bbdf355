// SPDX-License-Identifier: Apache-2.0
import type { Vec3 } from '../../volume/grid.ts';
import { RadiomicsError } from '../errors.ts';
import type { Kernels } from '../kernels/kernels.ts';
import type { TextureSettings } from '../settings/types.ts';
import type { Cooccurrences } from './cooccurrence-matrices.ts';
import type { Levels } from './discretise.ts';
import { cellsOfPairs, cellsOfTable, type MatrixCells, mergedCells, ranksOf } from './matrix-cells.ts';
import { matrixDirections, offsetsOf, stepLengthMm } from './matrix-directions.ts';

/** Tables of all directions together may have this many cells; beyond it the pairs are sorted instead. */
const TABLE_CELLS = 2 ** 24;
/** More memory than this is refused before it is taken. */
const MAX_BYTES = 2 ** 30;

/** The same counts for so many levels that a table would be too large. */
function sortedPairs(levels: Levels, offset: number, ranks: Int32Array, rows: number, symmetric: boolean): MatrixCells {
  const { data } = levels;
  const from = new Int32Array(levels.voxels * 2);
  const to = new Int32Array(levels.voxels * 2);
  let count = 0;
  const last = data.length - levels.firstVoxel;
  for (let v = levels.firstVoxel; v < last; v++) {
    if (data[v] === 0 || data[v + offset] === 0) continue;
    const i = ranks[data[v]!]!;
    const j = ranks[data[v + offset]!]!;
    from[count] = i;
    to[count++] = j;
    if (!symmetric) continue;
    from[count] = j;
    to[count++] = i;
  }
  return cellsOfPairs(from.subarray(0, count), to.subarray(0, count), rows, rows);
}

function probabilities(matrix: MatrixCells): MatrixCells {
  if (matrix.total === 0) return { ...matrix, rowStart: new Int32Array(matrix.rows + 1), column: new Int32Array(0), value: new Float64Array(0) };
  const { value, total } = matrix;
  for (let k = 0; k < value.length; k++) value[k] = value[k]! / total;
  return matrix;
}

/**
 * Co-occurrence matrices of a region as PyRadiomics makes them.
 *
 * @param present the levels that the region has, ascending
 * @param texture distances, flat axis, symmetry, and the norm d of the weights exp(−d²) when directions are merged
 * @param spacingMm voxel size x, y, z
 * @throws RadiomicsError `distances-do-not-fit`, `texture-matrix-too-large`
 */
export function cooccurrences(
  levels: Levels,
  present: Int32Array,
  texture: TextureSettings,
  spacingMm: Vec3,
  kernels: Pick<Kernels, 'cooccurrenceTables'>,
): Cooccurrences {
  const { highest } = levels;
  const symmetric = texture.symmetricalGlcm;
  const directions = matrixDirections(levels, texture.distances, texture.flat);
  const offsets = offsetsOf(levels, directions);
  const cells = Math.min(levels.voxels * (symmetric ? 2 : 1), present.length ** 2);
  const bytes = directions.length * (cells * 12 + 24 * highest);
  if (bytes > MAX_BYTES)
    throw new RadiomicsError(
      'texture-matrix-too-large',
      `${present.length} grey levels (the highest is ${highest}) in ${directions.length} directions would need up to ${Math.round(bytes / 2 ** 20)} MiB for the co-occurrence matrices. Choose a larger binWidth or fewer distances.`,
      { levels: present.length, highest, directions: directions.length, bytes },
    );
  let counted: MatrixCells[];
  if (directions.length * (highest + 1) ** 2 <= TABLE_CELLS) {
    const stride = highest + 1;
    const tables = kernels.cooccurrenceTables(levels, offsets);
    counted = directions.map((_, d) => cellsOfTable(tables.subarray(d * stride * stride, (d + 1) * stride * stride), stride, present, present, symmetric));
  } else {
    const ranks = ranksOf(present, highest);
    counted = Array.from(offsets, (offset) => sortedPairs(levels, offset, ranks, present.length, symmetric));
  }
  const { weightingNorm } = texture;
  if (weightingNorm !== undefined)
    counted = [
      mergedCells(
        counted,
        directions.map((direction) => (weightingNorm === 'no_weighting' ? 1 : Math.exp(-(stepLengthMm(direction, spacingMm, weightingNorm) ** 2)))),
      ),
    ];
  else if (counted.length > 1) counted = counted.filter(({ total }) => total > 0);
  return { grey: Float64Array.from(present), highest, symmetric, matrices: counted.map(probabilities) };
}

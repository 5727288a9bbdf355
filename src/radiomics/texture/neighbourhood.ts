// SPDX-License-Identifier: Apache-2.0
import { RadiomicsError } from '../errors.ts';
import { withoutFirstCorner } from './dependence.ts';
import type { Levels } from './discretise.ts';
import { type FlatAxis, forwardOffsets } from './offsets.ts';

export interface NeighbourhoodOptions {
  /** Distances in voxels (largest component of the offset); 1 means the 26 neighbours. */
  readonly distances: readonly number[];
  readonly flat: FlatAxis;
  /** PyRadiomics 2.2.0 never counted the first voxel of the bounding box as a neighbour. */
  readonly skipFirstCorner: boolean;
}

/** The neighbouring grey tone difference matrix: one row per grey level that the region has, ascending. */
export interface GreyToneDifferences {
  readonly level: Int32Array;
  /** Voxels of the level, n_i. */
  readonly voxels: Float64Array;
  /** Sum over these voxels of |level − mean level of the voxel's neighbours|, s_i. */
  readonly difference: Float64Array;
  /** All voxels. */
  readonly total: number;
}

/** Most grey levels that the features are worked out for: they compare every level with every other. */
const MAX_LEVELS = 65_535;
/** Most cells of the table of levels and numbers of neighbours (200 MB). */
const MAX_CELLS = 2 ** 24;

/**
 * Refuses what would take too much memory or time, before any memory is taken.
 * @param columns possible numbers of neighbours
 * @throws RadiomicsError `too-many-bins`
 */
export function assertFewLevels({ highest }: Levels, columns: number): void {
  const most = Math.min(MAX_LEVELS, Math.floor(MAX_CELLS / columns) - 1);
  if (highest <= most) return;
  throw new RadiomicsError(
    'too-many-bins',
    `The region has grey levels up to ${highest}; NGTDM compares every level with every other and takes at most ${most}. Choose a larger binWidth.`,
    { highest, most },
  );
}

/**
 * Rows from sums per level and number of neighbours.
 *
 * Differences are kept as whole numbers, |level·c − sum of the c neighbours|, and divided by c at the end: the result does not depend on the order of the voxels.
 *
 * @param voxels row-major, row = level, column = c
 * @param differences the same shape, sums of whole-number differences
 */
export function differencesFromTable(voxels: ArrayLike<number>, differences: Float64Array, columns: number): GreyToneDifferences {
  const rows = voxels.length / columns;
  const level: number[] = [];
  const counts: number[] = [];
  const sums: number[] = [];
  let total = 0;
  for (let row = 1; row < rows; row++) {
    let count = voxels[row * columns]!;
    let sum = 0;
    for (let c = 1; c < columns; c++) {
      count += voxels[row * columns + c]!;
      sum += differences[row * columns + c]! / c;
    }
    if (count === 0) continue;
    level.push(row);
    counts.push(count);
    sums.push(sum);
    total += count;
  }
  return { level: Int32Array.from(level), voxels: Float64Array.from(counts), difference: Float64Array.from(sums), total };
}

/**
 * The neighbouring grey tone difference matrix. A voxel without any neighbour in the region counts as a voxel with difference 0, as in PyRadiomics.
 * @throws RadiomicsError `too-many-bins`, `distances-do-not-fit`
 * @see Amadasun & King 1989, doi:10.1109/21.44046; IBSI 3.10 (NGTDM)
 */
export function neighbourhoodDifferences(levels: Levels, options: NeighbourhoodOptions): GreyToneDifferences {
  const { firstVoxel, highest } = levels;
  const forward = forwardOffsets(levels, options.distances, options.flat);
  const offsetCount = forward.length;
  const columns = 2 * offsetCount + 1;
  assertFewLevels(levels, columns);
  const cornerLevel = options.skipFirstCorner ? levels.data[firstVoxel]! : 0;
  const data = cornerLevel === 0 ? levels.data : withoutFirstCorner(levels);
  // each pair of neighbours is looked at once
  const sums = new Float64Array(data.length);
  const counts = new Uint16Array(data.length);
  for (let v = firstVoxel; v < data.length; v++) {
    const level = data[v]!;
    if (level === 0) continue;
    let sum = 0;
    let count = 0;
    for (let k = 0; k < offsetCount; k++) {
      const neighbour = v + forward[k]!;
      const other = data[neighbour]!;
      if (other === 0) continue;
      sum += other;
      count += 1;
      sums[neighbour] = sums[neighbour]! + level;
      counts[neighbour] = counts[neighbour]! + 1;
    }
    sums[v] = sums[v]! + sum;
    counts[v] = counts[v]! + count;
  }
  if (cornerLevel !== 0) {
    for (const offset of forward) {
      const other = data[firstVoxel + offset]!;
      sums[firstVoxel] = sums[firstVoxel]! + other;
      if (other !== 0) counts[firstVoxel] = counts[firstVoxel]! + 1;
    }
  }
  const voxels = new Uint32Array((highest + 1) * columns);
  const differences = new Float64Array((highest + 1) * columns);
  for (let v = firstVoxel; v < data.length; v++) {
    const level = levels.data[v]!;
    if (level === 0) continue;
    const cell = level * columns + counts[v]!;
    voxels[cell] = voxels[cell]! + 1;
    differences[cell] = differences[cell]! + Math.abs(level * counts[v]! - sums[v]!);
  }
  return differencesFromTable(voxels, differences, columns);
}

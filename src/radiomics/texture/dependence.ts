// SPDX-License-Identifier: Apache-2.0
import type { LevelArray, Levels } from './discretise.ts';
import { type FlatAxis, forwardOffsets } from './offsets.ts';
import { matrixFromKeys, matrixFromTable, SIZE_LIMIT, type SizeMatrix } from './zone-matrix.ts';

export interface DependenceOptions {
  /** Neighbours whose level differs by no more than this depend on the voxel (PyRadiomics' `gldm_a`). */
  readonly tolerance: number;
  /** Distances in voxels (largest component of the offset); 1 means the 26 neighbours. */
  readonly distances: readonly number[];
  readonly flat: FlatAxis;
  /** PyRadiomics 2.2.0 never counted the first voxel of the bounding box as a neighbour. */
  readonly skipFirstCorner: boolean;
}

/** A dense table of counts may have this many entries; beyond it the entries are sorted instead. */
const LARGEST_TABLE = 2 ** 22;

/** The levels without the first voxel of the box: what its neighbours see of it under the rule of PyRadiomics 2.2.0. */
export function withoutFirstCorner({ data, firstVoxel }: Levels): LevelArray {
  const copy = data.slice();
  copy[firstVoxel] = 0;
  return copy;
}

/**
 * The grey level dependence matrix: how many voxels of each level have each dependence, which is 1 + the number of dependent neighbours.
 * @throws RadiomicsError `distances-do-not-fit`
 * @see Sun & Wee 1983, doi:10.1016/0734-189X(83)90032-4; IBSI 3.11 (NGLDM)
 */
export function dependenceMatrix(levels: Levels, options: DependenceOptions): SizeMatrix {
  const { firstVoxel, highest } = levels;
  const { tolerance } = options;
  const forward = forwardOffsets(levels, options.distances, options.flat);
  const offsetCount = forward.length;
  const cornerLevel = options.skipFirstCorner ? levels.data[firstVoxel]! : 0;
  const data = cornerLevel === 0 ? levels.data : withoutFirstCorner(levels);
  // each pair of neighbours is looked at once
  const dependence = new Uint16Array(data.length);
  for (let v = firstVoxel; v < data.length; v++) {
    const level = data[v]!;
    if (level === 0) continue;
    let found = 1;
    for (let k = 0; k < offsetCount; k++) {
      const neighbour = v + forward[k]!;
      const other = data[neighbour]!;
      if (other === 0 || other - level > tolerance || level - other > tolerance) continue;
      found += 1;
      dependence[neighbour] = dependence[neighbour]! + 1;
    }
    dependence[v] = dependence[v]! + found;
  }
  if (cornerLevel !== 0) dependence[firstVoxel] = firstCornerDependence(levels, forward, tolerance);
  const columns = 2 * offsetCount + 2;
  const dense = (highest + 1) * columns <= LARGEST_TABLE;
  const table = new Uint32Array(dense ? (highest + 1) * columns : 0);
  const keys = new Float64Array(dense ? 0 : levels.voxels);
  let at = 0;
  for (let v = firstVoxel; v < data.length; v++) {
    const level = levels.data[v]!;
    if (level === 0) continue;
    if (dense) {
      const cell = level * columns + dependence[v]!;
      table[cell] = table[cell]! + 1;
    } else keys[at++] = level * SIZE_LIMIT + dependence[v]!;
  }
  return dense ? matrixFromTable(table, columns) : matrixFromKeys(keys);
}

/** Dependence of the first voxel of the box: all its neighbours in the box lie in front of it. */
export function firstCornerDependence({ data, firstVoxel }: Levels, forward: Int32Array, tolerance: number): number {
  const level = data[firstVoxel]!;
  let found = 1;
  for (const offset of forward) {
    const other = data[firstVoxel + offset]!;
    if (other !== 0 && Math.abs(other - level) <= tolerance) found += 1;
  }
  return found;
}

// SPDX-License-Identifier: Apache-2.0
import type { MatrixCells } from './matrix-cells.ts';

/** The grey level co-occurrence matrices of a region. */
export interface Cooccurrences {
  /** Grey level of each row and column, ascending; levels without a voxel are left out. */
  readonly grey: Float64Array;
  /** Highest grey level. */
  readonly highest: number;
  readonly symmetric: boolean;
  /**
   * Joint probabilities, one matrix per direction that has a pair of voxels (its `total` is the number of pairs), or the one weighted sum.
   * With a single direction without pairs, or with weights that underflow: one matrix whose `total` is 0 and which has no cells.
   */
  readonly matrices: readonly MatrixCells[];
}

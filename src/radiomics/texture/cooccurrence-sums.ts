// SPDX-License-Identifier: Apache-2.0
import type { Cooccurrences } from './cooccurrence-matrices.ts';
import type { MatrixCells } from './matrix-cells.ts';

/** PyRadiomics adds this inside every logarithm (the distance from 1 to the next larger double). */
export const EPSILON = 2 ** -52;

/** −Σ p·log₂(p + ε). */
export function entropyOf(p: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < p.length; k++) if (p[k] !== 0) sum += p[k]! * Math.log2(p[k]! + EPSILON);
  return -sum;
}

/** Row and column distributions of one co-occurrence matrix. */
export interface Marginals {
  /** Probability of each row (level of the voxel). */
  readonly px: Float64Array;
  /** Probability of each column (level of the neighbour). */
  readonly py: Float64Array;
  /** Mean grey level of the rows. */
  readonly ux: number;
  readonly uy: number;
  /** Mean of the product of the two levels. */
  readonly product: number;
}

/** Row and column sums, and their means. */
export function marginalsOf({ grey }: Cooccurrences, { rows, rowStart, column, value }: MatrixCells): Marginals {
  const px = new Float64Array(rows);
  const py = new Float64Array(rows);
  let ux = 0;
  let uy = 0;
  let product = 0;
  for (let r = 0; r < rows; r++) {
    let sum = 0;
    let first = 0;
    for (let k = rowStart[r]!, end = rowStart[r + 1]!; k < end; k++) {
      const p = value[k]!;
      const c = column[k]!;
      sum += p;
      py[c] = py[c]! + p;
      first += grey[c]! * p;
      ux += grey[r]! * p;
    }
    px[r] = sum;
    uy += first;
    product += grey[r]! * first;
  }
  return { px, py, ux, uy, product };
}

/** Distribution of the sum of the two levels: entry k for the sum k; length 2·highest + 1. */
export function sumDistribution({ grey, highest }: Cooccurrences, { rows, rowStart, column, value }: MatrixCells): Float64Array {
  const distribution = new Float64Array(2 * highest + 1);
  for (let r = 0; r < rows; r++) {
    const level = grey[r]!;
    for (let k = rowStart[r]!; k < rowStart[r + 1]!; k++) {
      const at = level + grey[column[k]!]!;
      distribution[at] = distribution[at]! + value[k]!;
    }
  }
  return distribution;
}

/** Distribution of the absolute difference of the two levels: entry k for the difference k; length highest. */
export function differenceDistribution({ grey, highest }: Cooccurrences, { rows, rowStart, column, value }: MatrixCells): Float64Array {
  const distribution = new Float64Array(highest);
  for (let r = 0; r < rows; r++) {
    const level = grey[r]!;
    for (let k = rowStart[r]!; k < rowStart[r + 1]!; k++) {
      const at = Math.abs(level - grey[column[k]!]!);
      distribution[at] = distribution[at]! + value[k]!;
    }
  }
  return distribution;
}

/** Mean of a function of the index under a distribution. */
export function expectation(distribution: Float64Array, of: (k: number) => number): number {
  let sum = 0;
  for (let k = 0; k < distribution.length; k++) if (distribution[k] !== 0) sum += distribution[k]! * of(k);
  return sum;
}

/** Covariance of the two levels over the product of their standard deviations; 1 where one of them does not vary. */
export function correlation({ grey }: Cooccurrences, { rows, rowStart, column, value }: MatrixCells, { px, py, ux, uy }: Marginals): number {
  let varianceX = 0;
  let varianceY = 0;
  let covariance = 0;
  for (let r = 0; r < rows; r++) {
    const fromX = grey[r]! - ux;
    varianceX += px[r]! * fromX ** 2;
    varianceY += py[r]! * (grey[r]! - uy) ** 2;
    let fromY = 0;
    for (let k = rowStart[r]!, end = rowStart[r + 1]!; k < end; k++) fromY += value[k]! * (grey[column[k]!]! - uy);
    covariance += fromX * fromY;
  }
  const product = Math.sqrt(varianceX) * Math.sqrt(varianceY);
  return product === 0 ? 1 : covariance / (product + EPSILON);
}

/** Σ p². */
export function energy({ value }: MatrixCells): number {
  let sum = 0;
  for (let k = 0; k < value.length; k++) sum += value[k]! * value[k]!;
  return sum;
}

/** The largest p. */
export function largest({ value }: MatrixCells): number {
  let most = 0;
  for (let k = 0; k < value.length; k++) if (value[k]! > most) most = value[k]!;
  return most;
}

/** Entropies of one matrix, in bits. */
export interface Information {
  readonly hx: number;
  readonly hy: number;
  readonly hxy: number;
  /** −Σ p(i, j)·log₂(px(i)·py(j)). */
  readonly hxy1: number;
  /** −Σ px(i)·py(j)·log₂(px(i)·py(j)). */
  readonly hxy2: number;
}

/** Below this much mutual information (bits) PyRadiomics' own rounding decides whether Imc1 and Imc2 are 0, so its own sums are made. */
const INDEPENDENT_BITS = 1e-6;

/**
 * Entropies for the informational measures of correlation. HXY1 and HXY2 are both HX + HY (their logarithm splits, and p sums to its own marginals),
 * which needs 2·Ng logarithms and not Ng²; only for matrices that are all but independent the long sums are made.
 */
export function informationOf({ rows, rowStart, column, value }: MatrixCells, { px, py }: Marginals, hxy: number): Information {
  const hx = entropyOf(px);
  const hy = entropyOf(py);
  if (hx + hy - hxy > INDEPENDENT_BITS) return { hx, hy, hxy, hxy1: hx + hy, hxy2: hx + hy };
  let hxy1 = 0;
  let hxy2 = 0;
  for (let r = 0; r < rows; r++) {
    if (px[r] === 0) continue;
    for (let k = rowStart[r]!; k < rowStart[r + 1]!; k++) hxy1 += value[k]! * Math.log2(px[r]! * py[column[k]!]! + EPSILON);
    for (let c = 0; c < rows; c++) {
      const both = px[r]! * py[c]!;
      if (both !== 0) hxy2 += both * Math.log2(both + EPSILON);
    }
  }
  return { hx, hy, hxy, hxy1: -hxy1, hxy2: -hxy2 };
}

/** (HXY − HXY1) / max(HX, HY); 0 where both entropies are 0. */
export function firstMeasure({ hx, hy, hxy, hxy1 }: Information): number {
  const most = Math.max(hx, hy);
  return most === 0 ? 0 : (hxy - hxy1) / most;
}

/** √(1 − exp(−2·(HXY2 − HXY))); 0 where they are equal, not-a-number where rounding makes HXY2 the smaller one (PyRadiomics leaves such a direction out). */
export function secondMeasure({ hxy, hxy2 }: Information): number {
  return hxy2 === hxy ? 0 : Math.sqrt(1 - Math.exp(-2 * (hxy2 - hxy)));
}

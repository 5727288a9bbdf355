// SPDX-License-Identifier: Apache-2.0
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { PenalisedDesign } from './standardise-columns.ts';

/** A ridge problem with more columns than rows, in as many directions as the rows span. */
export interface ReducedDesign {
  readonly design: PenalisedDesign;
  readonly factors: Float64Array;
  /** Coefficients of the original columns (standardised scale) from those of the directions. */
  readonly expand: (columns: Int32Array, coefficients: Float64Array) => Float64Array;
}

/** A direction with less than this share of the largest one's variance is rounding. */
const RANK = 1e-12;

/** Number of columns of the reduced problem at most. */
export const reducedColumns = (n: number, factors: Float64Array): number => n + factors.filter((factor) => factor === 0).length;

/**
 * The ridge solution lies in the space spanned by the rows: with X_j/√f_j = U√S V', the coefficients are V θ and their penalty is |θ|². Columns
 * without a penalty stay as they are.
 */
export function reduceDesign(design: PenalisedDesign, factors: Float64Array, float64: (length: number) => Float64Array): ReducedDesign {
  const { n, p, stride, values } = design;
  const free: number[] = [];
  const gram = new Matrix(n, n);
  for (let j = 0; j < p; j++) {
    if (factors[j] === 0) {
      free.push(j);
      continue;
    }
    const at = j * stride;
    for (let i = 0; i < n; i++) {
      const value = values[at + i]! / factors[j]!;
      for (let k = 0; k <= i; k++) gram.set(i, k, gram.get(i, k) + value * values[at + k]!);
    }
  }
  for (let i = 0; i < n; i++) for (let k = 0; k < i; k++) gram.set(k, i, gram.get(i, k));
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(gram, { assumeSymmetric: true });
  const largest = Math.max(...realEigenvalues);
  const kept = realEigenvalues.flatMap((value, k) => (value > RANK * largest ? [k] : []));
  const count = kept.length + free.length;
  const reduced = float64(stride * count);
  const reach = new Float64Array(count);
  kept.forEach((k, column) => {
    const size = Math.sqrt(realEigenvalues[k]!);
    for (let i = 0; i < n; i++) reduced[column * stride + i] = size * eigenvectorMatrix.get(i, k);
    reach[column] = size / n;
  });
  free.forEach((j, f) => {
    const column = kept.length + f;
    reduced.set(values.subarray(j * stride, (j + 1) * stride), column * stride);
    reach[column] = design.reach[j]!;
  });
  const expand = (columns: Int32Array, coefficients: Float64Array): Float64Array => {
    const out = new Float64Array(p);
    const rows = new Float64Array(n);
    columns.forEach((column, c) => {
      if (column >= kept.length) {
        out[free[column - kept.length]!] = coefficients[c]!;
        return;
      }
      const k = kept[column]!;
      const share = coefficients[c]! / Math.sqrt(realEigenvalues[k]!);
      for (let i = 0; i < n; i++) rows[i] = rows[i]! + share * eigenvectorMatrix.get(i, k);
    });
    for (let j = 0; j < p; j++) {
      if (factors[j] === 0) continue;
      let sum = 0;
      for (let i = 0; i < n; i++) sum += rows[i]! * values[j * stride + i]!;
      out[j] = sum / factors[j]!;
    }
    return out;
  };
  const flat = new Float64Array(count);
  return {
    design: { n, p: count, stride, values: reduced, toRaw: flat.map(() => 1), mean: flat, reach },
    factors: Float64Array.from({ length: count }, (_, k) => (k < kept.length ? 1 : 0)),
    expand,
  };
}

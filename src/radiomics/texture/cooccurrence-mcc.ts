// SPDX-License-Identifier: Apache-2.0

import type { Marginals } from './cooccurrence-sums.ts';
import { EPSILON } from './cooccurrence-sums.ts';
import type { MatrixCells } from './matrix-cells.ts';
import { extremeEigenvalue } from './tridiagonal.ts';

/** The value is exact to about this much. */
const PRECISION = 1e-9;
const MAX_STEPS = 400;
/** A vector shorter than this, of what were unit vectors, is rounding: all that the start vector can reach has been seen. */
const NOTHING_LEFT = 1e-10;

/**
 * Maximal correlation coefficient: root of the second largest eigenvalue of Q(i, j) = Σₖ p(i, k)·p(j, k) / (px(i)·py(k)).
 *
 * Q is similar to T·Tᵀ with T(i, k) = p(i, k) / √(px(i)·py(k) + ε), so the answer is T's second largest singular value, and the largest one belongs to √px, √py.
 * A Lanczos iteration orthogonal to that vector finds it in a few products with T (with T·Tᵀ where T is not symmetric);
 * each is as cheap as the matrix has cells. With ε under the root PyRadiomics' ε, which matters for levels that hardly occur, is kept to first order.
 */
export function maximalCorrelation(matrix: MatrixCells, { px, py }: Marginals, symmetric: boolean): number {
  const { rows, rowStart, column, value } = matrix;
  const cell = new Float64Array(value.length);
  for (let r = 0; r < rows; r++) for (let k = rowStart[r]!; k < rowStart[r + 1]!; k++) cell[k] = value[k]! / Math.sqrt(px[r]! * py[column[k]!]! + EPSILON);
  const half = new Float64Array(rows);
  const apply = symmetric
    ? (from: Float64Array, to: Float64Array) => timesCells(matrix, cell, from, to)
    : (from: Float64Array, to: Float64Array) => {
        timesTransposed(matrix, cell, from, half);
        timesCells(matrix, cell, half, to);
      };
  const value1 = largestOrthogonal(px, apply);
  return symmetric ? value1 : Math.sqrt(value1);
}

function timesCells({ rows, rowStart, column }: MatrixCells, cell: Float64Array, from: Float64Array, to: Float64Array): void {
  for (let r = 0; r < rows; r++) {
    let sum = 0;
    for (let k = rowStart[r]!, end = rowStart[r + 1]!; k < end; k++) sum += cell[k]! * from[column[k]!]!;
    to[r] = sum;
  }
}

function timesTransposed({ rows, rowStart, column }: MatrixCells, cell: Float64Array, from: Float64Array, to: Float64Array): void {
  to.fill(0);
  for (let r = 0; r < rows; r++) {
    const x = from[r]!;
    for (let k = rowStart[r]!, end = rowStart[r + 1]!; k < end; k++) to[column[k]!] = to[column[k]!]! + cell[k]! * x;
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function subtract(a: Float64Array, factor: number, b: Float64Array): void {
  for (let i = 0; i < a.length; i++) a[i] = a[i]! - factor * b[i]!;
}

/** A unit vector along `a`; its former length, 0 when nothing but rounding was left of `before`. */
function normalise(a: Float64Array): number {
  const length = Math.sqrt(dot(a, a));
  if (length > 0) for (let i = 0; i < a.length; i++) a[i] = a[i]! / length;
  return length;
}

/** Largest magnitude of an eigenvalue of a symmetric operator on the vectors orthogonal to √weight. */
function largestOrthogonal(weight: Float64Array, apply: (from: Float64Array, to: Float64Array) => void): number {
  const top = Float64Array.from(weight, Math.sqrt);
  normalise(top);
  const levels = weight.reduce((count, w) => count + (w > 0 ? 1 : 0), 0);
  // every direction of the space must have its share, so that no eigenvector that lives on rare levels is overlooked: fixed pseudo-random signs and sizes
  let state = 12345;
  const start = Float64Array.from(weight, (w) => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return w > 0 ? 0.5 + (state >>> 8) / 2 ** 24 - (state & 64 ? 2 : 0) : 0;
  });
  const basis: Float64Array[] = [];
  const diagonal: number[] = [];
  const beside: number[] = [];
  let vector = start;
  subtract(vector, dot(vector, top), top);
  subtract(vector, dot(vector, top), top);
  normalise(vector);
  const most = Math.min(levels - 1, MAX_STEPS);
  let best = 0;
  for (let step = 1, check = 6; step <= most; step++) {
    basis.push(vector);
    const next = new Float64Array(weight.length);
    apply(vector, next);
    diagonal.push(dot(next, vector));
    // once more against everything before: rounding lets Lanczos vectors lose their right angles otherwise
    for (let pass = 0; pass < 2; pass++) {
      subtract(next, dot(next, top), top);
      for (const earlier of basis) subtract(next, dot(next, earlier), earlier);
    }
    const length = normalise(next);
    const last = step === most || length < NOTHING_LEFT;
    if (last || step === check) {
      const found = extremeEigenvalue(diagonal, beside);
      best = found.magnitude;
      const residual = length * found.lastComponent;
      if (last || Math.min(residual, residual ** 2 / found.gap) < PRECISION) break;
      check = Math.ceil(check * 1.25) + 1;
    }
    beside.push(length);
    vector = next;
  }
  return best;
}

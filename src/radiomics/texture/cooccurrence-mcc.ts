// SPDX-License-Identifier: Apache-2.0
import { EPSILON, type Marginals } from './cooccurrence-sums.ts';
import type { MatrixCells } from './matrix-cells.ts';
import { extremeEigenvalue } from './tridiagonal.ts';

/** The value is exact to about this much. */
export const MCC_PRECISION = 1e-9;
/** Most steps of the iteration. */
export const MCC_STEPS = 400;
/** A vector shorter than this, of what were unit vectors, is rounding: all that the start vector can reach has been seen. */
export const MCC_NOTHING_LEFT = 1e-10;

/**
 * Maximal correlation coefficient: root of the second largest eigenvalue of Q(i, j) = Σₖ p(i, k)·p(j, k) / (px(i)·py(k)).
 *
 * Q is similar to T·Tᵀ with T(i, k) = p(i, k) / √(px(i)·py(k) + ε), so the answer is T's second largest singular value, and the largest one belongs to √px, √py.
 * A Lanczos iteration orthogonal to that vector finds it in a few products with T (with T·Tᵀ where T is not symmetric);
 * each is as cheap as the matrix has cells. With ε under the root PyRadiomics' ε, which matters for levels that hardly occur, is kept to first order.
 *
 * Vectors have even length and sums run over even and odd entries apart, so that the WebAssembly twin can do two at once.
 */
export function maximalCorrelation(matrix: MatrixCells, { px, py }: Marginals, symmetric: boolean): number {
  const { rows, rowStart, column, value } = matrix;
  const cell = new Float64Array(value.length);
  for (let r = 0; r < rows; r++) for (let k = rowStart[r]!; k < rowStart[r + 1]!; k++) cell[k] = value[k]! / Math.sqrt(px[r]! * py[column[k]!]! + EPSILON);
  const half = new Float64Array(rows + (rows & 1));
  const apply = (from: Float64Array, to: Float64Array): void => {
    if (symmetric) {
      timesCells(matrix, cell, from, to);
      return;
    }
    timesTransposed(matrix, cell, from, half);
    timesCells(matrix, cell, half, to);
  };
  const largest = largestOrthogonal(px, apply);
  return symmetric ? largest : Math.sqrt(largest);
}

function timesCells({ rows, rowStart, column }: MatrixCells, cell: Float64Array, from: Float64Array, to: Float64Array): void {
  for (let r = 0; r < rows; r++) {
    const end = rowStart[r + 1]!;
    let first = 0;
    let second = 0;
    let k = rowStart[r]!;
    for (; k + 1 < end; k += 2) {
      first += cell[k]! * from[column[k]!]!;
      second += cell[k + 1]! * from[column[k + 1]!]!;
    }
    if (k < end) first += cell[k]! * from[column[k]!]!;
    to[r] = first + second;
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
  let even = 0;
  let odd = 0;
  for (let i = 0; i < a.length; i += 2) {
    even += a[i]! * b[i]!;
    odd += a[i + 1]! * b[i + 1]!;
  }
  return even + odd;
}

function subtract(a: Float64Array, factor: number, b: Float64Array): void {
  for (let i = 0; i < a.length; i++) a[i] = a[i]! - factor * b[i]!;
}

/** Makes a unit vector; its former length. */
function normalise(a: Float64Array): number {
  const length = Math.sqrt(dot(a, a));
  if (length > 0) for (let i = 0; i < a.length; i++) a[i] = a[i]! / length;
  return length;
}

/** Largest magnitude of an eigenvalue of a symmetric operator on the vectors orthogonal to √weight. */
function largestOrthogonal(weight: Float64Array, apply: (from: Float64Array, to: Float64Array) => void): number {
  const length = weight.length + (weight.length & 1);
  const top = new Float64Array(length);
  let vector = new Float64Array(length);
  let levels = 0;
  // every direction of the space must have its share, so that no eigenvector that lives on rare levels is overlooked: fixed pseudo-random signs and sizes
  let state = 12345;
  for (let r = 0; r < weight.length; r++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    if (weight[r] === 0) continue;
    levels += 1;
    top[r] = Math.sqrt(weight[r]!);
    vector[r] = 0.5 + (state >>> 8) / 2 ** 24 - (state & 64 ? 2 : 0);
  }
  normalise(top);
  for (let pass = 0; pass < 2; pass++) subtract(vector, dot(vector, top), top);
  normalise(vector);
  const basis: Float64Array[] = [];
  const most = Math.min(levels - 1, MCC_STEPS);
  const diagonal = new Float64Array(most);
  const beside = new Float64Array(most);
  for (let step = 0, check = 5; step < most; step++) {
    basis.push(vector);
    const next = new Float64Array(length);
    apply(vector, next);
    diagonal[step] = dot(next, vector);
    // twice against everything before: rounding lets Lanczos vectors lose their right angles otherwise
    for (let pass = 0; pass < 2; pass++) {
      subtract(next, dot(next, top), top);
      for (let k = 0; k <= step; k++) subtract(next, dot(next, basis[k]!), basis[k]!);
    }
    const left = normalise(next);
    const last = step === most - 1 || left < MCC_NOTHING_LEFT;
    if (last || step === check) {
      const { magnitude, lastComponent, gap } = extremeEigenvalue(diagonal.subarray(0, step + 1), beside.subarray(0, step));
      const residual = left * lastComponent;
      if (last || residual < MCC_PRECISION || residual * residual < MCC_PRECISION * gap) return magnitude;
      check = step + 2 + (step >> 2);
    }
    beside[step] = left;
    vector = next;
  }
  return 0;
}

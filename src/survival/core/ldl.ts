// SPDX-License-Identifier: Apache-2.0
// Generalised Cholesky LDL' of a symmetric matrix with aliased columns left out: a pivot below `tolerance` times the largest diagonal
// element is taken as zero, as R's survival package does (default 1.8e-12). Matrices are p x p, row-major; only the lower triangle is read.

/** Decomposes in place: unit lower triangle L below the diagonal, D on it (0 for an aliased column). Returns the rank. */
export function ldlFactor(matrix: Float64Array, p: number, tolerance: number): number {
  let largest = 0;
  for (let i = 0; i < p; i++) largest = Math.max(largest, matrix[i * p + i]!);
  const smallest = largest > 0 ? largest * tolerance : tolerance;
  let rank = 0;
  for (let i = 0; i < p; i++) {
    const pivot = matrix[i * p + i]!;
    if (!Number.isFinite(pivot) || pivot < smallest) {
      matrix[i * p + i] = 0;
      for (let j = i + 1; j < p; j++) matrix[j * p + i] = 0;
      continue;
    }
    rank++;
    for (let j = i + 1; j < p; j++) {
      const factor = matrix[j * p + i]! / pivot;
      matrix[j * p + i] = factor;
      matrix[j * p + j] = matrix[j * p + j]! - factor * factor * pivot;
      for (let k = j + 1; k < p; k++) matrix[k * p + j] = matrix[k * p + j]! - factor * matrix[k * p + i]!;
    }
  }
  return rank;
}

/** Solves L D L' a = y in place with a factor of `ldlFactor`; aliased entries become 0. */
export function ldlSolve(factor: Float64Array, p: number, y: Float64Array): void {
  for (let i = 0; i < p; i++) {
    let value = y[i]!;
    for (let j = 0; j < i; j++) value -= y[j]! * factor[i * p + j]!;
    y[i] = value;
  }
  for (let i = p - 1; i >= 0; i--) {
    const d = factor[i * p + i]!;
    if (d === 0) {
      y[i] = 0;
      continue;
    }
    let value = y[i]! / d;
    for (let j = i + 1; j < p; j++) value -= y[j]! * factor[j * p + i]!;
    y[i] = value;
  }
}

/** The generalised inverse (p x p, row-major, symmetric) from a factor of `ldlFactor`; rows and columns of aliased terms are 0. */
export function ldlInverse(factor: Float64Array, p: number): Float64Array {
  const inverse = new Float64Array(p * p);
  const column = new Float64Array(p);
  for (let j = 0; j < p; j++) {
    if (factor[j * p + j] === 0) continue;
    column.fill(0);
    column[j] = 1;
    // Forward through the rows that are in the model, then back: aliased rows carry L = 0 below them and solve to 0.
    ldlSolve(factor, p, column);
    for (let i = 0; i < p; i++) inverse[i * p + j] = column[i]!;
  }
  for (let i = 0; i < p; i++) {
    for (let j = 0; j < i; j++) {
      const mean = (inverse[i * p + j]! + inverse[j * p + i]!) / 2;
      inverse[i * p + j] = mean;
      inverse[j * p + i] = mean;
    }
  }
  return inverse;
}

/** y' M y for a symmetric p x p matrix, row-major. */
export function quadraticForm(matrix: Float64Array, p: number, y: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < p; i++) {
    let row = 0;
    for (let j = 0; j < p; j++) row += matrix[i * p + j]! * y[j]!;
    sum += row * y[i]!;
  }
  return sum;
}

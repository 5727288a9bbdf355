// SPDX-License-Identifier: Apache-2.0
// Small symmetric systems, row-major. Matrices here carry a ridge, so that they are positive definite.

/**
 * Cholesky factor L (lower triangle, row-major) of a positive definite matrix.
 * @throws RangeError when a pivot is not above 0
 */
export function cholesky(matrix: Float64Array, p: number): Float64Array {
  const factor = new Float64Array(p * p);
  for (let i = 0; i < p; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * p + j]!;
      for (let k = 0; k < j; k++) sum -= factor[i * p + k]! * factor[j * p + k]!;
      if (i !== j) factor[i * p + j] = sum / factor[j * p + j]!;
      else {
        if (!(sum > 0)) throw new RangeError(`the matrix is not positive definite at row ${i}`);
        factor[i * p + i] = Math.sqrt(sum);
      }
    }
  }
  return factor;
}

/** Solves L Lᵀ x = y. */
export function choleskySolve(factor: Float64Array, p: number, y: ArrayLike<number>): Float64Array {
  const x = Float64Array.from(y);
  for (let i = 0; i < p; i++) {
    for (let k = 0; k < i; k++) x[i]! -= factor[i * p + k]! * x[k]!;
    x[i]! /= factor[i * p + i]!;
  }
  return solveTransposed(factor, p, x);
}

/** Solves Lᵀ x = y in place: turns standard normals into a draw with covariance (L Lᵀ)⁻¹. */
export function solveTransposed(factor: Float64Array, p: number, y: Float64Array): Float64Array {
  for (let i = p - 1; i >= 0; i--) {
    for (let k = i + 1; k < p; k++) y[i]! -= factor[k * p + i]! * y[k]!;
    y[i]! /= factor[i * p + i]!;
  }
  return y;
}

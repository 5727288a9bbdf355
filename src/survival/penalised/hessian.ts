// SPDX-License-Identifier: Apache-2.0
import { paddedDot } from './column-kernels.ts';
import type { Curvature } from './risk-sets.ts';

/** The Hessian X'MX/n among the listed columns at a frozen curvature M. */
export interface HessianTask {
  readonly values: Float64Array;
  readonly stride: number;
  readonly columns: Int32Array;
  readonly curvature: Curvature;
  /** Room for two padded columns, and for one number per event time and one more. */
  readonly images: Float64Array;
  readonly scratch: Float64Array;
  readonly hessian: Float64Array;
  /** Length of a row of the Hessian. */
  readonly width: number;
}

/**
 * Applies the curvature of −log-likelihood in η to a column: out = M x, with M = diag(wΛ) − Σ_t d_t (w_R w_R')/S₀² over the risk sets R.
 * Row i: w_i [Λ_i x_i − Σ_{t ≤ T_i} d_t S₁(t)/S₀(t)²].
 */
function applyCurvature(curvature: Curvature, x: Float64Array, offset: number, out: Float64Array, scratch: Float64Array): void {
  const { n, firstAtRisk, eventsAt, passed, weight, atRisk, hazard } = curvature;
  let sum = 0;
  let row = n - 1;
  for (let g = eventsAt.length - 1; g >= 0; g--) {
    for (; row >= firstAtRisk[g]!; row--) sum += weight[row]! * x[offset + row]!;
    scratch[g + 1] = (eventsAt[g]! * sum) / (atRisk[g]! * atRisk[g]!);
  }
  scratch[0] = 0;
  for (let g = 1; g <= eventsAt.length; g++) scratch[g] = scratch[g]! + scratch[g - 1]!;
  for (let i = 0; i < n; i++) {
    const g = passed[i]!;
    out[i] = weight[i]! * (hazard[g]! * x[offset + i]! - scratch[g]!);
  }
}

/** Fills rows (and columns) `from` to `count` of the Hessian. */
export function hessianRows({ values, stride, columns, curvature, images, scratch, hessian, width }: HessianTask, from: number, count: number): void {
  for (let i = from; i < count; i++) {
    applyCurvature(curvature, values, columns[i]! * stride, images, scratch);
    for (let j = 0; j <= i; j++) {
      const value = paddedDot(values, columns[j]! * stride, images, stride) / curvature.n;
      hessian[i * width + j] = value;
      hessian[j * width + i] = value;
    }
  }
}

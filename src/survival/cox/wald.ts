// SPDX-License-Identifier: Apache-2.0
import { ldlFactor, ldlSolve } from '../core/ldl.ts';

/** b' V^- b with R's `coxph.wtest` (generalised inverse, tolerance 1e-9 on the correlation scale so that units do not matter). */
export function ldlWald(variance: Float64Array, p: number, difference: Float64Array): number {
  const sd = Float64Array.from({ length: p }, (_, j) => Math.sqrt(variance[j * p + j]!));
  const matrix = new Float64Array(p * p);
  const y = new Float64Array(p);
  for (let i = 0; i < p; i++) {
    if (sd[i] === 0) continue;
    y[i] = difference[i]! / sd[i]!;
    for (let j = 0; j < p; j++) if (sd[j] !== 0) matrix[i * p + j] = variance[i * p + j]! / (sd[i]! * sd[j]!);
  }
  ldlFactor(matrix, p, 1e-12);
  const solved = Float64Array.from(y);
  ldlSolve(matrix, p, solved);
  let statistic = 0;
  for (let i = 0; i < p; i++) statistic += solved[i]! * y[i]!;
  return statistic;
}

// SPDX-License-Identifier: Apache-2.0
import { ldlFactor, ldlInverse, ldlSolve } from '../core/ldl.ts';
import { SurvivalError } from '../errors.ts';

/** A Poisson regression with log link. */
export interface PoissonFit {
  readonly coef: readonly number[];
  readonly se: readonly number[];
  readonly iterations: number;
}

/**
 * Poisson regression by Newton's method (Fisher scoring; the log link is canonical). Equals R's `glm(y ~ x, family = poisson, offset =)`.
 * @param y counts of at least 0
 * @param x rows of the design matrix with its intercept column
 * @throws SurvivalError `not-converged`, `matrix-singular`, `no-events`
 */
export function poissonRegression(y: ArrayLike<number>, x: readonly (readonly number[])[], offset: ArrayLike<number>): PoissonFit {
  const n = y.length;
  const p = x[0]?.length ?? 0;
  let events = 0;
  for (let i = 0; i < n; i++) events += y[i]!;
  if (events === 0) throw new SurvivalError('no-events', 'without an event the ratio of observed to expected has no logarithm');
  const beta = new Float64Array(p);
  // Start at the overall ratio, from which Newton's steps are short.
  let expected = 0;
  for (let i = 0; i < n; i++) expected += Math.exp(offset[i]!);
  beta[0] = Math.log(events / expected);
  for (let iteration = 1; iteration <= 100; iteration++) {
    const score = new Float64Array(p);
    const information = new Float64Array(p * p);
    for (let i = 0; i < n; i++) {
      let eta = offset[i]!;
      for (let j = 0; j < p; j++) eta += beta[j]! * x[i]![j]!;
      const mean = Math.exp(eta);
      for (let j = 0; j < p; j++) {
        score[j]! += (y[i]! - mean) * x[i]![j]!;
        for (let k = 0; k < p; k++) information[j * p + k]! += mean * x[i]![j]! * x[i]![k]!;
      }
    }
    const rank = ldlFactor(information, p, 1e-14);
    if (rank < p) throw new SurvivalError('matrix-singular', 'the predictor does not vary: its slope cannot be estimated');
    const step = Float64Array.from(score);
    ldlSolve(information, p, step);
    let largest = 0;
    for (let j = 0; j < p; j++) {
      beta[j]! += step[j]!;
      largest = Math.max(largest, Math.abs(step[j]!) / (1 + Math.abs(beta[j]!)));
    }
    if (!Number.isFinite(largest)) break;
    if (largest < 1e-12) {
      const inverse = ldlInverse(information, p);
      return { coef: Array.from(beta), se: Array.from({ length: p }, (_, j) => Math.sqrt(inverse[j * p + j]!)), iterations: iteration };
    }
  }
  throw new SurvivalError('not-converged', 'the Poisson regression does not converge: the predictor may separate events from non-events');
}

// SPDX-License-Identifier: Apache-2.0
import { ldlFactor, ldlInverse } from '../core/ldl.ts';
import { coxWorkspace, evaluateCox } from './kernel.ts';
import type { PreparedCox, Ties } from './prepared.ts';

/** Firth's penalised likelihood at one point, on the prepared scale. */
export interface FirthState {
  /** l + ½ log det I. */
  readonly loglik: number;
  /** Gradient of it. */
  readonly score: Float64Array;
  /** Inverse of I, row-major. */
  readonly variance: Float64Array;
}

/** A pivot below this share of the largest diagonal element: the column is a combination of others. */
const TOLERANCE = 1.8e-12;

/**
 * Evaluates l*(β) = l(β) + ½ log det I(β) and its gradient U_r + ½ tr(I⁻¹ ∂I/∂β_r). I is a sum of variances of the covariates over the risk sets, so
 * its derivative is the sum of their third central moments: ½ Σ_t Σ_i p_i (x_i − m)'I⁻¹(x_i − m)(x_ir − m_r).
 * @returns null where the information is singular or not finite
 * @see https://doi.org/10.1111/j.0006-341X.2001.00114.x (Heinze, Schemper 2001)
 */
export function evaluateFirth(data: PreparedCox, beta: Float64Array, ties: Ties): FirthState | null {
  const { p, x, weights, offset, groupStart, groupEvents, groupOpensStratum } = data;
  const work = coxWorkspace(p);
  evaluateCox(data, beta, ties, work);
  const factor = work.information.slice();
  ldlFactor(factor, p, TOLERANCE);
  let logDeterminant = 0;
  for (let j = 0; j < p; j++) {
    if (!(factor[j * p + j]! > 0)) return null;
    logDeterminant += Math.log(factor[j * p + j]!);
  }
  const loglik = work.loglik + 0.5 * logDeterminant;
  if (!Number.isFinite(loglik)) return null;
  const variance = ldlInverse(factor, p);
  const score = work.score.slice();
  const risk = Float64Array.from({ length: data.n }, (_, i) => {
    let eta = offset === undefined ? 0 : offset[i]!;
    for (let j = 0; j < p; j++) eta += beta[j]! * x[i * p + j]!;
    return Math.exp(eta) * (weights === undefined ? 1 : weights[i]!);
  });
  const mean = new Float64Array(p);
  const centred = new Float64Array(p);
  let stratum = 0;
  for (let g = 0; g < groupEvents.length; g++) {
    const start = groupStart[g]!;
    const end = groupStart[g + 1]!;
    if (groupOpensStratum[g] === 1) stratum = start;
    const d = groupEvents[g]!;
    if (d === 0) continue;
    let eventWeight = 0;
    for (let i = start; i < start + d; i++) eventWeight += weights === undefined ? 1 : weights[i]!;
    // Efron: the tied events count for less from step to step; Breslow: all steps alike.
    const steps = ties === 'efron' ? d : 1;
    for (let step = 0; step < steps; step++) {
      const share = (i: number): number => (i >= start && i < start + d ? 1 - step / d : 1) * risk[i]!;
      let total = 0;
      mean.fill(0);
      for (let i = stratum; i < end; i++) {
        const r = share(i);
        total += r;
        for (let j = 0; j < p; j++) mean[j] = mean[j]! + r * x[i * p + j]!;
      }
      for (let j = 0; j < p; j++) mean[j] = mean[j]! / total;
      const half = (0.5 * eventWeight) / steps / total;
      for (let i = stratum; i < end; i++) {
        for (let j = 0; j < p; j++) centred[j] = x[i * p + j]! - mean[j]!;
        let length = 0;
        for (let j = 0; j < p; j++) for (let k = 0; k < p; k++) length += centred[j]! * variance[j * p + k]! * centred[k]!;
        const pull = half * share(i) * length;
        for (let j = 0; j < p; j++) score[j] = score[j]! + pull * centred[j]!;
      }
    }
  }
  return { loglik, score, variance };
}

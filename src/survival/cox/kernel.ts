// SPDX-License-Identifier: Apache-2.0
import type { PreparedCox, Ties } from './prepared.ts';

/** A log-likelihood with its derivatives at one point. */
export interface CoxDerivatives {
  loglik: number;
  /** Score vector, length p. */
  readonly score: Float64Array;
  /** Information matrix, lower triangle of p x p, row-major. */
  readonly information: Float64Array;
}

/** Buffers of one likelihood evaluation, so that it allocates nothing. */
export interface CoxWorkspace extends CoxDerivatives {
  readonly s1: Float64Array;
  readonly s2: Float64Array;
  readonly e1: Float64Array;
  readonly e2: Float64Array;
}

export function coxDerivatives(p: number): CoxDerivatives {
  return { loglik: 0, score: new Float64Array(p), information: new Float64Array(p * p) };
}

export function coxWorkspace(p: number): CoxWorkspace {
  const square = (): Float64Array => new Float64Array(p * p);
  const line = (): Float64Array => new Float64Array(p);
  return { ...coxDerivatives(p), s1: line(), s2: square(), e1: line(), e2: square() };
}

/**
 * Partial log-likelihood, score and information at beta (on the prepared scale), in one pass from the last time to the first:
 * l = sum over event times of [sum of w eta over the events - w_mean * sum_k log(S0 - (k/d) E0)], k = 0..d-1 for Efron, k/d = 0 for Breslow.
 * @see https://doi.org/10.1080/01621459.1977.10480613 (Efron 1977)
 */
export function evaluateCox(data: PreparedCox, beta: Float64Array, ties: Ties, work: CoxWorkspace): void {
  const { p, x, weights, offset, groupStart, groupEvents, groupOpensStratum } = data;
  const { score, information, s1, s2, e1, e2 } = work;
  const efron = ties === 'efron';
  let loglik = 0;
  let s0 = 0;
  score.fill(0);
  information.fill(0);
  const groups = groupEvents.length;
  for (let g = 0; g < groups; g++) {
    if (groupOpensStratum[g] === 1) {
      s0 = 0;
      s1.fill(0);
      s2.fill(0);
    }
    const d = groupEvents[g]!;
    let e0 = 0;
    let eventWeight = 0;
    if (d > 1) {
      e1.fill(0);
      e2.fill(0);
    }
    const start = groupStart[g]!;
    const end = groupStart[g + 1]!;
    for (let i = start; i < end; i++) {
      const at = i * p;
      let eta = offset === undefined ? 0 : offset[i]!;
      for (let j = 0; j < p; j++) eta += beta[j]! * x[at + j]!;
      const w = weights === undefined ? 1 : weights[i]!;
      const risk = w * Math.exp(eta);
      s0 += risk;
      for (let j = 0; j < p; j++) {
        const rx = risk * x[at + j]!;
        s1[j] = s1[j]! + rx;
        const row = j * p;
        for (let k = 0; k <= j; k++) s2[row + k] = s2[row + k]! + rx * x[at + k]!;
      }
      if (i - start < d) {
        loglik += w * eta;
        eventWeight += w;
        for (let j = 0; j < p; j++) score[j] = score[j]! + w * x[at + j]!;
        if (d > 1 && efron) {
          e0 += risk;
          for (let j = 0; j < p; j++) {
            const rx = risk * x[at + j]!;
            e1[j] = e1[j]! + rx;
            const row = j * p;
            for (let k = 0; k <= j; k++) e2[row + k] = e2[row + k]! + rx * x[at + k]!;
          }
        }
      }
    }
    if (d === 0) continue;
    if (d === 1 || !efron) {
      loglik -= eventWeight * Math.log(s0);
      for (let j = 0; j < p; j++) {
        const mean = s1[j]! / s0;
        score[j] = score[j]! - eventWeight * mean;
        const row = j * p;
        for (let k = 0; k <= j; k++) information[row + k] = information[row + k]! + (eventWeight * (s2[row + k]! - mean * s1[k]!)) / s0;
      }
      continue;
    }
    const meanWeight = eventWeight / d;
    for (let step = 0; step < d; step++) {
      const share = step / d;
      const denominator = s0 - share * e0;
      loglik -= meanWeight * Math.log(denominator);
      for (let j = 0; j < p; j++) {
        const mean = (s1[j]! - share * e1[j]!) / denominator;
        score[j] = score[j]! - meanWeight * mean;
        const row = j * p;
        for (let k = 0; k <= j; k++) {
          const cross = s2[row + k]! - share * e2[row + k]!;
          information[row + k] = information[row + k]! + (meanWeight * (cross - mean * (s1[k]! - share * e1[k]!))) / denominator;
        }
      }
    }
  }
  work.loglik = loglik;
}

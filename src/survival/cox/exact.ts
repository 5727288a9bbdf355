// SPDX-License-Identifier: Apache-2.0
import { SurvivalError } from '../errors.ts';
import type { Evaluate } from './newton.ts';
import type { PreparedCox } from './prepared.ts';

/**
 * The exact conditional likelihood of tied events (discrete times): the events among all subsets of the risk set of their number, by the
 * recursion over subjects B(d, m) = B(d, m-1) + r_m B(d-1, m-1) with its first and second derivatives. Equals R's `coxph(ties = "exact")`.
 * Work grows with the risk set times the largest number of ties.
 * @see https://doi.org/10.1093/biomet/68.3.703 (Gail, Lubin, Rubinstein 1981)
 */
export function exactEvaluate(data: PreparedCox): Evaluate {
  const { p, x, offset, weights, groupStart, groupEvents, groupOpensStratum } = data;
  if (weights !== undefined) throw new SurvivalError('option-out-of-range', 'case weights are not defined for exact ties: use efron or breslow');
  return (beta, work) => {
    const { score, information } = work;
    let loglik = 0;
    score.fill(0);
    information.fill(0);
    let stratumStart = 0;
    for (let g = 0; g < groupEvents.length; g++) {
      if (groupOpensStratum[g] === 1) stratumStart = groupStart[g]!;
      const d = groupEvents[g]!;
      if (d === 0) continue;
      const end = groupStart[g + 1]!;
      const etas: number[] = [];
      for (let i = stratumStart; i < end; i++) {
        let eta = offset === undefined ? 0 : offset[i]!;
        for (let j = 0; j < p; j++) eta += beta[j]! * x[i * p + j]!;
        etas.push(eta);
      }
      const shift = etas.reduce((a, b) => Math.max(a, b), -Infinity);
      const b0 = new Float64Array(d + 1);
      const b1 = new Float64Array((d + 1) * p);
      const b2 = new Float64Array((d + 1) * p * p);
      b0[0] = 1;
      for (let i = stratumStart; i < end; i++) {
        const risk = Math.exp(etas[i - stratumStart]! - shift);
        const at = i * p;
        for (let k = Math.min(d, i - stratumStart + 1); k >= 1; k--) {
          const old0 = b0[k - 1]!;
          for (let j = 0; j < p; j++) {
            const xj = x[at + j]!;
            const oldJ = b1[(k - 1) * p + j]!;
            for (let l = 0; l <= j; l++) {
              const xl = x[at + l]!;
              const oldL = b1[(k - 1) * p + l]!;
              const from = (k - 1) * p * p + j * p + l;
              const to = k * p * p + j * p + l;
              b2[to] = b2[to]! + risk * (b2[from]! + xj * oldL + xl * oldJ + xj * xl * old0);
            }
          }
          for (let j = 0; j < p; j++) b1[k * p + j] = b1[k * p + j]! + risk * (b1[(k - 1) * p + j]! + x[at + j]! * old0);
          b0[k] = b0[k]! + risk * old0;
        }
      }
      const start = groupStart[g]!;
      for (let i = start; i < start + d; i++) {
        loglik += etas[i - stratumStart]! - shift;
        for (let j = 0; j < p; j++) score[j] = score[j]! + x[i * p + j]!;
      }
      const total = b0[d]!;
      loglik -= Math.log(total);
      for (let j = 0; j < p; j++) {
        const mean = b1[d * p + j]! / total;
        score[j] = score[j]! - mean;
        for (let l = 0; l <= j; l++) information[j * p + l] = information[j * p + l]! + b2[d * p * p + j * p + l]! / total - (mean * b1[d * p + l]!) / total;
      }
    }
    work.loglik = loglik;
  };
}

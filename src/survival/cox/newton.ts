// SPDX-License-Identifier: Apache-2.0
import { ldlFactor, ldlInverse, ldlSolve } from '../core/ldl.ts';
import { type CoxDerivatives, coxDerivatives, coxWorkspace, evaluateCox } from './kernel.ts';
import type { PreparedCox, Ties } from './prepared.ts';

/** How Newton's method stops; the defaults are those of R's `coxph.control`. */
export interface CoxControl {
  /** Converged when |1 - l_old / l_new| is not above this (default 1e-9). */
  readonly eps?: number;
  /** Most iterations (default 20). */
  readonly iterMax?: number;
  /** A next step above toler.inf * (1 + |coef|) marks an infinite coefficient (default sqrt(eps)). */
  readonly tolerInf?: number;
  /** Pivot below this share of the largest diagonal element: aliased (default 1.8e-12). */
  readonly tolerChol?: number;
}

/** A maximised Cox likelihood on the original scale of the covariates. */
export interface NewtonResult {
  readonly coef: Float64Array;
  /** Inverse information, p x p row-major; 0 in rows and columns of aliased terms. */
  readonly variance: Float64Array;
  readonly aliased: readonly boolean[];
  readonly loglikNull: number;
  readonly loglik: number;
  /** Score (Rao) statistic at the starting value. */
  readonly scoreStatistic: number;
  readonly iterations: number;
  readonly converged: boolean;
  /** Terms whose coefficient still grows though the likelihood has converged. */
  readonly infinite: readonly boolean[];
}

/** Any likelihood with score and information at beta, on the prepared scale. */
export type Evaluate = (beta: Float64Array, work: CoxDerivatives) => void;

function allFinite(values: Float64Array): boolean {
  for (let j = 0; j < values.length; j++) if (!Number.isFinite(values[j])) return false;
  return true;
}

/** Newton-Raphson with step halving from `init` (original scale; default 0), stopping as R's `coxph.fit` does. */
export function newtonCox(data: PreparedCox, ties: Ties, control: CoxControl = {}, init?: ArrayLike<number>, evaluate?: Evaluate): NewtonResult {
  const { p, scale } = data;
  const { eps = 1e-9, iterMax = 20, tolerChol = 1.8e-12 } = control;
  const tolerInf = control.tolerInf ?? Math.sqrt(eps);
  const full = evaluate === undefined ? coxWorkspace(p) : undefined;
  const work = full ?? coxDerivatives(p);
  const at: Evaluate = evaluate ?? ((point) => evaluateCox(data, point, ties, full!));
  const { score, information } = work;
  const beta = new Float64Array(p);
  if (init !== undefined) for (let j = 0; j < p; j++) beta[j] = scale[j] === 0 ? 0 : init[j]! / scale[j]!;
  at(beta, work);
  const loglikNull = work.loglik;
  let loglik = loglikNull;
  const step = new Float64Array(p);
  step.set(score);
  ldlFactor(information, p, tolerChol);
  ldlSolve(information, p, step);
  const trial = new Float64Array(p);
  let scoreStatistic = 0;
  for (let j = 0; j < p; j++) {
    scoreStatistic += score[j]! * step[j]!;
    trial[j] = beta[j]! + step[j]!;
  }
  let converged = p === 0 || data.nEvents === 0;
  let iterations = 0;
  if (iterMax === 0 || converged) trial.set(beta);
  else {
    let halving = 0;
    for (iterations = 1; iterations <= iterMax; iterations++) {
      at(trial, work);
      const usable = Number.isFinite(work.loglik) && allFinite(score);
      ldlFactor(information, p, tolerChol);
      if (usable && halving === 0 && Math.abs(1 - loglik / work.loglik) <= eps) {
        loglik = work.loglik;
        converged = true;
        break;
      }
      if (iterations === iterMax) break;
      if (!usable || work.loglik < loglik) {
        halving++;
        for (let j = 0; j < p; j++) trial[j] = (trial[j]! + halving * beta[j]!) / (halving + 1);
        continue;
      }
      halving = 0;
      loglik = work.loglik;
      step.set(score);
      ldlSolve(information, p, step);
      beta.set(trial);
      for (let j = 0; j < p; j++) trial[j] = trial[j]! + step[j]!;
    }
    if (!converged) loglik = work.loglik;
  }
  const variance = ldlInverse(information, p);
  const coef = new Float64Array(p);
  const aliased: boolean[] = [];
  const infinite: boolean[] = [];
  for (let j = 0; j < p; j++) {
    aliased.push(information[j * p + j] === 0);
    coef[j] = trial[j]! * scale[j]!;
    let next = 0;
    for (let k = 0; k < p; k++) next += variance[j * p + k]! * score[k]!;
    infinite.push(iterMax > 1 && Math.abs(next * scale[j]!) > tolerInf * (1 + Math.abs(coef[j]!)));
  }
  for (let j = 0; j < p; j++) for (let k = 0; k < p; k++) variance[j * p + k] = variance[j * p + k]! * scale[j]! * scale[k]!;
  return { coef, variance, aliased, loglikNull, loglik, scoreStatistic, iterations, converged, infinite };
}

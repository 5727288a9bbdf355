// SPDX-License-Identifier: Apache-2.0
import type { CoxFit } from './cox-fit.ts';
import { fitData } from './fit-data.ts';
import type { PreparedCox, Ties } from './prepared.ts';

/** Martingale and score residuals in prepared order; score is row-major on the prepared scale. */
export interface PreparedResiduals {
  readonly martingale: Float64Array;
  readonly score: Float64Array;
}

/**
 * Martingale residuals d - exp(eta) H(t) and score residuals (each subject's part of the score), unweighted, with Efron's or Breslow's hazard.
 * @see T. Therneau, P. Grambsch, Modeling Survival Data, 2000, ch. 4 and 7
 */
export function preparedResiduals(data: PreparedCox, coefOriginal: ArrayLike<number>, ties: Ties): PreparedResiduals {
  const { n, p, x, scale, weights, offset, groupStart, groupEvents, groupOpensStratum } = data;
  const risk = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let eta = offset === undefined ? 0 : offset[i]!;
    for (let j = 0; j < p; j++) eta += scale[j] === 0 ? 0 : (coefOriginal[j]! / scale[j]!) * x[i * p + j]!;
    risk[i] = Math.exp(eta);
  }
  const groups = groupEvents.length;
  // Per group: hazard increment and mean-weighted increment, for those still at risk and for those who have the event there.
  const hazard = new Float64Array(groups);
  const hazardEvents = new Float64Array(groups);
  const meanHazard = new Float64Array(groups * p);
  const meanHazardEvents = new Float64Array(groups * p);
  const meanOfEvents = new Float64Array(groups * p);
  let s0 = 0;
  const s1 = new Float64Array(p);
  const e1 = new Float64Array(p);
  for (let g = 0; g < groups; g++) {
    if (groupOpensStratum[g] === 1) {
      s0 = 0;
      s1.fill(0);
    }
    e1.fill(0);
    let e0 = 0;
    let eventWeight = 0;
    const start = groupStart[g]!;
    const d = groupEvents[g]!;
    for (let i = start; i < groupStart[g + 1]!; i++) {
      const w = weights === undefined ? 1 : weights[i]!;
      s0 += w * risk[i]!;
      for (let j = 0; j < p; j++) s1[j] = s1[j]! + w * risk[i]! * x[i * p + j]!;
      if (i - start < d) {
        eventWeight += w;
        e0 += w * risk[i]!;
        for (let j = 0; j < p; j++) e1[j] = e1[j]! + w * risk[i]! * x[i * p + j]!;
      }
    }
    for (let step = 0; step < d; step++) {
      const share = ties === 'efron' ? step / d : 0;
      const denominator = s0 - share * e0;
      const increment = eventWeight / d / denominator;
      hazard[g] = hazard[g]! + increment;
      hazardEvents[g] = hazardEvents[g]! + (1 - share) * increment;
      for (let j = 0; j < p; j++) {
        const mean = (s1[j]! - share * e1[j]!) / denominator;
        meanHazard[g * p + j] = meanHazard[g * p + j]! + mean * increment;
        meanHazardEvents[g * p + j] = meanHazardEvents[g * p + j]! + (1 - share) * mean * increment;
        meanOfEvents[g * p + j] = meanOfEvents[g * p + j]! + mean / d;
      }
    }
  }
  const martingale = new Float64Array(n);
  const score = new Float64Array(n * p);
  let cumulative = 0;
  const cumulativeMean = new Float64Array(p);
  for (let g = groups - 1; g >= 0; g--) {
    const start = groupStart[g]!;
    const d = groupEvents[g]!;
    for (let i = start; i < groupStart[g + 1]!; i++) {
      const isEvent = i - start < d;
      const h = cumulative + (isEvent ? hazardEvents[g]! : hazard[g]!);
      martingale[i] = (isEvent ? 1 : 0) - risk[i]! * h;
      for (let j = 0; j < p; j++) {
        const a = cumulativeMean[j]! + (isEvent ? meanHazardEvents[g * p + j]! : meanHazard[g * p + j]!);
        const value = x[i * p + j]!;
        score[i * p + j] = (isEvent ? value - meanOfEvents[g * p + j]! : 0) - risk[i]! * (value * h - a);
      }
    }
    if (groupOpensStratum[g] === 1) {
      cumulative = 0;
      cumulativeMean.fill(0);
    } else {
      cumulative += hazard[g]!;
      for (let j = 0; j < p; j++) cumulativeMean[j] = cumulativeMean[j]! + meanHazard[g * p + j]!;
    }
  }
  return { martingale, score };
}

/** The exact likelihood has no hazard of its own; R gives Breslow's beside it. */
export const hazardTies = (ties: CoxFit['ties']): Ties => (ties === 'exact' ? 'breslow' : ties);

/** Residuals in the order of the data. */
export interface CoxResiduals {
  readonly martingale: readonly number[];
  readonly deviance: readonly number[];
  /** One row per subject, one column per term. */
  readonly score: readonly (readonly number[])[];
  /** Change of the coefficients when the subject is left out, to first order. */
  readonly dfbeta: readonly (readonly number[])[];
}

/** Equals R's `residuals(fit, type = "martingale" | "deviance" | "score" | "dfbeta")`. */
export function coxResiduals(fit: CoxFit): CoxResiduals {
  const { prepared, newton } = fitData(fit);
  const { n, p, rows, scale, status } = prepared;
  const residuals = preparedResiduals(prepared, newton.coef, hazardTies(fit.ties));
  const martingale = new Array<number>(n).fill(0);
  const deviance = new Array<number>(n).fill(0);
  const score: number[][] = new Array(n);
  const dfbeta: number[][] = new Array(n);
  for (let i = 0; i < n; i++) {
    const m = residuals.martingale[i]!;
    const row = rows[i]!;
    martingale[row] = m;
    const term = status[i] === 1 ? Math.log(1 - m) : 0;
    deviance[row] = Math.sign(m) * Math.sqrt(Math.max(0, -2 * (m + term)));
    const own = Array.from({ length: p }, (_, j) => (scale[j] === 0 ? 0 : residuals.score[i * p + j]! / scale[j]!));
    score[row] = own;
    dfbeta[row] = own.map((_, j) => own.reduce((sum, value, k) => sum + newton.variance[j * p + k]! * value, 0));
  }
  return { martingale, deviance, score, dfbeta };
}

/** Sandwich variance D'D, D = w-weighted dfbeta summed within clusters (by subject without clusters). */
export function robustVariance(
  prepared: PreparedCox,
  variance: Float64Array,
  coef: Float64Array,
  ties: Ties,
  cluster: readonly (string | number)[] | undefined,
): Float64Array {
  const { n, p, rows, scale, weights } = prepared;
  const { score } = preparedResiduals(prepared, coef, ties);
  const sums = new Map<string | number, Float64Array>();
  for (let i = 0; i < n; i++) {
    const key = cluster === undefined ? rows[i]! : cluster[rows[i]!]!;
    const sum = sums.get(key) ?? new Float64Array(p);
    sums.set(key, sum);
    const w = weights === undefined ? 1 : weights[i]!;
    for (let j = 0; j < p; j++) {
      let change = 0;
      for (let k = 0; k < p; k++) if (scale[k] !== 0) change += (variance[j * p + k]! * score[i * p + k]!) / scale[k]!;
      sum[j] = sum[j]! + w * change;
    }
  }
  const robust = new Float64Array(p * p);
  for (const sum of sums.values()) for (let j = 0; j < p; j++) for (let k = 0; k < p; k++) robust[j * p + k] = robust[j * p + k]! + sum[j]! * sum[k]!;
  return robust;
}

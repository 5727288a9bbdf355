// SPDX-License-Identifier: Apache-2.0
import { ldlFactor, ldlSolve } from '../core/ldl.ts';
import { distinct } from '../core/surv.ts';
import { type ChiSquareTest, chiSquareTest } from '../core/tests.ts';
import { SurvivalError, type SurvivalWarning } from '../errors.ts';
import type { CoxFit } from './coxph.ts';
import { fitData } from './fit-data.ts';
import type { PreparedCox } from './prepared.ts';
import { hazardTies } from './residuals.ts';

/** Time transform g(t): `km` = 1 - Kaplan-Meier just before t, `rank` of the event time, `identity`, `log`. */
export type ZphTransform = 'km' | 'rank' | 'identity' | 'log';

/** Tests of proportional hazards. */
export interface CoxZph {
  readonly transform: ZphTransform;
  readonly terms: readonly (ChiSquareTest & { readonly term: string })[];
  readonly global: ChiSquareTest;
  readonly warnings: readonly SurvivalWarning[];
}

/**
 * Score test of coefficients that change as beta + gamma g(t). Equals R's `cox.zph(fit, transform =, terms = FALSE)` of survival 3.x.
 * Aliased terms are left out.
 * @throws SurvivalError `value-out-of-range` for transform `log` with an event at time 0; `all-aliased`
 * @see https://doi.org/10.1093/biomet/81.3.515 (Grambsch, Therneau 1994)
 */
export function coxZph(fit: CoxFit, transform: ZphTransform = 'km'): CoxZph {
  const { prepared, newton } = fitData(fit);
  const { p, scale } = prepared;
  const used = Array.from({ length: p }, (_, j) => j).filter((j) => !newton.aliased[j]);
  if (used.length === 0) throw new SurvivalError('all-aliased', 'the model has no estimated coefficient to test');
  const gOfTime = timeTransform(prepared, transform);
  const beta = Float64Array.from(newton.coef, (value, j) => (scale[j] === 0 ? 0 : value / scale[j]!));
  const { u, matrix } = extendedInformation(prepared, beta, hazardTies(fit.ties) === 'efron', gOfTime);
  const statistic = (gamma: readonly number[]): number => {
    const index = [...used, ...gamma.map((j) => p + j)];
    const m = index.length;
    const sub = new Float64Array(m * m);
    const y = new Float64Array(m);
    index.forEach((a, i) => {
      y[i] = a < p ? 0 : u[a]!;
      index.forEach((b, j) => {
        sub[i * m + j] = matrix[a * 2 * p + b]!;
      });
    });
    const solved = Float64Array.from(y);
    ldlFactor(sub, m, 1e-14);
    ldlSolve(sub, m, solved);
    return solved.reduce((sum, value, i) => sum + value * y[i]!, 0);
  };
  return {
    transform,
    terms: used.map((j) => ({ term: fit.terms[j]!.term, ...chiSquareTest(statistic([j]), 1) })),
    global: chiSquareTest(statistic(used), used.length),
    warnings: used.length < p ? [{ code: 'aliased-column', message: 'terms without a coefficient are not tested' }] : [],
  };
}

/** g of every event time; shifting g changes no test, so it is centred at its mean for accuracy. */
function timeTransform({ time, status, n, weights }: PreparedCox, transform: ZphTransform): Map<number, number> {
  const { levels, index } = distinct(time);
  const events = new Float64Array(levels.length);
  const leaving = new Float64Array(levels.length);
  for (let i = 0; i < n; i++) {
    const w = weights === undefined ? 1 : weights[i]!;
    leaving[index[i]!] = leaving[index[i]!]! + w;
    if (status[i] === 1) events[index[i]!] = events[index[i]!]! + w;
  }
  let atRisk = leaving.reduce((sum, w) => sum + w, 0);
  let survival = 1;
  let rank = 0;
  const g = new Map<number, number>();
  levels.forEach((t, k) => {
    const d = events[k]!;
    if (d > 0) {
      if (transform === 'log' && t <= 0) throw new SurvivalError('value-out-of-range', `an event at time ${t} has no logarithm: use another transform`);
      const ties = d;
      const value = transform === 'km' ? 1 - survival : transform === 'identity' ? t : transform === 'log' ? Math.log(t) : rank + (ties + 1) / 2;
      g.set(t, value);
      rank += ties;
      survival *= 1 - d / atRisk;
    }
    atRisk -= leaving[k]!;
  });
  const values = [...g.values()];
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
  for (const [t, value] of g) g.set(t, value - mean);
  return g;
}

/** Score and information of (beta, gamma) at gamma = 0: blocks sum V, sum g V, sum g^2 V. */
function extendedInformation(
  { p, x, weights, offset, groupStart, groupEvents, groupOpensStratum, time }: PreparedCox,
  beta: Float64Array,
  efron: boolean,
  gOfTime: ReadonlyMap<number, number>,
): { u: Float64Array; matrix: Float64Array } {
  const u = new Float64Array(2 * p);
  const matrix = new Float64Array(4 * p * p);
  const s1 = new Float64Array(p);
  const s2 = new Float64Array(p * p);
  const e1 = new Float64Array(p);
  const e2 = new Float64Array(p * p);
  let s0 = 0;
  for (let g = 0; g < groupEvents.length; g++) {
    if (groupOpensStratum[g] === 1) {
      s0 = 0;
      s1.fill(0);
      s2.fill(0);
    }
    e1.fill(0);
    e2.fill(0);
    let e0 = 0;
    let eventWeight = 0;
    const d = groupEvents[g]!;
    const start = groupStart[g]!;
    const value = d > 0 ? gOfTime.get(time[start]!)! : 0;
    for (let i = start; i < groupStart[g + 1]!; i++) {
      const at = i * p;
      let eta = offset === undefined ? 0 : offset[i]!;
      for (let j = 0; j < p; j++) eta += beta[j]! * x[at + j]!;
      const w = weights === undefined ? 1 : weights[i]!;
      const risk = w * Math.exp(eta);
      const isEvent = i - start < d;
      s0 += risk;
      if (isEvent) {
        e0 += risk;
        eventWeight += w;
      }
      for (let j = 0; j < p; j++) {
        const rx = risk * x[at + j]!;
        s1[j] = s1[j]! + rx;
        if (isEvent) {
          e1[j] = e1[j]! + rx;
          u[p + j] = u[p + j]! + value * w * x[at + j]!;
        }
        for (let k = 0; k < p; k++) {
          s2[j * p + k] = s2[j * p + k]! + rx * x[at + k]!;
          if (isEvent) e2[j * p + k] = e2[j * p + k]! + rx * x[at + k]!;
        }
      }
    }
    for (let step = 0; step < d; step++) {
      const share = efron ? step / d : 0;
      const denominator = s0 - share * e0;
      const w = eventWeight / d;
      for (let j = 0; j < p; j++) {
        const mean = (s1[j]! - share * e1[j]!) / denominator;
        u[p + j] = u[p + j]! - value * w * mean;
        for (let k = 0; k < p; k++) {
          const v = w * ((s2[j * p + k]! - share * e2[j * p + k]!) / denominator - (mean * (s1[k]! - share * e1[k]!)) / denominator);
          const width = 2 * p;
          matrix[j * width + k] = matrix[j * width + k]! + v;
          matrix[j * width + p + k] = matrix[j * width + p + k]! + value * v;
          matrix[(p + j) * width + k] = matrix[(p + j) * width + k]! + value * v;
          matrix[(p + j) * width + p + k] = matrix[(p + j) * width + p + k]! + value * value * v;
        }
      }
    }
  }
  return { u, matrix };
}

// SPDX-License-Identifier: Apache-2.0
import { SurvivalError, type SurvivalWarning } from '../errors.ts';
import type { KaplanMeier } from './survfit.ts';

/** Mean time to the event within tau. */
export interface Rmst {
  readonly tau: number;
  /** Area below the curve from 0 to tau, in the unit of time. */
  readonly mean: number;
  readonly se: number;
  readonly warnings: readonly SurvivalWarning[];
}

/**
 * Restricted mean survival time. Equals R's `survival:::survmean(fit, rmean = tau)`: variance = sum of (area from t to tau)^2 d / (n (n - d)).
 * @param tau above 0, in the unit of time
 * @throws SurvivalError `option-out-of-range`
 */
export function rmst(curve: KaplanMeier, tau: number): Rmst {
  if (!(tau > 0) || !Number.isFinite(tau)) throw new SurvivalError('option-out-of-range', `tau is ${tau}: it must be a time above 0`, { tau });
  const knots: number[] = [];
  for (let k = 0; k < curve.time.length && curve.time[k]! < tau; k++) knots.push(k);
  // Areas behind each knot, from the last one to the first.
  let area = 0;
  let variance = 0;
  let right = tau;
  for (let at = knots.length - 1; at >= 0; at--) {
    const k = knots[at]!;
    area += curve.surv[k]! * (right - curve.time[k]!);
    right = curve.time[k]!;
    const d = curve.nEvent[k]!;
    const n = curve.nRisk[k]!;
    if (d > 0 && n > d) variance += (area * area * d) / (n * (n - d));
  }
  area += right;
  const last = curve.time.at(-1)!;
  const warnings =
    tau > last && curve.surv.at(-1)! > 0
      ? [{ code: 'beyond-follow-up', message: `tau ${tau} is after the last follow-up ${last}: the curve was carried on at its last value` }]
      : [];
  return { tau, mean: area, se: Math.sqrt(variance), warnings };
}

// SPDX-License-Identifier: Apache-2.0
import type { PreparedSurv } from '../core/surv.ts';
import { distinct } from '../core/surv.ts';

/** A weighted sum of censoring integrals: `coefficient[i]` times the integral up to just before T_i, plus `atTime` times the one up to t. */
export interface CensoringCoefficients {
  readonly coefficient: ArrayLike<number>;
  readonly atTime: number;
  readonly t: number;
}

/**
 * Influence of the estimated censoring distribution, as riskRegression forms it over distinct times:
 * I_k(s) = 1(k censored, T_k <= s) / S(T_k-) - sum over u <= min(T_k, s) of dL(u)/S(u-), S(u-) the share with T >= u and dL = censored at u over
 * those with T >= u. O(n) through prefix sums.
 */
export function censoringInfluenceByTime({ n, time, status }: PreparedSurv, { coefficient, atTime, t }: CensoringCoefficients): Float64Array {
  const { levels, index } = distinct(time);
  const m = levels.length;
  const leaving = new Float64Array(m);
  const censored = new Float64Array(m);
  for (let i = 0; i < n; i++) {
    leaving[index[i]!]! += 1;
    if (status[i] === 0) censored[index[i]!]! += 1;
  }
  const atRisk = new Float64Array(m);
  const cumulative = new Float64Array(m);
  let left = n;
  let sum = 0;
  for (let k = 0; k < m; k++) {
    atRisk[k] = left;
    if (censored[k]! > 0) sum += (censored[k]! * n) / (left * left);
    cumulative[k] = sum;
    left -= leaving[k]!;
  }
  // Coefficients by the last distinct time that their integral includes; before the first time the integral is 0.
  const at = new Float64Array(m);
  for (let i = 0; i < n; i++) if (index[i]! > 0) at[index[i]! - 1]! += coefficient[i]!;
  let last = -1;
  while (last + 1 < m && levels[last + 1]! <= t) last++;
  if (last >= 0) at[last]! += atTime;
  const after = new Float64Array(m + 1);
  for (let k = m - 1; k >= 0; k--) after[k] = after[k + 1]! + at[k]!;
  const before = new Float64Array(m + 1);
  for (let k = 0; k < m; k++) before[k + 1] = before[k]! + at[k]! * cumulative[k]!;
  return Float64Array.from({ length: n }, (_, i) => {
    const k = index[i]!;
    const jump = status[i] === 0 ? (n / atRisk[k]!) * after[k]! : 0;
    return jump - before[k]! - cumulative[k]! * after[k]!;
  });
}

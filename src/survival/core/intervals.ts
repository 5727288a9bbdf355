// SPDX-License-Identifier: Apache-2.0

/** How an interval of a survival probability is made: on the scale of S, log S or log(-log S). */
export type ConfType = 'log' | 'log-log' | 'plain';

/**
 * Interval of S from the standard error of log S, as R's `survfit(conf.type =)`; limits are cut at 0 and 1.
 * Null where the scale has no value: S = 0, and S = 1 for log-log.
 */
export function survivalInterval(surv: number, seLog: number, z: number, type: ConfType): { readonly lower: number | null; readonly upper: number | null } {
  if (surv <= 0 || !Number.isFinite(seLog)) return { lower: null, upper: null };
  const half = z * seLog;
  if (type === 'plain') return { lower: Math.max(0, surv - half * surv), upper: Math.min(1, surv + half * surv) };
  if (type === 'log') return { lower: surv * Math.exp(-half), upper: Math.min(1, surv * Math.exp(half)) };
  if (surv >= 1) return { lower: null, upper: null };
  const centre = Math.log(-Math.log(surv));
  const width = half / Math.log(surv);
  return { lower: Math.exp(-Math.exp(centre - width)), upper: Math.exp(-Math.exp(centre + width)) };
}

/** Index of the last of the increasing values that is not above t; -1 before the first. */
export function lastIndexAt(values: ArrayLike<number>, t: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! <= t) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

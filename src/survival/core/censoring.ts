// SPDX-License-Identifier: Apache-2.0
import { lastIndexAt } from './intervals.ts';
import { distinct, type PreparedSurv } from './surv.ts';

/** Kaplan-Meier of the censoring time with EVENTS LEAVING FIRST: at a tied time only those with T > t and those censored at t are at risk. */
export interface CensoringSurvival {
  readonly time: readonly number[];
  readonly surv: Float64Array;
  /** G(t), right-continuous. */
  at(t: number): number;
  /** G(t-): just before t. */
  before(t: number): number;
}

/** The convention of `prodlim(reverse = TRUE)` and of survival's own G; weights count as that many subjects. */
export function censoringSurvival({ n, time, status }: PreparedSurv, weights?: ArrayLike<number>): CensoringSurvival {
  const { levels, index } = distinct(time);
  const events = new Float64Array(levels.length);
  const censored = new Float64Array(levels.length);
  let atRisk = 0;
  for (let i = 0; i < n; i++) {
    const weight = weights?.[i] ?? 1;
    atRisk += weight;
    if (status[i] === 1) events[index[i]!]! += weight;
    else censored[index[i]!]! += weight;
  }
  const surv = new Float64Array(levels.length);
  let g = 1;
  for (let k = 0; k < levels.length; k++) {
    const left = atRisk - events[k]!;
    if (censored[k]! > 0) g = censored[k]! >= left * (1 - 1e-12) ? 0 : g * (1 - censored[k]! / left);
    surv[k] = g;
    atRisk = left - censored[k]!;
  }
  const valueAt = (k: number): number => (k < 0 ? 1 : surv[k]!);
  return {
    time: levels,
    surv,
    at: (t) => valueAt(lastIndexAt(levels, t)),
    before: (t) => {
      const k = lastIndexAt(levels, t);
      return valueAt(k >= 0 && levels[k] === t ? k - 1 : k);
    },
  };
}

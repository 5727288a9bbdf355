// SPDX-License-Identifier: Apache-2.0
import { type Column, requireFinite, requireLength } from '../core/columns.ts';
import { prepareSurv, type Surv } from '../core/surv.ts';
import { SurvivalError, type SurvivalWarning } from '../errors.ts';
import { pGauss, pLausen92, pLausen94, pPermutation } from './p-values.ts';
import { cutLayout, cutStatistics, logrankScores } from './scores.ts';

/** Options of `maxstat`. */
export interface MaxstatOptions {
  /** Smallest share of subjects on either side; default 0.1. */
  readonly minProp?: number;
  /** Largest share in the lower group; default 1 − minProp. */
  readonly maxProp?: number;
  /** Random assignments for the permutation P; default 0, none. */
  readonly permutations?: number;
  readonly seed?: number;
}

/** Result of `maxstat`. */
export interface MaxstatResult {
  readonly n: number;
  readonly nEvents: number;
  /** Largest value of the low-risk side: low ≤ cutpoint < high. In the marker's unit. */
  readonly cutpoint: number;
  readonly statistic: number;
  readonly nLow: number;
  readonly nHigh: number;
  /** All cuts that were looked at, the size of the lower group there and the statistic. */
  readonly cuts: readonly number[];
  readonly leftSizes: readonly number[];
  readonly statistics: readonly number[];
  readonly scores: readonly number[];
  /** P corrected for the choice among the cuts: closed form of 1992, improved Bonferroni of 1994, Gaussian limit, permutation. */
  readonly pLausen92: number;
  readonly pLausen94: number;
  readonly pGauss: number;
  readonly pPermutation?: number;
  readonly warnings: readonly SurvivalWarning[];
}

/**
 * Cut of a marker by the maximally selected log-rank statistic, with P values that account for the search.
 * Equals R's `maxstat::maxstat.test(Surv(time, status) ~ marker, smethod = "LogRank", minprop =, maxprop =)`, whose cut
 * `survminer::surv_cutpoint` takes; the log-rank P between the resulting groups is not one of these and is far too small.
 * @param marker one number per subject, any unit
 * @throws SurvivalError `no-events`, `column-constant`, `too-few-observations`, `option-out-of-range`, `value-not-finite`
 * @see doi:10.1016/S0167-9473(02)00225-6 (Hothorn, Lausen 2003)
 */
export function maxstat(surv: Surv, marker: Column, options: MaxstatOptions = {}): MaxstatResult {
  const { minProp = 0.1, permutations = 0, seed = 1 } = options;
  const maxProp = options.maxProp ?? 1 - minProp;
  if (!(minProp > 0 && minProp < maxProp && maxProp < 1)) {
    throw new SurvivalError('option-out-of-range', `minProp is ${minProp} and maxProp ${maxProp}: they must satisfy 0 < minProp < maxProp < 1`, {
      minProp,
      maxProp,
    });
  }
  const { n, nEvents, time, status } = prepareSurv(surv);
  requireLength(marker, n, 'marker');
  requireFinite(marker, 'marker');
  if (nEvents === 0) throw new SurvivalError('no-events', `none of the ${n} subjects has the event: there is nothing to separate`, { n });
  const layout = cutLayout(marker, minProp, maxProp);
  if (layout.cuts.length === 0) {
    const constant = Array.from(marker).every((value) => value === marker[0]);
    throw constant
      ? new SurvivalError('column-constant', 'the marker has one value only: it cannot be cut')
      : new SurvivalError('too-few-observations', `no cut leaves between ${minProp} and ${maxProp} of the ${n} subjects below it: lower minProp`, {
          n,
          minProp,
        });
  }
  const scores = logrankScores(time, status);
  const statistics = cutStatistics(layout, scores);
  let best = 0;
  for (let k = 1; k < statistics.length; k++) if (statistics[k]! > statistics[best]!) best = k;
  const statistic = statistics[best]!;
  const warnings: SurvivalWarning[] = [];
  if (best === 0 || best === statistics.length - 1) {
    warnings.push({
      code: 'cutpoint-at-border',
      message: `the best cut is the ${best === 0 ? 'lowest' : 'highest'} one allowed: the marker may act without a threshold`,
    });
  }
  if (nEvents < 20) warnings.push({ code: 'few-events', message: `${nEvents} events: the place of the cut is hardly determined` });
  return {
    n,
    nEvents,
    cutpoint: layout.cuts[best]!,
    statistic,
    nLow: layout.leftSizes[best]!,
    nHigh: n - layout.leftSizes[best]!,
    cuts: layout.cuts,
    leftSizes: layout.leftSizes,
    statistics,
    scores: Array.from(scores),
    pLausen92: pLausen92(statistic, minProp, maxProp),
    pLausen94: pLausen94(statistic, n, layout.leftSizes),
    pGauss: pGauss(statistic, n, layout.leftSizes),
    ...(permutations > 0 ? { pPermutation: pPermutation(statistic, layout, scores, permutations, seed) } : {}),
    warnings,
  };
}

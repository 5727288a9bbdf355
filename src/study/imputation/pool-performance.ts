// SPDX-License-Identifier: Apache-2.0
// One performance from the performances in several completed cohorts.
import type { Estimate, Maybe, Performance } from '../report/study-report.ts';
import { type PoolScale, poolEstimates } from './pool.ts';

const NOTHING: Estimate = { value: null };

/** Pools one estimate; without standard errors in every completed cohort the mean alone, without a value in every one nothing. */
export function poolEstimate(estimates: readonly Estimate[], scale: PoolScale, seIsOnScale = false): Estimate {
  const values = estimates.map(({ value }) => value);
  if (values.length === 0 || values.some((value) => value === null)) return NOTHING;
  const inside = (value: number): boolean => (scale === 'logit' ? value > 0 && value < 1 : scale === 'identity' || value > 0);
  const numbers = values as number[];
  const usable = estimates.every(({ se }) => typeof se === 'number' && se > 0) && numbers.every(inside);
  if (!usable) return { value: numbers.reduce((sum, value) => sum + value, 0) / numbers.length };
  // The standard error of a ratio is already that of its logarithm.
  const variance = (value: number, se: number): number => (seIsOnScale ? (se * value) ** 2 : se * se);
  const { value, lower, upper, se } = poolEstimates(
    estimates.map((one) => ({ value: one.value!, variance: variance(one.value!, one.se!) })),
    undefined,
    scale,
  );
  return { value, lower, upper, se: seIsOnScale ? se / value : se };
}

const meanOf = (values: readonly Maybe[]): Maybe =>
  values.length === 0 || values.includes(null) ? null : values.reduce<number>((sum, value) => sum + value!, 0) / values.length;

/**
 * Pools performances of one model in completed cohorts: concordance and AUC on the logit scale, ratios on the log scale, slope and Brier score as they are
 * (Rubin's rules); ICI, E50 and E90 as means. Curves, groups and histograms are those of the first completed cohort: a curve has no pooled form that is still one of patients.
 *
 * @see Debray 2019, doi:10.1177/0962280218785504; Wood 2015, doi:10.1002/bimj.201400004
 */
export function poolPerformance(performances: readonly Performance[]): Performance {
  const [first] = performances;
  if (first === undefined) throw new RangeError('there is no performance to pool');
  if (performances.length === 1) return first;
  const pool = (pick: (one: Performance) => Estimate, scale: PoolScale, seIsOnScale = false): Estimate =>
    poolEstimate(performances.map(pick), scale, seIsOnScale);
  return {
    ...first,
    concordance: pool((one) => one.concordance, 'logit'),
    concordanceUno: pool((one) => one.concordanceUno, 'logit'),
    auc: first.auc.map((at, k) => ({ ...at, ...pool((one) => one.auc[k]!, 'logit') })),
    aucOverTime: first.aucOverTime.map((at, k) => ({ timeDays: at.timeDays, ...pool((one) => one.aucOverTime[k]!, 'logit') })),
    brier: first.brier.map((at, k) => ({
      ...at,
      brier: pool((one) => one.brier[k]!.brier, 'identity'),
      ipa: meanOf(performances.map((one) => one.brier[k]!.ipa)),
    })),
    integratedBrier: meanOf(performances.map((one) => one.integratedBrier)),
    calibration: first.calibration.map((at, k) => ({
      ...at,
      // Its standard error is that of the observed risk, not of the ratio: the mean stands without an interval.
      observedToExpected: { value: meanOf(performances.map((one) => one.calibration[k]!.observedToExpected.value)) },
      ici: meanOf(performances.map((one) => one.calibration[k]!.ici)),
      e50: meanOf(performances.map((one) => one.calibration[k]!.e50)),
      e90: meanOf(performances.map((one) => one.calibration[k]!.e90)),
    })),
    slope: pool((one) => one.slope, 'identity'),
    inTheLarge: pool((one) => one.inTheLarge, 'log', true),
    ...(first.groups === undefined ? {} : { groups: { ...first.groups, hazardRatio: pool((one) => one.groups?.hazardRatio ?? NOTHING, 'log', true) } }),
  };
}

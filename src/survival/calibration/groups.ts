// SPDX-License-Identifier: Apache-2.0
import { type Column, requireFinite, requireLength } from '../core/columns.ts';
import { meanOf, quantile7 } from '../core/quantile.ts';
import { prepareSurv, type Surv } from '../core/surv.ts';
import { intervalZ } from '../core/tests.ts';
import { SurvivalError, type SurvivalWarning } from '../errors.ts';
import { survfit, survfitAt } from '../kaplan-meier/survfit.ts';

/** One group of subjects with like predictions. */
export interface CalibrationGroup {
  readonly n: number;
  readonly nEvents: number;
  readonly meanPredictedSurv: number;
  /** Kaplan-Meier at t; null when the group's last subject is censored before t. */
  readonly observedSurv: number | null;
  /** Greenwood standard error of log S. */
  readonly stdErrLog: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
}

export interface CalibrationGroups {
  readonly time: number;
  readonly cuts: readonly number[];
  readonly groups: readonly CalibrationGroup[];
  readonly warnings: readonly SurvivalWarning[];
}

/**
 * Observed against predicted survival in groups. Equals the apparent part of R's `rms::calibrate(cmethod = "KM")` (`rms::groupkm` on cuts): cuts are the
 * quantiles of (0, 1, predicted survival) at equal shares, equal cuts joined; intervals closed on the left, the last on both sides.
 * @param predictedSurv S_i(t) under the model, in [0, 1]
 * @param groups wanted number of groups (at least 2)
 * @throws SurvivalError `option-out-of-range`, `value-out-of-range`
 */
export function calibrationGroups(surv: Surv, predictedSurv: Column, time: number, groups: number): CalibrationGroups {
  const { n } = prepareSurv(surv);
  requireLength(predictedSurv, n, 'predictedSurv');
  requireFinite(predictedSurv, 'predictedSurv');
  if (!Number.isInteger(groups) || groups < 2) throw new SurvivalError('option-out-of-range', `${groups} groups: at least 2 are compared`, { groups });
  for (let i = 0; i < n; i++) {
    if (predictedSurv[i]! < 0 || predictedSurv[i]! > 1)
      throw new SurvivalError('value-out-of-range', `predicted survival in row ${i} is ${predictedSurv[i]}`, { row: i });
  }
  const extended = [0, 1, ...Array.from(predictedSurv)];
  const cuts = [...new Set(Array.from({ length: groups + 1 }, (_, k) => quantile7(extended, k / groups)))].sort((a, b) => a - b);
  const members: number[][] = Array.from({ length: cuts.length - 1 }, () => []);
  for (let i = 0; i < n; i++) {
    let k = 0;
    while (k < cuts.length - 2 && predictedSurv[i]! >= cuts[k + 1]!) k++;
    members[k]!.push(i);
  }
  const rows = members
    .filter((own) => own.length > 0)
    .map((own): CalibrationGroup => {
      const [curve] = survfit({ time: own.map((i) => surv.time[i]!), status: own.map((i) => surv.status[i]!) }).curves;
      const last = curve!.time.at(-1)!;
      const at = survfitAt(curve!, [time], { extend: curve!.surv.at(-1) === 0 });
      const s = last < time && curve!.surv.at(-1)! > 0 ? null : at.surv[0]!;
      const se = at.stdErr[0] ?? null;
      return {
        n: own.length,
        nEvents: curve!.nEvents,
        meanPredictedSurv: meanOf(own.map((i) => predictedSurv[i]!)),
        observedSurv: s,
        stdErrLog: s === null || s === 0 || se === null ? null : se / s,
        lower: at.lower[0] ?? null,
        upper: at.upper[0] ?? null,
      };
    });
  const gaps = rows.filter(({ observedSurv }) => observedSurv === null).length;
  const warnings: SurvivalWarning[] = [];
  if (gaps > 0)
    warnings.push({ code: 'beyond-follow-up', message: `in ${gaps} of ${rows.length} groups nobody is followed to ${time}: there is a gap, not a value` });
  if (rows.length < groups) warnings.push({ code: 'fewer-groups', message: `predictions are too alike for ${groups} groups: ${rows.length} were formed` });
  return { time, cuts, groups: rows, warnings };
}

/** Observed against expected risk at one time. */
export interface ObservedExpected {
  readonly time: number;
  /** 1 - Kaplan-Meier. */
  readonly observedRisk: number;
  readonly observedRiskSe: number;
  readonly meanPredictedRisk: number;
  readonly ratio: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * Calibration in the large at a time: O/E = (1 - KM(t)) / mean predicted risk, interval on the log scale from Greenwood's standard error.
 * @param predictedRisk 1 - S_i(t) under the model
 * @throws SurvivalError `time-outside-range`, `no-events` (no risk observed), `value-out-of-range` (no risk predicted)
 */
export function observedExpected(surv: Surv, predictedRisk: Column, time: number, level = 0.95): ObservedExpected {
  const { n } = prepareSurv(surv);
  requireLength(predictedRisk, n, 'predictedRisk');
  requireFinite(predictedRisk, 'predictedRisk');
  const [curve] = survfit(surv).curves;
  const at = survfitAt(curve!, [time]);
  const s = at.surv[0];
  if (s === null || s === undefined) {
    throw new SurvivalError('time-outside-range', `nobody is followed to ${time} (last follow-up ${curve!.time.at(-1)}): the observed risk is not known`, {
      time,
    });
  }
  const observedRisk = 1 - s;
  const meanPredictedRisk = meanOf(predictedRisk);
  if (!(meanPredictedRisk > 0)) throw new SurvivalError('value-out-of-range', 'the mean predicted risk is 0: there is no ratio');
  if (observedRisk === 0) throw new SurvivalError('no-events', `there is no event up to ${time}: the ratio has no interval`, { time });
  const se = at.stdErr[0] ?? 0;
  const ratio = observedRisk / meanPredictedRisk;
  const half = (intervalZ(level) * se) / observedRisk;
  return { time, observedRisk, observedRiskSe: se, meanPredictedRisk, ratio, lower: ratio * Math.exp(-half), upper: ratio * Math.exp(half) };
}

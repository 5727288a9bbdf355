// SPDX-License-Identifier: Apache-2.0
import { type Surv, type TimeRocAt, type TimeRocOptions, timeRoc } from '../../survival/index.ts';

/**
 * AUC(t) at some times as R's `timeROC`, which the study used: cases have had the event before t, controls are followed beyond it, and whoever has either
 * exactly at t is neither.
 *
 * @throws SurvivalError as `timeRoc`
 * @see doi:10.1002/sim.5958
 */
export function aucAtTimes(surv: Surv, score: Float64Array, times: readonly number[], options: Pick<TimeRocOptions, 'curve'> = {}): readonly TimeRocAt[] {
  return timeRoc(surv, score, times, options).at;
}

/**
 * The same with events exactly at t among the cases, as every other measure of the report (Brier, calibration, net benefit) and `riskRegression::Score` count
 * them. It matters where times are whole months and t is a year.
 *
 * @returns how many such events there are, and the AUC; undefined without any
 */
export function aucWithEventsOnTheDay(surv: Surv, score: Float64Array, timeDays: number): { readonly n: number; readonly at: TimeRocAt } | undefined {
  let n = 0;
  for (let i = 0; i < surv.time.length; i++) if (surv.time[i] === timeDays && surv.status[i] === 1) n++;
  return n === 0 ? undefined : { n, at: timeRoc(surv, score, [timeDays], { convention: 'riskRegression' }).at[0]! };
}

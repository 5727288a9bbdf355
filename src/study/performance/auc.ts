// SPDX-License-Identifier: Apache-2.0
import { type Surv, type TimeRocAt, type TimeRocOptions, timeRoc } from '../../survival/index.ts';

/**
 * AUC(t) at some times: cases have had the event by t, controls are followed beyond it. An event exactly at t counts as a case, as it does in every other measure
 * of the report (Brier, calibration, net benefit). R's `timeROC` leaves such patients out, which matters where times are whole months and t is a year; without
 * an event exactly at t the numbers are those of `timeROC`, with one those of `riskRegression::Score`.
 *
 * @throws SurvivalError as `timeRoc`
 * @see doi:10.1002/sim.5958
 */
export function aucAtTimes(surv: Surv, score: Float64Array, times: readonly number[], options: Pick<TimeRocOptions, 'curve'> = {}): TimeRocAt[] {
  const eventTimes = new Set(Array.from(surv.time).filter((_, i) => surv.status[i] === 1));
  return times.map((t) => timeRoc(surv, score, [t], { ...options, convention: eventTimes.has(t) ? 'riskRegression' : 'timeROC' }).at[0]!);
}

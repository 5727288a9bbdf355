// SPDX-License-Identifier: Apache-2.0
import { SurvivalError } from '../errors.ts';
import { type Column, requireFinite, requireLength } from './columns.ts';

/** Right-censored follow-up as R's `Surv(time, status)`: time in any one unit, status 1 = event at that time, 0 = censored. */
export interface Surv {
  readonly time: Column;
  readonly status: Column;
}

/** Checked follow-up with nearly equal times made equal. */
export interface PreparedSurv {
  readonly n: number;
  readonly nEvents: number;
  readonly time: Float64Array;
  readonly status: Uint8Array;
}

/** R's `survival::aeqSurv` tolerance: the square root of the machine epsilon. */
const TIME_TOLERANCE = 2 ** -26;

/**
 * Checks times and status, and gives nearly equal times (relative to the mean, 1.5e-8, or absolutely) one value as R's `timefix`.
 * @throws SurvivalError `no-data`, `length-mismatch`, `value-not-finite`, `time-negative`, `status-not-binary`
 */
export function prepareSurv(surv: Surv): PreparedSurv {
  const n = surv.time.length;
  if (n === 0) throw new SurvivalError('no-data', 'there are no subjects: at least one follow-up time is needed');
  requireLength(surv.status, n, 'status');
  requireFinite(surv.time, 'time');
  const time = Float64Array.from(surv.time);
  const status = new Uint8Array(n);
  let nEvents = 0;
  for (let i = 0; i < n; i++) {
    if (time[i]! < 0) throw new SurvivalError('time-negative', `time is ${time[i]} in row ${i} (counted from 0): follow-up cannot be negative`, { row: i });
    const event = surv.status[i];
    if (event !== 0 && event !== 1) {
      throw new SurvivalError('status-not-binary', `status is ${event} in row ${i} (counted from 0): 1 = event, 0 = censored`, { row: i });
    }
    status[i] = event;
    nEvents += event;
  }
  joinNearTies(time);
  return { n, nEvents, time, status };
}

function joinNearTies(time: Float64Array): void {
  const sorted = Float64Array.from(time).sort();
  let sum = 0;
  let count = 0;
  for (let i = 0; i < sorted.length; i++) {
    if (i > 0 && sorted[i] === sorted[i - 1]) continue;
    sum += Math.abs(sorted[i]!);
    count++;
  }
  const mean = sum / count;
  const isNear = (gap: number): boolean => gap <= TIME_TOLERANCE || gap / mean <= TIME_TOLERANCE;
  let any = false;
  for (let i = 1; i < sorted.length && !any; i++) any = sorted[i] !== sorted[i - 1] && isNear(sorted[i]! - sorted[i - 1]!);
  if (!any) return;
  const representative = new Map<number, number>();
  let current = sorted[0]!;
  for (let i = 0; i < sorted.length; i++) {
    if (i > 0 && !isNear(sorted[i]! - sorted[i - 1]!)) current = sorted[i]!;
    representative.set(sorted[i]!, current);
  }
  for (let i = 0; i < time.length; i++) time[i] = representative.get(time[i]!)!;
}

/** Row numbers in order of increasing time; rows with one time keep their order (stable), as R's `order(time)`. */
export function orderByTime(time: ArrayLike<number>): Int32Array {
  const order = new Int32Array(time.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  return order.sort((a, b) => time[a]! - time[b]! || a - b);
}

/** Row numbers in order of increasing time with events before censorings at one time, as R's `order(time, -status)`. */
export function orderByTimeEventsFirst(time: ArrayLike<number>, status: ArrayLike<number>): Int32Array {
  const order = new Int32Array(time.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  return order.sort((a, b) => time[a]! - time[b]! || status[b]! - status[a]! || a - b);
}

/** Distinct values in increasing order and, per subject, which of them it has. */
export function distinct(values: ArrayLike<number>): { readonly levels: number[]; readonly index: Int32Array } {
  const levels = [...new Set(Array.from(values))].sort((a, b) => a - b);
  const at = new Map(levels.map((level, k) => [level, k]));
  return { levels, index: Int32Array.from(values, (value) => at.get(value)!) };
}

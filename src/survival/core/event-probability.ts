// SPDX-License-Identifier: Apache-2.0
import { orderByTime } from './surv.ts';

/** Kaplan-Meier survival at one time, and the first and last follow-up times. */
export interface SurvivalAt {
  readonly survival: number;
  readonly firstTime: number;
  readonly lastTime: number;
}

/** Kaplan-Meier survival of the given rows at `t` (the last value where follow-up ends before `t`). */
export function survivalAt(time: ArrayLike<number>, status: ArrayLike<number>, rows: ArrayLike<number>, t: number): SurvivalAt {
  const times = Float64Array.from(rows, (row) => time[row]!);
  const events = Uint8Array.from(rows, (row) => status[row]!);
  const order = orderByTime(times);
  const n = order.length;
  let survival = 1;
  for (let start = 0; start < n; ) {
    const now = times[order[start]!]!;
    if (now > t) break;
    let end = start;
    let count = 0;
    while (end < n && times[order[end]!] === now) count += events[order[end++]!]!;
    if (count > 0) survival *= 1 - count / (n - start);
    start = end;
  }
  return { survival, firstTime: n === 0 ? Infinity : times[order[0]!]!, lastTime: n === 0 ? -Infinity : times[order[n - 1]!]! };
}

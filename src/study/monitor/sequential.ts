// SPDX-License-Identifier: Apache-2.0
// A rule that says during follow-up when events come too often or too seldom, with a stated chance of a false alarm.
import { quantile7, seededRandom } from '../../survival/index.ts';
import { streamSeed } from '../imputation/draws.ts';
import type { DriftSection } from '../report/study-report.ts';
import type { AppliedModel } from '../validate/apply-model.ts';
import { type CalendarPatient, expectedUntil, isoOf } from './calendar.ts';

export interface SequentialOptions {
  /** The rate ratio to find, above 1: alarms are tuned to this many times more, or fewer, events. */
  readonly ratio: number;
  /** Chance of an alarm, in either direction, over the whole monitoring when the model is right. */
  readonly falseAlarm: number;
  readonly seed: number;
  readonly simulations?: number;
}

interface Cusum {
  up: number;
  down: number;
}

/** Weight of an event, and of the expected events, in the two log-likelihood ratios. */
function weights(ratio: number) {
  return { event: Math.log(ratio), up: ratio - 1, down: 1 - 1 / ratio };
}

/** No event while `expected` more were due: the upward sum falls, the downward one rises. */
function wait(sums: Cusum, expected: number, ratio: number): void {
  const { up, down } = weights(ratio);
  sums.up = Math.max(0, sums.up - up * expected);
  sums.down += down * expected;
}

function happen(sums: Cusum, ratio: number): void {
  const { event } = weights(ratio);
  sums.up += event;
  sums.down = Math.max(0, sums.down - event);
}

/**
 * Limit of the sums for a chance of false alarm. On the scale of expected events the counting process of a right model is a Poisson process of rate 1
 * (time change of its compensator), whatever the patients; its greatest sum over the length of the monitoring is simulated.
 */
export function cusumLimit(expectedTotal: number, { ratio, falseAlarm, seed, simulations = 4000 }: SequentialOptions): number {
  const random = seededRandom(streamSeed(seed, 0x5e9));
  const highest = Array.from({ length: simulations }, () => {
    const sums: Cusum = { up: 0, down: 0 };
    let most = 0;
    let left = expectedTotal;
    for (;;) {
      const gap = -Math.log(1 - random());
      wait(sums, Math.min(gap, left), ratio);
      most = Math.max(most, sums.down);
      left -= gap;
      if (left <= 0) return most;
      happen(sums, ratio);
      most = Math.max(most, sums.up);
    }
  });
  return quantile7(highest, 1 - falseAlarm);
}

/**
 * Two-sided CUSUM of observed against expected events along the calendar.
 * @see Biswas, Kalbfleisch 2008, doi:10.1002/sim.3216 (risk-adjusted CUSUM for survival)
 */
export function sequentialRule(applied: AppliedModel, patients: readonly CalendarPatient[], options: SequentialOptions): DriftSection['sequential'] {
  const eventDays = patients.flatMap(({ event, start, days }) => (event ? [start + days] : [])).sort((a, b) => a - b);
  const end = patients.reduce((most, { start, days }) => Math.max(most, start + days), Number.NEGATIVE_INFINITY) + 1;
  const days = [...new Set([...eventDays, end])].sort((a, b) => a - b);
  const expected = expectedUntil(applied, patients, days);
  const total = expected.at(-1) ?? 0;
  if (!(total > 0)) return undefined;
  const threshold = cusumLimit(total, options);
  const sums: Cusum = { up: 0, down: 0 };
  const path: NonNullable<DriftSection['sequential']>['path'][number][] = [];
  let signal: NonNullable<DriftSection['sequential']>['signal'] = null;
  let observed = 0;
  days.forEach((day, k) => {
    wait(sums, expected[k]! - (expected[k - 1] ?? 0), options.ratio);
    if (signal === null && sums.down > threshold) signal = { direction: 'fewer', date: isoOf(day) };
    const here = eventDays.filter((one) => one === day).length;
    for (let e = 0; e < here; e++) happen(sums, options.ratio);
    observed += here;
    if (signal === null && sums.up > threshold) signal = { direction: 'more', date: isoOf(day) };
    path.push({ date: isoOf(day), expected: expected[k]!, observed, up: sums.up, down: sums.down });
  });
  const percent = Math.round(options.falseAlarm * 100);
  return {
    rule: `CUSUM of the log-likelihood ratio, upward for ${options.ratio} times as many events as expected and downward for 1/${options.ratio} of them`,
    ratio: options.ratio,
    threshold,
    falseAlarm: `If the model is right, the chance of any alarm over the ${Math.round(total)} expected events of this monitoring is ${percent} % (${options.simulations ?? 4000} simulated histories). A longer monitoring needs a new limit. The uncertainty of the model’s own baseline is not in it.`,
    path,
    signal,
  };
}

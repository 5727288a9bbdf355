// SPDX-License-Identifier: Apache-2.0
// Events observed and expected along the calendar.
import { qchisq } from '../../survival/index.ts';
import type { DriftSection, Estimate } from '../report/study-report.ts';
import { type AppliedModel, baselineAt, lastBaselineDay } from '../validate/apply-model.ts';

const DAY_MS = 86_400_000;

/** Days since 1970-01-01 of an ISO date. */
export const dayNumber = (iso: string): number => Math.round(Date.parse(`${iso.slice(0, 10)}T00:00:00Z`) / DAY_MS);
export const isoOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** One patient on the calendar: followed from `start` for `days`, at most to the end of the model's baseline. */
export interface CalendarPatient {
  readonly start: number;
  readonly days: number;
  readonly event: boolean;
  /** exp(score): multiplies the baseline hazard. */
  readonly relative: number;
}

/** Patients of an applied model with their start on the calendar. @param starts day numbers in the order of the applied rows */
export function calendarPatients(applied: AppliedModel, starts: ArrayLike<number>): CalendarPatient[] {
  const last = lastBaselineDay(applied.model) ?? 0;
  return Array.from(applied.rows, (_, i) => {
    const time = applied.surv.time[i]!;
    return { start: starts[i]!, days: Math.min(time, last), event: applied.surv.status[i] === 1 && time <= last, relative: Math.exp(applied.centredScore[i]!) };
  });
}

/**
 * Expected events up to each of some calendar days: Σ H(min(follow-up, day − start)) over the patients. By the martingale property of the counting process its
 * difference from the observed number has mean 0 when the model is right, in any period.
 */
export function expectedUntil(applied: AppliedModel, patients: readonly CalendarPatient[], days: readonly number[]): number[] {
  return days.map((day) => {
    const seen = patients.filter(({ start }) => start < day);
    const hazard = baselineAt(
      applied.model,
      seen.map((patient) => Math.min(patient.days, day - patient.start)),
    );
    return seen.reduce((sum, patient, k) => sum + hazard[k]! * patient.relative, 0);
  });
}

/** Observed/expected with the exact Poisson interval (Garwood 1936). */
export function poissonRatio(observed: number, expected: number): Estimate {
  if (!(expected > 0)) return { value: null, lower: null, upper: null };
  const lower = observed === 0 ? 0 : qchisq(0.025, 2 * observed) / 2;
  const upper = qchisq(0.975, 2 * (observed + 1)) / 2;
  return { value: observed / expected, lower: lower / expected, upper: upper / expected };
}

/** Events by calendar periods of equal length from the first start to the end of the last follow-up. @param periodDays length of one period */
export function periodsOf(applied: AppliedModel, patients: readonly CalendarPatient[], periodDays: number): DriftSection['periods'] {
  const first = patients.reduce((least, { start }) => Math.min(least, start), Number.POSITIVE_INFINITY);
  const end = patients.reduce((most, { start, days }) => Math.max(most, start + days), Number.NEGATIVE_INFINITY) + 1;
  const edges: number[] = [];
  for (let day = first; day < end; day += periodDays) edges.push(day);
  edges.push(end);
  const expected = expectedUntil(applied, patients, edges);
  return edges.slice(1).map((to, k) => {
    const from = edges[k]!;
    const events = patients.filter(({ event, start, days }) => event && start + days >= from && start + days < to).length;
    const inside = patients.filter(({ start, days }) => start < to && start + days >= from).length;
    const due = expected[k + 1]! - expected[k]!;
    return { from: isoOf(from), to: isoOf(to - 1), patients: inside, events, expected: due, ratio: poissonRatio(events, due) };
  });
}

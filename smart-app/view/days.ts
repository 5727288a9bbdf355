// SPDX-License-Identifier: Apache-2.0
import { civilDate, daysBetween } from '../../src/nomogram/calendar.ts';

const DAY_MS = 86_400_000;

/** The calendar day `days` later (negative: earlier). */
export function addDays(iso: string, days: number): string {
  const { year, month, day } = civilDate(iso);
  return new Date(Date.UTC(year, month - 1, day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Days from a date in the record to the operation; undefined when either is not a date. */
export function daysBefore(dateIso: string, operationIso: string | undefined): number | undefined {
  if (operationIso === undefined) return undefined;
  try {
    return daysBetween(dateIso, operationIso);
  } catch {
    return undefined;
  }
}

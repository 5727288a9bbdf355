// SPDX-License-Identifier: Apache-2.0
// Dates as the record writes them. Windows count calendar days as written, so that no answer depends on the machine's time zone.

const DAY_MS = 86_400_000;

/** First day that a FHIR date or dateTime may mean, `YYYY-MM-DD` (`2026` is 2026-01-01); undefined when it is no date. */
export function earliestDay(dateTime: string): string | undefined {
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:T|$)/.exec(dateTime);
  if (match === null) return undefined;
  const day = `${match[1]}-${match[2] ?? '01'}-${match[3] ?? '01'}`;
  return Number.isNaN(Date.parse(`${day}T00:00:00Z`)) ? undefined : day;
}

/** Last day that a FHIR date or dateTime may mean, `YYYY-MM-DD`. */
export function latestDay(dateTime: string): string | undefined {
  const first = earliestDay(dateTime);
  if (first === undefined) return undefined;
  if (/^\d{4}$/.test(dateTime)) return `${dateTime}-12-31`;
  if (!/^\d{4}-\d{2}$/.test(dateTime)) return first;
  const [year, month] = dateTime.split('-').map(Number);
  return new Date(Date.UTC(year ?? 0, month ?? 1, 0)).toISOString().slice(0, 10);
}

/** Whole calendar days from `from` to `to` (both `YYYY-MM-DD…`); negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to.slice(0, 10)}T00:00:00Z`) - Date.parse(`${from.slice(0, 10)}T00:00:00Z`)) / DAY_MS);
}

/** Milliseconds since 1970 of a FHIR dateTime. A value without a zone is read as UTC, a bare date as its first moment: only the order matters. */
export function instantMs(dateTime: string): number {
  const day = earliestDay(dateTime);
  if (day === undefined) return Number.NaN;
  if (!dateTime.includes('T')) return Date.parse(`${day}T00:00:00Z`);
  return Date.parse(/(?:Z|[+-]\d{2}:\d{2})$/.test(dateTime) ? dateTime : `${dateTime}Z`);
}

/** `YYYY-MM-DD` some years later; 29 February becomes 28 where there is none. */
export function addYears(day: string, years: number): string {
  const [y, m, d] = day.slice(0, 10).split('-').map(Number) as [number, number, number];
  const lastOfMonth = new Date(Date.UTC(y + years, m, 0)).getUTCDate();
  return new Date(Date.UTC(y + years, m - 1, Math.min(d, lastOfMonth))).toISOString().slice(0, 10);
}

/** `YYYY-MM-DD` some days later or, negative, earlier. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day.slice(0, 10)}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Completed years on `atDay` of somebody born at `birthDate`; for `1968` or `1968-02` the fewest it can be. */
export function completedYears(birthDate: string, atDay: string): number | undefined {
  const born = latestDay(birthDate);
  const at = earliestDay(atDay);
  if (born === undefined || at === undefined) return undefined;
  const years = Number(at.slice(0, 4)) - Number(born.slice(0, 4));
  return at.slice(5) < born.slice(5) ? years - 1 : years;
}

/** A date or dateTime with at least a full day: `2024` becomes 2024-01-01, the earliest it can mean. What is no date at all becomes the fallback. */
export function fullDate(dateTime: string | undefined, fallback: string): string {
  const day = dateTime === undefined ? undefined : earliestDay(dateTime);
  if (dateTime === undefined || day === undefined) return fallback;
  return dateTime.length < 10 ? day : dateTime;
}

// SPDX-License-Identifier: Apache-2.0
// Days and months on the Gregorian calendar, without clock or time zone: a date in a record is the day that was written there.

export interface CivilDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
}

/** Days of a month (1 to 12). */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/**
 * The calendar day of an ISO 8601 date or date-time, as written (no conversion to another zone).
 *
 * @throws {RangeError} when the text does not start with a real date
 */
export function civilDate(iso: string): CivilDate {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:T.*)?$/.exec(iso);
  const [year, month, day] = (match ?? []).slice(1).map(Number);
  if (year === undefined || month === undefined || day === undefined || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) {
    throw new RangeError(`"${iso}" is not a date; write it as YYYY-MM-DD`);
  }
  return { year, month, day };
}

/** `YYYY-MM-DD`. */
export function isoDate({ year, month, day }: CivilDate): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** Consecutive number of a day; differences are days. @see Hinnant, "chrono-compatible low-level date algorithms", days_from_civil */
function dayNumber({ year, month, day }: CivilDate): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
}

/** Days from `fromIso` to `toIso`; negative when `toIso` is earlier. */
export function daysBetween(fromIso: string, toIso: string): number {
  return dayNumber(civilDate(toIso)) - dayNumber(civilDate(fromIso));
}

/** The same day `months` later, or the last day of that month where it is shorter (31 August + 6 months = 28 or 29 February). */
export function addMonths(iso: string, months: number): string {
  const { year, month, day } = civilDate(iso);
  const index = year * 12 + (month - 1) + months;
  const target = { year: Math.floor(index / 12), month: (index % 12) + 1 };
  return isoDate({ ...target, day: Math.min(day, daysInMonth(target.year, target.month)) });
}

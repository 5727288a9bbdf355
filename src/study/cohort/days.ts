// SPDX-License-Identifier: Apache-2.0

/** Days of one unit of time: a year of 365.25 days and a twelfth of it. */
export const DAYS_PER: Readonly<Record<'days' | 'months' | 'years', number>> = { days: 1, months: 30.4375, years: 365.25 };

/** Days of a horizon in years. */
export function horizonDays(years: number): number {
  return years * DAYS_PER.years;
}

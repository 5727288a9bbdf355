// SPDX-License-Identifier: Apache-2.0
import type { Catalogue, Language } from './catalogue.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** The day of a FHIR date or dateTime as recorded: `14 Nov 2026`, or ISO in Chinese. */
export function day(value: string | undefined, language: Language): string {
  if (value === undefined) return '';
  const iso = value.slice(0, 10);
  const [year, month, date] = iso.split('-');
  if (language === 'zh' || month === undefined || date === undefined) return iso;
  return `${Number(date)}\u00a0${MONTHS[Number(month) - 1]}\u00a0${year}`;
}

/** Date and time of an instant in the reader's time zone, to the second. */
export function moment(instant: string, language: Language): string {
  const at = new Date(instant);
  const two = (value: number): string => String(value).padStart(2, '0');
  const iso = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day(iso, language)} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** Completed years between a birth date and today. */
export function ageYears(birthDate: string, today: Date = new Date()): number {
  const [year = 0, month = 1, date = 1] = birthDate.split('-').map(Number);
  const passed = today.getMonth() + 1 > month || (today.getMonth() + 1 === month && today.getDate() >= date);
  return today.getFullYear() - year - (passed ? 0 : 1);
}

/** A recorded percentage as people read it: whole numbers of 100. */
export function whole(percent: number, text: Catalogue): string {
  if (percent < 1) return text.fewerThanOne;
  return percent > 99 ? text.moreThan99 : String(Math.round(percent));
}

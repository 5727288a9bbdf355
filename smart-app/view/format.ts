// SPDX-License-Identifier: Apache-2.0
// Numbers and dates as this page says them. Rounding is owned by src/nomogram/present.ts; here is only what needs a clock face.
import type { Language } from '../../src/nomogram/assessment.ts';
import { date as presentDate } from '../../src/nomogram/present.ts';
import type { Catalogue } from '../i18n/catalogue.ts';

export { decimal, of100Text, quantity, rangeText, scoreText, shortDate, signed } from '../../src/nomogram/present.ts';

/** The calendar day; a year or month alone (partial FHIR dates) is shown as written. */
export function date(iso: string, language: Language): string {
  return /^\d{4}-\d{2}-\d{2}/.test(iso) ? presentDate(iso, language) : iso;
}

/** `1, 2 and 3 years`; `1、2、3 年`. */
export function yearsList(rows: readonly { readonly years: number }[], t: Catalogue, language: Language): string {
  const years = rows.map((row) => row.years);
  if (years.length === 1) return t.estimate.years(years[0]!);
  return t.estimate.manyYears(language === 'zh' ? years.join('、') : `${years.slice(0, -1).join(', ')} and ${years.at(-1)}`);
}

const two = (n: number): string => String(n).padStart(2, '0');

/** `14:36` in the reader's own time zone. */
export function clock(iso: string): string {
  const at = new Date(iso);
  return `${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** Date and local time of an instant. */
export function dateTime(iso: string, language: Language): string {
  const at = new Date(iso);
  const day = date(`${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`, language);
  return `${day}${language === 'zh' ? ' ' : ', '}${clock(iso)}`;
}

// SPDX-License-Identifier: Apache-2.0
// The product's one formatter, in the plain text of a card: no no-break spaces, and a share that rounds to 0 or 100 in words.
import type { Language } from '../../src/nomogram/assessment.ts';
import * as present from '../../src/nomogram/present.ts';

const plainSpaces = (text: string): string => text.replaceAll('\u00a0', ' ');

/** `17 Nov 2026` or `2026-11-17`, the day as written; a partial date as it stands. */
export function day(dateIso: string, language: Language): string {
  return /^\d{4}-\d{2}-\d{2}/u.test(dateIso) ? plainSpaces(present.date(dateIso, language)) : dateIso;
}

/** Recurrence-free of 100. */
export function freeText(survival: number, language: Language): string {
  return present.of100Text(present.of100(survival), language);
}

/** With a recurrence or metastasis, of 100: what is left of the recurrence-free, so that both make 100. */
export function recurText(survival: number, language: Language): string {
  return present.of100Text(100 - present.of100(survival), language);
}

/** `44–65` recurrence-free. */
export function freeRange(lower: number, upper: number, language: Language): string {
  return span(present.of100(lower), present.of100(upper), language);
}

/** `35–56` with a recurrence, from the survival interval. */
export function recurRange(lower: number, upper: number, language: Language): string {
  return span(100 - present.of100(upper), 100 - present.of100(lower), language);
}

function span(low: number, high: number, language: Language): string {
  if (low >= 1 && high <= 99) return present.rangeText(low, high);
  const [a, b] = [present.of100Text(low, language), present.of100Text(high, language)];
  return a === b ? a : `${a} ${language === 'zh' ? '至' : 'to'} ${b}`;
}

/** `420 ng/mL`; a number alone for unit 1. */
export function measured(value: number, unit: string, language: Language): string {
  return plainSpaces(present.quantity(value, unit, language));
}

export const score = present.scoreText;
export const ratio = present.ratioText;

/** `1 year`, `2 years`, `2 年`. */
export function years(count: number, language: Language): string {
  return plainSpaces(present.yearsText(count, language));
}

/** `v1` for 1.0.0, `v1.2` for 1.2.0. */
export function version(semver: string): string {
  return `v${semver.replace(/(?:\.0){1,2}$/u, '')}`;
}

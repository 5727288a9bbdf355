// SPDX-License-Identifier: Apache-2.0
// The one formatter: every number, date and range that a person reads passes here, so rounding is decided once.
import type { Bounds, Language, LocalText, SurvivalAt } from './assessment.ts';
import { civilDate } from './calendar.ts';
import type { ModelOutcome } from './outcome.ts';
import { capital, outcomeWords } from './outcome-words.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const EN_DASH = '–';
const MINUS = '−';
const NO_BREAK_SPACE = '\u00a0';

/** Whole number nearest to the value, halves up; never −0. */
function whole(value: number): number {
  return Math.round(value) + 0;
}

/** A fraction 0..1 as a whole number of 100. */
export function of100(fraction: number): number {
  if (!(fraction >= 0 && fraction <= 1)) throw new RangeError(`${fraction} is not a fraction between 0 and 1`);
  // 0.285 × 100 is 28.499999999999996 in binary: twelve digits restore the half before it is rounded.
  return whole(Number((fraction * 100).toPrecision(12)));
}

/** A whole number of 100 in words where the number would promise too much: "fewer than 1", "more than 99". */
export function of100Text(count: number, language: Language): string {
  if (count < 1) return language === 'zh' ? '不到 1' : 'fewer than 1';
  if (count > 99) return language === 'zh' ? '超过 99' : 'more than 99';
  return String(count);
}

/** Both sides of one horizon, in people of 100. `recur` + `free` = 100, and each range mirrors the other. */
export interface Of100 {
  readonly years: number;
  readonly recur: number;
  readonly free: number;
  readonly recurRange?: readonly [number, number];
  readonly freeRange?: readonly [number, number];
}

/** Survival at a horizon as whole people of 100: rounded once on the recurrence-free side, the other side is the rest. */
export function peopleOf100(at: SurvivalAt): Of100 {
  const free = of100(at.survival);
  const sides = { years: at.years, free, recur: 100 - free };
  if (at.lower === undefined || at.upper === undefined) return sides;
  const freeRange = [of100(at.lower), of100(at.upper)] as const;
  return { ...sides, freeRange, recurRange: [100 - freeRange[1], 100 - freeRange[0]] };
}

/** Lowest and highest count of recurrences (and of the rest) over what is missing; with estimation error where the file knows it. */
export function boundsOf100(bound: Bounds['survival'][number]): {
  readonly years: number;
  readonly recur: readonly [number, number];
  readonly free: readonly [number, number];
  readonly recurWithError?: readonly [number, number];
} {
  const free = [of100(bound.lowest), of100(bound.highest)] as const;
  const both = { years: bound.years, free, recur: [100 - free[1], 100 - free[0]] as const };
  if (bound.lowestLower === undefined || bound.highestUpper === undefined) return both;
  return { ...both, recurWithError: [100 - of100(bound.highestUpper), 100 - of100(bound.lowestLower)] };
}

/** `35–56`; one number where both ends are equal. */
export function rangeText(low: number, high: number): string {
  return low === high ? signedless(low) : `${signedless(low)}${EN_DASH}${signedless(high)}`;
}

function signedless(value: number): string {
  return value < 0 ? `${MINUS}${Math.abs(value)}` : String(value);
}

/** Points as people read them: whole. */
export function points(value: number): number {
  return whole(value);
}

/**
 * Points that add up on the screen: each share is rounded once, and the total shown is their sum.
 *
 * Independent rounding of the total could differ from the sum of the parts by a point or two.
 */
export function pointsSum(parts: readonly number[]): { readonly parts: readonly number[]; readonly total: number } {
  const rounded = parts.map(points);
  return { parts: rounded, total: rounded.reduce((sum, part) => sum + part, 0) };
}

/**
 * Shares against the average patient that lead exactly from the average's whole points to the shown total: rounded so that the sum holds
 * (largest remainder), because "73 + 20 + 11 + 8 − 4" has to be 108.
 *
 * @param average total points of the average patient
 * @param parts pointsAgainstAverage, unrounded
 * @param total the total as shown
 */
export function pointsAgainst(average: number, parts: readonly number[], total: number): { readonly average: number; readonly parts: readonly number[] } {
  const start = points(average);
  const rounded = parts.map(points);
  let excess = rounded.reduce((sum, part) => sum + part, start) - total;
  while (excess !== 0) {
    const step = excess > 0 ? -1 : 1;
    const errors = parts.map((part, i) => step * (part - rounded[i]!));
    const next = errors.indexOf(Math.max(...errors));
    if (next < 0) break;
    rounded[next] = rounded[next]! + step;
    excess += step;
  }
  return { average: start, parts: rounded };
}

/** `+20`, `−4`, `0`, with a true minus sign. */
export function signed(value: number): string {
  return value > 0 ? `+${value}` : value < 0 ? `${MINUS}${Math.abs(value)}` : '0';
}

/** A number with at most this many decimals, trailing zeros dropped, true minus, grouped: `1,297` (en), `50 965` from five digits on (zh). */
export function decimal(value: number, digits: number, language: Language = 'en'): string {
  const text = Math.abs(value).toFixed(digits);
  const [integer = '0', rest = ''] = text.split('.');
  const fractionPart = rest.replace(/0+$/, '');
  const grouped = group(integer, language);
  const negative = value < 0 && Number(text) !== 0;
  return `${negative ? MINUS : ''}${grouped}${fractionPart === '' ? '' : `.${fractionPart}`}`;
}

function group(integer: string, language: Language): string {
  if (language === 'zh' && integer.length < 5) return integer;
  return integer.replace(/\B(?=(\d{3})+$)/g, language === 'zh' ? NO_BREAK_SPACE : ',');
}

/** The score, two decimals always: `1.97`, `2.30`. */
export function scoreText(value: number): string {
  const text = Math.abs(value).toFixed(2);
  return value < 0 && text !== '0.00' ? `${MINUS}${text}` : text;
}

/** A hazard ratio: two decimals, one from 10 on. */
export function ratioText(value: number): string {
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** A concordance or AUC: two decimals. */
export const measureText = scoreText;

const UNIT_TEXT: Readonly<Record<string, string>> = { 'umol/L': 'µmol/L', 'm[IU]/mL': 'mIU/mL', '1': '', cm: 'cm', mm: 'mm', mL: 'mL' };

/** Decimals that a measured input is shown with. */
const INPUT_DIGITS: Readonly<Record<string, number>> = { 'ng/mL': 1, 'umol/L': 1, 'g/L': 1, cm: 1, mm: 0, mL: 0, a: 0, '1': 2 };

/** A UCUM unit as people read it; nothing for 1. */
export function unitText(unit: string, language: Language = 'en'): string {
  return unit === 'a' ? { en: 'years', zh: '岁' }[language] : (UNIT_TEXT[unit] ?? unit);
}

/** A value with its unit, joined by a no-break space: `420 ng/mL`, `51 mL`; unit 1 shows the number alone. */
export function quantity(value: number, unit: string, language: Language = 'en', digits = INPUT_DIGITS[unit] ?? 2): string {
  const shown = unitText(unit, language);
  const number = decimal(value, digits, language);
  return shown === '' ? number : `${number}${NO_BREAK_SPACE}${shown}`;
}

/** The calendar day as written in the record: `14 Nov 2026` or `2026-11-14`, without breaks inside. */
export function date(iso: string, language: Language): string {
  const { year, month, day } = civilDate(iso);
  if (language === 'zh') return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  return `${day}${NO_BREAK_SPACE}${MONTHS[month - 1]}${NO_BREAK_SPACE}${year}`;
}

/** Day and month only, for axes: `26 Feb` or `2月26日`. */
export function shortDate(iso: string, language: Language): string {
  const { month, day } = civilDate(iso);
  return language === 'zh' ? `${month}月${day}日` : `${day}${NO_BREAK_SPACE}${MONTHS[month - 1]}`;
}

/** `1 year`, `2 years`; `2 年`. */
export function yearsText(years: number, language: Language): string {
  if (language === 'zh') return `${decimal(years, 2, 'zh')}${NO_BREAK_SPACE}年`;
  return `${decimal(years, 2)}${NO_BREAK_SPACE}${years === 1 ? 'year' : 'years'}`;
}

/** `9 days`, `1 day`; `9 天`. */
export function daysText(days: number, language: Language): string {
  if (language === 'zh') return `${decimal(days, 0, 'zh')}${NO_BREAK_SPACE}天`;
  return `${decimal(days, 0)}${NO_BREAK_SPACE}${Math.abs(days) === 1 ? 'day' : 'days'}`;
}

/**
 * The sentence of the estimate, both sides, in whole people.
 *
 * @example "About 45 of 100 similar patients (range 35–56) have a recurrence or metastasis within 2 years of the operation; 55 do not (44–65)."
 */
export function estimateSentence(at: SurvivalAt, outcome?: ModelOutcome): LocalText {
  const people = peopleOf100(at);
  const ranges = people.recurRange !== undefined && people.freeRange !== undefined;
  const recurRangeEn = ranges ? ` (range ${rangeText(...people.recurRange!)})` : '';
  const freeRangeEn = ranges ? ` (${rangeText(...people.freeRange!)})` : '';
  const recurRangeZh = ranges ? `（范围 ${rangeText(...people.recurRange!)}）` : '';
  const freeRangeZh = ranges ? `（${rangeText(...people.freeRange!)}）` : '';
  const [en, zh] = [outcomeWords(outcome, 'en'), outcomeWords(outcome, 'zh')];
  const recurEn = of100Text(people.recur, 'en');
  const aboutEn = people.recur < 1 || people.recur > 99 ? capital(recurEn) : `About ${recurEn}`;
  return {
    en: `${aboutEn} of 100 similar patients${recurRangeEn} ${en.does} within ${yearsText(people.years, 'en')} of the operation; ${of100Text(people.free, 'en')} ${en.doesNot}${freeRangeEn}.`,
    zh: `类似患者每 100 人约 ${of100Text(people.recur, 'zh')} 人${recurRangeZh}在术后 ${yearsText(people.years, 'zh')}内${zh.does}；${of100Text(people.free, 'zh')} 人${zh.doesNot}${freeRangeZh}。`,
  };
}

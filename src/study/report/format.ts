// SPDX-License-Identifier: Apache-2.0
// Every number of the report passes here, so that rounding is decided once. People of 100, dates and plain decimals come from src/nomogram/present.ts.
import { date, decimal, of100, scoreText, yearsText } from '../../nomogram/present.ts';
import type { Estimate, Maybe } from './study-report.ts';

/** Mean month of a Gregorian calendar, in days. */
export const DAYS_PER_MONTH = 30.4375;
export const DAYS_PER_YEAR = 365.25;
export const EN_DASH = '–';
const MINUS = '−';

/** What stands where a number could not be had. */
export const NOT_AVAILABLE = EN_DASH;

/** True for numbers that can be printed: neither null nor missing nor NaN nor infinite. */
export function known(value: Maybe | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function fixed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `${MINUS}${text}` : text;
}

/** A number with exactly this many decimals and a true minus; an en dash for what is not known. */
export function decimals(value: Maybe | undefined, digits: number): string {
  return known(value) ? fixed(value, digits) : NOT_AVAILABLE;
}

/**
 * A P value: `0.03`, `0.007`, `< 0.001`, `> 0.99`. Three decimals below 0.01 and next to 0.05, so that rounding never moves it over either line.
 *
 * @param value 0 … 1
 */
export function pValue(value: Maybe | undefined): string {
  if (!known(value)) return NOT_AVAILABLE;
  if (value < 0.001) return '< 0.001';
  if (value > 0.99) return '> 0.99';
  if (value < 0.00995 || (value >= 0.045 && value < 0.055)) return fixed(value, 3);
  return fixed(value, 2);
}

/** `P = 0.03` or `P < 0.001`; `P not estimable` where there is none. */
export function pSentence(value: Maybe | undefined): string {
  if (!known(value)) return 'P not estimable';
  const text = pValue(value);
  return /^[<>]/.test(text) ? `P ${text}` : `P = ${text}`;
}

/** A hazard ratio: two decimals, one from 10 on, none from 100 on; beyond 1000 and under 0.01 as a bound, for no study of this size knows more. */
export function hazardRatio(value: Maybe | undefined): string {
  if (!known(value)) return NOT_AVAILABLE;
  if (value > 999.5) return '> 1000';
  if (value >= 99.95) return fixed(value, 0);
  if (value >= 9.995) return fixed(value, 1);
  if (value < 0.01) return '< 0.01';
  return fixed(value, 2);
}

/** A concordance, AUC, slope, intercept or ratio: two decimals. */
export function measure(value: Maybe | undefined): string {
  return known(value) ? scoreText(value) : NOT_AVAILABLE;
}

/** Small error measures (Brier score, ICI, E50, E90, optimism, net benefit): three decimals. */
export function fine(value: Maybe | undefined): string {
  return decimals(value, 3);
}

/** A coefficient, weight or baseline hazard as it is needed to compute with: five significant digits, true minus. */
export function coefficient(value: Maybe | undefined): string {
  if (!known(value)) return NOT_AVAILABLE;
  if (value === 0) return '0';
  const size = Math.abs(value);
  const text = size >= 1e6 || size < 1e-4 ? size.toExponential(4).replace('e-', 'e−').replace('e+', 'e') : String(Number(size.toPrecision(5)));
  return value < 0 ? `${MINUS}${text}` : text;
}

/** A statistic (χ², maximally selected): two decimals, none from 1000 on (rank sums). */
export function statistic(value: Maybe | undefined): string {
  return known(value) && Math.abs(value) >= 1000 ? decimal(value, 0) : decimals(value, 2);
}

/** A count. */
export function count(value: Maybe | undefined): string {
  return known(value) ? decimal(value, 0) : NOT_AVAILABLE;
}

/** A share 0 … 1 as a whole percentage. */
export function percent(share: Maybe | undefined): string {
  return known(share) && share >= 0 && share <= 1 ? `${of100(share)} %` : NOT_AVAILABLE;
}

/** A share 0 … 1 as a whole number of 100 people. */
export function ofHundred(share: Maybe | undefined): string {
  return known(share) ? String(of100(Math.min(1, Math.max(0, share)))) : NOT_AVAILABLE;
}

type Formatter = (value: Maybe | undefined) => string;

/** `0.59–0.84`; words where an end is negative (`−0.19 to 0.41`), an en dash where an end is not known. */
export function range(lower: Maybe | undefined, upper: Maybe | undefined, format: Formatter = measure): string {
  if (!known(lower) || !known(upper)) return NOT_AVAILABLE;
  const [a, b] = [format(lower), format(upper)];
  return a.startsWith(MINUS) || b.startsWith(MINUS) || /[<>e]/.test(a + b) ? `${a} to ${b}` : `${a}${EN_DASH}${b}`;
}

/** `0.72 (0.59–0.84)`; the number alone where there is no range; an en dash where there is no number. */
export function withRange(estimate: Estimate | undefined, format: Formatter = measure): string {
  if (estimate === undefined || !known(estimate.value)) return NOT_AVAILABLE;
  const text = range(estimate.lower, estimate.upper, format);
  return text === NOT_AVAILABLE ? format(estimate.value) : `${format(estimate.value)} (${text})`;
}

/** Months of 30.4375 days, one decimal. */
export function months(timeDays: Maybe | undefined): string {
  return decimals(known(timeDays) ? timeDays / DAYS_PER_MONTH : null, 1);
}

/** `2 years`, `1 year`, `1.5 years`; months where the horizon is under a year. */
export function horizon(timeDays: number): string {
  const years = timeDays / DAYS_PER_YEAR;
  return years >= 0.95 ? yearsText(Number(years.toPrecision(2)), 'en').replace('\u00a0', ' ') : `${decimal(timeDays / DAYS_PER_MONTH, 0)} months`;
}

/** `2-year`, for use before a noun. */
export function horizonAdjective(timeDays: number): string {
  return horizon(timeDays).replace(/ (year|month)s?$/, '-$1');
}

/** `14 Nov 2026`, or with the time of day `14 Nov 2026, 09:30` (as written: UTC where the text says so). Text that is no ISO date stays as it is. */
export function day(iso: string): string {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}))?/.exec(iso);
  if (match === null) return iso;
  const shown = date(match[1]!, 'en');
  return match[2] === undefined ? shown : `${shown}, ${match[2]}${/Z$/.test(iso) ? ' UTC' : ''}`;
}

/** A tick label: as few decimals as the step between ticks needs. */
export function tick(value: number, step: number): string {
  const digits = [0, 1, 2, 3, 4, 5].find((places) => Math.abs(Math.round(step * 10 ** places) - step * 10 ** places) < 1e-6) ?? 6;
  return fixed(value, digits);
}

/** A value on a ratio axis: `0.25`, `1`, `10`. */
export function ratioTick(value: number): string {
  const text = String(Number(value.toPrecision(3)));
  return value < 0 ? text.replace('-', MINUS) : text;
}
/** Coordinate of a drawing in pixels, one decimal. */
export function px(value: number): string {
  return String(Math.round(value * 10) / 10 + 0);
}

/** `1 patient`, `2 patients`. */
export function counted(n: Maybe | undefined, singular: string, plural = `${singular}s`): string {
  return `${count(n)} ${n === 1 ? singular : plural}`;
}

/** `a, b and c`. */
export function listed(items: readonly string[]): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** A number with at most one decimal, two below 1, grouped: `17.6`, `1,297`, `0.02`. */
export function plain(value: Maybe | undefined): string {
  return known(value) ? decimal(value, Math.abs(value) < 1 ? 2 : 1) : NOT_AVAILABLE;
}

// SPDX-License-Identifier: Apache-2.0
// Step functions as SVG paths. Time is days from the operation; the plot ends at the last reliable month.
import type { CurvePoint } from '../../src/nomogram/assessment.ts';
import { px } from './svg.tsx';

/** End of the plot in months where a model names no horizon of its own. */
export const LAST_MONTH = 36;

/** Mean days in a month (365.25 / 12), as the study's horizons in years are counted. */
export const DAYS_PER_MONTH = 365.25 / 12;

export const daysToMonths = (days: number): number => days / DAYS_PER_MONTH;

type Scale = (v: number) => number;

/** Points within the plotted span, in time order. */
function within(curve: readonly CurvePoint[], endMonth: number): readonly CurvePoint[] {
  return curve.filter((p) => p.timeDays > 0 && daysToMonths(p.timeDays) <= endMonth + 1e-9);
}

/** S at a month: the last step at or before it; 1 before the first. A day's slack keeps 36 months = 1095 or 1096 days. */
export function survivalAt(curve: readonly CurvePoint[], month: number): number {
  let s = 1;
  for (const p of curve) {
    if (daysToMonths(p.timeDays) > month + 0.05) break;
    s = p.survival;
  }
  return s;
}

/**
 * A right-continuous step line from the operation (S = 1) to the last month with reliable data.
 * @param reverse draws it from the end back, to close a band.
 * @param endMonth end of reliable data
 */
export function stepPath(curve: readonly CurvePoint[], x: Scale, y: Scale, reverse = false, endMonth = LAST_MONTH): string {
  const corners: [number, number][] = [[x(0), y(1)]];
  let now = y(1);
  for (const p of within(curve, endMonth)) {
    const X = x(daysToMonths(p.timeDays));
    corners.push([X, now]);
    now = y(p.survival);
    corners.push([X, now]);
  }
  corners.push([x(endMonth), now]);
  return toPath(corners, reverse);
}

/** The interval as one closed area; empty when the curve carries none. */
export function bandPath(curve: readonly CurvePoint[], x: Scale, y: Scale, endMonth = LAST_MONTH): string {
  const inside = within(curve, endMonth);
  if (!inside.some((p) => p.lower !== undefined)) return '';
  const upper = inside.map((p) => ({ timeDays: p.timeDays, survival: p.upper ?? p.survival }));
  const lower = inside.map((p) => ({ timeDays: p.timeDays, survival: p.lower ?? p.survival }));
  return `${stepPath(upper, x, y, false, endMonth)}${stepPath(lower, x, y, true, endMonth)}Z`;
}

function toPath(corners: readonly [number, number][], reverse: boolean): string {
  const list = reverse ? [...corners].reverse() : corners;
  return list.map(([a, b], i) => `${i === 0 && !reverse ? 'M' : 'L'}${px(a)} ${px(b)}`).join('');
}

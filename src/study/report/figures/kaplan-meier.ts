// SPDX-License-Identifier: Apache-2.0
import { frame } from '../chart/axes.ts';
import { groupKey, groupShape } from '../chart/groups.ts';
import { sampled, spread } from '../chart/place.ts';
import { monthTicks } from '../chart/scale.ts';
import { area, line, type Point, path, stairPoints, stairs, text } from '../chart/svg.ts';
import { shorten } from '../chart/words.ts';
import { capital, survivalAt } from '../context.ts';
import { count, DAYS_PER_MONTH, horizon, months, ofHundred, pSentence, range } from '../format.ts';
import { type Drawing, figure, table } from '../page/html.ts';
import { FULL } from '../page/widths.ts';
import type { GroupCurve, Maybe } from '../study-report.ts';

export interface KaplanMeierOptions {
  readonly curves: readonly GroupCurve[];
  readonly logRankP: Maybe;
  readonly title: string;
  /** `recurrence-free`. */
  readonly free: string;
  readonly timeZero: string;
  readonly untilDays: number;
  readonly horizonsDays: readonly number[];
}

/** Observed curves of the groups with bands, censoring marks and the numbers still at risk. */
export function kaplanMeierFigure(options: KaplanMeierOptions): string {
  const at = options.horizonsDays.at(-1) ?? options.untilDays;
  const words = options.curves.map((curve) => `${curve.label} ${ofHundred(survivalAt(curve, at)?.survival)} of 100`);
  return figure({
    label: `Kaplan–Meier curves by group, ${options.title}: ${options.free} at ${horizon(at)} ${words.join(', ')}; log-rank ${pSentence(options.logRankP)}.`,
    widths: FULL,
    draw: (width) => drawCurves(width, options),
    dataTitle: 'observed curves and numbers at risk',
    data: options.curves.map((curve) => curveTable(curve, options)).join(''),
  });
}

function drawCurves(width: number, options: KaplanMeierOptions): Drawing {
  const { curves, untilDays, free } = options;
  const riskHeight = 30 + curves.length * 19;
  const height = Math.min(350, width * 0.7 + 60);
  const rightMargin = width < 560 ? 84 : 150;
  const until = untilDays / DAYS_PER_MONTH;
  const monthsShown = monthTicks(until, width < 420 ? 4 : 8);
  const { x, y, left, right, top, bottom, marks } = frame({
    width,
    height,
    margin: { left: 40, right: rightMargin, bottom: 44 },
    xDomain: [0, until],
    yDomain: [0, 1],
    xTicks: monthsShown.map((month) => ({ value: month, label: String(month) })),
    yTicks: [0, 0.25, 0.5, 0.75, 1].map((value) => ({ value, label: ofHundred(value) })),
    xTitle: `months from ${options.timeZero}`,
    yTitle: `${capital(free)}, of 100 patients`,
  });
  const timeX = (days: number): number => x(Math.min(days, untilDays) / DAYS_PER_MONTH);
  let body = marks;
  const ends = curves.map((curve) => y(survivalAt(curve, untilDays)?.survival ?? 1));
  const labels = spread(ends, 36, top + 4, bottom - 12);
  curves.forEach((curve, i) => {
    const key = groupKey(curve.group, i, curves.length);
    const steps = curve.steps.filter((step) => step.timeDays <= untilDays);
    const lastSeen = Math.max(steps.at(-1)?.timeDays ?? 0, ...curve.censoredDays);
    const endX = timeX(Math.min(untilDays, lastSeen));
    const banded = steps.filter((step) => step.lower !== null && step.upper !== null);
    const upper: readonly Point[] = banded.map((step) => [timeX(step.timeDays), y(step.upper as number)]);
    const lower: readonly Point[] = banded.map((step) => [timeX(step.timeDays), y(step.lower as number)]);
    if (banded.length > 1) body += path(area(stairPoints(upper, endX), stairPoints(lower, endX)), `bd-${key}`);
    const start: Point[] = steps[0]?.timeDays === 0 ? [] : [[x(0), y(1)]];
    body += path(stairs([...start, ...steps.map((step): Point => [timeX(step.timeDays), y(step.survival)])], endX), `km s-${key}`);
    for (const days of curve.censoredDays) {
      if (days > untilDays) continue;
      const survival = survivalAt(curve, days)?.survival ?? 1;
      body += line(timeX(days), y(survival) - 4, timeX(days), y(survival) + 4, `cens s-${key}`);
    }
    const labelY = labels[i]!;
    if (Math.abs(labelY - ends[i]!) > 6) body += line(endX + 3, ends[i]!, right + 8, labelY, 'lead');
    body += groupShape(key, right + 14, labelY, 5) + text(right + 25, labelY + 4, shorten(curve.label, rightMargin - 25, 13), `lb t-${key}`);
    body += text(right + 25, labelY + 20, `${ofHundred(survivalAt(curve, untilDays)?.survival)}${width < 560 ? ' of 100' : ` at ${horizon(untilDays)}`}`, 'ls');
  });
  body += text(left + 8, bottom - 10, `log-rank ${pSentence(options.logRankP)}`, 'ls');
  const riskTop = height + 16;
  body += text(0, riskTop, 'Still at risk', 'ls');
  curves.forEach((curve, i) => {
    const key = groupKey(curve.group, i, curves.length);
    const rowY = riskTop + 20 + i * 19;
    body += groupShape(key, 8, rowY - 4, 4.4);
    for (const month of monthsShown) {
      const n = atRisk(curve, month * DAYS_PER_MONTH);
      if (n !== undefined) body += text(x(month), rowY, count(n), `tk t-${key}`, 'middle');
    }
  });
  return { height: height + riskHeight, body };
}

/** Patients still at risk at a time, where the report counts them within a week of it. */
function atRisk(curve: GroupCurve, timeDays: number): number | undefined {
  const near = curve.atRisk.find((row) => Math.abs(row.timeDays - timeDays) < 8);
  return near?.n;
}

function curveTable(curve: GroupCurve, options: KaplanMeierOptions): string {
  const rows = sampled(curve.steps, 60);
  const shortened = rows.length < curve.steps.length ? `, ${rows.length} of ${curve.steps.length} steps` : '';
  const risk = table({
    caption: `Numbers at risk, ${curve.label}, ${options.title}`,
    columns: [{ head: `${curve.label}: month` }, { head: 'Still at risk', numeric: true }],
    rows: curve.atRisk.map((row) => [months(row.timeDays), count(row.n)]),
  });
  const steps = table({
    caption: `Observed curve, ${curve.label}, ${options.title}${shortened}`,
    columns: [{ head: `${curve.label}: day${shortened}` }, { head: `${capital(options.free)}, of 100`, numeric: true }, { head: '95 % range', numeric: true }],
    rows: rows.map((step) => [count(step.timeDays), ofHundred(step.survival), range(step.lower, step.upper, ofHundred)]),
  });
  return risk + steps;
}

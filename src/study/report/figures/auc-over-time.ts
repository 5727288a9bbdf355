// SPDX-License-Identifier: Apache-2.0
import { frame } from '../chart/axes.ts';
import { monthTicks, ticks } from '../chart/scale.ts';
import { area, dot, line, type Point, path, polyline, text } from '../chart/svg.ts';
import { DAYS_PER_MONTH, horizon, known, measure, months, range, tick } from '../format.ts';
import { type Drawing, figure, table } from '../page/html.ts';
import { HALF } from '../page/widths.ts';
import type { Performance } from '../study-report.ts';

type Row = Performance['aucOverTime'][number];

/** AUC(t) over the months of follow-up with its range as a band, horizons marked. */
export function aucOverTimeFigure(performance: Performance, title: string, timeZero: string): string {
  const rows = performance.aucOverTime.filter((row) => known(row.value));
  const values = rows.map((row) => row.value as number);
  const marked = performance.auc.filter((at) => known(at.value));
  const horizons = marked.map((at) => `${measure(at.value)} at ${horizon(at.timeDays)}`);
  return figure({
    label: `AUC over time, ${title}: between ${measure(Math.min(...values))} and ${measure(Math.max(...values))} from month ${months(rows[0]?.timeDays)} to month ${months(rows.at(-1)?.timeDays)}${horizons.length === 0 ? '' : `; ${horizons.join(', ')}`}.`,
    widths: HALF,
    draw: (width) => drawAuc(width, rows, marked, timeZero),
    dataTitle: 'AUC over time',
    data: table({
      caption: `AUC over time, ${title}`,
      columns: [{ head: 'Month' }, { head: 'AUC', numeric: true }, { head: '95 % range', numeric: true }],
      rows: performance.aucOverTime.map((row) => [months(row.timeDays), measure(row.value), range(row.lower, row.upper)]),
    }),
  });
}

function drawAuc(width: number, rows: readonly Row[], marked: Performance['auc'], timeZero: string): Drawing {
  const height = Math.min(width, 372);
  const lowest = Math.min(0.5, ...rows.map((row) => row.lower ?? row.value ?? 0.5));
  const floor = Math.max(0, Math.floor(lowest * 10 + 1e-9) / 10);
  const last = Math.max(...rows.map((row) => row.timeDays), ...marked.map((at) => at.timeDays)) / DAYS_PER_MONTH;
  const first = rows[0]!.timeDays / DAYS_PER_MONTH;
  const scale = ticks(floor, 1, 6);
  const { x, y, left, right, bottom, marks } = frame({
    width,
    height,
    xDomain: [Math.min(first, last - 1), last],
    yDomain: [floor, 1],
    xTicks: monthTicks(last + 0.01, width < 400 ? 5 : 7)
      .filter((month) => month >= first - 0.01)
      .map((month) => ({ value: month, label: String(month) })),
    yTicks: scale.values.map((value) => ({ value, label: tick(value, scale.step) })),
    xTitle: `months from ${timeZero}`,
    yTitle: 'AUC(t)',
  });
  const at = (row: Row): number => x(row.timeDays / DAYS_PER_MONTH);
  const clip = (value: number): number => y(Math.min(1, Math.max(floor, value)));
  const banded = rows.filter((row) => known(row.lower) && known(row.upper));
  const upper: Point[] = banded.map((row) => [at(row), clip(row.upper as number)]);
  const lower: Point[] = banded.map((row) => [at(row), clip(row.lower as number)]);
  let body = marks + line(left, y(0.5), right, y(0.5), 'diag') + text(left + 6, y(0.5) + (floor < 0.45 ? 16 : -7), '0.5: no better than chance', 'ls');
  if (banded.length > 1) body += path(area(upper, lower), 'band');
  body += path(polyline(rows.map((row) => [at(row), clip(row.value as number)])), 'ln-p');
  for (const mark of marked) {
    const markX = x(mark.timeDays / DAYS_PER_MONTH);
    const markY = clip(mark.value as number);
    body +=
      dot(markX, markY, 5, 'mk') + text(markX + (markX > right - 20 ? 4 : 0), markY - 12, measure(mark.value), 'num-s', markX > right - 20 ? 'end' : 'middle');
  }
  return { height: Math.max(height, bottom + 40), body };
}

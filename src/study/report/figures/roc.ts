// SPDX-License-Identifier: Apache-2.0
import { frame } from '../chart/axes.ts';
import { sampled } from '../chart/place.ts';
import { line, path, polyline, runs } from '../chart/svg.ts';
import { decimals, horizon, measure, range } from '../format.ts';
import { type Drawing, figure, table } from '../page/html.ts';
import { HALF } from '../page/widths.ts';
import type { Performance } from '../study-report.ts';

const QUARTERS = [0, 0.25, 0.5, 0.75, 1].map((value) => ({ value, label: String(value) }));

type Auc = Performance['auc'];

/** ROC curves at the horizons, each named with its area and range inside the plot. */
export function rocFigure(performance: Performance, title: string): string {
  const words = performance.auc.map((at) => `${horizon(at.timeDays)} ${measure(at.value)}${rangeWords(at)}`);
  return figure({
    label: `ROC curves, ${title}: area under the curve at ${words.join('; ')}.`,
    widths: HALF,
    draw: (width) => drawRoc(width, performance.auc),
    dataTitle: 'ROC curves',
    data: performance.auc.map((at) => curveTable(at, title)).join(''),
  });
}

function rangeWords(at: Auc[number]): string {
  const text = range(at.lower, at.upper);
  return text === '–' ? '' : `, range ${text}`;
}

function drawRoc(width: number, auc: Auc): Drawing {
  const height = Math.min(width, 372);
  const { x, y, marks } = frame({
    width,
    height,
    xDomain: [0, 1],
    yDomain: [0, 1],
    xTicks: QUARTERS,
    yTicks: QUARTERS,
    xTitle: '1 − specificity',
    yTitle: 'sensitivity',
  });
  let body = marks + line(x(0), y(0), x(1), y(1), 'diag');
  auc.forEach((at, i) => {
    body += path(polyline(at.curve.map((point) => [x(point.fp), y(point.tp)])), `roc c${style(i)}`);
  });
  const top = y(0.08) - (auc.length - 1) * 21;
  auc.forEach((at, i) => {
    const atY = top + i * 21;
    const left = x(width < 400 ? 0.3 : 0.4);
    const text = range(at.lower, at.upper);
    body += path(`M${left} ${atY - 4}h24`, `roc c${style(i)}`);
    body += runs(left + 31, atY, [
      { words: horizon(at.timeDays), className: `lb fc${style(i)}` },
      { words: measure(at.value), className: 'num-s' },
      ...(text === '–' ? [] : [{ words: text, className: 'ls' }]),
    ]);
  });
  return { height, body };
}

/** Line style 1 to 4; more horizons repeat it, their labels still tell them apart. */
function style(i: number): number {
  return (i % 4) + 1;
}

function curveTable(at: Auc[number], title: string): string {
  const rows = sampled(at.curve, 40);
  const shortened = rows.length < at.curve.length ? `, ${rows.length} of ${at.curve.length} points` : '';
  return table({
    caption: `ROC curve at ${horizon(at.timeDays)}, ${title}${shortened}`,
    columns: [{ head: `1 − specificity, ${horizon(at.timeDays)}${shortened}` }, { head: 'Sensitivity', numeric: true }],
    rows: rows.map((point) => [decimals(point.fp, 3), decimals(point.tp, 3)]),
  });
}

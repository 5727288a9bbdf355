// SPDX-License-Identifier: Apache-2.0
import { frame } from '../chart/axes.ts';
import { sampled } from '../chart/place.ts';
import { dot, line, path, polyline, rect, text } from '../chart/svg.ts';
import { count, horizon, known, ofHundred, range } from '../format.ts';
import { type Drawing, figure, table } from '../page/html.ts';
import { HALF } from '../page/widths.ts';
import type { Performance } from '../study-report.ts';

type Calibration = Performance['calibration'][number];

/** Predicted against observed risk at one horizon: groups with ranges, smooth curve, and how predictions are spread along the axis. */
export function calibrationFigure(at: Calibration, title: string, event: string): string {
  const groups = at.groups.map((group) => `${ofHundred(group.predicted)} predicted, ${ofHundred(group.observed)} observed`);
  return figure({
    label: `Calibration at ${horizon(at.timeDays)}, ${title}, of 100 patients by group: ${groups.join('; ')}.`,
    widths: HALF,
    draw: (width) => drawCalibration(width, at, event),
    dataTitle: `calibration at ${horizon(at.timeDays)}`,
    data: groupTable(at, title) + smoothTable(at, title),
  });
}

function drawCalibration(width: number, at: Calibration, event: string): Drawing {
  const height = Math.min(width, 392) + 4;
  const scale = [0, 0.25, 0.5, 0.75, 1].map((value) => ({ value, label: ofHundred(value) }));
  const { x, y, bottom, marks } = frame({
    width,
    height,
    xDomain: [0, 1],
    yDomain: [0, 1],
    xTicks: scale,
    yTicks: scale,
    xTitle: `predicted with ${shortEvent(event, width)} by ${horizon(at.timeDays)}, of 100`,
    yTitle: 'observed, of 100',
  });
  let body = marks;
  const most = Math.max(1, ...at.histogram);
  at.histogram.forEach((n, i) => {
    const tall = (n / most) * 34;
    if (n > 0) body += rect(x(i / at.histogram.length) + 1, bottom - tall, x(1 / at.histogram.length) - x(0) - 2, tall, 'band');
  });
  body += line(x(0), y(0), x(1), y(1), 'diag') + text(x(0.97), y(0.97) - 12, 'ideal', 'ls', 'end');
  const inside = at.smooth.filter((point) => point.observed >= 0 && point.observed <= 1);
  if (inside.length > 1) body += path(polyline(inside.map((point) => [x(point.predicted), y(point.observed)])), 'ln-2');
  for (const group of at.groups) {
    if (!known(group.observed)) continue;
    const groupX = x(group.predicted);
    if (known(group.lower) && known(group.upper)) body += line(groupX, y(group.lower), groupX, y(group.upper), 'ci-on');
    body += dot(groupX, y(group.observed), 5, 'mk');
  }
  return { height, body };
}

function shortEvent(event: string, width: number): string {
  return width < 400 || event.length > 28 ? 'the event' : event;
}

function groupTable(at: Calibration, title: string): string {
  return table({
    caption: `Calibration groups at ${horizon(at.timeDays)}, ${title}`,
    columns: [
      { head: 'Predicted, of 100' },
      { head: 'Observed, of 100', numeric: true },
      { head: '95 % range', numeric: true },
      { head: 'Patients', numeric: true },
      { head: 'Events', numeric: true },
    ],
    rows: at.groups.map((group) => [
      ofHundred(group.predicted),
      ofHundred(group.observed),
      range(group.lower, group.upper, ofHundred),
      count(group.n),
      count(group.events),
    ]),
  });
}

function smoothTable(at: Calibration, title: string): string {
  const bins = at.histogram.length;
  const histogram = table({
    caption: `How many patients have which predicted risk at ${horizon(at.timeDays)}, ${title}`,
    columns: [{ head: 'Predicted risk, of 100' }, { head: 'Patients', numeric: true }],
    rows: at.histogram.flatMap((n, i) => (n === 0 ? [] : [[`${ofHundred(i / bins)}–${ofHundred((i + 1) / bins)}`, count(n)]])),
  });
  if (at.smooth.length === 0) return histogram;
  return (
    table({
      caption: `Smooth calibration curve at ${horizon(at.timeDays)}, ${title}`,
      columns: [{ head: 'Smooth curve: predicted, of 100' }, { head: 'Observed, of 100', numeric: true }],
      rows: sampled(at.smooth, 20).map((point) => [ofHundred(point.predicted), ofHundred(point.observed)]),
    }) + histogram
  );
}

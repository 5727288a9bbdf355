// SPDX-License-Identifier: Apache-2.0
import { frame } from '../chart/axes.ts';
import { sampled } from '../chart/place.ts';
import { niceDomain, ticks } from '../chart/scale.ts';
import { dot, line, path, polyline, text } from '../chart/svg.ts';
import { measure, statistic, tick } from '../format.ts';
import { type Drawing, figure, table } from '../page/html.ts';
import { HALF } from '../page/widths.ts';
import type { ModelSection } from '../study-report.ts';

type Cutoff = NonNullable<ModelSection['cutoff']>;

/** Standardised log-rank statistic over the possible cut-offs of the score. */
export function cutoffScanFigure(cutoff: Cutoff, title: string): string {
  const most = Math.max(...cutoff.scan.map((point) => Math.abs(point.statistic)));
  return figure({
    label: `Scan of cut-offs, ${title}: the standardised log-rank statistic is largest, ${statistic(most)}, at a score of ${measure(cutoff.value)}.`,
    widths: HALF,
    draw: (width) => drawScan(width, cutoff),
    dataTitle: 'cut-off scan',
    data: table({
      caption: `Standardised log-rank statistic by cut-off, ${title}`,
      columns: [{ head: 'Cut-off on the score' }, { head: 'Statistic', numeric: true }],
      rows: sampled(cutoff.scan, 60).map((point) => [measure(point.cut), statistic(Math.abs(point.statistic))]),
    }),
  });
}

function drawScan(width: number, cutoff: Cutoff): Drawing {
  const height = Math.min(width * 0.72, 290);
  const cuts = cutoff.scan.map((point) => point.cut);
  const sizes = cutoff.scan.map((point) => Math.abs(point.statistic));
  const low = Math.min(...cuts);
  const high = Math.max(...cuts);
  const across = ticks(low, high, 5);
  const domain = niceDomain(0, Math.max(...sizes), 5);
  const up = ticks(domain[0], domain[1], 5);
  const { x, y, top, bottom, right, marks } = frame({
    width,
    height,
    xDomain: [low, high],
    yDomain: domain,
    xTicks: across.values.map((value) => ({ value, label: tick(value, across.step) })),
    yTicks: up.values.map((value) => ({ value, label: tick(value, up.step) })),
    xTitle: 'cut-off on the score',
    yTitle: 'standardised log-rank statistic',
  });
  const best = sizes.indexOf(Math.max(...sizes));
  const bestY = y(sizes[best] ?? 0);
  const late = x(cutoff.value) > (right + x(low)) / 2;
  const body =
    marks +
    line(x(cutoff.value), top - 4, x(cutoff.value), bottom, 'edge') +
    path(polyline(cutoff.scan.map((point) => [x(point.cut), y(Math.abs(point.statistic))])), 'join') +
    dot(x(cuts[best] ?? cutoff.value), bestY, 5, 'mk') +
    text(x(cutoff.value) + (late ? -9 : 9), bottom - 12, `cut-off ${measure(cutoff.value)}`, 'num-s', late ? 'end' : 'start');
  return { height, body };
}

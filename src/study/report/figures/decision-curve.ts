// SPDX-License-Identifier: Apache-2.0
import { frame } from '../chart/axes.ts';
import { sampled, spread } from '../chart/place.ts';
import { niceDomain, ticks } from '../chart/scale.ts';
import { line, type Point, path, polyline, text } from '../chart/svg.ts';
import { decimals, fine, horizon, known, ofHundred, tick } from '../format.ts';
import { type Drawing, figure, table } from '../page/html.ts';
import { HALF } from '../page/widths.ts';
import type { Performance } from '../study-report.ts';

type Curve = Performance['decisionCurve'][number];

/** Net benefit of acting on the model, on everyone and on nobody, over the thresholds at which one would act. */
export function decisionCurveFigure(curve: Curve, title: string): string {
  const better = betterRange(curve);
  const words =
    better === undefined
      ? 'at no threshold above both acting on everyone and on nobody'
      : `above both others at thresholds from ${ofHundred(better[0])} to ${ofHundred(better[1])} of 100`;
  return figure({
    label: `Decision curve at ${horizon(curve.timeDays)}, ${title}: the model's net benefit is ${words}.`,
    widths: HALF,
    draw: (width) => drawDecision(width, curve),
    dataTitle: `net benefit at ${horizon(curve.timeDays)}`,
    data: table({
      caption: `Net benefit at ${horizon(curve.timeDays)}, ${title}`,
      columns: [{ head: 'Threshold, of 100' }, { head: 'Model', numeric: true }, { head: 'Everyone', numeric: true }, { head: 'Nobody', numeric: true }],
      rows: sampled(curve.points, 50).map((point) => [ofHundred(point.threshold), fine(point.model), fine(point.all), fine(0)]),
    }),
  });
}

/** First and last threshold at which the model beats both plain policies; undefined where it never does. */
export function betterRange(curve: Curve): readonly [number, number] | undefined {
  const better = curve.points.filter((point) => known(point.model) && point.model > Math.max(0, point.all ?? 0) + 1e-9).map((point) => point.threshold);
  return better.length === 0 ? undefined : [Math.min(...better), Math.max(...better)];
}

function drawDecision(width: number, curve: Curve): Drawing {
  const height = Math.min(width * 0.8, 310);
  const models = curve.points.flatMap((point) => (known(point.model) ? [point.model] : []));
  const highest = Math.max(0.05, ...models, ...curve.points.flatMap((point) => (known(point.all) ? [point.all] : [])));
  const domain = niceDomain(Math.min(-0.05, Math.max(-highest * 0.4, ...[Math.min(0, ...models)])), highest, 5);
  const last = Math.max(...curve.points.map((point) => point.threshold));
  const across = ticks(0, last, width < 400 ? 4 : 6);
  const up = ticks(domain[0], domain[1], 5);
  const { x, y, right, top, bottom, marks } = frame({
    width,
    height,
    margin: { left: 46, right: 78 },
    xDomain: [0, last],
    yDomain: domain,
    xTicks: across.values.map((value) => ({ value, label: ofHundred(value) })),
    yTicks: up.values.map((value) => ({ value, label: tick(value, up.step) })),
    xTitle: 'act from this risk on, of 100',
    yTitle: 'net benefit',
  });
  const all = clipped(
    curve.points.map((point) => [point.threshold, point.all]),
    domain[0],
  );
  const model = clipped(
    curve.points.map((point) => [point.threshold, point.model]),
    domain[0],
  );
  const draw = (points: readonly Point[]): string => polyline(points.map(([a, b]): Point => [x(a), y(b)]));
  let body = marks + line(x(0), y(0), right, y(0), 'axis');
  body += path(draw(all), 'ln-3') + path(draw(model), 'ln-p');
  const modelEnd = model.at(-1) ?? [last, 0];
  const ends: { words: string; className: string; x: number; y: number }[] = [
    { words: 'model', className: 'lb', x: x(modelEnd[0]), y: y(modelEnd[1]) },
    { words: 'nobody', className: 'ls', x: right, y: y(0) },
  ];
  const labels = spread(
    ends.map((end) => end.y),
    15,
    top,
    bottom - 4,
  );
  ends.forEach((end, i) => {
    body += text(end.x + 7, labels[i]! + 4, end.words, end.className);
  });
  const allEnd = all.at(-1);
  if (allEnd !== undefined) {
    const crowded = Math.abs(x(allEnd[0]) - x(modelEnd[0])) < 60 && Math.abs(y(allEnd[1]) - labels[0]!) < 18;
    body += text(x(allEnd[0]) + (crowded ? -7 : 7), y(allEnd[1]) - 5, 'everyone', 'ls', crowded ? 'end' : 'start');
  }
  return { height, body };
}

/** The part of a line above the floor of the plot, ended exactly on it. */
function clipped(points: readonly (readonly [number, number | null])[], floor: number): readonly Point[] {
  const kept: Point[] = [];
  for (const [x, y] of points) {
    if (!known(y)) continue;
    const before = kept.at(-1);
    if (y >= floor) kept.push([x, y]);
    else {
      if (before !== undefined && before[1] > floor) kept.push([before[0] + ((before[1] - floor) / (before[1] - y)) * (x - before[0]), floor]);
      break;
    }
  }
  return kept;
}

/** Net benefit as extra true positives per 100 patients. */
export function perHundred(value: number | null): string {
  return known(value) ? decimals(value * 100, 1) : decimals(null, 1);
}

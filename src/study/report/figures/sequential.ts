// SPDX-License-Identifier: Apache-2.0
import { frame } from '../chart/axes.ts';
import { sampled } from '../chart/place.ts';
import { niceDomain, ticks } from '../chart/scale.ts';
import { line, path, stairs, text } from '../chart/svg.ts';
import { day, decimals, plain, tick } from '../format.ts';
import { type Drawing, figure, table } from '../page/html.ts';
import { FULL } from '../page/widths.ts';
import type { DriftSection } from '../study-report.ts';

type Sequential = NonNullable<DriftSection['sequential']>;

/** The two running sums of the sequential rule against its threshold, on the scale of expected events. */
export function sequentialFigure(rule: Sequential): string {
  const last = rule.path.at(-1);
  const end =
    rule.signal === null
      ? 'the threshold was not reached'
      : `the threshold was crossed on ${day(rule.signal.date)} (${rule.signal.direction} events than expected)`;
  return figure({
    label: `Sequential rule, threshold ${decimals(rule.threshold, 2)}: after ${plain(last?.expected)} expected and ${plain(last?.observed)} observed events ${end}.`,
    widths: FULL,
    draw: (width) => drawRule(width, rule),
    dataTitle: 'sequential rule',
    data: table({
      caption: 'Sequential rule over time',
      columns: [
        { head: 'Date' },
        { head: 'Expected', numeric: true },
        { head: 'Observed', numeric: true },
        { head: 'Sum for more', numeric: true },
        { head: 'Sum for fewer', numeric: true },
      ],
      rows: sampled(rule.path, 80).map((row) => [day(row.date), plain(row.expected), plain(row.observed), decimals(row.up, 2), decimals(row.down, 2)]),
    }),
    caption: 'Solid: evidence for more events than the model expects. Dashed: for fewer.',
  });
}

function drawRule(width: number, rule: Sequential): Drawing {
  const height = Math.min(300, width * 0.6 + 80);
  const lastX = Math.max(1, rule.path.at(-1)?.expected ?? 1);
  const values = rule.path.flatMap((row) => [row.up, row.down]);
  const domain = niceDomain(Math.min(0, ...values), Math.max(rule.threshold, ...values) * 1.05, 5);
  const across = ticks(0, lastX, width < 420 ? 4 : 8);
  const up = ticks(domain[0], domain[1], 5);
  const { x, y, left, right, marks } = frame({
    width,
    height,
    margin: { left: 44 },
    xDomain: [0, lastX],
    yDomain: domain,
    xTicks: across.values.map((value) => ({ value, label: tick(value, across.step) })),
    yTicks: up.values.map((value) => ({ value, label: tick(value, up.step) })),
    xTitle: 'expected events so far',
    yTitle: 'running sum',
  });
  const at = (pick: (row: Sequential['path'][number]) => number): string =>
    stairs([[x(0), y(0)], ...rule.path.map((row) => [x(row.expected), y(pick(row))] as const)], right);
  const body =
    marks +
    line(left, y(rule.threshold), right, y(rule.threshold), 'edge') +
    text(left + 6, y(rule.threshold) - 6, `threshold ${decimals(rule.threshold, 2)}`, 'ls') +
    path(
      at((row) => row.up),
      'ln-p',
    ) +
    path(
      at((row) => row.down),
      'ln-2',
    );
  return { height, body };
}

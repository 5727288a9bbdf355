// SPDX-License-Identifier: Apache-2.0
import { frame } from '../chart/axes.ts';
import { spread } from '../chart/place.ts';
import { niceDomain, type Scale, ticks } from '../chart/scale.ts';
import { line, type Point, path, polyline, text } from '../chart/svg.ts';
import { shortenMiddle } from '../chart/words.ts';
import { coefficient, count, counted, decimals, tick } from '../format.ts';
import { type Drawing, figure, table } from '../page/html.ts';
import { FULL } from '../page/widths.ts';
import type { StudyReport } from '../study-report.ts';

export type Lasso = NonNullable<NonNullable<StudyReport['selection']>['lasso']>;

/** Coefficient paths from the strongest penalty (left) to the weakest; features chosen at the penalty in use are inked and named at their line's end. */
export function lassoPathsFigure(lasso: Lasso): string {
  const kept = chosenPaths(lasso);
  const names = kept.slice(0, 5).map((row) => row.feature);
  return figure({
    label: `LASSO coefficient paths of ${counted(lasso.paths.length, 'feature')} over log penalties from ${decimals(lasso.logLambda[0], 2)} to ${decimals(lasso.logLambda.at(-1), 2)}: ${kept.length} ${kept.length === 1 ? 'is' : 'are'} not zero at the chosen penalty${names.length === 0 ? '' : `, the largest ${names.join(', ')}`}.`,
    widths: FULL,
    draw: (width) => drawPaths(width, lasso),
    dataTitle: 'coefficients along the path',
    data: pathTable(lasso),
    caption: 'Strong lines: not zero at the chosen penalty. Grey: every other feature that enters the path. Coefficients per standard deviation.',
  });
}

/** Features with a coefficient at the chosen penalty, largest first. */
export function chosenPaths(lasso: Lasso): readonly { readonly feature: string; readonly coef: number }[] {
  return lasso.paths
    .map((row) => ({ feature: row.feature, coef: row.coef[lasso.chosen] ?? 0 }))
    .filter((row) => row.coef !== 0)
    .sort((a, b) => Math.abs(b.coef) - Math.abs(a.coef));
}

/** Axis of log penalties shared by paths and cross-validation: strongest penalty left. */
export function penaltyTicks(lasso: Lasso, width: number): readonly { readonly value: number; readonly label: string }[] {
  const ends = [lasso.logLambda[0] ?? 0, lasso.logLambda.at(-1) ?? 0];
  const { values, step } = ticks(Math.min(...ends), Math.max(...ends), width < 400 ? 4 : 6);
  return values.map((value) => ({ value, label: tick(value, step) }));
}

/** The two penalties with a name, as vertical lines; labels at the top. */
export function penaltyMarks(lasso: Lasso, x: Scale, top: number, bottom: number): string {
  const minX = x(lasso.logLambda[lasso.indexMin] ?? 0);
  const oneX = x(lasso.logLambda[lasso.index1se] ?? 0);
  let marks = line(minX, top - 4, minX, bottom, 'guide') + text(minX + 5, top + 6, `${lasso.nonZero[lasso.indexMin] ?? ''} at minimum`, 'tk');
  if (lasso.index1se !== lasso.indexMin) {
    const crowded = oneX - x.range[0] < 70;
    const label = `${lasso.nonZero[lasso.index1se] ?? ''} at 1 SE`;
    marks += line(oneX, top - 4, oneX, bottom, 'edge') + text(oneX + (crowded ? 5 : -5), top + (crowded ? 22 : 6), label, 'tk', crowded ? 'start' : 'end');
  }
  return marks;
}

function drawPaths(width: number, lasso: Lasso): Drawing {
  const height = width < 420 ? 280 : 340;
  const gutter = width < 420 ? 110 : width < 700 ? 210 : 330;
  const all = lasso.paths.flatMap((row) => row.coef);
  const domain = niceDomain(Math.min(0, ...extent(all)), Math.max(0, ...extent(all)), 6);
  const up = ticks(domain[0], domain[1], 6);
  const ends: [number, number] = [lasso.logLambda[0] ?? 0, lasso.logLambda.at(-1) ?? 1];
  const { x, y, top, bottom, right, marks } = frame({
    width,
    height,
    margin: { left: 44, right: gutter },
    xDomain: ends,
    yDomain: domain,
    xTicks: penaltyTicks(lasso, width),
    yTicks: up.values.map((value) => ({ value, label: tick(value, up.step) })),
    xTitle: 'log penalty',
    yTitle: 'coefficient',
  });
  let grey = '';
  let ink = '';
  const named: { feature: string; y: number }[] = [];
  for (const row of lasso.paths) {
    const d = polyline(straightened(row.coef.map((value, i): Point => [x(lasso.logLambda[i]!), y(value)])));
    if ((row.coef[lasso.chosen] ?? 0) === 0) grey += path(d, 'p0');
    else {
      ink += path(d, 'p1');
      named.push({ feature: row.feature, y: y(row.coef.at(-1) ?? 0) });
    }
  }
  const gap = 14;
  const most = Math.floor((bottom - top) / gap);
  const shown = named.sort((a, b) => Math.abs(b.y - y(0)) - Math.abs(a.y - y(0))).slice(0, most);
  const labels = spread(
    shown.map((row) => row.y),
    gap,
    top,
    bottom,
  );
  shown.forEach((row, i) => {
    ink += line(right + 1, row.y, right + 10, labels[i]!, 'lead') + text(right + 13, labels[i]! + 4, shortenMiddle(row.feature, gutter - 15), 'tk');
  });
  return { height, body: marks + penaltyMarks(lasso, x, top, bottom) + grey + ink };
}

function extent(values: readonly number[]): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

/** Leaves out points that lie within a third of a pixel of the straight line through their neighbours, and the flat run at zero before a feature enters. */
function straightened(points: readonly Point[]): readonly Point[] {
  if (points.length < 3) return points;
  const kept: Point[] = [points[0]!];
  for (let i = 1; i < points.length - 1; i += 1) {
    const [ax, ay] = kept.at(-1)!;
    const [bx, by] = points[i]!;
    const [cx, cy] = points[i + 1]!;
    const onLine = ay + ((bx - ax) / (cx - ax || 1)) * (cy - ay);
    if (Math.abs(onLine - by) > 0.33) kept.push([bx, by]);
  }
  kept.push(points.at(-1)!);
  return kept;
}

function pathTable(lasso: Lasso): string {
  const weakest = lasso.logLambda.length - 1;
  const columns = [lasso.index1se, lasso.indexMin, weakest];
  const rows = [...lasso.paths].sort(
    (a, b) => Math.abs(b.coef[lasso.indexMin] ?? 0) - Math.abs(a.coef[lasso.indexMin] ?? 0) || Math.abs(b.coef[weakest] ?? 0) - Math.abs(a.coef[weakest] ?? 0),
  );
  const shown = rows.slice(0, 60);
  const note = shown.length < rows.length ? ` (${shown.length} of ${rows.length}; the others are zero or small, see report.json)` : '';
  return table({
    caption: `Coefficients per standard deviation along the path${note}`,
    columns: [
      { head: `Feature${note}`, long: true },
      { head: 'At 1 SE', numeric: true },
      { head: 'At the minimum', numeric: true },
      { head: 'At the weakest penalty', numeric: true },
      { head: 'Enters at log penalty', numeric: true },
    ],
    rows: shown.map((row) => [
      row.feature,
      ...columns.map((i) => coefficient(row.coef[i])),
      decimals(lasso.logLambda[row.coef.findIndex((value) => value !== 0)], 2),
    ]),
  });
}

/** Non-zero coefficients at a position of the path. */
export function nonZeroAt(lasso: Lasso, index: number): string {
  return count(lasso.nonZero[index]);
}

// SPDX-License-Identifier: Apache-2.0
import { frame } from '../chart/axes.ts';
import { niceDomain, ticks } from '../chart/scale.ts';
import { dot, line, text } from '../chart/svg.ts';
import { count, decimals, tick } from '../format.ts';
import { type Drawing, figure, table } from '../page/html.ts';
import { HALF } from '../page/widths.ts';
import { type Lasso, penaltyTicks } from './lasso-paths.ts';

/** Cross-validated partial-likelihood deviance with one standard error each way; counts of non-zero coefficients above. */
export function cvCurveFigure(lasso: Lasso): string {
  const { indexMin, index1se } = lasso;
  return figure({
    label: `Cross-validated deviance: smallest, ${decimals(lasso.cvMean[indexMin], 2)}, at log penalty ${decimals(lasso.logLambda[indexMin], 2)} with ${lasso.nonZero[indexMin]} features; one standard error away ${lasso.nonZero[index1se]} features at ${decimals(lasso.logLambda[index1se], 2)}.`,
    widths: HALF,
    draw: (width) => drawCurve(width, lasso),
    dataTitle: 'cross-validation',
    data: table({
      caption: 'Cross-validated partial-likelihood deviance by penalty',
      columns: [{ head: 'Log penalty' }, { head: 'Deviance', numeric: true }, { head: 'Standard error', numeric: true }, { head: 'Features', numeric: true }],
      rows: lasso.logLambda.map((value, i) => [decimals(value, 3), decimals(lasso.cvMean[i], 3), decimals(lasso.cvSe[i], 3), count(lasso.nonZero[i])]),
    }),
  });
}

function drawCurve(width: number, lasso: Lasso): Drawing {
  const height = 310;
  // Where the penalty is weak the deviance of a small cohort can run away; the plot keeps the part around the minimum readable.
  const best = lasso.cvMean[lasso.indexMin] ?? 0;
  const start = lasso.cvMean[0] ?? best;
  const lows = lasso.cvMean.map((value, i) => value - (lasso.cvSe[i] ?? 0)).filter(Number.isFinite);
  const highs = lasso.cvMean.map((value, i) => value + (lasso.cvSe[i] ?? 0)).filter(Number.isFinite);
  const ceiling = best + Math.max(6 * (lasso.cvSe[lasso.indexMin] ?? 0), 2 * (start - best));
  const domain = niceDomain(Math.min(...lows), Math.min(Math.max(...highs), ceiling), 6);
  const up = ticks(domain[0], domain[1], 6);
  const { x, y, top, bottom, right, left, marks } = frame({
    width,
    height,
    margin: { left: 46, top: 46 },
    xDomain: [lasso.logLambda[0] ?? 0, lasso.logLambda.at(-1) ?? 1],
    yDomain: domain,
    xTicks: penaltyTicks(lasso, width),
    yTicks: up.values.map((value) => ({ value, label: tick(value, up.step) })),
    xTitle: 'log penalty',
    yTitle: 'partial-likelihood deviance; above the plot: features',
  });
  let body = marks;
  const every = Math.max(1, Math.round(lasso.logLambda.length / (width < 400 ? 6 : 9)));
  lasso.nonZero.forEach((n, i) => {
    if (i % every === 0) body += text(x(lasso.logLambda[i]!), top - 12, String(n), 'tk', 'middle');
  });
  const minX = x(lasso.logLambda[lasso.indexMin] ?? 0);
  const oneX = x(lasso.logLambda[lasso.index1se] ?? 0);
  body += line(minX, top - 4, minX, bottom, 'guide');
  if (lasso.index1se !== lasso.indexMin) body += line(oneX, top - 4, oneX, bottom, 'edge');
  const clip = (value: number): number => y(Math.min(domain[1], Math.max(domain[0], value)));
  lasso.logLambda.forEach((value, i) => {
    const mean = lasso.cvMean[i];
    if (mean === undefined || !Number.isFinite(mean) || mean > domain[1]) return;
    const se = lasso.cvSe[i] ?? 0;
    body += line(x(value), clip(mean - se), x(value), clip(mean + se), 'guide') + dot(x(value), y(mean), 2.6, 'sq');
  });
  body += text(Math.min(minX + 6, right - 54), bottom - 10, 'minimum', 'ls');
  if (lasso.index1se !== lasso.indexMin)
    body += oneX - left > 34 ? text(oneX - 6, bottom - 10, '1 SE', 'ls', 'end') : text(left + 2, bottom - 10, '1 SE', 'ls');
  return { height, body };
}

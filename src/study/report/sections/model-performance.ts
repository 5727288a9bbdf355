// SPDX-License-Identifier: Apache-2.0
// Blocks about how one model does in one set of patients; sections and folded parts of other models share them.

import { anyKnown, type Context, lastDay, setName } from '../context.ts';
import { aucOverTimeFigure } from '../figures/auc-over-time.ts';
import { calibrationFigure } from '../figures/calibration.ts';
import { decisionCurveFigure } from '../figures/decision-curve.ts';
import { kaplanMeierFigure } from '../figures/kaplan-meier.ts';
import { rocFigure } from '../figures/roc.ts';
import { fine, horizon, known, measure, range } from '../format.ts';
import { heading, sideBySide, table } from '../page/html.ts';
import type { Estimate, Performance } from '../study-report.ts';

/** `combined model, validation set`. */
export function titleOf(context: Context, model: string, performance: Performance): string {
  return `${model}, ${setName(context, performance.set)}`;
}

/** ROC curves and AUC(t); empty where neither was computed. */
export function discriminationBlock(context: Context, performance: Performance, model: string): string {
  const title = titleOf(context, model, performance);
  const blocks: string[] = [];
  const curves = performance.auc.filter((at) => at.curve.length > 1);
  if (curves.length > 0) blocks.push(heading(`ROC curves at ${listHorizons(curves)}`) + rocFigure({ ...performance, auc: curves }, title));
  if (performance.aucOverTime.filter((row) => known(row.value)).length > 1)
    blocks.push(heading('AUC(t) with 95 % range') + aucOverTimeFigure(performance, title, context.report.outcome.timeZero));
  const numbers = table({
    caption: `Discrimination, ${title}`,
    columns: [{ head: 'Measure' }, { head: 'Estimate', numeric: true }, { head: '95 % range', numeric: true }],
    rows: [
      estimateRow('Concordance (Harrell)', performance.concordance),
      estimateRow('Concordance (Uno)', performance.concordanceUno),
      ...performance.auc.map((at) => estimateRow(`AUC at ${horizon(at.timeDays)}`, at)),
    ],
  });
  return `${blocks.length === 0 ? '' : sideBySide(blocks)}<div class="gap">${numbers}</div>`;
}

function listHorizons(rows: readonly { readonly timeDays: number }[]): string {
  return rows.map((row) => horizon(row.timeDays)).join(', ');
}

function estimateRow(name: string, estimate: Estimate, format = measure): readonly string[] {
  return [name, format(estimate.value), range(estimate.lower, estimate.upper, format)];
}

/** Calibration figures per horizon beside the table of measures. */
export function calibrationBlock(context: Context, performance: Performance, model: string): string {
  const title = titleOf(context, model, performance);
  const figures = performance.calibration
    .filter((at) => at.groups.length > 0 || at.smooth.length > 0)
    .map((at) => heading(`At ${horizon(at.timeDays)}`) + calibrationFigure(at, title, context.event));
  return sideBySide([...figures, heading('Measures') + calibrationTable(performance, title)]);
}

function calibrationTable(performance: Performance, title: string): string {
  const overall = [
    ...(known(performance.slope.value) ? [estimateRow('Calibration slope (ideal 1)', performance.slope)] : []),
    ...(known(performance.inTheLarge.value) ? [estimateRow('Observed / expected, whole follow-up (ideal 1)', performance.inTheLarge)] : []),
  ];
  const byHorizon = performance.calibration.flatMap((at) => {
    const brier = performance.brier.find((row) => row.timeDays === at.timeDays);
    const name = horizon(at.timeDays);
    return [
      estimateRow(`Observed / expected at ${name}`, at.observedToExpected),
      ...(known(at.ici) ? [[`ICI (mean error) at ${name}`, fine(at.ici), '']] : []),
      ...(anyKnown([at.e50, at.e90]) ? [[`E50, E90 at ${name}`, `${fine(at.e50)}, ${fine(at.e90)}`, '']] : []),
      ...(brier === undefined ? [] : [estimateRow(`Brier score at ${name}`, brier.brier, fine)]),
      ...(brier !== undefined && known(brier.ipa) ? [[`Brier gain over no model (IPA) at ${name}`, measure(brier.ipa), '']] : []),
    ];
  });
  const last = known(performance.integratedBrier) ? [['Integrated Brier score', fine(performance.integratedBrier), '']] : [];
  return table({
    caption: `Calibration and overall error, ${title}`,
    columns: [{ head: 'Measure' }, { head: 'Estimate', numeric: true }, { head: '95 % range', numeric: true }],
    rows: [...overall, ...byHorizon, ...last],
  });
}

/** Observed curves of the risk groups. */
export function groupsBlock(context: Context, performance: Performance, model: string): string {
  const { groups } = performance;
  if (groups === undefined || groups.curves.length === 0) return '';
  const until = Math.max(...groups.curves.flatMap((curve) => [...curve.steps.map((step) => step.timeDays), ...curve.censoredDays]));
  return kaplanMeierFigure({
    curves: groups.curves,
    logRankP: groups.logRankP,
    title: titleOf(context, model, performance),
    free: context.free,
    timeZero: context.report.outcome.timeZero,
    untilDays: lastDay(context, until),
    horizonsDays: context.report.outcome.horizonsDays,
  });
}

/** Decision curves per horizon. */
export function decisionBlock(context: Context, performance: Performance, model: string): string {
  const curves = performance.decisionCurve.filter((curve) => curve.points.length > 1);
  return curves.length === 0
    ? ''
    : sideBySide(curves.map((curve) => heading(`At ${horizon(curve.timeDays)}`) + decisionCurveFigure(curve, titleOf(context, model, performance))));
}

// SPDX-License-Identifier: Apache-2.0
// Blocks about how one model does in one set of patients; sections and folded parts of other models share them.

import { anyKnown, type Context, horizonList, lastDay, setName } from '../context.ts';
import { aucOverTimeFigure } from '../figures/auc-over-time.ts';
import { calibrationFigure } from '../figures/calibration.ts';
import { betterRange, decisionCurveFigure } from '../figures/decision-curve.ts';
import { kaplanMeierFigure } from '../figures/kaplan-meier.ts';
import { rocFigure } from '../figures/roc.ts';
import { counted, fine, horizon, known, measure, ofHundred, range, withRange } from '../format.ts';
import { heading, paragraph, sideBySide, table } from '../page/html.ts';
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
  if (curves.length > 0)
    blocks.push(heading(`ROC curves at ${horizonList(curves.map((at) => at.timeDays))}`) + rocFigure({ ...performance, auc: curves }, title));
  if (performance.aucOverTime.filter((row) => known(row.value)).length > 1)
    blocks.push(heading('AUC(t) with 95 % range') + aucOverTimeFigure(performance, title, context.report.outcome.timeZero));
  const numbers = table({
    caption: `Discrimination, ${title}`,
    columns: [{ head: 'Measure' }, { head: 'Estimate', numeric: true }, { head: '95 % range', numeric: true }],
    rows: [
      estimateRow('Concordance (Harrell)', performance.concordance),
      estimateRow('Concordance (Uno)', performance.concordanceUno),
      ...performance.auc.flatMap((at) => [
        estimateRow(`AUC at ${horizon(at.timeDays)}`, at),
        ...(at.withEventsOnTheDay === undefined
          ? []
          : [estimateRow(`the same with the ${counted(at.withEventsOnTheDay.n, 'event')} on that very day among the cases`, at.withEventsOnTheDay)]),
      ]),
    ],
  });
  return `${blocks.length === 0 ? '' : sideBySide(blocks)}<div class="gap">${numbers}</div>`;
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
  const legend = paragraph(
    'Points: groups of patients by predicted risk, with 95 % range. Dashed: smooth curve. Grey: how many patients have which predicted risk.',
    'xs',
  );
  return sideBySide([...figures, heading('Over the whole follow-up') + overallTable(performance, title) + legend]) + byHorizonTable(performance, title);
}

function overallTable(performance: Performance, title: string): string {
  return table({
    caption: `Calibration over the whole follow-up, ${title}`,
    columns: [{ head: 'Measure' }, { head: 'Estimate', numeric: true }, { head: '95 % range', numeric: true }],
    rows: [
      estimateRow('Calibration slope (ideal 1)', performance.slope),
      estimateRow('Observed / expected (ideal 1)', performance.inTheLarge),
      ...(known(performance.integratedBrier) ? [['Integrated Brier score', fine(performance.integratedBrier), '']] : []),
    ],
  });
}

function byHorizonTable(performance: Performance, title: string): string {
  const times = performance.calibration.map((at) => at.timeDays);
  const brier = times.map((timeDays) => performance.brier.find((row) => row.timeDays === timeDays));
  const { calibration } = performance;
  const rows: readonly (readonly string[])[] = [
    ['Observed / expected (range)', ...calibration.map((at) => withRange(at.observedToExpected))],
    [
      'Mean, median and 90 % calibration error (ICI, E50, E90)',
      ...calibration.map((at) => (anyKnown([at.ici]) ? [at.ici, at.e50, at.e90].map(fine).join(', ') : '–')),
    ],
    ['Brier score (range)', ...brier.map((row) => withRange(row?.brier, fine))],
    ['Brier score without a model', ...brier.map((row) => fine(row?.nullBrier))],
    ['Gain over no model (IPA)', ...brier.map((row) => measure(row?.ipa))],
  ];
  const told = rows.filter((row) => row.slice(1).some((cell) => cell !== '–'));
  return told.length === 0
    ? ''
    : `<div class="gap">${table({ caption: `Calibration and error by horizon, ${title}`, columns: [{ head: 'Measure' }, ...times.map((timeDays) => ({ head: horizon(timeDays), numeric: true }))], rows: told })}</div>`;
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
    : sideBySide([
        ...curves.map((curve) => heading(`At ${horizon(curve.timeDays)}`) + decisionCurveFigure(curve, titleOf(context, model, performance))),
        decisionTable(curves, titleOf(context, model, performance)),
      ]);
}

function decisionTable(curves: Performance['decisionCurve'], title: string): string {
  const rows = curves.map((curve) => {
    const better = betterRange(curve);
    return [horizon(curve.timeDays), better === undefined ? 'nowhere' : `${ofHundred(better[0])} to ${ofHundred(better[1])}`];
  });
  return (
    heading('Where the model is best') +
    table({ caption: `Thresholds at which the model is best, ${title}`, columns: [{ head: 'Horizon' }, { head: 'Thresholds, of 100', numeric: true }], rows }) +
    paragraph(
      'Net benefit: true positives less false positives, the latter weighed by the odds of the threshold. Gaps in between are possible; see the curves.',
      'xs',
    )
  );
}

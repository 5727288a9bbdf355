// SPDX-License-Identifier: Apache-2.0
import type { Context } from '../context.ts';
import { cvCurveFigure } from '../figures/cv-curve.ts';
import { frequencyFigure } from '../figures/frequency.ts';
import { chosenPaths, lassoPathsFigure, nonZeroAt } from '../figures/lasso-paths.ts';
import { coefficient, count, counted, decimals, hazardRatio, pValue, range } from '../format.ts';
import { folded, heading, paragraph, type Section, section, sideBySide, table } from '../page/html.ts';
import type { CoxRow } from '../study-report.ts';

/** Regression rows as a table; columns about what happened next only where that is said. `exact`: coefficients to compute with. */
export function coxTable(rows: readonly CoxRow[], caption: string, first: string, exact = false): string {
  const number = exact ? coefficient : (value: CoxRow['coef']): string => decimals(value, 3);
  const anyWhy = rows.some((row) => row.why !== undefined && row.why !== '');
  const anyKept = rows.some((row) => row.kept !== undefined);
  return table({
    caption,
    columns: [
      { head: first, long: true },
      { head: 'Coefficient', numeric: true },
      { head: 'SE', numeric: true },
      { head: 'Hazard ratio', numeric: true },
      { head: '95 % range', numeric: true },
      { head: 'P', numeric: true },
      ...(anyKept ? [{ head: 'Kept', tight: true }] : []),
      ...(anyWhy ? [{ head: 'Why' }] : []),
    ],
    rows: rows.map((row) => [
      row.label,
      number(row.coef),
      number(row.se),
      hazardRatio(row.hazardRatio),
      range(row.lower, row.upper, hazardRatio),
      pValue(row.p),
      ...(anyKept ? [row.kept === undefined ? '' : row.kept ? 'yes' : 'no'] : []),
      ...(anyWhy ? [row.why ?? ''] : []),
    ]),
  });
}

/** From all features to those of the rad-score. */
export function selectionSection(context: Context): Section | undefined {
  const { selection, bootstrap, models } = context.report;
  if (selection === undefined) return undefined;
  const [first, last] = [selection.steps[0], selection.steps.at(-1)];
  const lasso = selection.lasso;
  const lede = [
    first === undefined || last === undefined
      ? ''
      : `${counted(first.before, 'feature')} entered; ${count(last.after)} ${last.after === 1 ? 'is' : 'are'} left.`,
    lasso === undefined
      ? ''
      : `LASSO keeps ${nonZeroAt(lasso, lasso.chosen)} at the penalty in use (${lasso.rule}), ${nonZeroAt(lasso, lasso.index1se)} at one standard error.`,
  ].join(' ');
  const steps = table({
    caption: 'Steps of feature selection',
    columns: [{ head: 'Step' }, { head: 'Rule' }, { head: 'Before', numeric: true }, { head: 'After', numeric: true }],
    rows: selection.steps.map((step) => [step.name, step.rule, count(step.before), count(step.after)]),
  });
  const inModel = new Set(models.flatMap((model) => model.radScore?.map((term) => term.feature) ?? []));
  const frequency =
    selection.frequency === undefined || selection.frequency.length === 0
      ? undefined
      : heading('How often each feature was chosen') +
        frequencyFigure(
          selection.frequency.map((row) => ({ ...row, inModel: inModel.has(row.feature) })),
          bootstrap?.usable ?? 0,
          'feature',
        );
  const curves = lasso === undefined ? '' : heading('Coefficient paths') + lassoPathsFigure(lasso);
  const cv = lasso === undefined ? undefined : heading('Cross-validated partial-likelihood deviance') + cvCurveFigure(lasso) + lassoFacts(lasso);
  const pair = [cv, frequency].filter((block) => block !== undefined);
  const regressions = [
    selection.univariable.length === 0
      ? ''
      : heading('Univariable Cox models of the features') +
        coxTable(selection.univariable, 'Univariable Cox models of the features, per standard deviation', 'Feature'),
    selection.multivariable.length === 0
      ? ''
      : heading('Multivariable Cox model of the features') +
        coxTable(selection.multivariable, 'Multivariable Cox model of the features, per standard deviation', 'Feature'),
  ].join('');
  return section(
    'selection',
    'Feature selection',
    'Feature selection',
    lede,
    steps + curves + (pair.length === 0 ? '' : `<div class="gap">${sideBySide(pair)}</div>`) + regressions + dropped(context),
  );
}

function lassoFacts(lasso: NonNullable<NonNullable<Context['report']['selection']>['lasso']>): string {
  const kept = chosenPaths(lasso);
  return kept.length === 0
    ? paragraph('No feature kept a coefficient at the penalty in use.')
    : paragraph(
        `Penalty in use: ${lasso.rule}, log penalty ${decimals(lasso.logLambda[lasso.chosen], 3)}; ${counted(kept.length, 'feature')} ${kept.length === 1 ? 'keeps' : 'keep'} a coefficient.`,
        'xs',
      );
}

/** Long lists stay folded, and off paper. */
function dropped(context: Context): string {
  const rows = context.report.selection?.dropped ?? [];
  if (rows.length === 0) return '';
  const bySteps = [...new Set(rows.map((row) => row.step))];
  const lists = bySteps.map((step) => {
    const own = rows.filter((row) => row.step === step);
    return folded(
      `${count(own.length)} dropped: ${step}`,
      table({
        caption: `Features dropped: ${step}`,
        columns: [
          { head: 'Feature', long: true },
          { head: 'Reason', long: true },
        ],
        rows: own.map((row) => [row.feature, row.reason]),
      }),
      own.length > 60 ? 'screen-only' : 'data',
    );
  });
  const long =
    rows.length > 60
      ? `<p class="xs on-paper">${count(rows.length)} dropped features with their reasons: on the screen version of this page and in report.json.</p>`
      : '';
  return heading('Every dropped feature, with its reason') + lists.join('') + long;
}

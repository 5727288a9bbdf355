// SPDX-License-Identifier: Apache-2.0
import type { Context } from '../context.ts';
import { type ForestRow, forestFigure } from '../figures/forest.ts';
import { frequencyFigure } from '../figures/frequency.ts';
import { count, hazardRatio, known, pSentence, range } from '../format.ts';
import { heading, type Section, section } from '../page/html.ts';
import type { CoxRow } from '../study-report.ts';
import { coxTable } from './selection.ts';

/** Clinical candidates: one by one, and together. */
export function covariatesSection(context: Context): Section | undefined {
  const { covariates, bootstrap, models } = context.report;
  if (covariates === undefined) return undefined;
  const { univariable, multivariable } = covariates;
  const kept = multivariable.filter((row) => row.kept !== false);
  const lede = `${count(univariable.length)} candidate columns one by one${multivariable.length === 0 ? '' : `, ${count(multivariable.length)} together${kept.length === multivariable.length ? '' : `; ${count(kept.length)} stay`}`}.`;
  const terms = new Set(models.flatMap((model) => model.terms.map((term) => term.key)));
  const blocks = [
    multivariable.length === 0
      ? ''
      : heading('Together (multivariable Cox model)') +
        coxForest(context, multivariable, 'Multivariable Cox model of the candidates', 'multivariable hazard ratios'),
    univariable.length === 0
      ? ''
      : heading('One by one (univariable Cox models)') +
        coxForest(context, univariable, 'Univariable Cox models of the candidates', 'univariable hazard ratios'),
    covariates.frequency === undefined || covariates.frequency.length === 0
      ? ''
      : heading('How often each candidate was chosen') +
        frequencyFigure(
          covariates.frequency.map((row) => ({
            ...row,
            feature: univariable.find((term) => term.key === row.feature)?.label ?? row.feature,
            inModel: terms.has(row.feature),
          })),
          bootstrap?.usable ?? 0,
          'candidate',
        ),
  ];
  return section('covariates', 'Covariates', 'Covariates', lede, blocks.join(''));
}

/** Forest plot of regression rows with the table as its data. */
export function coxForest(context: Context, rows: readonly CoxRow[], title: string, dataTitle: string): string {
  const known1 = rows.filter((row) => known(row.hazardRatio));
  const words = known1
    .slice(0, 4)
    .map((row) => `${row.label} ${hazardRatio(row.hazardRatio)} (${range(row.lower, row.upper, hazardRatio)}), ${pSentence(row.p)}`);
  return forestFigure({
    rows: rows.map((row): ForestRow => ({ label: row.label, hazardRatio: row.hazardRatio, lower: row.lower, upper: row.upper })),
    label: `${title}, hazard ratios with 95 % ranges on a log axis: ${words.join('; ')}${known1.length > 4 ? `; and ${known1.length - 4} more` : ''}.`,
    dataTitle,
    data: coxTable(rows, title, 'Candidate'),
    less: `fewer with ${shortEvent(context)}`,
    more: `more with ${shortEvent(context)}`,
    caption: 'Hazard ratios with 95 % ranges on a log axis. Filled: the range leaves 1 out.',
  });
}

/** One word for the axis: `recurrence` for `recurrence or metastasis`. */
export function shortEvent(context: Context): string {
  return context.event.split(/ or |,|\(/)[0]?.trim() ?? context.event;
}

// SPDX-License-Identifier: Apache-2.0
import { type Context, capital, lower, mainPerformance, setName } from '../context.ts';
import { nomogramFigure } from '../figures/nomogram.ts';
import { count, decimals, fine, horizon, measure, pValue, range, withRange } from '../format.ts';
import { folded, heading, type Section, section, table } from '../page/html.ts';
import type { ModelSection } from '../study-report.ts';
import { calibrationBlock, decisionBlock, discriminationBlock, groupsBlock } from './model-performance.ts';

/** All models beside each other, and everything about those that the page does not tell in full, folded. */
export function comparisonSection(context: Context): Section | undefined {
  const { report } = context;
  if (report.models.length < 2 && (report.comparison ?? []).length === 0) return undefined;
  const horizons = report.outcome.horizonsDays;
  const rows = report.models.flatMap((model) =>
    model.performance.map((performance) => [
      capital(model.title),
      setName(context, performance.set),
      withRange(performance.concordance),
      ...horizons.map((timeDays) => withRange(performance.auc.find((at) => at.timeDays === timeDays))),
      fine(performance.integratedBrier),
    ]),
  );
  const side = table({
    caption: 'Models beside each other',
    columns: [
      { head: 'Model' },
      { head: 'Patients' },
      { head: 'Concordance (range)', numeric: true },
      ...horizons.map((timeDays) => ({ head: `AUC at ${horizon(timeDays)} (range)`, numeric: true })),
      { head: 'Integrated Brier', numeric: true },
    ],
    rows,
  });
  const differences =
    report.comparison === undefined || report.comparison.length === 0
      ? ''
      : heading('Differences in concordance') +
        table({
          caption: 'Differences in concordance between models on the same patients',
          columns: [
            { head: 'Compared' },
            { head: 'Patients' },
            { head: 'Difference', numeric: true },
            { head: '95 % range', numeric: true },
            { head: 'P', numeric: true },
          ],
          rows: report.comparison.map((row) => [
            `${capital(modelTitle(context, row.b))} − ${lower(modelTitle(context, row.a))}`,
            setName(context, row.set),
            decimals(row.difference.value, 3),
            range(row.difference.lower, row.difference.upper, fine),
            pValue(row.p),
          ]),
        });
  const details = context.others.map((model) => folded(`${capital(model.title)}: figures and tables`, wholeModel(context, model), 'more'));
  const lede = `${count(report.models.length)} models; the sections above and below tell the ${lower(context.main?.title ?? 'last')} in full, the others are folded here.`;
  return section('models', 'All models', 'All models beside each other', lede, `${side}${differences}<div class="gap">${details.join('')}</div>`);
}

function modelTitle(context: Context, name: ModelSection['name']): string {
  return context.report.models.find((model) => model.name === name)?.title ?? name;
}

function wholeModel(context: Context, model: ModelSection): string {
  const performance = mainPerformance(model);
  const drawn =
    model.nomogram === undefined
      ? ''
      : heading(`Nomogram, ${model.title}`) +
        nomogramFigure({
          nomogram: model.nomogram,
          free: context.free,
          title: model.title,
          ...(model.cutoff === undefined ? {} : { cutoff: model.cutoff.value }),
        });
  if (performance === undefined) return drawn;
  const blocks: readonly (readonly [string, string])[] = [
    ['Discrimination', discriminationBlock(context, performance, model.title)],
    ['Calibration', calibrationBlock(context, performance, model.title)],
    ['Risk groups', groupsBlock(context, performance, model.title)],
    ['Decision curves', decisionBlock(context, performance, model.title)],
  ];
  return blocks.map(([name, html]) => (html === '' ? '' : heading(`${name}, ${model.title}, ${setName(context, performance.set)}`) + html)).join('') + drawn;
}

/** Name of a measure of optimism. */
export function measureName(row: { readonly measure: string; readonly timeDays?: number }): string {
  const names: Readonly<Record<string, string>> = {
    concordance: 'Concordance',
    slope: 'Calibration slope',
    brier: 'Brier score',
    auc: 'AUC',
    ici: 'ICI (mean calibration error)',
  };
  const name = names[row.measure] ?? capital(row.measure);
  return row.timeDays === undefined ? name : `${name} at ${horizon(row.timeDays)}`;
}

/** Numbers of a measure: two decimals for those near 1, three for small errors. */
export function measureFormat(measureCode: string): typeof measure {
  return measureCode === 'brier' || measureCode === 'ici' ? fine : measure;
}

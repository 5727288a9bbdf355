// SPDX-License-Identifier: Apache-2.0
// What a modern reviewer asks for: optimism, sample size, proportional hazards.
import type { Context } from '../context.ts';
import { capital } from '../context.ts';
import { count, counted, fine, known, plain, pValue, range, statistic } from '../format.ts';
import { folded, heading, paragraph, raw, type Section, section, table } from '../page/html.ts';
import type { ModelSection } from '../study-report.ts';
import { measureFormat, measureName } from './other-models.ts';

/** Apparent, optimism and corrected each keep a column of their own. */
export function optimismSection(context: Context): Section | undefined {
  const { report } = context;
  const models = report.models.filter((model) => (model.optimism ?? []).length > 0);
  if (models.length === 0) return undefined;
  const { bootstrap } = report;
  const lede =
    bootstrap === undefined
      ? 'How much better the model looks on the patients it was fitted on than it would on new ones.'
      : `${capital(bootstrap.what).replace(/[.]$/, '')}. ${counted(bootstrap.samples, 'bootstrap sample')}, ${count(bootstrap.usable)} usable${bootstrap.failed === 0 ? '' : `, ${count(bootstrap.failed)} without a model`}; ${count(bootstrap.seconds)} s on ${counted(bootstrap.cores, 'core')}.`;
  const body = perModel(context, models, optimismTable);
  return section(
    'optimism',
    'Optimism',
    'Optimism',
    lede,
    body +
      paragraph(
        'Apparent: on the patients of the fit. Optimism: mean of (performance in the bootstrap sample − performance of that model in the real patients). Corrected: apparent − optimism. Range: location-shifted bootstrap interval.',
        'xs',
      ),
  );
}

/** Whether the cohort is large enough for the model. */
export function sampleSizeSection(context: Context): Section | undefined {
  const models = context.report.models.filter((model) => model.sampleSize.length > 0);
  if (models.length === 0) return undefined;
  const main = (models.find((model) => model === context.main) ?? models[0]!).sampleSize;
  const unmet = main.filter((row) => row.met === false).length;
  const lede =
    unmet === 0
      ? 'Every criterion that could be checked is met by the model told in full.'
      : `${count(unmet)} of ${count(main.length)} criteria ${unmet === 1 ? 'is' : 'are'} not met by the model told in full.`;
  return section('sample-size', 'Sample size', 'Sample size', lede, perModel(context, models, sampleSizeTable));
}

/** Test of proportional hazards on Schoenfeld residuals. */
export function hazardsSection(context: Context): Section | undefined {
  const models = context.report.models.filter((model) => model.proportionalHazards.length > 0);
  if (models.length === 0) return undefined;
  const rows = models.flatMap((model) => model.proportionalHazards.filter((row) => known(row.p) && row.p < 0.05).map((row) => `${row.label} (${model.title})`));
  const lede =
    rows.length === 0
      ? 'No term speaks against proportional hazards (P below 0.05).'
      : `Speaks against proportional hazards at P below 0.05: ${[...new Set(rows)].join(', ')}. The effect changes over time; its hazard ratio is an average.`;
  return section('hazards', 'Proportional hazards', 'Proportional hazards', lede, perModel(context, models, hazardsTable));
}

/** The table of the model that is told in full, those of the others folded. */
function perModel(context: Context, models: readonly ModelSection[], draw: (model: ModelSection) => string): string {
  const first = models.find((model) => model === context.main) ?? models[0];
  if (first === undefined) return '';
  const rest = models.filter((model) => model !== first);
  const head = rest.length === 0 ? '' : heading(capital(first.title));
  return `${head}${draw(first)}${rest.length === 0 ? '' : `<div class="gap">${rest.map((model) => folded(capital(model.title), draw(model), 'more')).join('')}</div>`}`;
}

function optimismTable(model: ModelSection): string {
  return table({
    caption: `Optimism, ${model.title}`,
    columns: [
      { head: 'Measure' },
      { head: 'Apparent', numeric: true },
      { head: 'Optimism', numeric: true },
      { head: 'Corrected', numeric: true },
      { head: '95 % range of corrected', numeric: true },
    ],
    rows: (model.optimism ?? []).map((row) => {
      const format = measureFormat(row.measure);
      return [measureName(row), format(row.apparent), fine(row.optimism), format(row.corrected.value), range(row.corrected.lower, row.corrected.upper, format)];
    }),
    dash: 'not computed, or too few samples for a range',
  });
}

function sampleSizeTable(model: ModelSection): string {
  return table({
    caption: `Sample size, ${model.title}`,
    columns: [{ head: 'Criterion' }, { head: 'Needed', numeric: true }, { head: 'Here', numeric: true }, { head: 'Met', tight: true }, { head: 'Source' }],
    rows: model.sampleSize.map((row) => [row.criterion, plain(row.needed), plain(row.have), raw(met(row.met)), row.source]),
    dash: 'could not be worked out',
  });
}

function met(answer: boolean | null): string {
  if (answer === null) return '<span class="no">not known</span>';
  return answer ? '<span class="yes">yes</span>' : '<span class="bad">no</span>';
}

function hazardsTable(model: ModelSection): string {
  return table({
    caption: `Proportional hazards, ${model.title}`,
    columns: [
      { head: 'Term', long: true },
      { head: 'χ²', numeric: true },
      { head: 'df', numeric: true },
      { head: 'P', numeric: true },
    ],
    rows: model.proportionalHazards.map((row) => [row.label, statistic(row.chisq), count(row.df), pValue(row.p)]),
  });
}

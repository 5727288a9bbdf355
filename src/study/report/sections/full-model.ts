// SPDX-License-Identifier: Apache-2.0
import { type Context, capital } from '../context.ts';
import { coefficient, count, horizon, ofHundred } from '../format.ts';
import { escapeHtml } from '../page/escape.ts';
import { folded, heading, paragraph, raw, type Section, section, table } from '../page/html.ts';
import type { ModelSection } from '../study-report.ts';
import { coxTable } from './selection.ts';

/** Everything that is needed to compute a prediction by hand. */
export function fullModelSection(context: Context): Section | undefined {
  const models = [context.main, ...context.others].filter((model): model is ModelSection => model !== undefined && model.terms.length > 0);
  if (models.length === 0) return undefined;
  const [first, ...rest] = models;
  const body =
    (first === undefined ? '' : oneModel(first)) +
    rest.map((model) => folded(`${capital(model.title)}: coefficients, baseline, constants`, oneModel(model), 'more')).join('');
  return section(
    'full-model',
    'Full model',
    'The full model',
    raw(
      `For each term: coefficient × value; the sum is the score <i>x</i>. ${escapeHtml(capital(context.free))} share at a horizon: exp(−<i>H</i><sub>0</sub> · exp(<i>x</i>)), with <i>H</i><sub>0</sub> at score 0 as below.`,
    ),
    body,
  );
}

function oneModel(model: ModelSection): string {
  const file =
    model.file === undefined
      ? ''
      : `<p class="s">Model file <code>${escapeHtml(model.file.name)}</code>, id <code>${escapeHtml(model.file.id)}</code>, version ${escapeHtml(model.file.version)}, SHA-256 <code>${escapeHtml(model.file.hash)}</code>. The file carries the whole baseline and the covariance matrix.</p>`;
  const terms = heading(`Coefficients, ${model.title}`) + coxTable(model.terms, `Coefficients, ${model.title}`, 'Term', true);
  const baseline =
    model.baseline.length === 0
      ? ''
      : heading('Baseline') +
        table({
          caption: `Baseline, ${model.title}`,
          columns: [
            { head: 'Horizon' },
            { head: 'Day', numeric: true },
            { head: 'H₀ at score 0', numeric: true },
            { head: 'Free of the event at the mean score, of 100', numeric: true },
          ],
          rows: model.baseline.map((row) => [horizon(row.timeDays), count(row.timeDays), coefficient(row.cumulativeHazard), ofHundred(row.survivalAtMeans)]),
        });
  return terms + baseline + radScore(model) + file;
}

function radScore(model: ModelSection): string {
  const terms = model.radScore ?? [];
  if (terms.length === 0) return '';
  return (
    heading('Rad-score') +
    table({
      caption: `Rad-score, ${model.title}`,
      columns: [
        { head: 'Feature', long: true },
        { head: 'Weight', numeric: true },
        { head: 'Mean', numeric: true },
        { head: 'Standard deviation', numeric: true },
      ],
      rows: terms.map((term) => [term.feature, coefficient(term.weight), coefficient(term.mean), coefficient(term.sd)]),
    }) +
    paragraph('Rad-score = sum of weight × (value − mean) / standard deviation.', 'xs')
  );
}

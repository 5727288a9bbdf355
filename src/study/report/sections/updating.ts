// SPDX-License-Identifier: Apache-2.0
// What `hepanom calibrate` and `hepanom validate` found.
import { type Context, capital } from '../context.ts';
import { coefficient, count, counted, decimals, horizon, measure, ofHundred, plain, pValue, statistic, withRange } from '../format.ts';
import { escapeHtml } from '../page/escape.ts';
import { heading, paragraph, raw, type Section, section, table } from '../page/html.ts';
import type { UpdatingSection } from '../study-report.ts';

/** How a model was brought to a site: tests, ladder of updates, what changed. */
export function updatingSection(context: Context): Section | undefined {
  const { updating } = context.report;
  if (updating === undefined) return undefined;
  const lede = `Chosen: ${updating.chosen === 'none' ? 'no change' : updating.chosen}. ${updating.reason} ${counted(updating.n, 'patient')}, ${counted(updating.events, 'event')}.`;
  const body = [testsTable(updating), ladderTable(updating), changesTables(updating), horizonsAndAdvice(updating)].join('');
  return section('updating', 'Updating', 'Bringing the model to these patients', lede, body);
}

function testsTable(updating: UpdatingSection): string {
  if (updating.tests.length === 0) return '';
  return (
    heading(`Tests, at ${decimals(updating.alpha, 2)}`) +
    table({
      caption: 'Tests of the update',
      columns: [
        { head: 'Question' },
        { head: 'Likelihood' },
        { head: 'χ²', numeric: true },
        { head: 'df', numeric: true },
        { head: 'P', numeric: true },
        { head: 'Answer' },
      ],
      rows: updating.tests.map((row) => [
        `${row.name}: ${row.question}${row.decides ? '' : ' (informs only)'}`,
        row.likelihood,
        statistic(row.statistic),
        count(row.df),
        pValue(row.p),
        row.rejected === null ? 'not answered' : row.rejected ? 'yes, it matters' : 'no sign of it',
      ]),
    })
  );
}

function ladderTable(updating: UpdatingSection): string {
  if (updating.ladder.length === 0) return '';
  const times = updating.ladder[0]?.survivalAtMeans.map((row) => row.timeDays) ?? [];
  return (
    heading('The model after each kind of update, on the same patients') +
    table({
      caption: 'The model after each kind of update',
      columns: [
        { head: 'Update' },
        { head: 'Parameters', numeric: true },
        { head: 'Log-likelihood', numeric: true },
        { head: 'Concordance', numeric: true },
        ...times.map((timeDays) => ({ head: `Free at ${horizon(timeDays)}, of 100`, numeric: true })),
      ],
      rows: updating.ladder.map((row) => [
        raw(row.method === updating.chosen ? `<b>${escapeHtml(capital(row.label))}</b> (chosen)` : escapeHtml(capital(row.label))),
        count(row.parameters),
        decimals(row.logLikelihood, 2),
        measure(row.concordance),
        ...times.map((timeDays) => ofHundred(row.survivalAtMeans.find((at) => at.timeDays === timeDays)?.survival)),
      ]),
    }) +
    paragraph(`Level: ${withRange(updating.level)}. Slope: ${withRange(updating.slope)}. Apparent values: each update was fitted on these patients.`, 'xs')
  );
}

function changesTables(updating: UpdatingSection): string {
  const coefficients =
    updating.coefficients.length === 0
      ? ''
      : heading('Coefficients') +
        table({
          caption: 'Coefficients before and after',
          columns: [
            { head: 'Term', long: true },
            { head: 'Before', numeric: true },
            { head: 'After', numeric: true },
            { head: 'Refitted here (range)', numeric: true },
          ],
          rows: updating.coefficients.map((row) => [row.label, coefficient(row.before), coefficient(row.after), withRange(row.refit)]),
        });
  const standardisation =
    updating.standardisation.length === 0
      ? ''
      : heading('Standardisation of the features') +
        table({
          caption: 'Standardisation constants before and here',
          columns: [
            { head: 'Feature', long: true },
            { head: 'Weight', numeric: true },
            { head: 'Mean before', numeric: true },
            { head: 'Mean', numeric: true },
            { head: 'SD before', numeric: true },
            { head: 'SD', numeric: true },
            { head: 'Patients', numeric: true },
          ],
          rows: updating.standardisation.map((row) => [
            row.feature,
            coefficient(row.weight),
            coefficient(row.meanBefore),
            coefficient(row.mean),
            coefficient(row.sdBefore),
            coefficient(row.sd),
            count(row.n),
          ]),
          dash: 'not in the model file',
        });
  return coefficients + standardisation;
}

function horizonsAndAdvice(updating: UpdatingSection): string {
  const dropped = updating.horizonsDropped.map((row) => `${plain(row.years)} years: ${row.reason}`);
  const files = table({
    caption: 'Model files before and after',
    columns: [{ head: 'File' }, { head: 'Id' }, { head: 'Version', tight: true }, { head: 'SHA-256', long: true }],
    rows: [
      ['Before', updating.parent.id, updating.parent.version, updating.parent.hash],
      ...(updating.child === undefined ? [] : [['After', updating.child.id, updating.child.version, updating.child.hash]]),
    ],
  });
  return [
    dropped.length === 0 ? '' : heading('Horizons no longer served') + dropped.map((words) => paragraph(words)).join(''),
    updating.advice.length === 0 ? '' : heading('What these patients allow') + updating.advice.map((words) => paragraph(words)).join(''),
    heading('Model files') + files,
  ].join('');
}

/** The badge of local validation: every criterion with what was found. */
export function localValidationSection(context: Context): Section | undefined {
  const { localValidation } = context.report;
  if (localValidation === undefined) return undefined;
  const body =
    table({
      caption: 'Criteria of local validation',
      columns: [{ head: 'Criterion' }, { head: 'Found' }, { head: 'Met', tight: true }, { head: 'Why this limit' }],
      rows: localValidation.criteria.map((row) => [
        row.text,
        row.found,
        raw(row.met === null ? '<span class="bad">cannot be judged</span>' : row.met ? '<span class="yes">yes</span>' : '<span class="bad">no</span>'),
        row.why,
      ]),
    }) + localValidation.notAnswered.map((words) => paragraph(words)).join('');
  const { model, updated } = localValidation;
  const files = paragraph(
    `Model ${model.id} ${model.version}, status “${model.status}”${updated === undefined ? '' : `; written as ${updated.version}`}.`,
    'xs',
  );
  return section('local-validation', 'Local validation', 'Local validation', localValidation.verdictText, body + files);
}

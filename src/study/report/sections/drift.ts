// SPDX-License-Identifier: Apache-2.0
// What `hepanom monitor` found: recent patients against those of the model.
import { type Context, capital, ended } from '../context.ts';
import { differencesFigure } from '../figures/differences.ts';
import { forestFigure } from '../figures/forest.ts';
import { sequentialFigure } from '../figures/sequential.ts';
import { count, day, fine, hazardRatio, known, measure, percent, plain, pValue, range, withRange } from '../format.ts';
import { heading, paragraph, type Section, section, table } from '../page/html.ts';
import type { DriftSection } from '../study-report.ts';

/** Verdict first, then inputs, score, events by period and the sequential rule. */
export function driftSections(context: Context): readonly Section[] {
  const { drift } = context.report;
  if (drift === undefined) return [];
  const span =
    drift.since === undefined && drift.until === undefined
      ? ''
      : `Patients ${drift.since === undefined ? '' : `from ${day(drift.since)} `}${drift.until === undefined ? '' : `to ${day(drift.until)}`}`.trim();
  const reasons = drift.reasons.length === 0 ? '' : `<ul>${drift.reasons.map((words) => `<li>${paragraph(words)}</li>`).join('')}</ul>`;
  const verdict = section('drift', 'Verdict', 'Does the model still fit?', `${drift.verdictText}${span === '' ? '' : ` ${span}.`}`, reasons);
  return [verdict, inputsDrift(drift), eventsDrift(context, drift)].filter((part): part is Section => part !== undefined);
}

function inputsDrift(drift: DriftSection): Section | undefined {
  if (drift.inputs.length === 0) return undefined;
  const shifted = drift.inputs.filter((row) => row.shifted === true).map((row) => row.label);
  const lede = shifted.length === 0 ? 'No input has moved beyond the limits.' : `Moved: ${shifted.join(', ')}.`;
  const numbers = table({
    caption: 'Inputs then and now',
    columns: [
      { head: 'Input' },
      { head: 'Patients', numeric: true },
      { head: 'Missing', numeric: true },
      { head: 'Then', numeric: true },
      { head: 'Now', numeric: true },
      { head: 'Std. difference (range)', numeric: true },
      { head: 'Stability index', numeric: true },
      { head: 'Outside the studied range', numeric: true },
      { head: 'Note' },
    ],
    rows: drift.inputs.map((row) => [
      row.label,
      count(row.n),
      count(row.missing),
      measure(row.reference),
      measure(row.recent),
      withRange(row.standardisedDifference),
      fine(row.psi),
      percent(row.outsideRange),
      row.note,
    ]),
    dash: 'the model file does not say',
  });
  const rows = [
    ...drift.inputs.map((row) => ({ label: row.label, difference: row.standardisedDifference })),
    { label: 'Score of the model', difference: drift.score.standardisedDifference },
  ].filter((row) => known(row.difference.value));
  const figure =
    rows.length === 0
      ? numbers
      : differencesFigure({
          rows,
          label: `Standardised differences between recent patients and those of the model: ${rows.map((row) => `${row.label} ${withRange(row.difference)}`).join('; ')}.`,
          dataTitle: 'inputs then and now',
          data: numbers + binsTable(drift),
          less: 'lower now',
          more: 'higher now',
        });
  return section('inputs-drift', 'Inputs', 'Inputs then and now', lede, figure + scoreTables(drift));
}

function binsTable(drift: DriftSection): string {
  const rows = drift.inputs.flatMap((row) => row.bins.map((bin) => [row.label, bin.label, percent(bin.reference), percent(bin.recent)]));
  return rows.length === 0
    ? ''
    : table({
        caption: 'Shares of patients by bin, then and now',
        columns: [{ head: 'Input' }, { head: 'Bin' }, { head: 'Then', numeric: true }, { head: 'Now', numeric: true }],
        rows,
      });
}

function scoreTables(drift: DriftSection): string {
  if (drift.score.groups.length === 0) return '';
  return (
    heading('Risk groups then and now') +
    table({
      caption: 'Share of patients by risk group',
      columns: [{ head: 'Group' }, { head: 'Then', numeric: true }, { head: 'Now', numeric: true }],
      rows: drift.score.groups.map((row) => [row.label, percent(row.reference), percent(row.recent)]),
      dash: 'the model file does not say',
    })
  );
}

function eventsDrift(context: Context, drift: DriftSection): Section | undefined {
  const { calibration, periods, sequential, discrimination } = drift;
  const lede = `${count(calibration.events)} events observed, ${plain(calibration.expected)} expected: ratio ${withRange(calibration.ratio)}. Calibration slope ${withRange(calibration.slope)}.`;
  const table1 = table({
    caption: 'Events observed and expected by period',
    columns: [
      { head: 'From' },
      { head: 'To' },
      { head: 'Patients', numeric: true },
      { head: 'Observed', numeric: true },
      { head: 'Expected', numeric: true },
      { head: 'Ratio (range)', numeric: true },
    ],
    rows: periods.map((row) => [day(row.from), day(row.to), count(row.patients), count(row.events), plain(row.expected), withRange(row.ratio)]),
    dash: 'no expected event',
  });
  const figure =
    periods.length === 0
      ? ''
      : heading('By period') +
        forestFigure({
          rows: periods.map((row) => ({
            label: `${day(row.from)} to ${day(row.to)}`,
            hint: `${count(row.events)} of ${plain(row.expected)}`,
            hazardRatio: row.ratio.value,
            lower: row.ratio.lower ?? null,
            upper: row.ratio.upper ?? null,
          })),
          label: `Events observed over expected by period: ${periods.map((row) => `${day(row.from)} ${hazardRatio(row.ratio.value)} (${range(row.ratio.lower, row.ratio.upper, hazardRatio)})`).join('; ')}.`,
          dataTitle: 'events by period',
          data: table1,
          less: 'fewer than expected',
          more: 'more than expected',
          head: 'observed / expected (range)',
          caption: 'Beside each period: observed of expected events. Filled: the range leaves 1 out.',
        });
  const rule =
    sequential === undefined
      ? ''
      : heading('Sequential rule') +
        paragraph(`${ended(sequential.rule)} ${ended(sequential.falseAlarm)}`) +
        `<div class="gap">${sequentialFigure(sequential)}</div>`;
  const compared =
    discrimination.length === 0
      ? ''
      : heading('Discrimination then and now') +
        table({
          caption: 'Discrimination then and now',
          columns: [
            { head: 'Measure' },
            { head: 'Source' },
            { head: 'Then (range)', numeric: true },
            { head: 'Now (range)', numeric: true },
            { head: 'Difference (range)', numeric: true },
            { head: 'P', numeric: true },
          ],
          rows: discrimination.map((row) => [row.measure, row.source, withRange(row.earlier), withRange(row.now), withRange(row.difference), pValue(row.p)]),
        });
  return section('events-drift', 'Events over time', `${capital(context.event)} over time`, lede, figure + rule + compared);
}

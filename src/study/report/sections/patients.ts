// SPDX-License-Identifier: Apache-2.0
import { type Context, capital, ended, setName } from '../context.ts';
import { flowFigure, flowOf } from '../figures/flow.ts';
import { count, counted, decimals, known, months, percent, pValue, withRange } from '../format.ts';
import { heading, paragraph, type Section, section, table } from '../page/html.ts';
import type { BaselineTableRow } from '../study-report.ts';

/** Who was studied: flow and follow-up. */
export function patientsSection(context: Context): Section | undefined {
  const { report } = context;
  if (report.flow.length === 0 && report.sets.length === 0) return undefined;
  const { boxes } = flowOf(report.flow);
  const [first, last] = [boxes[0], boxes.at(-1)];
  const left = first === undefined || last === undefined ? 0 : first.n - last.n;
  const lede =
    first === undefined || last === undefined
      ? ''
      : left === 0
        ? `All ${counted(first.n, 'patient')} were studied.`
        : `${count(last.n)} of ${counted(first.n, 'patient')} were studied; ${count(left)} were left out.`;
  const sets = report.sets.map((row) => [
    capital(setName(context, row.set)),
    count(row.n),
    count(row.events),
    row.n > 0 ? percent(row.events / row.n) : '–',
    withRange(row.medianFollowUpDays, months),
  ]);
  const followUp =
    sets.length === 0
      ? ''
      : heading('Events and follow-up') +
        table({
          caption: 'Patients, events and follow-up by set',
          columns: [
            { head: 'Set' },
            { head: 'Patients', numeric: true },
            { head: 'Events', numeric: true },
            { head: 'Share', numeric: true },
            { head: 'Median follow-up, months (range)', numeric: true },
          ],
          rows: sets,
          dash: 'not known',
        });
  return section(
    'patients',
    'Patients',
    'Who was studied',
    lede,
    `${report.flow.length === 0 ? '' : flowFigure(report)}${followUp}`,
    report.header.synthetic ? 'synthetic' : undefined,
  );
}

/** Table of baseline characteristics by set. */
export function baselineSection(context: Context): Section | undefined {
  const { baseline } = context.report;
  if (baseline === undefined || baseline.rows.length === 0) return undefined;
  const anyP = baseline.rows.some((row) => known(row.p));
  const anyDifference = baseline.rows.some((row) => known(row.standardisedDifference));
  const anyMissing = baseline.rows.some((row) => row.missing > 0);
  const differences = baseline.rows.flatMap((row) => (known(row.standardisedDifference) ? [Math.abs(row.standardisedDifference)] : []));
  const largest = Math.max(0, ...differences);
  const lede =
    differences.length === 0
      ? ''
      : largest <= 0.2
        ? `The sets are alike: no standardised difference exceeds ${decimals(Math.max(0.1, Math.ceil(largest * 10) / 10), 1)}.`
        : `The largest standardised difference between the sets is ${decimals(largest, 2)}; above 0.2 is more than chance usually brings.`;
  const body = table({
    caption: 'Baseline characteristics',
    columns: [
      { head: 'Characteristic' },
      ...baseline.columns.map((head) => ({ head, numeric: true })),
      ...(anyDifference ? [{ head: 'Std. difference', numeric: true }] : []),
      ...(anyP ? [{ head: 'P', numeric: true }] : []),
      ...(anyMissing ? [{ head: 'Missing', numeric: true }] : []),
    ],
    rows: withHeadings(baseline.rows).map((row) => ({
      sub: row.level !== undefined,
      cells: [
        row.level ?? row.label,
        ...baseline.columns.map((_, i) => row.cells[i] ?? ''),
        ...(anyDifference ? [row.level !== undefined && row.standardisedDifference === null ? '' : decimals(row.standardisedDifference, 2)] : []),
        ...(anyP ? [row.level !== undefined && row.p === null ? '' : pValue(row.p)] : []),
        ...(anyMissing ? [row.level === undefined ? count(row.missing) : ''] : []),
      ],
    })),
    dash: 'not computed: no variation, or a single set',
  });
  const tests = [...new Set(baseline.rows.flatMap((row) => (row.test === undefined ? [] : [row.test])))];
  const note = [baseline.note, tests.length === 0 ? '' : `Tests: ${tests.join(', ')}.`].filter((words) => words !== '').join(' ');
  return section('baseline', 'Baseline', 'Baseline', lede, body + (note === '' ? '' : paragraph(note, 'xs')));
}

/**
 * A variable with two levels is one row, told by its second level, as papers print it; one with more gets a row of its own above its levels, which
 * carries the difference, the test and what is missing.
 */
function withHeadings(rows: readonly BaselineTableRow[]): readonly BaselineTableRow[] {
  const shown: BaselineTableRow[] = [];
  for (let start = 0; start < rows.length; ) {
    const first = rows[start]!;
    let end = start + 1;
    while (first.level !== undefined && rows[end]?.level !== undefined && rows[end]!.label === first.label) end++;
    const { level, ...heading } = first;
    if (level === undefined) shown.push(first);
    else if (end - start === 2) shown.push({ ...heading, label: `${first.label}: ${rows[start + 1]!.level}`, cells: rows[start + 1]!.cells });
    else shown.push({ ...heading, cells: [] }, ...rows.slice(start, end).map((row) => ({ ...row, standardisedDifference: null, p: null })));
    start = end;
  }
  return shown;
}

/** How much was missing and what was done about it. */
export function missingSection(context: Context): Section | undefined {
  const { missingData } = context.report;
  if (missingData === undefined) return undefined;
  const n = context.report.sets.find((row) => row.set === 'all')?.n ?? context.report.sets.reduce((sum, row) => sum + row.n, 0);
  const incomplete = missingData.columns.filter((row) => row.missing > 0);
  const lede = `${capital(ended(missingData.method))} ${counted(missingData.completeCases, 'patient')} had every value.`;
  const body =
    incomplete.length === 0
      ? paragraph('No value was missing.')
      : table({
          caption: 'Missing values',
          columns: [
            { head: 'Variable', long: true },
            { head: 'Missing', numeric: true },
            { head: 'Share', numeric: true },
          ],
          rows: incomplete.map((row) => [row.label, count(row.missing), n > 0 ? percent(Math.min(1, row.missing / n)) : '–']),
        });
  return section('missing', 'Missing data', 'Missing data', lede, body);
}

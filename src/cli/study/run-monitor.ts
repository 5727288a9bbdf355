// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Cohort } from '../../study/cohort/cohort.ts';
import type { StudyDefinition } from '../../study/definition/study-definition.ts';
import { monitorModel } from '../../study/monitor/monitor-model.ts';
import type { StudyReport } from '../../study/report/study-report.ts';
import { InputError } from '../input-error.ts';
import { estimateLine, modelOnStudy, reportFiles, warningLines } from './model-on-study.ts';
import { assertOutputFolder, writeFolder } from './output-folder.ts';
import { tableOf } from './read-tables.ts';

export interface RunMonitor {
  readonly model: string;
  readonly study: string;
  readonly out: string;
  readonly since?: string;
  readonly dateColumn?: string;
  readonly periodMonths: number;
  readonly ratio: number;
  readonly falseAlarm: number;
  readonly force?: boolean;
  readonly now: Date;
}

const DAYS_PER_MONTH = 30.4375;

/** `hepanom monitor`. @returns what the terminal shows */
export async function runMonitor(options: RunMonitor): Promise<string> {
  const { out, force = false } = options;
  assertOutputFolder(out, force);
  const { model, modelFile, definition, cohort, run, notes, folder } = await modelOnStudy(options.model, options.study, 'all', options.now);
  const starts = await startDates(definition, cohort, folder, options.dateColumn);
  const report = monitorModel(model, cohort, definition, {
    run,
    modelFile,
    ...(starts === undefined ? {} : { starts }),
    ...(options.since === undefined ? {} : { since: options.since }),
    periodDays: options.periodMonths * DAYS_PER_MONTH,
    sequential: { ratio: options.ratio, falseAlarm: options.falseAlarm },
  });
  writeFolder(out, reportFiles(report), force);
  return `${[...monitoringLines(report), ...warningLines(report, notes), '', `Written: ${out}`].join('\n')}\n`;
}

/** Dates of time zero in the order of the cohort, from the column that the study or the user names; undefined where there is none. */
async function startDates(definition: StudyDefinition, cohort: Cohort, folder: string, named: string | undefined): Promise<(string | undefined)[] | undefined> {
  const column = named ?? definition.outcome.start;
  if (column === undefined) return undefined;
  const { file } = definition.cohort;
  const table = await tableOf(readFileSync(path.resolve(folder, file)), file);
  const at = table.columns.findIndex((name) => name.trim() === column);
  if (at < 0) throw new InputError('date-column', `${file} has no column ${column}; its columns are ${table.columns.join(', ')}.`);
  const byRow = new Map(table.rows.map((row, i) => [table.rowNumbers[i]!, (row[at] ?? '').trim()]));
  const bad: number[] = [];
  const dates = cohort.rowNumbers.map((row) => {
    const text = byRow.get(row) ?? '';
    if (text === '') return undefined;
    const date = text.slice(0, 10);
    if (!/^\d{4}-\d{2}-\d{2}([T ].*)?$/.test(text) || Number.isNaN(Date.parse(`${date}T00:00:00Z`))) bad.push(row);
    return date;
  });
  if (bad.length > 0)
    throw new InputError(
      'date-column',
      `${file}, column ${column}: not a date as YYYY-MM-DD in row ${bad.slice(0, 10).join(', ')}${bad.length > 10 ? ' …' : ''}.`,
    );
  return dates;
}

const two = (value: number | null): string => (value === null ? '–' : String(Math.round(value * 100) / 100));

/** Verdict first, then the numbers it rests on. */
export function monitoringLines(report: StudyReport): string[] {
  const { drift } = report;
  if (drift === undefined) return [];
  const { calibration } = drift;
  const lines = [
    report.title,
    `${calibration.n} patients${drift.since === undefined ? '' : ` since ${drift.since}`}${drift.until === undefined ? '' : `, followed until ${drift.until}`}`,
    '',
    drift.verdictText,
  ];
  lines.push(...drift.reasons.map((reason) => `  - ${reason}`));
  lines.push(
    '',
    `Events ${calibration.events}, expected ${two(calibration.expected)}: ratio ${estimateLine(calibration.ratio)}; slope ${estimateLine(calibration.slope)}`,
  );
  if (drift.periods.length > 0) lines.push('', 'Period                   patients  events  expected  ratio');
  for (const { from, to, patients, events, expected, ratio } of drift.periods)
    lines.push(`${from} to ${to} ${String(patients).padStart(8)}${String(events).padStart(8)}${two(expected).padStart(10)}  ${estimateLine(ratio)}`);
  if (drift.sequential !== undefined)
    lines.push(
      '',
      `${drift.sequential.rule}; limit ${two(drift.sequential.threshold)}: ${drift.sequential.signal === null ? 'no alarm' : `alarm on ${drift.sequential.signal.date}`}.`,
      drift.sequential.falseAlarm,
    );
  lines.push('', 'Inputs                                   then       now  difference (sd)      PSI  missing');
  for (const row of drift.inputs)
    lines.push(
      `${row.shifted === true ? '!' : ' '} ${row.label.slice(0, 34).padEnd(34)} ${two(row.reference).padStart(8)}  ${two(row.recent).padStart(8)}  ${estimateLine(row.standardisedDifference).padEnd(20)} ${two(row.psi).padStart(4)}  ${row.missing}`,
    );
  lines.push('', 'Discrimination');
  for (const { measure, source, earlier, now, p } of drift.discrimination)
    lines.push(`  ${measure}: then ${estimateLine(earlier)} (${source}), now ${estimateLine(now)}${p === null ? '' : `, P ${p < 0.001 ? '< 0.001' : two(p)}`}`);
  return lines;
}

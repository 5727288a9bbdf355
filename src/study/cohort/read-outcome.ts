// SPDX-License-Identifier: Apache-2.0
import type { StudyDefinition } from '../definition/study-definition.ts';
import { codeText, isMissing, parseIsoDay } from '../table/cells.ts';
import { DAYS_PER } from './days.ts';
import { readNumbers } from './read-number.ts';
import { type Reading, WrongCells } from './reading.ts';

export interface Outcome {
  readonly timeDays: Float64Array;
  readonly status: Uint8Array;
}

/** No patient is followed for longer; a time beyond is in another unit. */
const LONGEST_YEARS = 60;

const TIME_TEXT: Readonly<Record<string, string>> = {
  'negative-time': 'is negative; a time runs from time zero forwards',
  'zero-time': 'is no time at all; a patient needs a time above 0 (correct it, or leave the patient out with an exclusion)',
  'time-too-long': `is more than ${LONGEST_YEARS} years in the unit of the study file; correct \`outcome.unit\` or the value`,
};

function timeCode(days: number): string | undefined {
  if (days < 0) return 'negative-time';
  if (days === 0) return 'zero-time';
  return days > LONGEST_YEARS * DAYS_PER.years ? 'time-too-long' : undefined;
}

function reportMissing(read: Reading, column: string, rows: readonly number[], what: string): void {
  const at = read.at.get(column);
  if (at === undefined) return;
  const missing = rows.filter((row) => isMissing(read.table.rows[row]![at]!)).map((row) => read.table.rowNumbers[row]!);
  if (missing.length > 0)
    read.problems.push({
      code: 'outcome-missing',
      file: read.table.name,
      column,
      rows: missing,
      message: `there is no ${what}; fill it in, or leave these patients out openly with the exclusion {column: ${column}, missing: true, reason: …}`,
    });
}

function readDays(read: Reading, column: string, rows: readonly number[]): Float64Array {
  const days = new Float64Array(rows.length).fill(Number.NaN);
  const at = read.at.get(column);
  if (at === undefined) return days;
  const wrong = new WrongCells(read, column);
  rows.forEach((row, i) => {
    const cell = read.table.rows[row]![at]!;
    if (isMissing(cell)) return;
    const day = parseIsoDay(cell);
    if (day === undefined) wrong.add('not-a-date', row, cell);
    else days[i] = day;
  });
  wrong.report((_, values) => `${values} is no date of the calendar as YYYY-MM-DD`);
  return days;
}

/** Last day of a year, month or day. */
function lastDay(partial: string): number {
  const [year, month, day] = partial.split('-').map(Number) as [number, number?, number?];
  if (day !== undefined) return parseIsoDay(partial) ?? Number.POSITIVE_INFINITY;
  return Date.UTC(month === undefined ? year + 1 : year, month === undefined ? 0 : month, 0) / 86_400_000;
}

function timesFromDates(read: Reading, start: string, end: string, cutOff: string, rows: readonly number[]): Float64Array {
  const from = readDays(read, start, rows);
  const to = readDays(read, end, rows);
  reportMissing(read, start, rows, 'date of time zero');
  reportMissing(read, end, rows, 'date of the event or of last follow-up');
  const groups: Readonly<Record<string, number[]>> = { 'dates-reversed': [], 'zero-time': [], 'time-too-long': [], 'after-cut-off': [] };
  const last = lastDay(cutOff);
  rows.forEach((row, i) => {
    const days = to[i]! - from[i]!;
    const line = read.table.rowNumbers[row]!;
    if (days < 0) groups['dates-reversed']!.push(line);
    else if (timeCode(days) !== undefined) groups[timeCode(days)!]!.push(line);
    if (to[i]! > last) groups['after-cut-off']!.push(line);
  });
  const messages: Readonly<Record<string, string>> = {
    'dates-reversed': `${end} lies before ${start}; the two are the wrong way round, or one is mistyped`,
    'zero-time': `${end} is the day of ${start}; a patient needs a time above 0 (correct it, or leave the patient out with an exclusion)`,
    'time-too-long': `${end} is more than ${LONGEST_YEARS} years after ${start}; one of the two is mistyped`,
    'after-cut-off': `the date is after the data cut-off ${cutOff} of the study file; correct the one or the other`,
  };
  for (const [code, lines] of Object.entries(groups))
    if (lines.length > 0) read.problems.push({ code, file: read.table.name, column: end, rows: lines, message: messages[code]! });
  return to.map((day, i) => day - from[i]!);
}

function readStatus(read: Reading, definition: StudyDefinition, rows: readonly number[]): Uint8Array {
  const { status: column, eventCodes, censoredCodes } = definition.outcome;
  const status = new Uint8Array(rows.length);
  const at = read.at.get(column);
  if (at === undefined) return status;
  const codes = new Map([...censoredCodes.map((code) => [codeText(code), 0] as const), ...eventCodes.map((code) => [codeText(code), 1] as const)]);
  const wrong = new WrongCells(read, column);
  rows.forEach((row, i) => {
    const cell = read.table.rows[row]![at]!;
    const code = codes.get(codeText(cell));
    if (code !== undefined) status[i] = code;
    else if (!isMissing(cell)) wrong.add('unknown-status', row, cell);
  });
  wrong.report(
    (_, values) =>
      `${values} is neither an event (${eventCodes.join(', ')}) nor censored (${censoredCodes.join(', ')}); correct it, or add the code to \`outcome\` in the study file`,
  );
  const unnamed = rows.filter((row) => !codes.has(codeText(read.table.rows[row]![at]!)));
  reportMissing(read, column, unnamed, 'status');
  if (wrong.codes.length === 0 && unnamed.length === 0 && rows.length > 0 && !status.includes(1))
    read.problems.push({
      code: 'no-events',
      file: read.table.name,
      column,
      message: `no patient has an event (${eventCodes.join(', ')}); nothing can be learned from censored patients alone`,
    });
  return status;
}

/**
 * Time in days and status of the given rows. Impossible times, reversed dates and unknown codes become problems.
 *
 * @param rows positions in the table
 */
export function readOutcome(read: Reading, definition: StudyDefinition, rows: readonly number[]): Outcome {
  const { outcome } = definition;
  const status = readStatus(read, definition, rows);
  if (outcome.time === undefined) return { timeDays: timesFromDates(read, outcome.start!, outcome.end!, definition.cohort.cutOff, rows), status };
  const perUnit = DAYS_PER[outcome.unit!];
  const timeDays = readNumbers(
    read,
    outcome.time,
    rows,
    (value) => timeCode(value * perUnit),
    (code, values) => `${values} ${TIME_TEXT[code]}`,
  ).map((time) => time * perUnit);
  reportMissing(read, outcome.time, rows, 'time');
  return { timeDays, status };
}

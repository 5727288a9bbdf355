// SPDX-License-Identifier: Apache-2.0
// CSV (RFC 4180) to a table, with everything that is wrong with the file as a file.
import { StudyError } from '../errors.ts';
import { describeProblems } from './problems.ts';
import type { Table, TableProblem } from './table.ts';

interface CsvRow {
  /** Line it begins on, 1-based. */
  readonly line: number;
  readonly cells: readonly string[];
}

interface Scan {
  readonly rows: readonly CsvRow[];
  /** Lines with characters after a closing quote. */
  readonly afterQuote: readonly number[];
  /** Line on which a quote opens that never closes. */
  readonly openQuote?: number;
}

const DELIMITERS = [',', ';', '\t'] as const;
const NAMES: Readonly<Record<string, string>> = { ',': 'comma', ';': 'semicolon', '\t': 'tab' };

/** The delimiter that is most frequent outside quotes in the first line; a comma when there is none. */
function delimiterOf(text: string): string {
  const counts = new Map<string, number>(DELIMITERS.map((delimiter) => [delimiter, 0]));
  let quoted = false;
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    else if (!quoted && (character === '\n' || character === '\r')) break;
    else if (!quoted && counts.has(character)) counts.set(character, counts.get(character)! + 1);
  }
  return DELIMITERS.reduce((best, delimiter) => (counts.get(delimiter)! > counts.get(best)! ? delimiter : best));
}

/** Rows of a text without any quote: lines and splits. */
function scanPlain(text: string, delimiter: string): Scan {
  const rows: CsvRow[] = [];
  text.split(/\r\n|\n|\r/).forEach((line, i) => {
    if (line !== '') rows.push({ line: i + 1, cells: line.split(delimiter) });
  });
  return { rows, afterQuote: [] };
}

/** Rows of a text with quotes: one character at a time. */
function scanQuoted(text: string, delimiter: string): Scan {
  const rows: CsvRow[] = [];
  const afterQuote: number[] = [];
  let cells: string[] = [];
  let cell = '';
  /** plain: outside quotes; quoted: inside; closed: after the closing quote of this cell */
  let state: 'plain' | 'quoted' | 'closed' = 'plain';
  let hadQuote = false;
  let line = 1;
  let start = 1;
  let opened = 1;
  const endCell = (): void => {
    cells.push(cell);
    cell = '';
    state = 'plain';
  };
  const endRow = (): void => {
    endCell();
    if (cells.length > 1 || cells[0] !== '' || hadQuote) rows.push({ line: start, cells });
    cells = [];
    hadQuote = false;
  };
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    const breaks = character === '\n' || character === '\r';
    const pair = character === '\r' && text[at + 1] === '\n';
    if (state === 'quoted') {
      if (character === '"' && text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else if (character === '"') state = 'closed';
      else {
        cell += pair ? '\r\n' : character;
        if (pair) at += 1;
        if (breaks) line += 1;
      }
    } else if (breaks) {
      if (pair) at += 1;
      line += 1;
      endRow();
      start = line;
    } else if (character === delimiter) endCell();
    else if (character === '"' && state === 'plain' && cell === '') {
      state = 'quoted';
      hadQuote = true;
      opened = line;
    } else {
      if (state === 'closed' && afterQuote.at(-1) !== line) afterQuote.push(line);
      cell += character;
    }
  }
  const open = (state as string) === 'quoted';
  if (cells.length > 0 || cell !== '' || hadQuote) endRow();
  return { rows, afterQuote, ...(open ? { openQuote: opened } : {}) };
}

/** Reasons for which a text is no CSV at all. */
function notText(text: string, name: string): TableProblem | undefined {
  if (text.trim() === '') return { code: 'empty-file', file: name, message: 'the file is empty' };
  if (text.startsWith('PK\u0003\u0004'))
    return { code: 'not-csv', file: name, message: 'this is a zip file or a spreadsheet (xlsx, ods): save the sheet as CSV (UTF-8)' };
  if (text.startsWith('PAR1')) return { code: 'not-csv', file: name, message: 'this is a parquet file: give it a name that ends in .parquet' };
  if (text.includes('\u0000'))
    return { code: 'not-csv', file: name, message: 'the text holds zero bytes (UTF-16, or no text file at all): save it as CSV (UTF-8)' };
  return undefined;
}

function headerProblems(header: CsvRow, name: string, delimiter: string): TableProblem[] {
  const found: TableProblem[] = [];
  const at = new Map<string, number[]>();
  header.cells.forEach((column, i) => {
    at.set(column.trim(), [...(at.get(column.trim()) ?? []), i + 1]);
  });
  for (const [column, positions] of at)
    if (column !== '' && positions.length > 1)
      found.push({
        code: 'duplicate-column',
        file: name,
        column,
        message: `${positions.length} columns have this name (columns ${positions.join(', ')}); rename or remove all but one`,
      });
  const only = header.cells.length === 1 ? header.cells[0]! : '';
  if (/[|:^~]|\S\s+\S+\s+\S/.test(only))
    found.push({
      code: 'wrong-delimiter',
      file: name,
      rows: [header.line],
      message: `there is no ${DELIMITERS.map((d) => NAMES[d]).join(', ')} in the first line, so all would be one column; save the file with commas, semicolons or tabs between the cells`,
    });
  if (header.cells.every((cell) => cell.trim() !== '' && Number.isFinite(Number(cell.trim()))))
    found.push({
      code: 'header-missing',
      file: name,
      rows: [header.line],
      message: `the first line holds numbers only; the first line must hold the names of the columns (delimiter: ${NAMES[delimiter]})`,
    });
  return found;
}

/**
 * Reads a CSV text, keeping what is wrong with it for a message that also lists what is wrong with the values.
 *
 * Commas, semicolons or tabs (the most frequent in the first line; `sep=;` on a line of its own is obeyed), LF, CRLF or CR, UTF-8 with or without
 * a byte order mark, RFC 4180 quotes. Blank lines are skipped. A row with too few or too many cells is kept, cut or filled to the header, and
 * named in `problems` and `damagedRows`.
 */
export function scanCsv(text: string, name: string): Table {
  let content = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const unreadable = notText(content, name);
  if (unreadable !== undefined) return { name, columns: [], rows: [], rowNumbers: [], problems: [unreadable] };
  const told = /^sep=(.)(\r\n|\n|\r)/.exec(content);
  const delimiter = told?.[1] ?? delimiterOf(content);
  if (told !== null) content = `\n${content.slice(told[0].length)}`;
  const scan = content.includes('"') ? scanQuoted(content, delimiter) : scanPlain(content, delimiter);
  const [header, ...body] = scan.rows;
  const problems = headerProblems(header!, name, delimiter);
  const columns = header!.cells.map((column) => column.trim());
  const damaged = new Set<number>();
  const ragged = new Map<number, number[]>();
  body.forEach((row, position) => {
    if (row.cells.length === columns.length) return;
    damaged.add(position);
    const lines = ragged.get(row.cells.length);
    if (lines === undefined) ragged.set(row.cells.length, [row.line]);
    else lines.push(row.line);
  });
  // Cells of these rows are not where their columns are.
  if (scan.openQuote !== undefined && body.length > 0) damaged.add(body.length - 1);
  for (const line of scan.afterQuote) damaged.add(body.findLastIndex((row) => row.line <= line));
  if (scan.openQuote !== undefined)
    problems.push({
      code: 'open-quote',
      file: name,
      rows: [scan.openQuote],
      message: 'a quote (") opens here and never closes, so the rest of the file is one cell; close it, or write "" for a quote',
    });
  else
    for (const [cells, lines] of ragged)
      problems.push({
        code: 'ragged-row',
        file: name,
        rows: lines,
        message: `${cells === 1 ? '1 cell' : `${cells} cells`} where the header has ${columns.length}${
          cells > columns.length ? '; a cell that holds the delimiter (a decimal comma, say) must be in quotes' : '; every row needs all its delimiters'
        }`,
      });
  if (scan.afterQuote.length > 0)
    problems.push({
      code: 'text-after-quote',
      file: name,
      rows: scan.afterQuote,
      message: 'text follows a closing quote ("); write "" for a quote inside a quoted cell',
    });
  if (body.length === 0) problems.push({ code: 'no-rows', file: name, message: 'the file has a header and no rows' });
  return {
    name,
    columns,
    rows: body.map((row) => (row.cells.length === columns.length ? row.cells : columns.map((_, i) => row.cells[i] ?? ''))),
    rowNumbers: body.map((row) => row.line),
    ...(problems.length === 0 ? {} : { problems }),
    ...(damaged.size === 0 ? {} : { damagedRows: damaged }),
  };
}

/** The error that lists what is wrong with files. */
export function dataError(problems: readonly TableProblem[]): StudyError {
  const count = problems.length === 1 ? '1 thing is' : `${problems.length} things are`;
  return new StudyError('data-invalid', `${count} wrong with the data:\n${describeProblems(problems)}`, problems);
}

/**
 * Reads a CSV text as {@link scanCsv} does and refuses a damaged one.
 *
 * @param name file name for messages
 * @throws StudyError `data-invalid` with all problems: `empty-file`, `not-csv`, `wrong-delimiter`, `header-missing`, `duplicate-column`, `ragged-row`, `open-quote`, `text-after-quote`, `no-rows`
 */
export function readCsv(text: string, name: string): Table {
  const table = scanCsv(text, name);
  if (table.problems !== undefined) throw dataError(table.problems);
  return table;
}

/** One cell, quoted only where it must be. */
function csvCell(text: string): string {
  return /[",;\t\r\n]/.test(text) || text.startsWith('\uFEFF') ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A table as CSV: commas, LF, a header line. {@link readCsv} gives the same cells back. */
export function csvText(columns: readonly string[], rows: Iterable<readonly string[]>): string {
  const line = (cells: readonly string[]): string => (cells.length === 1 && cells[0] === '' ? '""' : cells.map(csvCell).join(','));
  const lines = [line(columns)];
  for (const row of rows) lines.push(line(row));
  return `${lines.join('\n')}\n`;
}

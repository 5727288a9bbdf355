// SPDX-License-Identifier: Apache-2.0
import type { TableProblem } from './table.ts';

/** Rows named in a message before "and N more". */
const ROWS_NAMED = 8;

/** `line 3`, `lines 3, 5 and 9`, `lines 3, 4, … and 12 more`. */
function rowsText(rows: readonly number[], word: string): string {
  if (rows.length === 1) return `${word} ${rows[0]}`;
  const plural = `${word}s`;
  if (rows.length <= ROWS_NAMED) return `${plural} ${rows.slice(0, -1).join(', ')} and ${rows.at(-1)}`;
  return `${plural} ${rows.slice(0, ROWS_NAMED).join(', ')} and ${rows.length - ROWS_NAMED} more`;
}

/** What the rows of a file are called: lines of a text, rows of a parquet file. */
export function rowWord(file: string): 'row' | 'line' {
  return /\.parquet$/i.test(file) ? 'row' : 'line';
}

/** One problem as one line of text. */
export function describeProblem(problem: TableProblem): string {
  const where = [
    problem.file,
    ...(problem.column === undefined ? [] : [`column ${problem.column}`]),
    ...(problem.rows === undefined || problem.rows.length === 0 ? [] : [rowsText(problem.rows, rowWord(problem.file))]),
  ].join(', ');
  return `${where}: ${problem.message}`;
}

/**
 * All problems as a list for a terminal: one per line, at most eight rows named each.
 *
 * @returns lines that begin with `  - `, joined by line feeds; empty text for no problems
 */
export function describeProblems(problems: readonly TableProblem[]): string {
  return problems.map((problem) => `  - ${describeProblem(problem)}`).join('\n');
}

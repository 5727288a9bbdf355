// SPDX-License-Identifier: Apache-2.0
import { pchisq } from '../distributions/index.ts';
import { SurvivalError } from '../errors.ts';
import type { ChiSquareResult } from './rank-tests.ts';

/** Counts, one row per level of the first variable. */
export type ContingencyTable = readonly (readonly number[])[];

/** Row sums, column sums and total of a table of counts, checked. */
export function margins(table: ContingencyTable): { rows: number[]; columns: number[]; total: number } {
  const width = table[0]?.length ?? 0;
  if (table.length < 2 || width < 2)
    throw new SurvivalError('too-few-groups', `the table is ${table.length} × ${width}: both variables need at least 2 levels`);
  for (const row of table) {
    if (row.length !== width) throw new SurvivalError('length-mismatch', 'the rows of the table have different lengths');
    for (const count of row) {
      if (!Number.isInteger(count) || count < 0)
        throw new SurvivalError('value-out-of-range', `a count of the table is ${count}: counts are whole numbers from 0`);
    }
  }
  const rows = table.map((row) => row.reduce((sum, count) => sum + count, 0));
  const columns = Array.from({ length: width }, (_, j) => table.reduce((sum, row) => sum + row[j]!, 0));
  if ([...rows, ...columns].some((sum) => sum === 0)) throw new SurvivalError('too-few-groups', 'a row or column of the table is empty: leave that level out');
  return { rows, columns, total: rows.reduce((sum, count) => sum + count, 0) };
}

/** The table of two columns of levels; levels in increasing order. Equals R's `table(a, b)`. */
export function crossTable(a: ArrayLike<number>, b: ArrayLike<number>): { rowLevels: number[]; columnLevels: number[]; table: number[][] } {
  if (a.length !== b.length) throw new SurvivalError('length-mismatch', `the columns have ${a.length} and ${b.length} values`);
  const sorted = (values: ArrayLike<number>): number[] => [...new Set(Array.from(values))].sort((x, y) => x - y);
  const rowLevels = sorted(a);
  const columnLevels = sorted(b);
  const table = rowLevels.map(() => columnLevels.map(() => 0));
  for (let i = 0; i < a.length; i++) {
    const row = table[rowLevels.indexOf(a[i]!)]!;
    const column = columnLevels.indexOf(b[i]!);
    row[column] = row[column]! + 1;
  }
  return { rowLevels, columnLevels, table };
}

/** Result of `chiSquareTest`. */
export interface ChiSquareTest extends ChiSquareResult {
  readonly expected: readonly (readonly number[])[];
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
}

/**
 * Pearson's χ² of independence. Equals R's `chisq.test(table, correct =)`: Yates' correction min(½, |O − E|) in 2 × 2 tables only.
 * @throws SurvivalError `too-few-groups`, `value-out-of-range`, `length-mismatch`
 */
export function chiSquareTest(table: ContingencyTable, options: { readonly correct?: boolean } = {}): ChiSquareTest {
  const { correct = true } = options;
  const { rows, columns, total } = margins(table);
  const expected = rows.map((row) => columns.map((column) => (row * column) / total));
  let smallestGap = 0.5;
  table.forEach((row, i) => {
    row.forEach((count, j) => {
      smallestGap = Math.min(smallestGap, Math.abs(count - expected[i]![j]!));
    });
  });
  const yates = correct && rows.length === 2 && columns.length === 2 ? smallestGap : 0;
  let chisq = 0;
  table.forEach((row, i) => {
    row.forEach((count, j) => {
      chisq += (Math.abs(count - expected[i]![j]!) - yates) ** 2 / expected[i]![j]!;
    });
  });
  const df = (rows.length - 1) * (columns.length - 1);
  const warnings = expected.some((row) => row.some((value) => value < 5))
    ? [{ code: 'small-expected-counts', message: 'an expected count is below 5: the χ² approximation may be wrong, prefer Fisher’s test' }]
    : [];
  return { chisq, df, p: pchisq(chisq, df, 'upper'), expected, warnings };
}

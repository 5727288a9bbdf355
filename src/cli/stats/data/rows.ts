// SPDX-License-Identifier: Apache-2.0
import { isMissing } from '../../../study/table/cells.ts';
import type { Table } from '../../../study/table/table.ts';
import { InputError } from '../../input-error.ts';
import { didYouMean } from './suggest.ts';

/** Refuses names that are no columns, all in one message. @throws InputError `column-unknown` */
export function requireColumns(table: Table, names: readonly string[]): void {
  const unknown = [...new Set(names.filter((name) => !table.columns.includes(name)))];
  if (unknown.length === 0) return;
  const told = unknown.map((name) => `${table.name} has no column "${name}".${didYouMean(name, table.columns)}`);
  const shown = table.columns.slice(0, 30).join(', ');
  throw new InputError(
    'column-unknown',
    [...told, `Its columns: ${shown}${table.columns.length > 30 ? `, … (${table.columns.length} in all)` : ''}`].join('\n'),
  );
}

/** Position of a column. @throws InputError `column-unknown` */
export function columnIndex(table: Table, name: string): number {
  requireColumns(table, [name]);
  return table.columns.indexOf(name);
}

/** Rows whose columns hold one of the wanted values (`--where`); several conditions on one column are alternatives. */
export function rowsWhere(table: Table, where: readonly (readonly [string, string])[]): number[] {
  const wanted = new Map<number, Set<string>>();
  for (const [name, value] of where) {
    const at = columnIndex(table, name);
    if (!table.rows.some((row) => row[at]!.trim() === value)) {
      const values = [...new Set(table.rows.map((row) => row[at]!.trim()))].filter((text) => text !== '').sort();
      throw new InputError('value-unknown', `no row has ${name}=${value}.${didYouMean(value, values)} The column holds: ${values.slice(0, 10).join(', ')}`);
    }
    const set = wanted.get(at) ?? new Set();
    wanted.set(at, set.add(value));
  }
  return table.rows.flatMap((row, i) => ([...wanted].every(([at, values]) => values.has(row[at]!.trim())) ? [i] : []));
}

/** Rows that have a value in every column. */
export function completeRows(table: Table, among: readonly number[], columns: readonly string[]): number[] {
  const positions = columns.map((name) => columnIndex(table, name));
  return among.filter((row) => positions.every((at) => !isMissing(table.rows[row]![at]!)));
}

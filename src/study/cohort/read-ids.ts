// SPDX-License-Identifier: Apache-2.0
import { isMissing } from '../table/cells.ts';
import type { Reading } from './reading.ts';

/**
 * Identifiers of all rows, trimmed; `''` where there is none. Missing and repeated ones become problems that name rows and never values.
 */
export function readIds(read: Reading): string[] {
  const at = read.at.get(read.idColumn);
  if (at === undefined) return [];
  const { table } = read;
  const ids = table.rows.map((row) => (isMissing(row[at]!) ? '' : row[at]!.trim()));
  const seen = new Map<string, number[]>();
  const missing: number[] = [];
  ids.forEach((id, row) => {
    if (table.damagedRows?.has(row)) return;
    if (id === '') missing.push(table.rowNumbers[row]!);
    else if (seen.has(id)) seen.get(id)!.push(table.rowNumbers[row]!);
    else seen.set(id, [table.rowNumbers[row]!]);
  });
  if (missing.length > 0)
    read.problems.push({
      code: 'id-missing',
      file: table.name,
      column: read.idColumn,
      rows: missing,
      message: 'there is no identifier; every patient needs one',
    });
  const doubles = [...seen.values()].filter((rows) => rows.length > 1);
  if (doubles.length > 0)
    read.problems.push({
      code: 'duplicate-id',
      file: table.name,
      column: read.idColumn,
      rows: doubles.flat().sort((a, b) => a - b),
      message: `${doubles.length === 1 ? 'one patient has' : `${doubles.length} patients have`} more than one row (${doubles
        .slice(0, 4)
        .map((rows) => rows.slice(0, 4).join(' = '))
        .join('; ')}${doubles.length > 4 ? '; …' : ''}); a patient needs exactly one`,
    });
  noteLookalikes(
    read,
    [...seen].filter(([, rows]) => rows.length === 1).map(([id, rows]) => ({ id, row: rows[0]! })),
  );
  return ids;
}

/** Identifiers that differ only in leading zeros, case or spaces are probably meant to be the same. */
const loose = (id: string): string =>
  id
    .toLowerCase()
    .replace(/[\s_-]/g, '')
    .replace(/^0+(?=\d)/, '');

/** Two rows whose identifiers differ only in how they are written may be one patient. */
function noteLookalikes(read: Reading, patients: readonly { readonly id: string; readonly row: number }[]): void {
  const byLoose = new Map<string, number[]>();
  for (const { id, row } of patients) {
    const rows = byLoose.get(loose(id));
    if (rows === undefined) byLoose.set(loose(id), [row]);
    else rows.push(row);
  }
  const pairs = [...byLoose.values()].filter((rows) => rows.length > 1);
  if (pairs.length > 0)
    read.notes.push({
      code: 'ids-alike',
      file: read.table.name,
      column: read.idColumn,
      rows: pairs.flat().sort((a, b) => a - b),
      message: 'identifiers differ only in leading zeros, case, spaces or dashes; are these the same patients?',
    });
}

/** How many of the unmatched identifiers would match loosely. */
export function looseMatches(unmatched: readonly string[], others: Iterable<string>): number {
  const known = new Set([...others].map(loose));
  return unmatched.filter((id) => known.has(loose(id))).length;
}

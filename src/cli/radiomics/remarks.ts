// SPDX-License-Identifier: Apache-2.0
import type { Failure } from '../failure.ts';
import type { RegionValues } from './case-messages.ts';
import { csvLine, csvRecords } from './csv.ts';
import { inputCells, type RowSubject } from './result-row.ts';

/** Something that a table of numbers has no room for: why a case failed, a warning, why a value has no meaning. */
export interface Remark {
  /** Input columns of the row it belongs to. */
  readonly cells: Readonly<Record<string, string>>;
  readonly kind: 'error' | 'warning' | 'note';
  readonly code: string;
  readonly message: string;
  /** Full names of the features concerned; empty: the whole row. */
  readonly features: readonly string[];
}

const OWN_COLUMNS = ['Kind', 'Code', 'Message', 'Features'] as const;

/** Where the remarks of an output are: beside it. */
export function remarksFile(out: string): string {
  return `${out.replace(/\.(csv|json)$/i, '')}.remarks.csv`;
}

/** The remark of a failed case or region. */
export function failureRemark(subject: RowSubject, { code, message }: Failure): Remark {
  return { cells: inputCells(subject), kind: 'error', code, message, features: [] };
}

/** Warnings and notes of a region; features with the same note share one remark. */
export function regionRemarks(subject: RowSubject, { notes, warnings }: RegionValues): Remark[] {
  const cells = inputCells(subject);
  const byNote = new Map<string, Remark & { readonly features: string[] }>();
  for (const [feature, { code, message }] of Object.entries(notes)) {
    const remark = byNote.get(message) ?? { cells, kind: 'note', code, message, features: [] };
    remark.features.push(feature);
    byNote.set(message, remark);
  }
  return [...warnings.map(({ code, message }): Remark => ({ cells, kind: 'warning', code, message, features: [] })), ...byNote.values()];
}

/** The remarks as CSV. */
export function* writeRemarks(remarks: readonly Remark[]): Iterable<string> {
  const columns: string[] = [];
  for (const { cells } of remarks) for (const name of Object.keys(cells)) if (!columns.includes(name)) columns.push(name);
  yield csvLine([...columns, ...OWN_COLUMNS]);
  for (const { cells, kind, code, message, features } of remarks)
    yield csvLine([...columns.map((name) => cells[name] ?? ''), kind, code, message, features.join(' ')]);
}

/** Remarks of an earlier run; lines that are none are left out. */
export function* readRemarks(text: string): Iterable<Remark> {
  let columns: readonly string[] | undefined;
  for (const { fields } of csvRecords(text)) {
    if (columns === undefined) {
      columns = fields.slice(0, -OWN_COLUMNS.length);
      continue;
    }
    const [kind, code = '', message = '', features = ''] = fields.slice(columns.length);
    if (kind !== 'error' && kind !== 'warning' && kind !== 'note') continue;
    const cells = Object.fromEntries(columns.map((name, at) => [name, fields[at] ?? '']));
    yield { cells, kind, code, message, features: features === '' ? [] : features.split(' ') };
  }
}

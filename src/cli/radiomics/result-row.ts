// SPDX-License-Identifier: Apache-2.0
import type { Failure } from '../failure.ts';
import type { ContentHashes, RegionValues } from './case-messages.ts';

/** What a result says about where it comes from; see {@link Layout}. */
export interface RunIdentity {
  /** Columns of every feature that a complete row has. */
  readonly features: readonly string[];
  /** What the settings and the software leave in a row: equal marks, equal computation. */
  readonly marks: Readonly<Record<string, string>>;
}

/** Which case and region a row is about. */
export interface RowSubject {
  /** Cells of the batch file, or the two files of a single case, as they go into the output. */
  readonly cells: Readonly<Record<string, string>>;
  /** Name of the label column, when the label is to be written. */
  readonly labelColumn?: string;
  readonly label?: number;
  readonly component?: number;
}

/** One line of the output while it waits to be written: cells of a table, or an object. */
export type Row = Readonly<Record<string, unknown>>;

/** An output format: how one result looks, and how a finished file is written and read back. */
export interface Layout {
  row(subject: RowSubject, values: RegionValues, hashes: ContentHashes): Row;
  failedRow(subject: RowSubject, failure: Failure): Row;
  /** Text of a whole output, piece by piece; `rows` is gone through twice. */
  write(rows: () => Iterable<Row>): Iterable<string>;
  /** Rows of an output written by {@link write}. @throws InputError `resume-not-possible` */
  read(text: string, file: string): Iterable<Row>;
  /** The cells that say which case a row is about, by the given column names. */
  cells(row: Row, columns: readonly string[]): Readonly<Record<string, string>>;
  /** Hashes of what the row was computed on, when it is complete and bears the marks of the same computation. */
  reusable(row: Row, identity: RunIdentity): ContentHashes | undefined;
}

/** Name of the column that counts the connected parts of a label. */
export const COMPONENT_COLUMN = 'Component';
/** Name of the label column where the batch file has none. */
export const LABEL_COLUMN = 'Label';

/** The input columns of a row: the batch file's cells, with the label that was used, and the part's number. */
export function inputCells({ cells, labelColumn, label, component }: RowSubject): Record<string, string> {
  return {
    ...cells,
    ...(labelColumn === undefined || label === undefined ? {} : { [labelColumn]: String(label) }),
    ...(component === undefined ? {} : { [COMPONENT_COLUMN]: String(component) }),
  };
}

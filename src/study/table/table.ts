// SPDX-License-Identifier: Apache-2.0
// A file of rows and columns as it stands, before anything is believed about it.

/** A table as read: text only, `''` where the file holds nothing. */
export interface Table {
  /** File name without its folder, for messages. */
  readonly name: string;
  readonly columns: readonly string[];
  /** One array per row, in the order of `columns`. */
  readonly rows: readonly (readonly string[])[];
  /** The number a person would look for: line of the CSV file (header = 1, quoted line breaks counted) or row of the parquet file (first = 1). */
  readonly rowNumbers: readonly number[];
  /** What was wrong with the file as a file (see {@link damagedRows}); set by readers that do not throw. */
  readonly problems?: readonly TableProblem[];
  /** Positions of rows whose cells cannot be told apart (too few, too many); only their cells up to the id are to be believed. */
  readonly damagedRows?: ReadonlySet<number>;
}

/** One thing wrong with an input file. All of them are collected before anything is refused. */
export interface TableProblem {
  /** Machine code, e.g. `column-missing`, `not-a-number`, `duplicate-id`, `negative-time`, `dates-reversed`, `two-codings`. */
  readonly code: string;
  readonly file: string;
  readonly column?: string;
  /** Row numbers as in {@link Table.rowNumbers}. */
  readonly rows?: readonly number[];
  /** What is wrong, with which value, and what to do. Values of identifying columns are never repeated. */
  readonly message: string;
}

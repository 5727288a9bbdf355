// SPDX-License-Identifier: Apache-2.0
// The state of reading a table: which rows count, and everything wrong that was found so far.
import { quoted } from '../table/cells.ts';
import type { Table, TableProblem } from '../table/table.ts';

/** Different values quoted in one message. */
const VALUES_QUOTED = 3;

/** A table being read. */
export interface Reading {
  readonly table: Table;
  /** Position of each column. */
  readonly at: ReadonlyMap<string, number>;
  /** Name of the column that identifies patients; its values are never repeated. */
  readonly idColumn: string;
  readonly problems: TableProblem[];
  readonly notes: TableProblem[];
}

/** Begins to read a table; what its reader found wrong comes first. */
export function reading(table: Table, idColumn: string): Reading {
  return {
    table,
    at: new Map(table.columns.map((column, i) => [column, i])),
    idColumn,
    problems: [...(table.problems ?? [])],
    notes: [],
  };
}

/** Cells of a column that are wrong in the same way. */
interface Wrong {
  readonly rows: number[];
  readonly values: Set<string>;
}

/** Collects the wrong cells of one column and says each kind of wrong once. */
export class WrongCells {
  readonly #reading: Reading;
  readonly #column: string;
  readonly #found = new Map<string, Wrong>();

  constructor(read: Reading, column: string) {
    this.#reading = read;
    this.#column = column;
  }

  /** Notes a cell. @param row position in the table */
  add(code: string, row: number, value: string): void {
    let wrong = this.#found.get(code);
    if (wrong === undefined) {
      wrong = { rows: [], values: new Set() };
      this.#found.set(code, wrong);
    }
    wrong.rows.push(this.#reading.table.rowNumbers[row]!);
    if (wrong.values.size <= VALUES_QUOTED) wrong.values.add(value);
  }

  get codes(): readonly string[] {
    return [...this.#found.keys()];
  }

  rowsOf(code: string): readonly number[] {
    return this.#found.get(code)?.rows ?? [];
  }

  /** Turns what was collected into problems. @param text message for a code; gets the quoted values */
  report(text: (code: string, values: string) => string, into: TableProblem[] = this.#reading.problems): void {
    for (const [code, { rows, values }] of this.#found)
      into.push({ code, file: this.#reading.table.name, column: this.#column, rows, message: text(code, this.#valuesText(values)) });
  }

  #valuesText(values: ReadonlySet<string>): string {
    if (this.#column === this.#reading.idColumn) return 'a value that is not repeated here';
    const shown = [...values].slice(0, VALUES_QUOTED).map(quoted).join(', ');
    return values.size > VALUES_QUOTED ? `${shown}, …` : shown;
  }
}

// SPDX-License-Identifier: Apache-2.0
import { isMissing, parseNumber } from '../../../study/table/cells.ts';
import type { Table } from '../../../study/table/table.ts';
import type { Columns, Surv, SurvivalWarning } from '../../../survival/index.ts';
import { InputError } from '../../input-error.ts';
import { columnIndex, completeRows, requireColumns, rowsWhere } from './rows.ts';
import { didYouMean } from './suggest.ts';

/** Options that say how columns are read, the same for every procedure. */
export interface Reading {
  readonly where: readonly (readonly [string, string])[];
  /** Number-coded columns whose numbers are names of classes. */
  readonly categorical: readonly string[];
  /** First level of a categorical column where it is not the first in order. */
  readonly reference: readonly (readonly [string, string])[];
}

/** The levels of a categorical column; the first is the reference. */
export interface Factor {
  readonly column: string;
  readonly levels: readonly string[];
}

/** Follow-up as named on the command line. */
export interface FollowUpColumns {
  readonly time: string;
  readonly status: string;
  readonly eventCode: string;
}

const MOST_LEVELS = 20;

/** Levels in order: numbers by size, other texts by code point, so that the order does not depend on the language of the machine. */
function ordered(values: readonly string[]): string[] {
  const distinct = [...new Set(values)];
  if (distinct.every((value) => Number.isFinite(Number(value)))) return distinct.sort((a, b) => Number(a) - Number(b));
  return distinct.sort((a, b) => (a < b ? -1 : 1));
}

/** The rows of a table that a procedure runs on, and its columns as the statistics take them. */
export class Frame {
  readonly table: Table;
  /** Positions of the rows used. */
  readonly rows: readonly number[];
  readonly rowsRead: number;
  readonly leftOut: number;
  readonly warnings: SurvivalWarning[] = [];
  readonly factors: Factor[] = [];
  readonly #reading: Reading;

  /**
   * @param columns columns that the command line names
   * @param complete leave out rows with an empty cell in one of them
   * @throws InputError `column-unknown`, `value-unknown`, `no-rows`
   */
  constructor(table: Table, columns: readonly string[], reading: Reading, complete: boolean) {
    requireColumns(table, [...columns, ...reading.categorical, ...reading.reference.map(([column]) => column), ...reading.where.map(([column]) => column)]);
    const read = rowsWhere(table, reading.where);
    this.table = table;
    this.#reading = reading;
    this.rowsRead = read.length;
    this.rows = complete ? completeRows(table, read, columns) : read;
    this.leftOut = read.length - this.rows.length;
    if (this.rows.length === 0) {
      const empty = columns.filter((name) => completeRows(table, read, [name]).length === 0);
      const why =
        empty.length > 0 ? `${empty.join(', ')} ${empty.length === 1 ? 'is' : 'are'} empty in all of them` : 'each has an empty cell in a column that is used';
      throw new InputError(
        'no-rows',
        read.length === 0 ? `${table.name} has no rows.` : `None of the ${read.length} rows of ${table.name} can be used: ${why}.`,
      );
    }
    if (this.leftOut > 0) {
      const by = columns.map((name) => [name, read.length - completeRows(table, read, [name]).length] as const).filter(([, count]) => count > 0);
      this.warnings.push({
        code: 'rows-left-out',
        message: `${this.leftOut} of ${read.length} rows are left out for an empty cell (${by.map(([name, count]) => `${name}: ${count}`).join(', ')})`,
      });
    }
  }

  get n(): number {
    return this.rows.length;
  }

  /** Cells of a column, trimmed. */
  texts(name: string): string[] {
    const at = columnIndex(this.table, name);
    return this.rows.map((row) => this.table.rows[row]![at]!.trim());
  }

  /** Numbers of a column, NaN where a cell is empty. @throws InputError `not-a-number` */
  numbers(name: string): Float64Array {
    const texts = this.texts(name);
    const wrong = texts.flatMap((text, i) => (!isMissing(text) && typeof parseNumber(text) !== 'number' ? [i] : []));
    if (wrong.length > 0) {
      const rows = wrong.slice(0, 5).map((i) => `"${texts[i]}" in row ${this.table.rowNumbers[this.rows[i]!]}`);
      throw new InputError('not-a-number', `${name} must hold numbers: ${rows.join(', ')}${wrong.length > 5 ? ` and ${wrong.length - 5} more` : ''}.`);
    }
    return Float64Array.from(texts, (text) => (isMissing(text) ? Number.NaN : Number(parseNumber(text))));
  }

  /** Values of a grouping column: numbers where all are numbers, so that they sort by size. */
  groups(name: string): (string | number)[] {
    const texts = this.texts(name);
    return texts.every((text) => Number.isFinite(Number(text))) ? texts.map(Number) : texts;
  }

  /** Levels of a column, the reference first, and the level of each row. @throws InputError `reference-unknown`, `too-many-levels` */
  levels(name: string): { readonly levels: readonly string[]; readonly index: Int32Array } {
    const texts = this.texts(name);
    let levels = ordered(texts);
    const reference = this.#reading.reference.find(([column]) => column === name)?.[1];
    if (reference !== undefined) {
      if (!levels.includes(reference))
        throw new InputError('reference-unknown', `${name} has no level "${reference}".${didYouMean(reference, levels)} Its levels: ${levels.join(', ')}`);
      levels = [reference, ...levels.filter((level) => level !== reference)];
    }
    if (levels.length > MOST_LEVELS)
      throw new InputError(
        'too-many-levels',
        `${name} has ${levels.length} different texts (${levels.slice(0, 5).join(', ')}, …): it is not a category. Is a number written with a comma?`,
      );
    const at = new Map(levels.map((level, k) => [level, k]));
    this.#keep({ column: name, levels });
    return { levels, index: Int32Array.from(texts, (text) => at.get(text)!) };
  }

  #keep(factor: Factor): void {
    if (!this.factors.some(({ column }) => column === factor.column)) this.factors.push(factor);
  }

  /** Whether a column is taken as classes: it holds text, or the command line says so. */
  isCategorical(name: string): boolean {
    const said = this.#reading.categorical.includes(name) || this.#reading.reference.some(([column]) => column === name);
    return said || this.texts(name).some((text) => !isMissing(text) && !Number.isFinite(Number(text)));
  }

  /** Covariate columns: numbers as they are, classes as one 0/1 column `name=level` for each level but the reference. */
  design(names: readonly string[]): Record<string, Float64Array> {
    const out: Record<string, Float64Array> = {};
    for (const name of names) {
      if (!this.isCategorical(name)) {
        out[name] = this.numbers(name);
        continue;
      }
      const { levels, index } = this.levels(name);
      if (levels.length === 1) out[`${name}=${levels[0]}`] = new Float64Array(this.n).fill(1);
      levels.slice(1).forEach((level, k) => {
        out[`${name}=${level}`] = Float64Array.from(index, (own) => (own === k + 1 ? 1 : 0));
      });
    }
    return out;
  }

  /** Number columns by name. */
  columns(names: readonly string[]): Columns {
    return Object.fromEntries(names.map((name) => [name, this.numbers(name)]));
  }

  /** Follow-up; the codes other than the event's are censorings. @throws InputError `event-code-absent`, `not-a-number` */
  surv({ time, status, eventCode }: FollowUpColumns): Surv {
    const codes = eventCode.split(',').map((code) => code.trim());
    const texts = this.texts(status);
    const distinct = ordered(texts);
    const isEvent = (text: string): boolean => codes.some((code) => code === text || (code !== '' && text !== '' && Number(code) === Number(text)));
    const others = distinct.filter((text) => !isEvent(text));
    if (others.length === distinct.length) this.#warnOrRefuse(distinct, status, eventCode);
    else if (others.length > 1)
      this.warnings.push({
        code: 'several-censored-codes',
        message: `${status} holds ${distinct.join(', ')}: ${codes.join(', ')} is the event, ${others.join(', ')} count as censored`,
      });
    return { time: this.numbers(time), status: Float64Array.from(texts, (text) => (isEvent(text) ? 1 : 0)) };
  }

  /** A column of zeros means that all are censored; any other coding without the event's is a misunderstanding. */
  #warnOrRefuse(distinct: readonly string[], status: string, eventCode: string): void {
    if (distinct.length === 1 && Number(distinct[0]) === 0) return;
    throw new InputError(
      'event-code-absent',
      `${status} never holds the event code ${eventCode}; it holds ${distinct.slice(0, 10).join(', ')}. Say which of them is the event: --event-code ${distinct.at(-1)}`,
    );
  }
}

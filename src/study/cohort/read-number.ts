// SPDX-License-Identifier: Apache-2.0
import { isMissing, type NotANumber, parseNumber } from '../table/cells.ts';
import { type Reading, WrongCells } from './reading.ts';

const WHAT: Readonly<Record<NotANumber, string>> = {
  'decimal-comma': 'has a comma in a number, which is a decimal comma or a thousands separator; write 12.5 and 1234 with a decimal point and without grouping',
  'thousands-separator': 'has a thousands separator; write the number without grouping and with a decimal point',
  comparator: 'is a limit, not a number; decide what stands for it (the limit, half of it, or missing) and say so in the report',
  'unit-in-cell': 'has its unit in the cell; leave the number only, the unit belongs into the study file',
  'not-finite': 'is no finite number; leave the cell empty where there is no value',
  'not-a-number': 'is not a number; correct it, or leave the cell empty where there is no value',
};

/** Message for a cell that is not a number. */
export function notANumberText(code: NotANumber, values: string): string {
  return `${values} ${WHAT[code]}`;
}

/** Further rule for a number that could be read. Returns a code of its own, or nothing. */
export type NumberRule = (value: number) => string | undefined;

/**
 * Numbers of a column for the given rows; NaN = missing or wrong. Wrong ones become problems.
 *
 * @param rows positions in the table
 * @param rule checks a number that could be read
 * @param text message for the codes of `rule`
 */
export function readNumbers(
  read: Reading,
  column: string,
  rows: readonly number[],
  rule: NumberRule = () => undefined,
  text: (code: string, values: string) => string = (_, values) => values,
): Float64Array {
  const values = new Float64Array(rows.length).fill(Number.NaN);
  const at = read.at.get(column);
  if (at === undefined) return values;
  const wrong = new WrongCells(read, column);
  rows.forEach((row, i) => {
    const cell = read.table.rows[row]![at]!;
    if (isMissing(cell)) return;
    const value = parseNumber(cell);
    const code = typeof value === 'string' ? value : rule(value);
    if (code === undefined) values[i] = value as number;
    else wrong.add(code, row, cell);
  });
  wrong.report((code, cells) => (Object.hasOwn(WHAT, code) ? notANumberText(code as NotANumber, cells) : text(code, cells)));
  return values;
}

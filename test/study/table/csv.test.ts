// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { StudyError } from '../../../src/study/errors.ts';
import { csvText, readCsv, scanCsv } from '../../../src/study/table/csv.ts';

/** What readCsv refuses a text for. */
function refusal(text: string): StudyError {
  try {
    readCsv(text, 'f.csv');
  } catch (error) {
    if (error instanceof StudyError) return error;
    throw error;
  }
  throw new Error('the text was read');
}
const codes = (text: string): string[] => refusal(text).problems.map((problem) => problem.code);

const cell = fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom('', '"', ',', ';', '\t', '\n', '\r\n', '\r', 'a"b', ' x ', '"",'));

describe('reading CSV', () => {
  it('gives back every cell that was written, with any content', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }).chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 })),
        (rows) => {
          const columns = rows[0]!.map((_, i) => `c${i}`);
          expect(readCsv(csvText(columns, rows), 'f.csv').rows).toEqual(rows);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('reads the same table with any delimiter, line end and byte order mark', () => {
    for (const delimiter of [',', ';', '\t'])
      for (const end of ['\n', '\r\n', '\r'])
        for (const mark of ['', '\uFEFF']) {
          const text = `${mark}${[
            ['id', 'a b', 'c'],
            ['1', '"x, y; z"', ''],
            ['2', '3.5', '4'],
          ]
            .map((row) => row.join(delimiter))
            .join(end)}${end}`;
          const table = readCsv(text, 'f.csv');
          expect([table.columns, table.rows, table.rowNumbers]).toEqual([
            ['id', 'a b', 'c'],
            [
              ['1', 'x, y; z', ''],
              ['2', '3.5', '4'],
            ],
            [2, 3],
          ]);
        }
  });

  it('obeys the line sep=; that spreadsheets write, and still counts it', () => {
    const table = readCsv('sep=;\r\na,b;c\r\n1;2\r\n', 'f.csv');
    expect([table.columns, table.rowNumbers]).toEqual([['a,b', 'c'], [3]]);
  });

  it('counts lines as an editor does: blank lines and line breaks in quotes count', () => {
    expect(readCsv('a,b\n\n"x\ny",1\n2,3\n', 'f.csv').rowNumbers).toEqual([3, 5]);
  });

  it('says all ragged rows with their lines, and does not go by the first', () => {
    const error = refusal('a,b,c\n1,2\n1,2,3\n1,2,3,4\n5\n1,2\n');
    expect(error.problems.map(({ code, rows }) => [code, rows])).toEqual([
      ['ragged-row', [2, 6]],
      ['ragged-row', [4]],
      ['ragged-row', [5]],
    ]);
    expect(error.message).toContain('lines 2 and 6: 2 cells where the header has 3');
  });

  it.each([
    ['', 'empty-file'],
    ['  \n \n', 'empty-file'],
    ['a,b\n', 'no-rows'],
    ['a|b|c\n1|2|3\n', 'wrong-delimiter'],
    ['PK\u0003\u0004…', 'not-csv'],
    ['a\u0000,\u0000b\u0000\n', 'not-csv'],
    ['PAR1xx', 'not-csv'],
    ['a,b,a\n1,2,3\n', 'duplicate-column'],
    ['1,2,3\n4,5,6\n', 'header-missing'],
    ['a,b\n"x,1\n2,3\n', 'open-quote'],
    ['a,b\n"x"y,1\n', 'text-after-quote'],
  ])('refuses %j as %s', (text, code) => {
    expect(codes(text)).toContain(code);
  });

  it('keeps damaged rows apart so that a message can list what else is wrong', () => {
    const table = scanCsv('id,a\np1,1,5\np2,2\n', 'f.csv');
    expect(table.rows).toEqual([
      ['p1', '1'],
      ['p2', '2'],
    ]);
    expect([...table.damagedRows!]).toEqual([0]);
  });

  it('reads 322 rows of 1,875 cells in well under a second', () => {
    const columns = Array.from({ length: 1875 }, (_, j) => `f${j}`);
    const text = csvText(
      columns,
      Array.from({ length: 322 }, (_, i) => columns.map((_, j) => String((i * 1875 + j) / 7))),
    );
    const before = process.cpuUsage();
    expect(readCsv(text, 'f.csv').rows).toHaveLength(322);
    // Measured about 60 ms; processor time, because other work on the machine must not decide.
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(1000);
  });
});

// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { csvLine, csvRecords } from '../../../src/cli/radiomics/csv.ts';

describe('CSV', () => {
  it('reads quotes, commas and line breaks in cells, either line ending, and says on which line a record begins', () => {
    const text = '\uFEFFa,b\r\n"x, ""y""","two\nlines"\r\n\r\nlast,';
    expect([...csvRecords(text)]).toEqual([
      { line: 1, fields: ['a', 'b'] },
      { line: 2, fields: ['x, "y"', 'two\nlines'] },
      { line: 5, fields: ['last', ''] },
    ]);
  });

  it('reads back whatever it writes', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', ' ', 'ä', ';') });
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 5 }), (rows) => {
        expect([...csvRecords(rows.map(csvLine).join(''))].map(({ fields }) => fields)).toEqual(rows);
      }),
    );
  });

  it('quotes only what needs it, as Python does', () => {
    expect(csvLine(['(1, 2)', 'plain', 'a "b"', ''])).toBe('"(1, 2)",plain,"a ""b""",\n');
  });
});

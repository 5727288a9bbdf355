// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { codeText, isMissing, parseIsoDay, parseNumber } from '../../../src/study/table/cells.ts';

describe('what a cell means', () => {
  it.each(['', ' ', 'NA', 'na', 'N/A', 'null', 'NULL', '.', ' . '])('%j is missing', (cell) => {
    expect(isMissing(cell)).toBe(true);
  });

  it.each(['0', 'none', 'no', '..', 'nan', '-'])('%j is not missing', (cell) => {
    expect(isMissing(cell)).toBe(false);
  });

  it('reads every number that JavaScript writes', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(parseNumber(String(value))).toBe(value === 0 ? value : value);
        expect(parseNumber(` ${value} `)).toBe(value);
      }),
    );
  });

  it.each([
    ['1,5', 'decimal-comma'],
    ['1,234', 'decimal-comma'],
    ['1,234.5', 'thousands-separator'],
    ['1.234,5', 'thousands-separator'],
    ['1 234', 'thousands-separator'],
    ["1'234'567", 'thousands-separator'],
    ['<20', 'comparator'],
    ['≥ 1000', 'comparator'],
    ['12 ng/mL', 'unit-in-cell'],
    ['12ng/mL', 'unit-in-cell'],
    ['5 %', 'unit-in-cell'],
    ['inf', 'not-finite'],
    ['-Infinity', 'not-finite'],
    ['NaN', 'not-finite'],
    ['#DIV/0!', 'not-finite'],
    ['1e999', 'not-finite'],
    ['5O', 'not-a-number'],
    ['abc', 'not-a-number'],
    ['0x10', 'not-a-number'],
    ['1_000', 'not-a-number'],
    ['--1', 'not-a-number'],
  ])('%j is no number: %s', (cell, code) => {
    expect(parseNumber(cell)).toBe(code);
  });

  it('knows the days of the calendar', () => {
    expect(parseIsoDay('1970-01-02')).toBe(1);
    expect(parseIsoDay('2024-02-29')).toBe(Date.UTC(2024, 1, 29) / 86_400_000);
    expect(parseIsoDay('2024-02-29T10:00:00Z')).toBe(parseIsoDay('2024-02-29'));
    for (const cell of ['2023-02-29', '2024-13-01', '2024-00-10', '29.2.2024', '02/29/2024', '2024-2-9', '20240229', 'x'])
      expect(parseIsoDay(cell)).toBeUndefined();
  });

  it('takes 1, 01 and 1.0 for one code, and letters as they are', () => {
    expect(['1', ' 01', '1.0', '1e0'].map(codeText)).toEqual(['1', '1', '1', '1']);
    expect(codeText('M')).not.toBe(codeText('m'));
  });
});

// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { describeProblems } from '../../../src/study/table/problems.ts';

describe('problems as a list', () => {
  it('names one, two and at most eight rows, and calls rows of a parquet file rows', () => {
    const rows = Array.from({ length: 20 }, (_, i) => i + 2);
    expect(
      describeProblems([
        { code: 'x', file: 'a.csv', rows: [7], message: 'm' },
        { code: 'x', file: 'a.csv', column: 'c', rows: [7, 9], message: 'm' },
        { code: 'x', file: 'a.parquet', column: 'c', rows, message: 'm' },
        { code: 'x', file: 'a.csv', message: 'm' },
      ]),
    ).toBe(
      [
        '  - a.csv, line 7: m',
        '  - a.csv, column c, lines 7 and 9: m',
        '  - a.parquet, column c, rows 2, 3, 4, 5, 6, 7, 8, 9 and 12 more: m',
        '  - a.csv: m',
      ].join('\n'),
    );
  });

  it('is empty for nothing', () => {
    expect(describeProblems([])).toBe('');
  });
});

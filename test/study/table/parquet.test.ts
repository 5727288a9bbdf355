// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { readParquet } from '../../../src/study/table/parquet.ts';

describe('reading parquet', () => {
  it('gives text cells: numbers to the last digit, dates as dates, nothing as nothing', async () => {
    const bytes = new Uint8Array(
      parquetWriteBuffer({
        columnData: [
          { name: 'id', data: ['p1', 'p2', 'p3'], type: 'STRING' },
          { name: 'x', data: [0.1 + 0.2, null, -1e-300], type: 'DOUBLE', nullable: true },
          { name: 'n', data: [1n, 2n, 3n], type: 'INT64' },
          { name: 'op', data: [new Date('2020-01-05'), new Date('2021-12-31'), new Date('2020-02-29')], type: 'TIMESTAMP' },
          { name: 'flag', data: [true, false, true], type: 'BOOLEAN' },
        ],
      }),
    );
    const table = await readParquet(bytes, 'c.parquet');
    expect(table.columns).toEqual(['id', 'x', 'n', 'op', 'flag']);
    expect(table.rows).toEqual([
      ['p1', '0.30000000000000004', '1', '2020-01-05', 'true'],
      ['p2', '', '2', '2021-12-31', 'false'],
      ['p3', '-1e-300', '3', '2020-02-29', 'true'],
    ]);
    expect(table.rowNumbers).toEqual([1, 2, 3]);
  });

  it('gives back all doubles', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 30 }), async (data) => {
        const table = await readParquet(new Uint8Array(parquetWriteBuffer({ columnData: [{ name: 'x', data, type: 'DOUBLE' }] })), 'c.parquet');
        expect(table.rows.map(([cell]) => Number(cell))).toEqual(data.map((value) => (Object.is(value, -0) ? 0 : value)));
      }),
      { numRuns: 30 },
    );
  });

  it('refuses what is no parquet file, and an empty one', async () => {
    await expect(readParquet(new TextEncoder().encode('a,b\n1,2\n'), 'c.parquet')).rejects.toMatchObject({
      code: 'data-invalid',
      problems: [{ code: 'not-parquet' }],
    });
    await expect(readParquet(new Uint8Array(0), 'c.parquet')).rejects.toMatchObject({ problems: [{ code: 'empty-file' }] });
  });
});

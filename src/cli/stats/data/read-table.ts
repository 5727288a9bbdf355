// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readCsv } from '../../../study/table/csv.ts';
import { readParquet } from '../../../study/table/parquet.ts';
import type { Table } from '../../../study/table/table.ts';
import { InputError } from '../../input-error.ts';

/** Reads the file of `--data`: CSV (comma, semicolon or tab) or, by its ending, parquet. @throws InputError `data-unreadable`; StudyError `data-invalid` */
export async function readTable(file: string): Promise<Table> {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new InputError('data-unreadable', `${file} cannot be read (${(error as { code?: string }).code ?? String(error)}).`);
  }
  const name = path.basename(file);
  return /\.parquet$/i.test(file) ? readParquet(bytes, name) : readCsv(bytes.toString('utf8'), name);
}

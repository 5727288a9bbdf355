// SPDX-License-Identifier: Apache-2.0
import { type AsyncBuffer, parquetMetadata, parquetReadObjects, parquetSchema } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { dataError } from './csv.ts';
import type { Table, TableProblem } from './table.ts';

/** A cell as a CSV file would hold it. Timestamps at midnight UTC are dates. */
function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString().replace(/T00:00:00\.000Z$/, '');
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  return String(value);
}

/** All that the readers below need to know of a file in memory. */
function inMemory(bytes: Uint8Array): AsyncBuffer {
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  return { byteLength: buffer.byteLength, slice: (start, end) => buffer.slice(start, end) };
}

/**
 * Reads a parquet file with flat columns (any of its encodings and compressions) into text cells; numbers read back as the same numbers.
 *
 * @param name file name for messages
 * @throws StudyError `data-invalid` (`not-parquet`, `nested-column`, `no-rows`)
 */
export async function readParquet(bytes: Uint8Array, name: string): Promise<Table> {
  const table = await scanParquet(bytes, name);
  if (table.problems !== undefined) throw dataError(table.problems);
  return table;
}

/** As {@link readParquet}, keeping the problems instead of throwing. */
export async function scanParquet(bytes: Uint8Array, name: string): Promise<Table> {
  const empty = (problem: TableProblem): Table => ({ name, columns: [], rows: [], rowNumbers: [], problems: [problem] });
  if (bytes.byteLength === 0) return empty({ code: 'empty-file', file: name, message: 'the file is empty' });
  try {
    const file = inMemory(bytes);
    const metadata = parquetMetadata(await file.slice(0));
    const schema = parquetSchema(metadata);
    const nested = schema.children.filter((column) => column.children.length > 0).map((column) => column.element.name);
    const columns = schema.children.map((column) => column.element.name).filter((column) => !nested.includes(column));
    const objects = await parquetReadObjects({ file, metadata, columns, compressors });
    const problems: TableProblem[] = nested.map((column) => ({
      code: 'nested-column',
      file: name,
      column,
      message: 'the column holds lists or records; a study needs one value per cell',
    }));
    if (objects.length === 0) problems.push({ code: 'no-rows', file: name, message: 'the file has columns and no rows' });
    return {
      name,
      columns,
      rows: objects.map((row) => columns.map((column) => cellText(row[column]))),
      rowNumbers: objects.map((_, i) => i + 1),
      ...(problems.length === 0 ? {} : { problems }),
    };
  } catch (error) {
    return empty({
      code: 'not-parquet',
      file: name,
      message: `the file cannot be read as parquet (${(error as Error).message.split('\n')[0]}); write it again, or give a CSV`,
    });
  }
}

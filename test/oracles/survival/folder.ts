// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseCsv } from '../csv.ts';
import type { ReferenceNode } from './node.ts';

/** A CSV of the reference data; an empty field is missing. */
export interface Table {
  readonly columns: readonly string[];
  readonly length: number;
  text(name: string): string[];
  /** Numbers of a column, NaN where missing. Throws a plain message when the column is absent. */
  column(name: string): number[];
  has(name: string): boolean;
}

/** One data set of the reference values. */
export interface SurvivalFolder {
  readonly folder: string;
  has(file: string): boolean;
  table(file: string): Table;
  json<T = Record<string, unknown>>(file: string): T;
}

/** Compares one file: `root` is the parsed JSON (for a CSV the file's rows by column). */
export type FileComparer = (root: ReferenceNode, data: SurvivalFolder) => void | Promise<void>;

export function openFolder(folder: string): SurvivalFolder {
  const tables = new Map<string, Table>();
  const parsed = new Map<string, unknown>();
  return {
    folder,
    has: (file) => existsSync(path.join(folder, file)),
    table(file) {
      const known = tables.get(file);
      if (known !== undefined) return known;
      const text = readFileSync(path.join(folder, file), 'utf8');
      const rows = parseCsv(text, file);
      const columns = Object.keys(rows[0] ?? {});
      const require = (name: string): void => {
        if (!columns.includes(name)) throw new Error(`${file}: there is no column ${name}`);
      };
      const table: Table = {
        columns,
        length: rows.length,
        has: (name) => columns.includes(name),
        text: (name) => {
          require(name);
          return rows.map((row) => row[name]!);
        },
        column: (name) => {
          require(name);
          return rows.map((row) => (row[name] === '' || row[name] === 'NA' ? Number.NaN : Number(row[name])));
        },
      };
      tables.set(file, table);
      return table;
    },
    json<T>(file: string): T {
      if (!parsed.has(file)) parsed.set(file, JSON.parse(readFileSync(path.join(folder, file), 'utf8')));
      return parsed.get(file) as T;
    },
  };
}

// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';

/** Recorded values of another program; each file says which, in `origin`. */
export const golden = <T>(name: string): T => JSON.parse(readFileSync(new URL(`golden/${name}.json`, import.meta.url), 'utf8')) as T;

/** Columns x0, x1, … of a matrix given by rows. */
export const columnsOf = (rows: readonly (readonly number[])[]): Record<string, number[]> =>
  Object.fromEntries(rows[0]!.map((_, j) => [`x${j}`, rows.map((row) => row[j]!)]));

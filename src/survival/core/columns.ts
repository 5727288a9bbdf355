// SPDX-License-Identifier: Apache-2.0
import { SurvivalError } from '../errors.ts';

/** A column of numbers, one per subject: a plain array or any typed array. */
export type Column = ArrayLike<number>;

/** Named covariate columns in the order of the model's terms. */
export type Columns = Readonly<Record<string, Column>>;

/** Throws when a value of the column is missing or infinite; missing values are the caller's decision (`completeCases`). */
export function requireFinite(column: Column, name: string): void {
  for (let i = 0; i < column.length; i++) {
    const value = column[i];
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      throw new SurvivalError('value-not-finite', `${name} holds ${value} in row ${i} (counted from 0): remove or impute the row first`, {
        column: name,
        row: i,
      });
    }
  }
}

/** Throws when the column does not have n values. */
export function requireLength(column: Column, n: number, name: string): void {
  if (column.length !== n) {
    throw new SurvivalError('length-mismatch', `${name} has ${column.length} values where ${n} are needed`, {
      column: name,
      length: column.length,
      expected: n,
    });
  }
}

/** Throws when a time at which something is asked is not a finite number. */
export function requireTimes(...times: readonly number[]): void {
  const wrong = times.find((t) => !Number.isFinite(t));
  if (wrong !== undefined) throw new SurvivalError('value-not-finite', `${wrong} is not a time`, { time: wrong });
}

/** Checks named columns and lays them out row by row: value of subject i, term j at `i * terms.length + j`. */
export function toRowMajor(columns: Columns, n: number): { readonly terms: readonly string[]; readonly values: Float64Array } {
  const terms = Object.keys(columns);
  const p = terms.length;
  const values = new Float64Array(n * p);
  terms.forEach((term, j) => {
    const column = columns[term]!;
    requireLength(column, n, term);
    requireFinite(column, term);
    for (let i = 0; i < n; i++) values[i * p + j] = column[i]!;
  });
  return { terms, values };
}

/** The values of a column at the given rows. */
export function pick(column: Column, rows: ArrayLike<number>): Float64Array {
  const out = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) out[i] = column[rows[i]!]!;
  return out;
}

/** Rows (from 0) in which every column has a finite number; `null`, `undefined` and NaN count as missing. */
export function completeCases(...columns: readonly ArrayLike<number | null | undefined>[]): number[] {
  const n = columns[0]?.length ?? 0;
  const rows: number[] = [];
  for (let i = 0; i < n; i++) {
    if (columns.every((column) => typeof column[i] === 'number' && Number.isFinite(column[i]))) rows.push(i);
  }
  return rows;
}

/**
 * Checked weights of subjects.
 * @throws SurvivalError `length-mismatch`, `weight-not-positive`
 */
export function subjectWeights(weights: Column, n: number): Float64Array {
  requireLength(weights, n, 'weights');
  return Float64Array.from(weights, (weight, row) => {
    if (!(weight > 0 && Number.isFinite(weight))) {
      throw new SurvivalError('weight-not-positive', `the weight in row ${row} is ${weight}: weights must be above 0`, { row });
    }
    return weight;
  });
}

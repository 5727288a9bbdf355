// SPDX-License-Identifier: Apache-2.0
import { type Column, type Columns, requireFinite } from '../core/columns.ts';
import { SurvivalError } from '../errors.ts';

/** Mean and standard deviation (n − 1) of one column, in its own unit. */
export interface Standardisation {
  readonly mean: number;
  readonly sd: number;
}

/** Mean and standard deviation of a column. Equals R's `mean(x)` and `sd(x)`. */
export function meanAndSd(column: Column): Standardisation {
  const n = column.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += column[i]!;
  let mean = sum / n;
  let rest = 0;
  for (let i = 0; i < n; i++) rest += column[i]! - mean;
  mean += rest / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (column[i]! - mean) ** 2;
  return { mean, sd: Math.sqrt(squares / (n - 1)) };
}

/**
 * The constants with which columns are brought to mean 0 and standard deviation 1: to be kept and applied unchanged to every later patient.
 * @throws SurvivalError `column-constant`, `value-not-finite`, `too-few-observations`, `overflow`
 */
export function standardisation(columns: Columns): Record<string, Standardisation> {
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]) => {
      requireFinite(column, name);
      if (column.length < 2)
        throw new SurvivalError('too-few-observations', `${name} has ${column.length} row(s): a standard deviation needs at least 2`, { column: name });
      const constants = meanAndSd(column);
      if (!Number.isFinite(constants.sd)) {
        throw new SurvivalError('overflow', `${name} holds values whose squares are too large for a number: divide the column by a constant`, { column: name });
      }
      if (!(constants.sd > 0)) throw new SurvivalError('column-constant', `${name} has one value only and cannot be standardised: drop it`, { column: name });
      return [name, constants];
    }),
  );
}

/** Columns minus mean, over standard deviation, with constants of the development data. Throws `column-missing` for a column without constants. */
export function standardise(columns: Columns, constants: Readonly<Record<string, Standardisation>>): Record<string, Float64Array> {
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]) => {
      const known = constants[name];
      if (known === undefined) throw new SurvivalError('column-missing', `there are no standardisation constants for ${name}`, { column: name });
      return [name, Float64Array.from(column, (value) => (value - known.mean) / known.sd)];
    }),
  );
}

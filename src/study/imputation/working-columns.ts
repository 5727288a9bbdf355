// SPDX-License-Identifier: Apache-2.0
// The columns of a cohort as chained equations see them: numbers on a scale that suits a normal model, levels as positions.
import { quantile7, survfit } from '../../survival/index.ts';
import type { Cohort, LevelColumn, NumberColumn } from '../cohort/cohort.ts';

/** What imputation needs to know of a candidate. */
export interface ImputationCandidate {
  readonly key: string;
  readonly transform?: { readonly kind: string };
}

interface Shared {
  readonly key: string;
  /** Row positions (within the rows being imputed). */
  readonly missing: readonly number[];
  readonly observed: readonly number[];
}

/** A number column on its working scale; `back` of an observed row's value is exact because values are copied, never computed. */
export interface NumberWork extends Shared {
  readonly kind: 'number';
  readonly scale: 'as measured' | 'logarithm';
  /** Values in the unit of the file. */
  readonly values: Float64Array;
}

export interface LevelWork extends Shared {
  readonly kind: 'levels';
  readonly levels: number;
  readonly values: Int16Array;
}

export type WorkColumn = NumberWork | LevelWork;

/** How many times longer the upper tail (median to 95 %) must be than the lower one for positive numbers to be modelled by their logarithm. */
const SKEWED = 3;

/** A column ready for imputation: which rows are missing, and on which scale it is modelled. */
export function workColumn(column: NumberColumn | LevelColumn, candidate: ImputationCandidate, rows: ArrayLike<number>): WorkColumn {
  const missing: number[] = [];
  const observed: number[] = [];
  if (column.kind === 'levels') {
    const values = Int16Array.from({ length: rows.length }, (_, i) => column.index[rows[i]!]!);
    values.forEach((value, i) => {
      (value < 0 ? missing : observed).push(i);
    });
    return { kind: 'levels', key: candidate.key, missing, observed, values, levels: column.levels.length };
  }
  const values = Float64Array.from({ length: rows.length }, (_, i) => column.values[rows[i]!]!);
  values.forEach((value, i) => {
    (Number.isNaN(value) ? missing : observed).push(i);
  });
  const seen = observed.map((i) => values[i]!);
  const positive = seen.every((value) => value > 0);
  const logarithm = positive && (candidate.transform?.kind === 'ln' || candidate.transform?.kind === 'log10' || isSkewed(seen));
  return { kind: 'number', key: candidate.key, missing, observed, values, scale: logarithm ? 'logarithm' : 'as measured' };
}

/** A long upper tail: what hurts a normal model of a laboratory value. */
function isSkewed(values: readonly number[]): boolean {
  if (values.length < 10) return false;
  const [low, middle, high] = [0.05, 0.5, 0.95].map((p) => quantile7(values, p)) as [number, number, number];
  return high - middle > SKEWED * (middle - low) && high > 3 * middle;
}

/** Nelson-Aalen cumulative hazard at each patient's own follow-up: what an imputation model needs of the time. @see White, Royston 2009, doi:10.1002/sim.3618 */
export function nelsonAalen(cohort: Cohort, rows: ArrayLike<number>): Float64Array {
  const time = Float64Array.from({ length: rows.length }, (_, i) => cohort.timeDays[rows[i]!]!);
  const status = Float64Array.from({ length: rows.length }, (_, i) => cohort.status[rows[i]!]!);
  const curve = survfit({ time, status }).curves[0]!;
  const at = new Map(curve.time.map((t, k) => [t, curve.cumhaz[k]!]));
  const sorted = curve.time;
  return time.map((t) => {
    const exact = at.get(t);
    if (exact !== undefined) return exact;
    // Nearly equal times were joined: take the last step at or before.
    let hazard = 0;
    for (let k = 0; k < sorted.length && sorted[k]! <= t; k++) hazard = curve.cumhaz[k]!;
    return hazard;
  });
}

/** Contribution of one column to the design rows of the others: a standardised number, or one 0/1 column per level but the first, centred. */
export function designColumns(column: WorkColumn): Float64Array[] {
  if (column.kind === 'number') return [standardise(Float64Array.from(column.values, (value) => (column.scale === 'logarithm' ? Math.log(value) : value)))];
  return Array.from({ length: column.levels - 1 }, (_, k) => standardise(Float64Array.from(column.values, (value) => (value === k + 1 ? 1 : 0))));
}

/** Mean 0 and standard deviation 1; a constant column becomes 0 throughout and carries nothing. */
export function standardise(values: Float64Array): Float64Array {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, n - 1));
  return values.map((value) => (sd > 1e-12 * (Math.abs(mean) + 1e-300) ? (value - mean) / sd : 0));
}

// SPDX-License-Identifier: Apache-2.0
import { SurvivalError } from '../errors.ts';

/** A column that may hold missing values. */
export type MaybeColumn = ArrayLike<number | null | undefined>;

/** What `nearZeroVar` found in one column. */
export interface VarianceMetrics {
  readonly name: string;
  /** Count of the most frequent value over the count of the second; 0 with one distinct value. */
  readonly freqRatio: number;
  /** 100 × distinct values / rows. */
  readonly percentUnique: number;
  readonly zeroVar: boolean;
  /** To be dropped. */
  readonly nzv: boolean;
  /** Why, when it is to be dropped. */
  readonly reason?: string;
}

/** Limits of `nearZeroVar`. */
export interface NearZeroVarOptions {
  /** A larger ratio of the two most frequent values is suspicious; default 95/5. */
  readonly freqCut?: number;
  /** Together with at most this percentage of distinct values; default 10. */
  readonly uniqueCut?: number;
}

/**
 * Columns that hardly vary. Equals R's `caret::nearZeroVar(x, freqCut, uniqueCut, saveMetrics = TRUE)`: dropped when
 * (ratio > freqCut and percentage ≤ uniqueCut), or constant, or wholly missing. Missing values do not count as a value but do count as rows.
 * @throws SurvivalError `no-columns`, `no-data`
 */
export function nearZeroVar(columns: Readonly<Record<string, MaybeColumn>>, options: NearZeroVarOptions = {}): VarianceMetrics[] {
  const { freqCut = 95 / 5, uniqueCut = 10 } = options;
  const entries = Object.entries(columns);
  if (entries.length === 0) throw new SurvivalError('no-columns', 'there is no column to judge');
  return entries.map(([name, column]) => {
    const n = column.length;
    if (n === 0) throw new SurvivalError('no-data', `${name} has no rows`, { column: name });
    const counts = new Map<number, number>();
    for (let i = 0; i < n; i++) {
      const value = column[i];
      if (value === null || value === undefined || Number.isNaN(value)) continue;
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    let first = 0;
    let second = 0;
    for (const count of counts.values()) {
      if (count > first) {
        second = first;
        first = count;
      } else if (count > second) second = count;
    }
    const freqRatio = counts.size <= 1 ? 0 : first / second;
    const percentUnique = (100 * counts.size) / n;
    const zeroVar = counts.size <= 1;
    const nzv = zeroVar || (freqRatio > freqCut && percentUnique <= uniqueCut);
    if (!nzv) return { name, freqRatio, percentUnique, zeroVar, nzv };
    const rare = `the most frequent value is ${freqRatio} times as frequent as the next, ${counts.size} distinct values in ${n} rows`;
    const reason = counts.size === 0 ? 'all values are missing' : zeroVar ? 'one value only' : rare;
    return { name, freqRatio, percentUnique, zeroVar, nzv, reason };
  });
}

// SPDX-License-Identifier: Apache-2.0
import { type Column, requireFinite } from '../core/columns.ts';
import { quantile } from '../core/rank.ts';
import { SurvivalError } from '../errors.ts';
import { meanAndSd } from '../filters/standardise.ts';

/** A column in numbers; missing values left out and counted. */
export interface Description {
  readonly n: number;
  readonly missing: number;
  readonly mean: number;
  /** n − 1 in the denominator. */
  readonly sd: number;
  readonly median: number;
  /** Quartiles, R's type 7. */
  readonly q1: number;
  readonly q3: number;
  readonly min: number;
  readonly max: number;
}

/** The finite values of a column. */
export function present(column: ArrayLike<number | null | undefined>): Float64Array {
  return Float64Array.from(Array.from(column).filter((value): value is number => typeof value === 'number' && Number.isFinite(value)));
}

/**
 * Refuses a sample with fewer than `least` values, with one that is not finite, or so large that its squares leave the range of numbers.
 * @throws SurvivalError `too-few-observations`, `value-not-finite`, `overflow`
 */
export function requireSample(sample: Column, least: number, name: string): void {
  if (sample.length < least) {
    throw new SurvivalError('too-few-observations', `${name} has ${sample.length} value(s) where at least ${least} are needed`, { name, n: sample.length });
  }
  requireFinite(sample, name);
  if (sample.length > 1 && !Number.isFinite(meanAndSd(sample).sd)) {
    throw new SurvivalError('overflow', `${name} holds values whose squares are too large for a number: divide the column by a constant`, { name });
  }
}

/** Describes a column. Equals R's `mean`, `sd`, `median`, `quantile` (type 7), `range`. */
export function describe(column: ArrayLike<number | null | undefined>): Description {
  const values = present(column);
  requireSample(values, 1, 'the column');
  const { mean, sd } = meanAndSd(values);
  const [min, q1, median, q3, max] = quantile(values, [0, 0.25, 0.5, 0.75, 1]) as [number, number, number, number, number];
  return { n: values.length, missing: column.length - values.length, mean, sd: values.length > 1 ? sd : 0, median, q1, q3, min, max };
}

/** Difference of means over √((s²ₐ + s²_b)/2), as baseline tables give it. */
export function standardisedDifference(a: Column, b: Column): number {
  requireSample(a, 2, 'the first sample');
  requireSample(b, 2, 'the second sample');
  const first = meanAndSd(a);
  const second = meanAndSd(b);
  const spread = Math.sqrt((first.sd ** 2 + second.sd ** 2) / 2);
  if (!(spread > 0)) throw new SurvivalError('column-constant', 'both samples have one value only: their difference cannot be standardised');
  return (first.mean - second.mean) / spread;
}

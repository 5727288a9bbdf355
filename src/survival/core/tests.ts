// SPDX-License-Identifier: Apache-2.0
import { pchisq } from '../distributions/gamma.ts';
import { pnorm, qnorm } from '../distributions/normal.ts';
import { SurvivalError } from '../errors.ts';

/** A chi-square statistic with its degrees of freedom and upper-tail probability; p is null without degrees of freedom. */
export interface ChiSquareTest {
  readonly statistic: number;
  readonly df: number;
  readonly p: number | null;
}

export function chiSquareTest(statistic: number, df: number): ChiSquareTest {
  return { statistic, df, p: df > 0 ? pchisq(Math.max(statistic, 0), df, 'upper') : null };
}

/** Two-sided P of a standard normal z. */
export const twoSidedP = (z: number): number => 2 * pnorm(-Math.abs(z));

/** Normal quantile of a two-sided interval: 1.96 for level 0.95. Throws `option-out-of-range` outside (0, 1). */
export function intervalZ(level: number): number {
  if (!(level > 0 && level < 1)) throw new SurvivalError('option-out-of-range', `the confidence level is ${level}: it must lie between 0 and 1`, { level });
  return -qnorm((1 - level) / 2);
}

/** The p x p row-major matrix as rows. */
export function matrixRows(matrix: Float64Array, p: number): number[][] {
  return Array.from({ length: p }, (_, i) => Array.from(matrix.subarray(i * p, i * p + p)));
}

// SPDX-License-Identifier: Apache-2.0

import { SurvivalError } from '../errors.ts';
import { requireFinite } from './columns.ts';
import { quantile } from './rank.ts';

/** Sample quantile by linear interpolation at 1 + (n - 1) p. Equals R's `quantile(x, p, type = 7)`, to its rounding of near-integers. */
export function quantile7(values: ArrayLike<number>, p: number): number {
  if (values.length === 0) throw new SurvivalError('no-data', 'there are no values to take a quantile of');
  requireFinite(values, 'the column');
  if (!(p >= 0 && p <= 1)) throw new SurvivalError('option-out-of-range', `${p} is not a probability`, { p });
  return quantile(values, [p])[0]!;
}

export const meanOf = (values: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
};

/** Standard deviation with n - 1. */
export function sdOf(values: ArrayLike<number>): number {
  const mean = meanOf(values);
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - mean) ** 2;
  return Math.sqrt(squares / (values.length - 1));
}

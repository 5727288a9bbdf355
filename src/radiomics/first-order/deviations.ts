// SPDX-License-Identifier: Apache-2.0

/** Sums over the values of the powers of their distance from a number, and of the distance itself. */
export interface DeviationSums {
  readonly second: number;
  readonly third: number;
  readonly fourth: number;
  readonly absolute: number;
}

/** Sums of the powers of the distances from `mean`, from left to right. */
export function sumDeviations(values: Float64Array, mean: number): DeviationSums {
  let second = 0;
  let third = 0;
  let fourth = 0;
  let absolute = 0;
  for (let i = 0; i < values.length; i++) {
    const d = values[i]! - mean;
    const square = d * d;
    absolute += Math.abs(d);
    second += square;
    third += square * d;
    fourth += square * square;
  }
  return { second, third, fourth, absolute };
}

/**
 * Mean distance from their own mean of the values from `low` to `high`, both included; not-a-number when there are none.
 * With the 10th and 90th percentile: the robust mean absolute deviation.
 */
export function meanDeviationBetween(values: Float64Array, low: number, high: number): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < low || value > high) continue;
    sum += value;
    count += 1;
  }
  const mean = sum / count;
  let absolute = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value >= low && value <= high) absolute += Math.abs(value - mean);
  }
  return absolute / count;
}

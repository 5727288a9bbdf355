// SPDX-License-Identifier: Apache-2.0

/** Mean of the numbers among the values; not-a-number when there is none (numpy's `nanmean`). */
export function nanMean(values: readonly number[]): number {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value;
    count += 1;
  }
  return sum / count;
}

// SPDX-License-Identifier: Apache-2.0

/** Preference for fewer, rounder steps, as R's default. */
const BIAS = 1.5;
const FUZZ = 1e-10;

/**
 * Round tick values that cover a range. Equals R's `pretty(c(from, to), n)`: steps of 1, 2 or 5 times a power of 10.
 * @param n wanted number of intervals; the result has about n + 1 values
 */
export function pretty(from: number, to: number, n = 5): number[] {
  const low = Math.min(from, to);
  const high = Math.max(from, to);
  const range = high - low;
  const fewest = Math.floor(n / 3);
  const biasOfFive = 0.5 + 1.5 * BIAS;
  let cell: number;
  let small: boolean;
  if (range === 0 && high === 0) {
    cell = 1;
    small = true;
  } else {
    cell = Math.max(Math.abs(low), Math.abs(high));
    const upper = 1 + (biasOfFive >= 1.5 * BIAS + 0.5 ? 1 / (1 + BIAS) : 1.5 / (1 + biasOfFive));
    small = range < cell * upper * Math.max(1, n) * Number.EPSILON * 3;
  }
  if (small) {
    if (cell > 10) cell = 9 + cell / 10;
    cell *= 0.75;
    if (fewest > 1) cell /= fewest;
  } else {
    cell = range;
    if (n > 1) cell /= n;
  }
  const base = 10 ** Math.floor(Math.log10(cell));
  let unit = base;
  if (2 * base - cell < BIAS * (cell - unit)) {
    unit = 2 * base;
    if (5 * base - cell < biasOfFive * (cell - unit)) {
      unit = 5 * base;
      if (10 * base - cell < BIAS * (cell - unit)) unit = 10 * base;
    }
  }
  let first = Math.floor(low / unit + FUZZ);
  let last = Math.ceil(high / unit - FUZZ);
  while (first * unit > low + FUZZ * unit) first--;
  while (last * unit < high - FUZZ * unit) last++;
  let missing = Math.floor(0.5 + fewest - (last - first));
  if (missing > 0) {
    if (low === 0 && first === 0 && high !== 0) last += missing;
    else if (high === 0 && last === 0 && low !== 0) first -= missing;
    else if (first >= 0) {
      last += Math.floor(missing / 2);
      first -= Math.floor(missing / 2) + (missing % 2);
    } else {
      first -= Math.floor(missing / 2);
      last += Math.floor(missing / 2) + (missing % 2);
    }
    missing = 0;
  }
  const count = last - first;
  const start = first * unit;
  const end = last * unit;
  const step = (end - start) / count;
  const values = Array.from({ length: count + 1 }, (_, k) => (k === count ? end : start + k * step));
  return values.map((value) => (Math.abs(value) < 1e-14 * step ? 0 : value));
}

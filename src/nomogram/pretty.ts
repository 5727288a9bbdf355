// SPDX-License-Identifier: Apache-2.0

/**
 * About `n` equally spaced round values (1, 2 or 5 times a power of ten) that cover the range: R's `pretty(c(low, high), n)`, the axis rule of rms.
 *
 * R weighs larger steps against smaller ones by a bias of 1.5 (2.75 for steps of 5) and never gives fewer than n/3 intervals.
 *
 * @param low finite, ≤ high
 * @see R function base::pretty.default
 */
export function pretty(low: number, high: number, n = 10): readonly number[] {
  const bias = 1.5;
  const biasFive = 0.5 + 1.5 * bias;
  const rounding = 1e-10;
  const span = high - low;
  if (span === 0) return [low];
  const cell = span / n;
  const base = 10 ** Math.floor(Math.log10(cell));
  let unit = base;
  if (2 * base - cell < bias * (cell - unit)) {
    unit = 2 * base;
    if (5 * base - cell < biasFive * (cell - unit)) {
      unit = 5 * base;
      if (10 * base - cell < bias * (cell - unit)) unit = 10 * base;
    }
  }
  let first = Math.floor(low / unit + rounding);
  let last = Math.ceil(high / unit - rounding);
  const fewest = Math.floor(n / 3);
  const short = fewest - (last - first);
  if (short > 0) {
    const odd = short % 2;
    last += Math.floor(short / 2) + (first >= 0 ? 0 : odd);
    first -= Math.floor(short / 2) + (first >= 0 ? odd : 0);
  }
  return Array.from({ length: last - first + 1 }, (_, i) => roundedMultiple(first + i, unit));
}

/** i × unit without the binary dust of 3 × 0.1. */
export function roundedMultiple(i: number, unit: number): number {
  return unit >= 1 ? i * unit : i / Math.round(1 / unit);
}

// SPDX-License-Identifier: Apache-2.0

/** Row numbers in increasing order of the value; equal values keep their order. */
export function orderOf(values: ArrayLike<number>): Int32Array {
  const order = new Int32Array(values.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  return order.sort((a, b) => values[a]! - values[b]! || a - b);
}

/** Average ranks from 1. Equals R's `rank(x)`. */
export function averageRanks(values: ArrayLike<number>): Float64Array {
  const order = orderOf(values);
  const ranks = new Float64Array(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (let k = start; k < end; k++) ranks[order[k]!] = (start + 1 + end) / 2;
    start = end;
  }
  return ranks;
}

/** Sizes of the groups of equal values, in increasing order of the value. */
export function tieSizes(values: ArrayLike<number>): number[] {
  const order = orderOf(values);
  const sizes: number[] = [];
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    sizes.push(end - start);
    start = end;
  }
  return sizes;
}

/** Definitions of a sample quantile, numbered as R's `quantile(type =)`. */
export type QuantileType = 2 | 6 | 7;

/** Sample quantiles. Equals R's `quantile(x, probs, type =)`; 7 is R's default. */
export function quantile(values: ArrayLike<number>, probabilities: readonly number[], type: QuantileType = 7): number[] {
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  if (n === 0) return probabilities.map(() => NaN);
  const at = (k: number): number => sorted[Math.min(n, Math.max(1, k)) - 1]!;
  const fuzz = 4 * Number.EPSILON;
  return probabilities.map((p) => {
    if (type === 7) {
      const index = (n - 1) * p;
      const low = Math.floor(index + fuzz);
      const share = index - low;
      const below = sorted[low]!;
      return share <= fuzz ? below : below + share * (at(low + 2) - below);
    }
    const position = type === 2 ? n * p : (n + 1) * p;
    const low = Math.floor(position + fuzz);
    const rest = position - low;
    const share = type === 2 ? (rest > fuzz ? 1 : 0.5) : Math.abs(rest) < fuzz ? 0 : rest;
    return at(low) + share * (at(low + 1) - at(low));
  });
}

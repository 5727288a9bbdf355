// SPDX-License-Identifier: Apache-2.0

/**
 * Sum in numpy's order: fewer than 8 numbers one after the other, up to 128 in eight interleaved partial sums, more by halving.
 *
 * @param values read from `from`, `count` numbers
 */
export function pairwiseSum(values: Float64Array, from: number, count: number): number {
  if (count < 8) {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += values[from + i]!;
    return sum;
  }
  if (count > 128) {
    const half = Math.floor(count / 2);
    const first = half - (half % 8);
    return pairwiseSum(values, from, first) + pairwiseSum(values, from + first, count - first);
  }
  let s0 = values[from]!;
  let s1 = values[from + 1]!;
  let s2 = values[from + 2]!;
  let s3 = values[from + 3]!;
  let s4 = values[from + 4]!;
  let s5 = values[from + 5]!;
  let s6 = values[from + 6]!;
  let s7 = values[from + 7]!;
  let i = 8;
  for (; i < count - (count % 8); i += 8) {
    s0 += values[from + i]!;
    s1 += values[from + i + 1]!;
    s2 += values[from + i + 2]!;
    s3 += values[from + i + 3]!;
    s4 += values[from + i + 4]!;
    s5 += values[from + i + 5]!;
    s6 += values[from + i + 6]!;
    s7 += values[from + i + 7]!;
  }
  let sum = s0 + s1 + (s2 + s3) + (s4 + s5 + (s6 + s7));
  for (; i < count; i++) sum += values[from + i]!;
  return sum;
}

/** numpy adds through a buffer of so many numbers. */
const BUFFER = 8192;

/** Sum of a whole array in the order of numpy's `sum`: pairwise within its buffer, buffer after buffer. */
export function numpySum(values: Float64Array): number {
  let sum = 0;
  for (let from = 0; from < values.length; from += BUFFER) sum += pairwiseSum(values, from, Math.min(BUFFER, values.length - from));
  return sum;
}

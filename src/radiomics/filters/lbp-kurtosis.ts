// SPDX-License-Identifier: Apache-2.0
import { pairwiseSum } from './pairwise-sum.ts';

/** Excess kurtosis of `samples[from … from + points)`. */
export type SampleKurtosis = (samples: Float64Array, from: number) => number;

/** numpy's `finfo.resolution`. */
export const FLOAT64_RESOLUTION = 1e-15;
export const FLOAT32_RESOLUTION = Math.fround(1e-6);

/**
 * Excess kurtosis m4/m2² − 3 in the order of numpy and scipy; float32 samples are worked on in float32.
 *
 * @param ofEqual what equal samples give: scipy 1.10 calls samples equal when m2 is not above (resolution · mean)², scipy 1.3 only when m2 is 0
 * @see scipy 1.10 and 1.3 `stats.kurtosis`
 */
export function sampleKurtosis(points: number, kind: 'integer' | 'float32' | 'float64', ofEqual: 'nan' | 'minus-three'): SampleKurtosis {
  const single = kind === 'float32';
  const resolution = single ? FLOAT32_RESOLUTION : FLOAT64_RESOLUTION;
  const round = single ? Math.fround : (x: number): number => x;
  const squares = new Float64Array(points);
  const sumOf = single ? pairwiseSumFloat32 : pairwiseSum;
  return (samples, from) => {
    const mean = round(sumOf(samples, from, points) / points);
    for (let i = 0; i < points; i++) {
      const difference = round(samples[from + i]! - mean);
      squares[i] = round(difference * difference);
    }
    const m2 = round(sumOf(squares, 0, points) / points);
    for (let i = 0; i < points; i++) squares[i] = round(squares[i]! * squares[i]!);
    const m4 = round(sumOf(squares, 0, points) / points);
    const smallest = ofEqual === 'nan' ? round(resolution * mean) : 0;
    if (m2 <= round(smallest * smallest)) return ofEqual === 'nan' ? Number.NaN : -3;
    return round(round(m4 / round(m2 * m2)) - 3);
  };
}

/** As {@link pairwiseSum}, every sum rounded to float32. */
function pairwiseSumFloat32(values: Float64Array, from: number, count: number): number {
  const f = Math.fround;
  if (count < 8) {
    let sum = 0;
    for (let i = 0; i < count; i++) sum = f(sum + values[from + i]!);
    return sum;
  }
  if (count > 128) {
    const half = Math.floor(count / 2);
    const first = half - (half % 8);
    return f(pairwiseSumFloat32(values, from, first) + pairwiseSumFloat32(values, from + first, count - first));
  }
  const s = Array.from(values.subarray(from, from + 8));
  let i = 8;
  for (; i < count - (count % 8); i += 8) for (let k = 0; k < 8; k++) s[k] = f(s[k]! + values[from + i + k]!);
  let sum = f(f(f(s[0]! + s[1]!) + f(s[2]! + s[3]!)) + f(f(s[4]! + s[5]!) + f(s[6]! + s[7]!)));
  for (; i < count; i++) sum = f(sum + values[from + i]!);
  return sum;
}

// SPDX-License-Identifier: Apache-2.0
import type { IndexBox } from '../../volume/geometry.ts';
import type { Vec3 } from '../../volume/grid.ts';

/** Decomposition filters of a wavelet, low-pass and high-pass, for float64 and for float32 images. */
export interface WaveletFilters {
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly lowFloat32: readonly number[];
  readonly highFloat32: readonly number[];
}

const mirrorOf = (low: readonly number[]): number[] => low.map((_, k) => (k % 2 === 0 ? -1 : 1) * low[low.length - 1 - k]!);

function orthogonal(low: readonly number[], toFloat32: (c: number) => number): WaveletFilters {
  const lowFloat32 = low.map(toFloat32);
  return { low, high: mirrorOf(low), lowFloat32, highFloat32: mirrorOf(lowFloat32) };
}

/** PyWavelets keeps the coiflets divided by √2 and multiplies in float32: one coefficient of coif1 differs in its last bit from the plain rounding. */
const coifletFloat32 = (c: number): number => Math.fround(Math.fround(c / Math.SQRT2) * Math.fround(Math.SQRT2));

/** Filter coefficients by PyWavelets' names (Daubechies, Ten Lectures on Wavelets, 1992, doi:10.1137/1.9781611970104). */
export const WAVELETS: Readonly<Record<string, WaveletFilters>> = {
  coif1: orthogonal(
    [-0.015655728135791993, -0.07273261951252645, 0.3848648468648578, 0.8525720202116004, 0.3378976624574818, -0.07273261951252645],
    coifletFloat32,
  ),
  haar: orthogonal([Math.SQRT1_2, Math.SQRT1_2], Math.fround),
  db1: orthogonal([Math.SQRT1_2, Math.SQRT1_2], Math.fround),
  db2: orthogonal([-0.12940952255126034, 0.2241438680420134, 0.8365163037378077, 0.48296291314453416], Math.fround),
};

/** Values on a box with each axis' own extent; float32 images stay float32 in every step. */
export interface WaveletField {
  readonly size: Vec3;
  readonly data: Float32Array | Float64Array;
}

/** Source voxel for every tap position of a periodic axis that is padded to even length by its first element. */
function sourceIndices(from: number, to: number, size: number, taps: number): Int32Array {
  const padded = size + (size % 2);
  const half = taps / 2;
  const indices = new Int32Array(to - from + taps);
  for (let i = 0; i < indices.length; i++) {
    const wrapped = (((from + half - (taps - 1) + i) % padded) + padded) % padded;
    indices[i] = wrapped >= size ? wrapped - size : wrapped;
  }
  return indices;
}

type Numbers = Float32Array | Float64Array;

/**
 * out[i] = sum of f[k]·gathered[i + taps−1−k] over k, for rows of `lines` neighbours; float32 rounds after every operation.
 *
 * Addition runs over k ascending, except that taps which wrap around the end of the axis come first and in descending order, as in PyWavelets.
 *
 * @param wrapped for output i the number of taps that wrap around the end (0 or less: none)
 */
function convolveRows(
  gathered: Numbers,
  out: Numbers,
  n: number,
  lines: number,
  f: readonly number[],
  gatheredBase: number,
  outBase: number,
  rounding: boolean,
  wrapped: (i: number) => number,
): void {
  const taps = f.length;
  let first = 0;
  if (taps === 6 && !rounding) {
    // up to two wrapped taps come first in either order: the same sum, so all such outputs are one run through memory
    while (first < n && wrapped(first) <= 2) first += 1;
    sixTaps(gathered, out, first * lines, lines, f, gatheredBase + 5 * lines, outBase);
  }
  for (let i = first; i < n; i++) {
    const o = outBase + i * lines;
    const g = gatheredBase + (i + taps - 1) * lines;
    const wraps = Math.min(taps, wrapped(i));
    const order = f.map((_, k) => (k < wraps ? wraps - 1 - k : k));
    for (let j = 0; j < lines; j++) {
      let sum = 0;
      for (const k of order) {
        const term = f[k]! * gathered[g - k * lines + j]!;
        sum = rounding ? Math.fround(sum + Math.fround(term)) : sum + term;
      }
      out[o + j] = sum;
    }
  }
}

function sixTaps(gathered: Numbers, out: Numbers, count: number, step: number, f: readonly number[], from: number, to: number): void {
  const [f0, f1, f2, f3, f4, f5] = f as readonly [number, number, number, number, number, number];
  for (let j = 0, g = from; j < count; j++, g++) {
    out[to + j] =
      f0 * gathered[g]! +
      f1 * gathered[g - step]! +
      f2 * gathered[g - 2 * step]! +
      f3 * gathered[g - 3 * step]! +
      f4 * gathered[g - 4 * step]! +
      f5 * gathered[g - 5 * step]!;
  }
}

const newLike = (data: Numbers, count: number): Numbers => (data instanceof Float32Array ? new Float32Array(count) : new Float64Array(count));

/**
 * One band of the stationary (undecimated) wavelet transform, level 1, on part of a volume.
 *
 * Axes in the order x, y, z; each: y[n] = Σₖ f[k]·x[(n + taps/2 − k) mod N], periodic, odd axes padded by their first slice. Only the taps that the
 * wanted box needs are computed.
 *
 * @param source whole volume, x fastest; float32 stays float32, everything else is float64
 * @param letters per axis x, y, z: L low-pass, H high-pass, `-` leave the axis alone
 * @param box wanted output
 * @see PyWavelets `swtn`
 */
export function waveletBand(source: ArrayLike<number>, size: Vec3, letters: string, filters: WaveletFilters, box: IndexBox, float32: boolean): WaveletField {
  const taps = filters.low.length;
  const [low, high] = float32 ? [filters.lowFloat32, filters.highFloat32] : [filters.low, filters.high];
  const filterOf = (axis: number): readonly number[] | undefined => (letters[axis] === 'L' ? low : letters[axis] === 'H' ? high : undefined);
  const indices = [0, 1, 2].map((axis) =>
    filterOf(axis) === undefined
      ? Int32Array.from({ length: box.max[axis]! - box.min[axis]! + 1 }, (_, i) => box.min[axis]! + i)
      : sourceIndices(box.min[axis]!, box.max[axis]!, size[axis]!, taps),
  ) as [Int32Array, Int32Array, Int32Array];
  const out: Vec3 = [box.max[0] - box.min[0] + 1, box.max[1] - box.min[1] + 1, box.max[2] - box.min[2] + 1];
  const make = (count: number): Numbers => (float32 ? new Float32Array(count) : new Float64Array(count));

  const wraps =
    (axis: number): ((i: number) => number) =>
    (i) =>
      box.min[axis]! + i + taps / 2 - (size[axis]! + (size[axis]! % 2)) + 1;
  const [ix, iy, iz] = indices;
  const afterX = make(out[0] * iy.length * iz.length);
  const line = make(ix.length);
  const fx = filterOf(0);
  for (let k = 0; k < iz.length; k++) {
    for (let j = 0; j < iy.length; j++) {
      const row = (iz[k]! * size[1] + iy[j]!) * size[0];
      for (let i = 0; i < ix.length; i++) line[i] = source[row + ix[i]!]!;
      const to = (k * iy.length + j) * out[0];
      if (fx === undefined) afterX.set(line, to);
      else convolveRows(line, afterX, out[0], 1, fx, 0, to, float32, wraps(0));
    }
  }
  const fy = filterOf(1);
  let afterY = afterX;
  if (fy !== undefined) {
    afterY = newLike(afterX, out[0] * out[1] * iz.length);
    for (let k = 0; k < iz.length; k++) convolveRows(afterX, afterY, out[1], out[0], fy, k * iy.length * out[0], k * out[1] * out[0], float32, wraps(1));
  }
  const fz = filterOf(2);
  if (fz === undefined) return { size: out, data: afterY };
  const afterZ = newLike(afterY, out[0] * out[1] * out[2]);
  convolveRows(afterY, afterZ, out[2], out[0] * out[1], fz, 0, 0, float32, wraps(2));
  return { size: out, data: afterZ };
}

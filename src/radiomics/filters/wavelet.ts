// SPDX-License-Identifier: Apache-2.0
import type { IndexBox } from '../../volume/geometry.ts';
import type { Vec3 } from '../../volume/grid.ts';
import type { WaveletFilters } from './wavelet-families/filters.ts';

export { WAVELETS } from './wavelet-families/index.ts';
export type { WaveletFilters };

/** Values on a box with each axis' own extent; float32 images stay float32 in every step. */
export interface WaveletField {
  readonly size: Vec3;
  readonly data: Float32Array | Float64Array;
}

/** What convolving along one axis of a box needs. */
export interface WaveletAxis {
  /** Filter of the band's letter; undefined: the axis is left alone. */
  readonly taps: readonly number[] | undefined;
  /** Source voxel for every tap position: outputs plus taps − 1 of them, or just the outputs. */
  readonly source: Int32Array;
  readonly outputs: number;
  /** For output i, `wrapsAtFirst + i` taps lie beyond the end of the axis (0 or less: none); they are added first. */
  readonly wrapsAtFirst: number;
}

/** A periodic axis, padded to even length by its first element, seen from the outputs `from` … `to`. */
export function waveletAxis(letter: string | undefined, filters: WaveletFilters, float32: boolean, size: number, from: number, to: number): WaveletAxis {
  const [low, high] = float32 ? [filters.lowFloat32, filters.highFloat32] : [filters.low, filters.high];
  const taps = letter === 'L' ? low : letter === 'H' ? high : undefined;
  const outputs = to - from + 1;
  if (taps === undefined) return { taps, source: Int32Array.from({ length: outputs }, (_, i) => from + i), outputs, wrapsAtFirst: -Infinity };
  const padded = size + (size % 2);
  const half = taps.length / 2;
  const source = Int32Array.from({ length: outputs + taps.length - 1 }, (_, i) => {
    const wrapped = (((from + half - (taps.length - 1) + i) % padded) + padded) % padded;
    return wrapped >= size ? wrapped - size : wrapped;
  });
  return { taps, source, outputs, wrapsAtFirst: from + half - padded + 1 };
}

/**
 * The taps of output `i` in the order in which they are added, as in PyWavelets: k ascending, except that taps which wrap around the end of the axis
 * come first and in descending order. Tap k reads gathered element i + taps − 1 − k.
 */
export function tapOrder({ taps, wrapsAtFirst }: WaveletAxis, i: number): number[] {
  const wraps = Math.min(taps!.length, wrapsAtFirst + i);
  return taps!.map((_, k) => (k < wraps ? wraps - 1 - k : k));
}

type Numbers = Float32Array | Float64Array;

/** One axis: out[i] = sum of f[k]·gathered[i + taps−1−k], for rows of `lines` neighbours; float32 rounds after every operation. */
function convolveRows(gathered: Numbers, out: Numbers, axis: WaveletAxis, lines: number, gatheredBase: number, outBase: number): void {
  const { taps, outputs } = axis;
  const rounding = out instanceof Float32Array;
  for (let i = 0; i < outputs; i++) {
    const o = outBase + i * lines;
    const g = gatheredBase + (i + taps!.length - 1) * lines;
    const order = tapOrder(axis, i);
    for (let j = 0; j < lines; j++) {
      let sum = 0;
      for (const k of order) {
        const term = taps![k]! * gathered[g - k * lines + j]!;
        sum = rounding ? Math.fround(sum + Math.fround(term)) : sum + term;
      }
      out[o + j] = sum;
    }
  }
}

/**
 * First two axes of a band: along x, then along y, for every slice that the third axis will read.
 *
 * @param source whole volume, x fastest; float32 stays float32, everything else is float64
 * @returns x and y as wanted, z in the order of `z.source`
 */
export function waveletSlices(source: ArrayLike<number>, size: Vec3, x: WaveletAxis, y: WaveletAxis, z: WaveletAxis, float32: boolean): Numbers {
  const make = (count: number): Numbers => (float32 ? new Float32Array(count) : new Float64Array(count));
  const rows = y.source.length;
  const afterX = make(x.outputs * rows);
  const out = make(x.outputs * y.outputs * z.source.length);
  const line = make(x.source.length);
  for (let k = 0; k < z.source.length; k++) {
    for (let j = 0; j < rows; j++) {
      const row = (z.source[k]! * size[1] + y.source[j]!) * size[0];
      for (let i = 0; i < line.length; i++) line[i] = source[row + x.source[i]!]!;
      if (x.taps === undefined) afterX.set(line, j * x.outputs);
      else convolveRows(line, afterX, x, 1, 0, j * x.outputs);
    }
    if (y.taps === undefined) out.set(afterX, k * x.outputs * y.outputs);
    else convolveRows(afterX, out, y, x.outputs, 0, k * x.outputs * y.outputs);
  }
  return out;
}

/** Third axis of a band, over the slices that {@link waveletSlices} made. @param plane values per slice */
export function waveletDepth(slices: Numbers, plane: number, z: WaveletAxis): Numbers {
  const count = plane * z.outputs;
  if (z.taps === undefined) return slices.slice();
  const out = slices instanceof Float32Array ? new Float32Array(count) : new Float64Array(count);
  convolveRows(slices, out, z, plane, 0, 0);
  return out;
}

/** The two steps of a band, exchangeable for faster twins. */
export interface WaveletSteps {
  readonly waveletSlices: typeof waveletSlices;
  readonly waveletDepth: typeof waveletDepth;
}

/** Slices of the last bands by their first two letters: the two bands that share them are mostly asked for in turn. */
export type SharedSlices = Map<string, { readonly box: IndexBox; readonly slices: Numbers }>;

/**
 * One band of the stationary (undecimated) wavelet transform, level 1, on part of a volume.
 *
 * Axes in the order x, y, z; each: y[n] = Σₖ f[k]·x[(n + taps/2 − k) mod N], periodic, odd axes padded by their first slice. Only the taps that the
 * wanted box needs are computed.
 *
 * @param source whole volume, x fastest; float32 stays float32, everything else is float64
 * @param letters per axis x, y, z: L low-pass, H high-pass, `-` leave the axis alone
 * @param box wanted output
 * @param shared where bands of the same source, filters and box find each other's first two axes
 * @see PyWavelets `swtn`
 */
export function waveletBand(
  source: ArrayLike<number>,
  size: Vec3,
  letters: string,
  filters: WaveletFilters,
  box: IndexBox,
  float32: boolean,
  steps: WaveletSteps = { waveletSlices, waveletDepth },
  shared: SharedSlices = new Map(),
): WaveletField {
  const axis = (d: 0 | 1 | 2): WaveletAxis => waveletAxis(letters[d], filters, float32, size[d], box.min[d], box.max[d]);
  const [x, y, z] = [axis(0), axis(1), axis(2)];
  const key = letters.slice(0, 2);
  const known = shared.get(key);
  const fits = known !== undefined && known.box === box && known.slices.length === x.outputs * y.outputs * z.source.length;
  const slices = fits ? known.slices : steps.waveletSlices(source, size, x, y, z, float32);
  for (const other of shared.keys()) if (other !== 'LL') shared.delete(other);
  shared.set(key, { box, slices });
  return { size: [x.outputs, y.outputs, z.outputs], data: steps.waveletDepth(slices, x.outputs * y.outputs, z) };
}

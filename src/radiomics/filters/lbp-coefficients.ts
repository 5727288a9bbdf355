// SPDX-License-Identifier: Apache-2.0
import { boxSize, type IndexBox } from '../../volume/geometry.ts';
import type { Vec3 } from '../../volume/grid.ts';
import type { VoxelArray } from '../../volume/volume.ts';

/** √3 − 2 */
export const POLE = -0.2679491924311227;
/** (1 − z)(1 − 1/z), as multiplied out in float64. */
export const GAIN = (1 - POLE) * (1 - 1 / POLE);
/** Terms of the mirror sum after which nothing can change any more: |z|^80 is 1e-46. */
export const HORIZON = 80;
/** What lies further outside the wanted box cannot change a bit of the coefficients: |z|^40 is 1e-23. */
const MARGIN = 40;

/** Spline coefficients on a box, x fastest, continued beyond the image's borders by mirroring. */
export interface PaddedCoefficients {
  readonly data: Float64Array;
  readonly size: Vec3;
  /** Image index of the first coefficient. */
  readonly from: Vec3;
}

/** z to a power, rounded once (as the C library's pow, all but never off). */
export function polePower(exponent: number): number {
  if (exponent > 600) return 0;
  const mantissa = BigInt(-POLE * 2 ** 54);
  let power = mantissa ** BigInt(exponent);
  let shift = -54 * exponent;
  const excess = power.toString(2).length - 120;
  if (excess > 0) {
    power = ((power >> BigInt(excess)) << 1n) | 1n; // the lost bits are not all 0
    shift += excess - 1;
  }
  let value = Number(power);
  for (let rest = -shift; rest > 0; rest -= 500) value /= 2 ** Math.min(rest, 500);
  return exponent % 2 === 0 ? value : -value;
}

/** Index of the coefficient that stands for one outside the axis. */
export function mirrored(index: number, length: number): number {
  if (length === 1) return 0;
  const period = 2 * length - 2;
  const wrapped = ((index % period) + period) % period;
  return wrapped < length ? wrapped : period - wrapped;
}

/**
 * In place along one axis for `lines` lines side by side: gain, forward, backward.
 *
 * @param data element of line j at position i: `base + i·stride + j`
 * @param sums scratch for `lines` numbers
 */
export function filterCoefficients(data: Float64Array, base: number, length: number, stride: number, lines: number, sums: Float64Array): void {
  if (length === 1) return;
  const end = base + (length - 1) * stride;
  for (let i = base; i <= end; i += stride) for (let j = i; j < i + lines; j++) data[j] = data[j]! * GAIN;
  const last = polePower(length - 1);
  for (let j = 0; j < lines; j++) sums[j] = data[base + j]! + last * data[end + j]!;
  const terms = Math.min(length - 1, HORIZON);
  for (let k = 1, power = POLE; k < terms; k++, power *= POLE) {
    const near = base + k * stride;
    const far = end - k * stride;
    for (let j = 0; j < lines; j++) sums[j] = sums[j]! + power * (data[near + j]! + last * data[far + j]!);
  }
  for (let j = 0; j < lines; j++) data[base + j] = sums[j]! / (1 - last * last);
  for (let i = base + stride; i <= end; i += stride) for (let j = i; j < i + lines; j++) data[j] = data[j]! + POLE * data[j - stride]!;
  for (let j = end; j < end + lines; j++) data[j] = ((POLE * data[j - stride]! + data[j]!) * POLE) / (POLE * POLE - 1);
  for (let i = end - stride; i >= base; i -= stride) for (let j = i; j < i + lines; j++) data[j] = POLE * (data[j + stride]! - data[j]!);
}

/** The part of the image that decides the coefficients of a box. */
export function sourceBox(size: Vec3, box: IndexBox, before: number, after: number): IndexBox {
  const min = box.min.map((lo) => Math.max(0, lo - before - MARGIN)) as [number, number, number];
  const max = box.max.map((hi, d) => Math.min(size[d]! - 1, hi + after + MARGIN)) as [number, number, number];
  return { min, max };
}

/** A part of an image as float64, x fastest. @param to written from the start */
export function gatherBox(data: VoxelArray, [nx, ny]: Vec3, { min, max }: IndexBox, to: Float64Array): void {
  const width = max[0] - min[0] + 1;
  for (let z = min[2], at = 0; z <= max[2]; z++) {
    for (let y = min[1]; y <= max[1]; y++, at += width) {
      const from = (z * ny + y) * nx + min[0];
      to.set(data.subarray(from, from + width), at);
    }
  }
}

/** Position of the padded coefficients of a box. */
export function paddedGrid(box: IndexBox, before: number, after: number): { readonly from: Vec3; readonly size: Vec3 } {
  const from: Vec3 = [box.min[0] - before, box.min[1] - before, box.min[2] - before];
  return { from, size: [box.max[0] + after - from[0] + 1, box.max[1] + after - from[1] + 1, box.max[2] + after - from[2] + 1] };
}

/** Copies coefficients of `source` to the padded grid; beyond the image's borders they are mirrored. */
export function padCoefficients(work: Float64Array, source: IndexBox, imageSize: Vec3, from: Vec3, [px, py, pz]: Vec3, out: Float64Array): void {
  const [sx, sy] = boxSize(source);
  const columns = Int32Array.from({ length: px }, (_, x) => mirrored(from[0] + x, imageSize[0]) - source.min[0]);
  // columns inside the image are one run
  const first = Math.min(px, Math.max(0, -from[0]));
  const end = Math.max(first, Math.min(px, imageSize[0] - from[0]));
  for (let z = 0, to = 0; z < pz; z++) {
    const plane = (mirrored(from[2] + z, imageSize[2]) - source.min[2]) * sy;
    for (let y = 0; y < py; y++, to += px) {
      const row = (plane + mirrored(from[1] + y, imageSize[1]) - source.min[1]) * sx;
      for (let x = 0; x < first; x++) out[to + x] = work[row + columns[x]!]!;
      if (end > first) out.set(work.subarray(row + columns[first]!, row + columns[end - 1]! + 1), to + first);
      for (let x = end; x < px; x++) out[to + x] = work[row + columns[x]!]!;
    }
  }
}

/**
 * Cubic B-spline coefficients with mirror borders on a box and `before`/`after` more on every side, filtered along z, then y, then x.
 * @see scipy 1.10 `ndimage.spline_filter`, to the bit
 */
export function paddedCoefficients(data: VoxelArray, imageSize: Vec3, box: IndexBox, before: number, after: number): PaddedCoefficients {
  const source = sourceBox(imageSize, box, before, after);
  const [sx, sy, sz] = boxSize(source);
  const work = new Float64Array(sx * sy * sz);
  gatherBox(data, imageSize, source, work);
  const sums = new Float64Array(sx);
  for (let y = 0; y < sy; y++) filterCoefficients(work, y * sx, sz, sx * sy, sx, sums);
  for (let z = 0; z < sz; z++) filterCoefficients(work, z * sx * sy, sy, sx, sx, sums);
  for (let row = 0; row < sy * sz; row++) filterCoefficients(work, row * sx, sx, 1, 1, sums);
  const { from, size } = paddedGrid(box, before, after);
  const out = new Float64Array(size[0] * size[1] * size[2]);
  padCoefficients(work, source, imageSize, from, size, out);
  return { data: out, size, from };
}

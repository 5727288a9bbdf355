// SPDX-License-Identifier: Apache-2.0
// LBP-3D: spline coefficients, separable samples on a sphere, patterns and kurtosis, two voxels (float64) or four (float32) side by side.
// Twin of src/radiomics/filters/lbp-3d.ts and its parts: the same operations in the same order for every voxel.

import { sum32, sum64 } from './_pairwise-sums';

export { coefficients, coefficientsAlong } from './_spline-filter';

const INTEGER: i32 = 0;
const FLOAT32: i32 = 1;

/** Four numbers `step` bytes apart, weighted; `count` results, an even number is written. */
export function weigh(from: usize, step: usize, weights: usize, to: usize, count: i32): void {
  const w0 = v128.load64_splat(weights);
  const w1 = v128.load64_splat(weights, 8);
  const w2 = v128.load64_splat(weights, 16);
  const w3 = v128.load64_splat(weights, 24);
  const second = from + step;
  const third = second + step;
  const fourth = third + step;
  const bytes = (<usize>count) << 3;
  for (let o: usize = 0; o < bytes; o += 16) {
    const a = f64x2.add(f64x2.mul(v128.load(from + o), w0), f64x2.mul(v128.load(second + o), w1));
    v128.store(to + o, f64x2.add(f64x2.add(a, f64x2.mul(v128.load(third + o), w2)), f64x2.mul(v128.load(fourth + o), w3)));
  }
}

/** One row per pair of z and y offsets. Table per pair: bytes to the layer's first row, address of the weights (u32 each). */
export function pairRows(layers: usize, rowBytes: usize, table: usize, pairs: i32, rows: usize, from: usize, count: i32): void {
  for (let p = 0; p < pairs; p++, table += 8, rows += rowBytes) weigh(layers + load<u32>(table) + from, rowBytes, load<u32>(table, 4), rows + from, count);
}

function clear(from: usize, to: usize, size: usize): void {
  for (; from < to; from += size) {
    if (size == 8) store<f64>(from, 0);
    else store<f32>(from, 0);
  }
}

/**
 * Samples of one row, `[point][x]`, stored in the image's number type.
 *
 * Table per point (i32 × 8): pair, byte from the row's start to the first coefficient of x = 0, address of the weights, address of the flag of the z offset, of the y
 * offset (1: outside the image), first and last x inside the image, 0.
 * @param flags one byte per point: 1 where a sample may lie at a rounding tie
 * @returns number of such points
 */
export function sampleRow(
  kind: i32,
  rows: usize,
  rowBytes: usize,
  table: usize,
  points: i32,
  samples: usize,
  sampleBytes: usize,
  x0: i32,
  x1: i32,
  centres: usize,
  flags: usize,
  near: f64,
  min: f64,
  max: f64,
): i32 {
  const half = f64x2.splat(0.5);
  const farFromTie = f64x2.splat(0.5 - near);
  const nears = f64x2.splat(near);
  const single = f64x2.splat(1e-6);
  const low = f64x2.splat(min);
  const high = f64x2.splat(max);
  const sign = i64x2.splat(i64.MIN_VALUE);
  const size: usize = kind == FLOAT32 ? 4 : 8;
  let flagged = 0;
  for (let p = 0; p < points; p++, table += 32, samples += sampleBytes) {
    store<u8>(flags + p, 0);
    const outside = load<u8>(load<u32>(table, 12)) | load<u8>(load<u32>(table, 16));
    const first = max2(x0, load<i32>(table, 20));
    const end = min2(x1, load<i32>(table, 24)) + 1;
    if (outside != 0 || end <= first) {
      clear(samples + <usize>x0 * size, samples + <usize>(x1 + 1) * size, size);
      continue;
    }
    const weights: usize = load<u32>(table, 8);
    const w0 = v128.load64_splat(weights);
    const w1 = v128.load64_splat(weights, 8);
    const w2 = v128.load64_splat(weights, 16);
    const w3 = v128.load64_splat(weights, 24);
    const from = rows + <usize>load<i32>(table) * rowBytes + <usize>load<i32>(table, 4);
    let ties = i64x2.splat(0);
    const stop = (<usize>end) << 3;
    for (let x = (<usize>first) << 3; x < stop; x += 16) {
      const i = from + x;
      const a = f64x2.add(f64x2.mul(v128.load(i), w0), f64x2.mul(v128.load(i, 8), w1));
      const sample = f64x2.add(f64x2.add(a, f64x2.mul(v128.load(i, 16), w2)), f64x2.mul(v128.load(i, 24), w3));
      if (kind == INTEGER) {
        const shifted = f64x2.add(f64x2.abs(sample), half);
        const whole = f64x2.floor(shifted);
        ties = v128.or(ties, f64x2.gt(f64x2.abs(f64x2.sub(f64x2.sub(shifted, whole), half)), farFromTie));
        v128.store(samples + x, f64x2.min(high, f64x2.max(low, v128.or(whole, v128.and(sample, sign)))));
      } else {
        const centre = v128.load(centres + x);
        const distance = f64x2.abs(f64x2.sub(sample, centre));
        if (kind == FLOAT32) {
          ties = v128.or(ties, f64x2.le(distance, f64x2.add(f64x2.mul(f64x2.abs(centre), single), nears)));
          v128.store64_lane(samples + (x >> 1), f32x4.demote_f64x2_zero(sample), 0);
        } else {
          ties = v128.or(ties, f64x2.le(distance, nears));
          v128.store(samples + x, sample);
        }
      }
    }
    clear(samples + <usize>x0 * size, samples + <usize>first * size, size);
    clear(samples + <usize>end * size, samples + <usize>(x1 + 1) * size, size);
    if (v128.any_true(ties)) {
      store<u8>(flags + p, 1);
      flagged++;
    }
  }
  return flagged;
}

function max2(a: i32, b: i32): i32 {
  return a > b ? a : b;
}

function min2(a: i32, b: i32): i32 {
  return a < b ? a : b;
}

/** Samples of two neighbouring voxels, as float64. */
function two(kind: i32, at: usize): v128 {
  return kind == FLOAT32 ? f64x2.promote_low_f32x4(v128.load64_zero(at)) : v128.load(at);
}

function rounded(value: v128, exact: i32, units: f64): v128 {
  if (exact != 0) return value;
  const scale = f64x2.splat(units);
  return f64x2.div(f64x2.floor(f64x2.add(f64x2.mul(value, scale), f64x2.splat(0.5))), scale);
}

/** Product of the summed and the point's own harmonic of one order above 0, real part. */
function product(sums: usize, harmonic: usize): v128 {
  return f64x2.sub(f64x2.mul(v128.load(sums), v128.load64_splat(harmonic)), f64x2.mul(v128.load(sums, 16), v128.load64_splat(harmonic, 8)));
}

/** One level of degree 2 or more; `sums` takes 16 bytes per component. */
function levelOf(kind: i32, at: usize, sampleBytes: usize, points: i32, centre: v128, harmonics: usize, degree: i32, sums: usize): v128 {
  const width = (<usize>(2 * degree + 1)) << 3;
  for (let j: usize = 0; j < width; j += 8) {
    let sum = f64x2.splat(0);
    let sample = at;
    let harmonic = harmonics + j;
    for (let v = 0; v < points; v++, sample += sampleBytes, harmonic += width) {
      sum = f64x2.add(sum, v128.and(f64x2.ge(two(kind, sample), centre), v128.load64_splat(harmonic)));
    }
    v128.store(sums + (j << 1), sum);
  }
  let squares = f64x2.splat(0);
  for (let v = 0; v < points; v++, harmonics += width) {
    let field = f64x2.splat(0);
    for (let m = degree; m > 0; m--) field = f64x2.add(field, product(sums + (<usize>(2 * m - 1) << 4), harmonics + (<usize>(2 * m - 1) << 3)));
    field = f64x2.add(field, f64x2.mul(v128.load(sums), v128.load64_splat(harmonics)));
    for (let m = 1; m <= degree; m++) field = f64x2.add(field, product(sums + (<usize>(2 * m - 1) << 4), harmonics + (<usize>(2 * m - 1) << 3)));
    squares = f64x2.add(squares, f64x2.mul(field, field));
  }
  return f64x2.sqrt(squares);
}

/**
 * Levels of one row from its samples; level n of voxel x goes to `out + n·outBytes + 8x`.
 *
 * @param centres float64 per x
 * @param harmonics degrees 1, 2, … one after the other, `[point][2n+1]`
 * @param exact one byte per degree
 * @param sums scratch, 16 bytes per component of the highest degree
 */
export function levelRow(
  kind: i32,
  samples: usize,
  sampleBytes: usize,
  points: i32,
  x0: i32,
  x1: i32,
  centres: usize,
  byCount: usize,
  harmonics: usize,
  exact: usize,
  levels: i32,
  units: f64,
  sums: usize,
  out: usize,
  outBytes: usize,
): void {
  for (let x = x0; x <= x1; x += 2) {
    const at = samples + ((<usize>x) << (kind == FLOAT32 ? 2 : 3));
    const centre = v128.load(centres + ((<usize>x) << 3));
    let count = i64x2.splat(0);
    let zero = f64x2.splat(0);
    let real = f64x2.splat(0);
    let imaginary = f64x2.splat(0);
    let sample = at;
    let harmonic = harmonics;
    for (let v = 0; v < points; v++, sample += sampleBytes) {
      const set = f64x2.ge(two(kind, sample), centre);
      count = i64x2.sub(count, set);
      if (levels > 1) {
        zero = f64x2.add(zero, v128.and(set, v128.load64_splat(harmonic)));
        real = f64x2.add(real, v128.and(set, v128.load64_splat(harmonic, 8)));
        imaginary = f64x2.add(imaginary, v128.and(set, v128.load64_splat(harmonic, 16)));
        harmonic += 24;
      }
    }
    let to = out + ((<usize>x) << 3);
    store<f64>(to, load<f64>(byCount + ((<usize>i64x2.extract_lane(count, 0)) << 3)));
    store<f64>(to, load<f64>(byCount + ((<usize>i64x2.extract_lane(count, 1)) << 3)), 8);
    if (levels < 2) continue;
    let squares = f64x2.splat(0);
    harmonic = harmonics;
    for (let v = 0; v < points; v++, harmonic += 24) {
      const first = f64x2.sub(f64x2.mul(real, v128.load64_splat(harmonic, 8)), f64x2.mul(imaginary, v128.load64_splat(harmonic, 16)));
      const field = f64x2.add(f64x2.add(first, f64x2.mul(zero, v128.load64_splat(harmonic))), first);
      squares = f64x2.add(squares, f64x2.mul(field, field));
    }
    to += outBytes;
    v128.store(to, rounded(f64x2.sqrt(squares), load<u8>(exact), units));
    for (let degree = 2; degree < levels; degree++) {
      to += outBytes;
      v128.store(to, rounded(levelOf(kind, at, sampleBytes, points, centre, harmonic, degree, sums), load<u8>(exact + degree - 1), units));
      harmonic += <usize>(points * (2 * degree + 1)) << 3;
    }
  }
}

/**
 * Excess kurtosis of the samples of one row.
 *
 * @param resolution 0: only m2 = 0 counts as equal; `ofEqual` what equal samples give
 */
export function kurtosisRow(kind: i32, samples: usize, sampleBytes: usize, points: i32, x0: i32, x1: i32, out: usize, resolution: f64, ofEqual: f64): void {
  if (kind == FLOAT32) {
    const n = f32x4.splat(<f32>points);
    const three = f32x4.splat(3);
    const equal = f32x4.splat(<f32>ofEqual);
    const res = f32x4.splat(<f32>resolution);
    for (let x = x0; x <= x1; x += 4) {
      const at = samples + ((<usize>x) << 2);
      const mean = f32x4.div(sum32(at, sampleBytes, points, n, 1), n);
      const m2 = f32x4.div(sum32(at, sampleBytes, points, mean, 2), n);
      const m4 = f32x4.div(sum32(at, sampleBytes, points, mean, 4), n);
      const smallest = f32x4.mul(res, mean);
      const kurtosis = f32x4.sub(f32x4.div(m4, f32x4.mul(m2, m2)), three);
      const chosen = v128.bitselect(equal, kurtosis, f32x4.le(m2, f32x4.mul(smallest, smallest)));
      const k = out + ((<usize>x) << 3);
      v128.store(k, f64x2.promote_low_f32x4(chosen));
      v128.store(k, f64x2.promote_low_f32x4(v128.shuffle<i32>(chosen, chosen, 2, 3, 2, 3)), 16);
    }
    return;
  }
  const n = f64x2.splat(<f64>points);
  const three = f64x2.splat(3);
  const equal = f64x2.splat(ofEqual);
  const res = f64x2.splat(resolution);
  for (let x = x0; x <= x1; x += 2) {
    const at = samples + ((<usize>x) << 3);
    const mean = f64x2.div(sum64(at, sampleBytes, points, n, 1), n);
    const m2 = f64x2.div(sum64(at, sampleBytes, points, mean, 2), n);
    const m4 = f64x2.div(sum64(at, sampleBytes, points, mean, 4), n);
    const smallest = f64x2.mul(res, mean);
    const kurtosis = f64x2.sub(f64x2.div(m4, f64x2.mul(m2, m2)), three);
    v128.store(out + ((<usize>x) << 3), v128.bitselect(equal, kurtosis, f64x2.le(m2, f64x2.mul(smallest, smallest))));
  }
}

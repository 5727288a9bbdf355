// SPDX-License-Identifier: Apache-2.0
// LBP-3D: spline coefficients, separable samples on a sphere, patterns and kurtosis, two voxels (float64) or four (float32) side by side.
// Twin of src/radiomics/filters/lbp-3d.ts and its parts: the same operations in the same order for every voxel.

import { sum32, sum64 } from './_pairwise-sums';

const INTEGER: i32 = 0;
const FLOAT32: i32 = 1;

/** One axis of the spline filter, in place, for `lines` neighbouring float64 numbers at every position; `sums` takes as many. */
export function coefficients(data: usize, length: i32, stride: usize, lines: i32, sums: usize, pole: f64, gain: f64, last: f64, terms: i32): void {
  const bytes = (<usize>lines) << 3;
  const end = data + <usize>(length - 1) * stride;
  for (let i = data; i <= end; i += stride) {
    for (let j = i; j < i + bytes; j += 8) store<f64>(j, load<f64>(j) * gain);
  }
  for (let j: usize = 0; j < bytes; j += 8) store<f64>(sums + j, load<f64>(data + j) + last * load<f64>(end + j));
  let power = pole;
  for (let k = 1; k < terms; k++) {
    const near = data + <usize>k * stride;
    const far = end - <usize>k * stride;
    for (let j: usize = 0; j < bytes; j += 8) store<f64>(sums + j, load<f64>(sums + j) + power * (load<f64>(near + j) + last * load<f64>(far + j)));
    power *= pole;
  }
  const scale = 1.0 - last * last;
  for (let j: usize = 0; j < bytes; j += 8) store<f64>(data + j, load<f64>(sums + j) / scale);
  const poles = f64x2.splat(pole);
  const paired = bytes & ~15;
  for (let i = data + stride; i <= end; i += stride) {
    let j = i;
    for (; j < i + paired; j += 16) v128.store(j, f64x2.add(v128.load(j), f64x2.mul(poles, v128.load(j - stride))));
    for (; j < i + bytes; j += 8) store<f64>(j, load<f64>(j) + pole * load<f64>(j - stride));
  }
  const square = pole * pole - 1.0;
  for (let j = end; j < end + bytes; j += 8) store<f64>(j, ((pole * load<f64>(j - stride) + load<f64>(j)) * pole) / square);
  for (let i = end - stride; i >= data; i -= stride) {
    let j = i;
    for (; j < i + paired; j += 16) v128.store(j, f64x2.mul(poles, f64x2.sub(v128.load(j + stride), v128.load(j))));
    for (; j < i + bytes; j += 8) store<f64>(j, pole * (load<f64>(j + stride) - load<f64>(j)));
  }
}

/** The last axis: every line is one run of numbers. */
export function coefficientsAlong(data: usize, length: i32, lines: i32, pole: f64, gain: f64, last: f64, terms: i32): void {
  const bytes = (<usize>length) << 3;
  const scale = 1.0 - last * last;
  const square = pole * pole - 1.0;
  for (let line = 0; line < lines; line++, data += bytes) {
    const end = data + bytes - 8;
    for (let i = data; i <= end; i += 8) store<f64>(i, load<f64>(i) * gain);
    let sum = load<f64>(data) + last * load<f64>(end);
    let power = pole;
    for (let k = 1; k < terms; k++) {
      const o = (<usize>k) << 3;
      sum += power * (load<f64>(data + o) + last * load<f64>(end - o));
      power *= pole;
    }
    let value = sum / scale;
    store<f64>(data, value);
    for (let i = data + 8; i <= end; i += 8) {
      value = load<f64>(i) + pole * value;
      store<f64>(i, value);
    }
    value = ((pole * load<f64>(end - 8) + load<f64>(end)) * pole) / square;
    store<f64>(end, value);
    for (let i = end - 8; i >= data; i -= 8) {
      value = pole * (value - load<f64>(i));
      store<f64>(i, value);
    }
  }
}

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

/** Adds the tables' entries of one voxel: pattern bytes at `bytes` (u32 each), `width2` even. */
function lookUp(bytes: usize, groups: i32, tables: usize, width2: i32, sums: usize): void {
  const size = (<usize>width2) << 3;
  for (let o: usize = 0; o < size; o += 16) v128.store(sums + o, f64x2.splat(0));
  for (let g = 0; g < groups; g++, bytes += 16, tables += size << 8) {
    const entry = tables + <usize>load<u32>(bytes) * size;
    for (let o: usize = 0; o < size; o += 16) v128.store(sums + o, f64x2.add(v128.load(sums + o), v128.load(entry + o)));
  }
}

/** Values of all levels of one voxel: level n of voxel x goes to `out + n·outBytes + 8x`. */
function levelsOf(sums: usize, starts: usize, levels: i32, byCount: usize, units: f64, out: usize, outBytes: usize): void {
  store<f64>(out, load<f64>(byCount + ((<usize>load<f64>(sums)) << 3)));
  for (let level = 1; level < levels; level++) {
    out += outBytes;
    let square: f64 = 0;
    for (let j = load<i32>(starts + ((<usize>level - 1) << 2)); j < load<i32>(starts + (<usize>level << 2)); j++) {
      const component = load<f64>(sums + ((<usize>j) << 3));
      square += component * component;
    }
    store<f64>(out, Math.floor(Math.sqrt(square) * units + 0.5) / units);
  }
}

/**
 * Levels and kurtosis of one row from its samples. `x0` even (float64) or a multiple of four (float32).
 *
 * @param centres float64 per x, or float32
 * @param scratch 16 bytes per group of eight points, then the sums of one voxel
 * @param out first level's row; the further levels and then the kurtosis `outBytes` apart
 * @param resolution 0: only m2 = 0 counts as equal; `ofEqual` what equal samples give
 */
export function patternRow(
  kind: i32,
  samples: usize,
  sampleBytes: usize,
  points: i32,
  x0: i32,
  x1: i32,
  centres: usize,
  tables: usize,
  width2: i32,
  starts: usize,
  levels: i32,
  byCount: usize,
  units: f64,
  scratch: usize,
  out: usize,
  outBytes: usize,
  resolution: f64,
  ofEqual: f64,
): void {
  const groups = (points + 7) >> 3;
  const sums = scratch + ((<usize>groups) << 4);
  const kurtosisOut = out + <usize>levels * outBytes;
  if (kind == FLOAT32) {
    const n = f32x4.splat(<f32>points);
    const three = f32x4.splat(3);
    const equal = f32x4.splat(<f32>ofEqual);
    const res = f32x4.splat(<f32>resolution);
    for (let x = x0; x <= x1; x += 4) {
      const at = samples + ((<usize>x) << 2);
      const centre = v128.load(centres + ((<usize>x) << 2));
      let point = 0;
      for (let g = 0; g < groups; g++) {
        let byte = i32x4.splat(0);
        for (let bit = 0; bit < 8 && point < points; bit++, point++) byte = v128.or(byte, v128.and(f32x4.ge(v128.load(at + <usize>point * sampleBytes), centre), i32x4.splat(1 << bit)));
        v128.store(scratch + ((<usize>g) << 4), byte);
      }
      const o = out + ((<usize>x) << 3);
      for (let lane = 0; lane < 4; lane++) {
        lookUp(scratch + ((<usize>lane) << 2), groups, tables, width2, sums);
        levelsOf(sums, starts, levels, byCount, units, o + ((<usize>lane) << 3), outBytes);
      }
      const mean = f32x4.div(sum32(at, sampleBytes, points, n, 1), n);
      const m2 = f32x4.div(sum32(at, sampleBytes, points, mean, 2), n);
      const m4 = f32x4.div(sum32(at, sampleBytes, points, mean, 4), n);
      const smallest = f32x4.mul(res, mean);
      const kurtosis = f32x4.sub(f32x4.div(m4, f32x4.mul(m2, m2)), three);
      const chosen = v128.bitselect(equal, kurtosis, f32x4.le(m2, f32x4.mul(smallest, smallest)));
      const k = kurtosisOut + ((<usize>x) << 3);
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
    const centre = v128.load(centres + ((<usize>x) << 3));
    let point = 0;
    for (let g = 0; g < groups; g++) {
      let byte = i64x2.splat(0);
      for (let bit = 0; bit < 8 && point < points; bit++, point++) byte = v128.or(byte, v128.and(f64x2.ge(v128.load(at + <usize>point * sampleBytes), centre), i64x2.splat(1 << bit)));
      v128.store(scratch + ((<usize>g) << 4), byte);
    }
    const o = out + ((<usize>x) << 3);
    for (let lane = 0; lane < 2; lane++) {
      lookUp(scratch + ((<usize>lane) << 3), groups, tables, width2, sums);
      levelsOf(sums, starts, levels, byCount, units, o + ((<usize>lane) << 3), outBytes);
    }
    const mean = f64x2.div(sum64(at, sampleBytes, points, n, 1), n);
    const m2 = f64x2.div(sum64(at, sampleBytes, points, mean, 2), n);
    const m4 = f64x2.div(sum64(at, sampleBytes, points, mean, 4), n);
    const smallest = f64x2.mul(res, mean);
    const kurtosis = f64x2.sub(f64x2.div(m4, f64x2.mul(m2, m2)), three);
    v128.store(kurtosisOut + ((<usize>x) << 3), v128.bitselect(equal, kurtosis, f64x2.le(m2, f64x2.mul(smallest, smallest))));
  }
}

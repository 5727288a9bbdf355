// SPDX-License-Identifier: Apache-2.0
// Cubic B-spline coefficients and sums, twin of src/radiomics/resample/{spline-coefficients,spline-line,spline}.ts: the same operations in the same
// order on every line and voxel. Eight lines side by side; a row of scratch is 64 bytes (float64).
import { filterLines } from './_spline-lines';

const ROW: usize = 64;
const GAIN: f64 = 5.999999999999998; // (1 − pole)(1 − 1/pole)
const FLOAT32: i32 = 0;
const INT16: i32 = 1;

function two(a: usize, b: usize, type: i32, i: usize): v128 {
  if (type == INT16) return f64x2.replace_lane(f64x2.splat(<f64>load<i16>(a + (i << 1))), 1, <f64>load<i16>(b + (i << 1)));
  if (type == FLOAT32) return f64x2.replace_lane(f64x2.splat(<f64>load<f32>(a + (i << 2))), 1, <f64>load<f32>(b + (i << 2)));
  return v128.load_lane<f64>(b + (i << 3), v128.load_splat<f64>(a + (i << 3)), 1);
}

/** Eight rows of voxels into scratch, times gain; missing rows repeat the last. */
function loadRows(source: usize, type: i32, pitch: usize, rows: i32, length: i32, scratch: usize, gain: f64): void {
  const g = f64x2.splat(gain);
  for (let j: i32 = 0; j < 8; j += 2) {
    const a = source + <usize>min(j, rows - 1) * pitch;
    const b = source + <usize>min(j + 1, rows - 1) * pitch;
    let to = scratch + (<usize>j << 3);
    for (let i: i32 = 0; i < length; i++, to += ROW) v128.store(to, f64x2.mul(two(a, b, type, <usize>i), g));
  }
}

function loadColumns(source: usize, stride: usize, length: i32, scratch: usize): void {
  const g = f64x2.splat(GAIN);
  for (let i: i32 = 0; i < length; i++, source += stride, scratch += ROW) {
    v128.store(scratch, f64x2.mul(v128.load(source), g));
    v128.store(scratch, f64x2.mul(v128.load(source, 16), g), 16);
    v128.store(scratch, f64x2.mul(v128.load(source, 32), g), 32);
    v128.store(scratch, f64x2.mul(v128.load(source, 48), g), 48);
  }
}

/**
 * Rows of `size` voxels along x: coefficients of [x0, x1] to `target`, rows `targetPitch` bytes apart. Groups of eight rows are written whole, and
 * the last coefficient is repeated up to a multiple of eight.
 * Only [from, to] is read where that proves the bits, else the row.
 */
export function alongRows(
  source: usize, type: i32, pitch: usize, rows: i32, size: i32, from: i32, to: i32, x0: i32, x1: i32, bound: f64,
  wholePower: f64, partPower: f64, target: usize, targetPitch: usize, scratch: usize,
): void {
  const bytes: usize = type == INT16 ? 2 : type == FLOAT32 ? 4 : 8;
  for (let j: i32 = 0; j < rows; j += 8) {
    const row = source + <usize>j * pitch;
    let base = from;
    loadRows(row + <usize>from * bytes, type, pitch, rows - j, to - from + 1, scratch, size == 1 ? 1.0 : GAIN);
    if (size > 1 && !filterLines(scratch, to - from + 1, from == 0, to == size - 1, x0 - from, x1 - from, bound, partPower)) {
      base = 0;
      loadRows(row, type, pitch, rows - j, size, scratch, GAIN);
      filterLines(scratch, size, true, true, x0, x1, bound, wholePower);
    }
    const padded = x0 + ((x1 - x0 + 8) & ~7);
    for (let i = x0; i < padded; i++) {
      const c = scratch + <usize>(min(i, x1) - base) * ROW;
      let at = target + <usize>j * targetPitch + (<usize>(i - x0) << 3);
      for (let k: usize = 0; k < ROW; k += 8, at += targetPitch) store<f64>(at, load<f64>(c + k));
    }
  }
}

/**
 * Float64 columns, eight neighbours at a time: coefficients of [needFrom, needTo] of the stretch to `target`.
 * @param size of the whole axis: 1 leaves everything as it is
 * @returns 0 when some column is not proved exact
 */
export function acrossColumns(
  source: usize, stride: usize, columns: i32, size: i32, length: i32, atStart: bool, atEnd: bool, needFrom: i32, needTo: i32, bound: f64,
  lastPower: f64, target: usize, targetStride: usize, scratch: usize,
): i32 {
  for (let j: i32 = 0; j < columns; j += 8) {
    const column = source + (<usize>j << 3);
    if (size > 1) {
      loadColumns(column, stride, length, scratch);
      if (!filterLines(scratch, length, atStart, atEnd, needFrom, needTo, bound, lastPower)) return 0;
    }
    let to = target + (<usize>j << 3);
    for (let i = needFrom; i <= needTo; i++, to += targetStride) {
      const c = size > 1 ? scratch + <usize>i * ROW : column + <usize>i * stride;
      v128.store(to, v128.load(c));
      v128.store(to, v128.load(c, 16), 16);
      v128.store(to, v128.load(c, 32), 32);
      v128.store(to, v128.load(c, 48), 48);
    }
  }
  return 1;
}

/** Largest magnitude of float32 (NaN above all) or float64 numbers; `count` is a multiple of 8. */
export function largest(at: usize, type: i32, count: i32): f64 {
  if (type == FLOAT32) {
    const mask = i32x4.splat(0x7fffffff);
    let a = i32x4.splat(0);
    let b = a;
    for (const end = at + (<usize>count << 2); at < end; at += 32) {
      a = i32x4.max_s(a, v128.and(v128.load(at), mask));
      b = i32x4.max_s(b, v128.and(v128.load(at, 16), mask));
    }
    a = i32x4.max_s(a, b);
    const first = max(i32x4.extract_lane(a, 0), i32x4.extract_lane(a, 1));
    return <f64>reinterpret<f32>(max(first, max(i32x4.extract_lane(a, 2), i32x4.extract_lane(a, 3))));
  }
  let a = f64x2.splat(0);
  let b = a;
  for (const end = at + (<usize>count << 3); at < end; at += 32) {
    a = f64x2.max(a, f64x2.abs(v128.load(at)));
    b = f64x2.max(b, f64x2.abs(v128.load(at, 16)));
  }
  a = f64x2.max(a, b);
  return max(f64x2.extract_lane(a, 0), f64x2.extract_lane(a, 1));
}

function mirrored(index: i32, size: i32): i32 {
  if (size == 1) return 0;
  let j = index;
  if (j < 0) j = -j;
  if (j >= size - 1) j = 2 * (size - 1) - j;
  return j < 0 ? -j : j;
}

/** Index times stride of the four neighbours of one lane, as int32 16 bytes apart per lane. */
function neighbours(to: usize, base: i32, size: i32, first: i32, stride: i32): void {
  for (let k: i32 = 0; k < 4; k++) store<i32>(to + (<usize>k << 2), (mirrored(base - 1 + k, size) - first) * stride);
}

/** Weights of two lanes at `to` (4 × 16 bytes) and their neighbours at `to` + 64 and `to` + 80; positions `p` bytes apart from lane to lane. */
function support(at: usize, to: usize, size: i32, first: i32, stride: i32): void {
  const position = v128.load_lane<f64>(at + 24, v128.load_splat<f64>(at), 1);
  const base = f64x2.floor(f64x2.promote_low_f32x4(f32x4.demote_f64x2_zero(position)));
  const w = f64x2.sub(position, base);
  const one = f64x2.splat(1.0);
  const sixth = f64x2.splat(1.0 / 6.0);
  const w3 = f64x2.mul(f64x2.mul(f64x2.mul(sixth, w), w), w);
  const w0 = f64x2.sub(f64x2.add(sixth, f64x2.mul(f64x2.mul(f64x2.splat(0.5), w), f64x2.sub(w, one))), w3);
  const w2 = f64x2.sub(f64x2.add(w, w0), f64x2.mul(f64x2.splat(2.0), w3));
  v128.store(to, w0);
  v128.store(to, f64x2.sub(f64x2.sub(f64x2.sub(one, w0), w2), w3), 16);
  v128.store(to, w2, 32);
  v128.store(to, w3, 48);
  const whole = i32x4.trunc_sat_f64x2_s_zero(base);
  neighbours(to + 64, i32x4.extract_lane(whole, 0), size, first, stride);
  neighbours(to + 80, i32x4.extract_lane(whole, 1), size, first, stride);
}

function inside(position: f64, size: i32): bool {
  return position >= -0.5 && position < <f64>size - 0.5;
}

function allInside(at: usize, geometry: usize): bool {
  return inside(load<f64>(at), load<i32>(geometry)) && inside(load<f64>(at, 8), load<i32>(geometry, 4)) && inside(load<f64>(at, 16), load<i32>(geometry, 8));
}

/**
 * Sums over the 64 neighbours of each position, x fastest, each term ((wx·wy)·wz)·c. Two voxels side by side.
 *
 * @param c coefficients of a box; `geometry`: int32 sizes of the input (3), first coefficient (3), size of the box (3)
 * @param positions three float64 per voxel, `count` even (room for one more than asked); overwritten where they lie outside the input
 * With `cut` the sums are clamped to [low, high] and cut towards zero.
 * @param out float64 per voxel; 0 outside
 */
export function sums(c: usize, geometry: usize, positions: usize, count: i32, cut: bool, low: f64, high: f64, out: usize, scratch: usize): void {
  const width = load<i32>(geometry, 24);
  const plane = width * load<i32>(geometry, 28);
  const y = scratch + 96;
  const z = scratch + 192;
  const xy = scratch + 288;
  for (let v: i32 = 0; v < count; v += 2, positions += 48, out += 16) {
    const okA = allInside(positions, geometry);
    const okB = allInside(positions + 24, geometry);
    if (!okA && !okB) {
      v128.store(out, f64x2.splat(0));
      continue;
    }
    // a voxel outside follows its neighbour, and its sum is thrown away
    if (!okA) memory.copy(positions, positions + 24, 24);
    if (!okB) memory.copy(positions + 24, positions, 24);
    support(positions, scratch, load<i32>(geometry), load<i32>(geometry, 12), 8);
    support(positions + 8, y, load<i32>(geometry, 4), load<i32>(geometry, 16), width << 3);
    support(positions + 16, z, load<i32>(geometry, 8), load<i32>(geometry, 20), plane << 3);
    for (let j: usize = 0; j < 4; j++) {
      const weightY = v128.load(y + (j << 4));
      const to = xy + (j << 6);
      v128.store(to, f64x2.mul(v128.load(scratch), weightY));
      v128.store(to, f64x2.mul(v128.load(scratch, 16), weightY), 16);
      v128.store(to, f64x2.mul(v128.load(scratch, 32), weightY), 32);
      v128.store(to, f64x2.mul(v128.load(scratch, 48), weightY), 48);
    }
    const a0 = <usize>load<i32>(scratch, 64);
    const a1 = <usize>load<i32>(scratch, 68);
    const a2 = <usize>load<i32>(scratch, 72);
    const a3 = <usize>load<i32>(scratch, 76);
    const b0 = <usize>load<i32>(scratch, 80);
    const b1 = <usize>load<i32>(scratch, 84);
    const b2 = <usize>load<i32>(scratch, 88);
    const b3 = <usize>load<i32>(scratch, 92);
    let sum = f64x2.splat(0);
    for (let k: usize = 0; k < 4; k++) {
      const weightZ = v128.load(z + (k << 4));
      const slabA = c + <usize>load<i32>(z + (k << 2), 64);
      const slabB = c + <usize>load<i32>(z + (k << 2), 80);
      for (let j: usize = 0; j < 4; j++) {
        const a = slabA + <usize>load<i32>(y + (j << 2), 64);
        const b = slabB + <usize>load<i32>(y + (j << 2), 80);
        const w = xy + (j << 6);
        sum = f64x2.add(sum, f64x2.mul(f64x2.mul(v128.load(w), weightZ), v128.load_lane<f64>(b + b0, v128.load64_zero(a + a0), 1)));
        sum = f64x2.add(sum, f64x2.mul(f64x2.mul(v128.load(w, 16), weightZ), v128.load_lane<f64>(b + b1, v128.load64_zero(a + a1), 1)));
        sum = f64x2.add(sum, f64x2.mul(f64x2.mul(v128.load(w, 32), weightZ), v128.load_lane<f64>(b + b2, v128.load64_zero(a + a2), 1)));
        sum = f64x2.add(sum, f64x2.mul(f64x2.mul(v128.load(w, 48), weightZ), v128.load_lane<f64>(b + b3, v128.load64_zero(a + a3), 1)));
      }
    }
    let first = okA ? f64x2.extract_lane(sum, 0) : 0;
    let second = okB ? f64x2.extract_lane(sum, 1) : 0;
    if (cut) {
      first = first < low ? low : first > high ? high : trunc(first);
      second = second < low ? low : second > high ? high : trunc(second);
    }
    store<f64>(out, first);
    store<f64>(out, second, 8);
  }
}

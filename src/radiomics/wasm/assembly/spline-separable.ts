// SPDX-License-Identifier: Apache-2.0
// Cubic B-spline prefilter and evaluation, axis by axis, eight lines side by side (a row of scratch is 64 bytes of float64).
// Not the reference's order of operations: the caller knows a bound of the difference, and values that the bound leaves undecided are listed.
//
// A table for one axis is float64 weights (4 per output) followed elsewhere by int32 window indices (4 per output).

const ROW: usize = 64;
const POLE: f64 = -0.2679491924311228; // √3 − 2

function widenPairs(to: usize, a: v128, b: v128, gain: v128): void {
  const p = f64x2.mul(f64x2.convert_low_i32x4_s(a), gain);
  const q = f64x2.mul(f64x2.convert_low_i32x4_s(b), gain);
  v128.store(to, v128.shuffle<f64>(p, q, 0, 2));
  v128.store(to, v128.shuffle<f64>(p, q, 1, 3), ROW);
}

function widen4(to: usize, a: v128, b: v128, gain: v128): void {
  widenPairs(to, a, b, gain);
  widenPairs(to + 2 * ROW, v128.shuffle<i32>(a, a, 2, 3, 2, 3), v128.shuffle<i32>(b, b, 2, 3, 2, 3), gain);
}

/** Eight rows of int16 or int32 voxels into scratch, times gain; returns the largest magnitude seen. Reads up to 7 voxels too many. */
function loadRows(source: usize, wide: bool, pitch: usize, rows: i32, length: i32, scratch: usize, gain: f64): f64 {
  const g = f64x2.splat(gain);
  let most = i32x4.splat(0);
  for (let j: i32 = 0; j < 8; j += 2) {
    let a = source + <usize>min(j, rows - 1) * pitch;
    let b = source + <usize>min(j + 1, rows - 1) * pitch;
    let to = scratch + (<usize>j << 3);
    for (let i: i32 = 0; i < length; i += 8, to += 8 * ROW) {
      let a0: v128, a1: v128, b0: v128, b1: v128;
      if (wide) {
        a0 = v128.load(a);
        a1 = v128.load(a, 16);
        b0 = v128.load(b);
        b1 = v128.load(b, 16);
        a += 32;
        b += 32;
      } else {
        const p = v128.load(a);
        const q = v128.load(b);
        a0 = i32x4.extend_low_i16x8_s(p);
        a1 = i32x4.extend_high_i16x8_s(p);
        b0 = i32x4.extend_low_i16x8_s(q);
        b1 = i32x4.extend_high_i16x8_s(q);
        a += 16;
        b += 16;
      }
      most = i32x4.max_u(most, i32x4.max_u(i32x4.max_u(i32x4.abs(a0), i32x4.abs(a1)), i32x4.max_u(i32x4.abs(b0), i32x4.abs(b1))));
      widen4(to, a0, b0, g);
      widen4(to + 4 * ROW, a1, b1, g);
    }
  }
  const x = max(<u32>i32x4.extract_lane(most, 0), <u32>i32x4.extract_lane(most, 1));
  const y = max(<u32>i32x4.extract_lane(most, 2), <u32>i32x4.extract_lane(most, 3));
  return <f64>max(x, y);
}

/** Eight columns, `stride` bytes from element to element, into scratch, times gain. */
function loadColumns(source: usize, stride: usize, length: i32, scratch: usize, gain: f64): void {
  const g = f64x2.splat(gain);
  for (let i: i32 = 0; i < length; i++, source += stride, scratch += ROW) {
    v128.store(scratch, f64x2.mul(v128.load(source), g));
    v128.store(scratch, f64x2.mul(v128.load(source, 16), g), 16);
    v128.store(scratch, f64x2.mul(v128.load(source, 32), g), 32);
    v128.store(scratch, f64x2.mul(v128.load(source, 48), g), 48);
  }
}

/** Both recursions, in place. `start` holds the weights of the first `terms` elements in the first causal coefficient. */
function prefilter(c: usize, length: i32, start: usize, terms: i32): void {
  const z = f64x2.splat(POLE);
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (let k: i32 = 0; k < terms; k++) {
    const w = v128.load_splat<f64>(start + (<usize>k << 3));
    const at = c + <usize>k * ROW;
    s0 = f64x2.add(s0, f64x2.mul(w, v128.load(at)));
    s1 = f64x2.add(s1, f64x2.mul(w, v128.load(at, 16)));
    s2 = f64x2.add(s2, f64x2.mul(w, v128.load(at, 32)));
    s3 = f64x2.add(s3, f64x2.mul(w, v128.load(at, 48)));
  }
  v128.store(c, s0);
  v128.store(c, s1, 16);
  v128.store(c, s2, 32);
  v128.store(c, s3, 48);
  let at = c + ROW;
  const last = c + <usize>(length - 1) * ROW;
  for (; at <= last; at += ROW) {
    s0 = f64x2.add(v128.load(at), f64x2.mul(z, s0));
    s1 = f64x2.add(v128.load(at, 16), f64x2.mul(z, s1));
    s2 = f64x2.add(v128.load(at, 32), f64x2.mul(z, s2));
    s3 = f64x2.add(v128.load(at, 48), f64x2.mul(z, s3));
    v128.store(at, s0);
    v128.store(at, s1, 16);
    v128.store(at, s2, 32);
    v128.store(at, s3, 48);
  }
  const end = f64x2.splat(POLE / (POLE * POLE - 1.0));
  s0 = f64x2.mul(end, f64x2.add(f64x2.mul(z, v128.load(last - ROW)), s0));
  s1 = f64x2.mul(end, f64x2.add(f64x2.mul(z, v128.load(last - ROW, 16)), s1));
  s2 = f64x2.mul(end, f64x2.add(f64x2.mul(z, v128.load(last - ROW, 32)), s2));
  s3 = f64x2.mul(end, f64x2.add(f64x2.mul(z, v128.load(last - ROW, 48)), s3));
  v128.store(last, s0);
  v128.store(last, s1, 16);
  v128.store(last, s2, 32);
  v128.store(last, s3, 48);
  for (at = last - ROW; at >= c; at -= ROW) {
    s0 = f64x2.mul(z, f64x2.sub(s0, v128.load(at)));
    s1 = f64x2.mul(z, f64x2.sub(s1, v128.load(at, 16)));
    s2 = f64x2.mul(z, f64x2.sub(s2, v128.load(at, 32)));
    s3 = f64x2.mul(z, f64x2.sub(s3, v128.load(at, 48)));
    v128.store(at, s0);
    v128.store(at, s1, 16);
    v128.store(at, s2, 32);
    v128.store(at, s3, 48);
  }
}

/** Weighted sum of four scratch rows at a byte offset: one output of two lines. */
function sum4(c: usize, index: usize, w0: v128, w1: v128, w2: v128, w3: v128): v128 {
  const a = v128.load(c + <usize>load<i32>(index) * ROW);
  const b = v128.load(c + <usize>load<i32>(index, 4) * ROW);
  const d = v128.load(c + <usize>load<i32>(index, 8) * ROW);
  const e = v128.load(c + <usize>load<i32>(index, 12) * ROW);
  return f64x2.add(f64x2.add(f64x2.mul(w0, a), f64x2.mul(w1, b)), f64x2.add(f64x2.mul(w2, d), f64x2.mul(w3, e)));
}

/**
 * Filters and evaluates rows of voxels along x.
 * @param pitch bytes from row to row
 * @param outputs even; row j of the result lies at `target` + j·targetPitch bytes
 * @returns largest magnitude read
 */
export function alongRows(
  source: usize, wide: bool, pitch: usize, rows: i32, length: i32, gain: f64, start: usize, terms: i32,
  weight: usize, index: usize, outputs: i32, target: usize, targetPitch: usize, scratch: usize,
): f64 {
  let most: f64 = 0;
  for (let j: i32 = 0; j < rows; j += 8) {
    const count = min(8, rows - j);
    most = max(most, loadRows(source + <usize>j * pitch, wide, pitch, count, length, scratch, gain));
    if (terms > 0) prefilter(scratch, length, start, terms);
    for (let i: i32 = 0; i < outputs; i += 2) {
      const w = weight + (<usize>i << 5);
      const n = index + (<usize>i << 4);
      const p0 = v128.load_splat<f64>(w);
      const p1 = v128.load_splat<f64>(w, 8);
      const p2 = v128.load_splat<f64>(w, 16);
      const p3 = v128.load_splat<f64>(w, 24);
      const q0 = v128.load_splat<f64>(w, 32);
      const q1 = v128.load_splat<f64>(w, 40);
      const q2 = v128.load_splat<f64>(w, 48);
      const q3 = v128.load_splat<f64>(w, 56);
      let to = target + <usize>j * targetPitch + (<usize>i << 3);
      for (let o: usize = 0; o < 64; o += 16, to += 2 * targetPitch) {
        const a = sum4(scratch + o, n, p0, p1, p2, p3);
        const b = sum4(scratch + o, n + 16, q0, q1, q2, q3);
        v128.store(to, v128.shuffle<f64>(a, b, 0, 2));
        v128.store(to + targetPitch, v128.shuffle<f64>(a, b, 1, 3));
      }
    }
  }
  return most;
}

/**
 * Filters and evaluates float64 columns; `columns` is a multiple of 8, neighbours in memory.
 * @param stride bytes between elements of a column; @param targetStride bytes between outputs of a column
 */
export function acrossColumns(
  source: usize, stride: usize, columns: i32, length: i32, gain: f64, start: usize, terms: i32,
  weight: usize, index: usize, outputs: i32, target: usize, targetStride: usize, scratch: usize,
): void {
  for (let j: i32 = 0; j < columns; j += 8) {
    loadColumns(source + (<usize>j << 3), stride, length, scratch, gain);
    if (terms > 0) prefilter(scratch, length, start, terms);
    let to = target + (<usize>j << 3);
    let w = weight;
    let n = index;
    for (let i: i32 = 0; i < outputs; i++, to += targetStride, w += 32, n += 16) {
      const w0 = v128.load_splat<f64>(w);
      const w1 = v128.load_splat<f64>(w, 8);
      const w2 = v128.load_splat<f64>(w, 16);
      const w3 = v128.load_splat<f64>(w, 24);
      v128.store(to, sum4(scratch, n, w0, w1, w2, w3));
      v128.store(to, sum4(scratch + 16, n, w0, w1, w2, w3), 16);
      v128.store(to, sum4(scratch + 32, n, w0, w1, w2, w3), 32);
      v128.store(to, sum4(scratch + 48, n, w0, w1, w2, w3), 48);
    }
  }
}

/** Within slack of a whole number other than 0 (cutting gives 0 on both sides of it). */
function undecided(value: v128, slack: v128): v128 {
  const whole = f64x2.nearest(value);
  return v128.and(f64x2.le(f64x2.abs(f64x2.sub(value, whole)), slack), f64x2.ne(whole, f64x2.splat(0)));
}

function cut(low: v128, high: v128): v128 {
  return v128.shuffle<i32>(i32x4.trunc_sat_f64x2_s_zero(low), i32x4.trunc_sat_f64x2_s_zero(high), 0, 1, 4, 5);
}

/** Notes which of the lanes are within slack of a whole number; returns the new number of notes. */
function note(value: v128, slack: f64, voxel: i32, lanes: i32, list: usize, found: i32, capacity: i32): i32 {
  for (let lane: i32 = 0; lane < min(2, lanes); lane++) {
    const v = lane == 0 ? f64x2.extract_lane(value, 0) : f64x2.extract_lane(value, 1);
    if (abs(v - nearest(v)) > slack || nearest(v) == 0) continue;
    if (found < capacity) store<i32>(list + (<usize>found << 2), voxel + lane);
    found += 1;
  }
  return found;
}

/**
 * As {@link acrossColumns}, then cuts towards zero and stores int16 (saturated) or int32.
 * @param columns any number; the source has a multiple of 8
 * @param voxel index of the first output voxel; `step` voxels between outputs of a column
 * @param found voxels listed so far; at most `capacity` are listed, but all are counted
 * @returns how many voxels are undecided now
 */
export function acrossAndCut(
  source: usize, stride: usize, columns: i32, length: i32, gain: f64, start: usize, terms: i32,
  weight: usize, index: usize, outputs: i32, target: usize, wide: bool, voxel: i32, step: i32,
  slack: f64, list: usize, found: i32, capacity: i32, scratch: usize,
): i32 {
  const s = f64x2.splat(slack);
  const spare = scratch + <usize>length * ROW;
  for (let j: i32 = 0; j < columns; j += 8) {
    loadColumns(source + (<usize>j << 3), stride, length, scratch, gain);
    if (terms > 0) prefilter(scratch, length, start, terms);
    const lanes = min(8, columns - j);
    let at = voxel + j;
    let w = weight;
    let n = index;
    for (let i: i32 = 0; i < outputs; i++, at += step, w += 32, n += 16) {
      const w0 = v128.load_splat<f64>(w);
      const w1 = v128.load_splat<f64>(w, 8);
      const w2 = v128.load_splat<f64>(w, 16);
      const w3 = v128.load_splat<f64>(w, 24);
      const r0 = sum4(scratch, n, w0, w1, w2, w3);
      const r1 = sum4(scratch + 16, n, w0, w1, w2, w3);
      const r2 = sum4(scratch + 32, n, w0, w1, w2, w3);
      const r3 = sum4(scratch + 48, n, w0, w1, w2, w3);
      const open = v128.or(v128.or(undecided(r0, s), undecided(r1, s)), v128.or(undecided(r2, s), undecided(r3, s)));
      if (v128.any_true(open)) {
        found = note(r0, slack, at, lanes, list, found, capacity);
        found = note(r1, slack, at + 2, lanes - 2, list, found, capacity);
        found = note(r2, slack, at + 4, lanes - 4, list, found, capacity);
        found = note(r3, slack, at + 6, lanes - 6, list, found, capacity);
      }
      const low = cut(r0, r1);
      const high = cut(r2, r3);
      if (wide) {
        const to = target + (<usize>at << 2);
        const out = lanes == 8 ? to : spare;
        v128.store(out, low);
        v128.store(out, high, 16);
        if (lanes < 8) memory.copy(to, spare, <usize>lanes << 2);
      } else {
        const to = target + (<usize>at << 1);
        const narrow = i16x8.narrow_i32x4_s(low, high);
        if (lanes == 8) v128.store(to, narrow);
        else {
          v128.store(spare, narrow);
          memory.copy(to, spare, <usize>lanes << 1);
        }
      }
    }
  }
  return found;
}

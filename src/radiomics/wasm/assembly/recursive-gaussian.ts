// SPDX-License-Identifier: Apache-2.0
// Deriche-type recursive line filters of order 4, 16 lines side by side: scratch holds line element i of all 16 lines at i·128 bytes (float64).
// Twin of src/radiomics/filters/recursive-gaussian.ts: the same operations in the same order on every line.

const LINES: i32 = 16;
const ROW: usize = 128;
const FLOAT32: i32 = 0;
const INT16: i32 = 1;

// Offsets of the coefficients (float64): n0…n3, m1…m4, d1…d4, bn1…bn4, bm1…bm4.
const N: usize = 0;
const M: usize = 32;
const D: usize = 64;
const BN: usize = 96;
const BM: usize = 128;

function widen4(to: usize, four: v128): void {
  v128.store(to, f64x2.promote_low_f32x4(four));
  v128.store(to, f64x2.promote_low_f32x4(v128.shuffle<i32>(four, four, 2, 3, 2, 3)), 16);
}

function widen8(to: usize, eight: v128): void {
  const low = i32x4.extend_low_i16x8_s(eight);
  const high = i32x4.extend_high_i16x8_s(eight);
  v128.store(to, f64x2.convert_low_i32x4_s(low));
  v128.store(to, f64x2.convert_low_i32x4_s(v128.shuffle<i32>(low, low, 2, 3, 2, 3)), 16);
  v128.store(to, f64x2.convert_low_i32x4_s(high), 32);
  v128.store(to, f64x2.convert_low_i32x4_s(v128.shuffle<i32>(high, high, 2, 3, 2, 3)), 48);
}

/** Neighbouring voxels are neighbouring lines; `stride` in voxels. */
function gatherAcross(source: usize, type: i32, stride: usize, length: i32, x: usize): void {
  if (type == FLOAT32) {
    for (let i: i32 = 0; i < length; i++, source += stride << 2, x += ROW) {
      widen4(x, v128.load(source));
      widen4(x + 32, v128.load(source, 16));
      widen4(x + 64, v128.load(source, 32));
      widen4(x + 96, v128.load(source, 48));
    }
  } else if (type == INT16) {
    for (let i: i32 = 0; i < length; i++, source += stride << 1, x += ROW) {
      widen8(x, v128.load(source));
      widen8(x + 64, v128.load(source, 16));
    }
  } else {
    for (let i: i32 = 0; i < length; i++, source += stride << 3, x += ROW) {
      for (let o: usize = 0; o < ROW; o += 16) v128.store(x + o, v128.load(source + o));
    }
  }
}

function valueAt(source: usize, type: i32, i: usize): f64 {
  if (type == FLOAT32) return <f64>load<f32>(source + (i << 2));
  if (type == INT16) return <f64>load<i16>(source + (i << 1));
  return load<f64>(source + (i << 3));
}

/** The line runs through neighbouring voxels; lines lie `across` voxels apart. Only `lines` of the 16 are read, the others repeat the last. */
function gatherAlong(source: usize, type: i32, across: usize, lines: i32, length: i32, x: usize): void {
  const bytes: usize = type == FLOAT32 ? 4 : type == INT16 ? 2 : 8;
  for (let j: i32 = 0; j < LINES; j += 2) {
    const a = source + <usize>min(j, lines - 1) * across * bytes;
    const b = source + <usize>min(j + 1, lines - 1) * across * bytes;
    let to = x + (<usize>j << 3);
    let i: i32 = 0;
    if (type == FLOAT32) {
      for (; i + 1 < length; i += 2, to += 2 * ROW) {
        const p = f64x2.promote_low_f32x4(v128.load64_zero(a + (<usize>i << 2)));
        const q = f64x2.promote_low_f32x4(v128.load64_zero(b + (<usize>i << 2)));
        v128.store(to, v128.shuffle<f64>(p, q, 0, 2));
        v128.store(to, v128.shuffle<f64>(p, q, 1, 3), ROW);
      }
    }
    if (type == INT16) {
      for (; i + 3 < length; i += 4, to += 4 * ROW) {
        const p = i32x4.extend_low_i16x8_s(v128.load64_zero(a + (<usize>i << 1)));
        const q = i32x4.extend_low_i16x8_s(v128.load64_zero(b + (<usize>i << 1)));
        const p0 = f64x2.convert_low_i32x4_s(p);
        const q0 = f64x2.convert_low_i32x4_s(q);
        const p2 = f64x2.convert_low_i32x4_s(v128.shuffle<i32>(p, p, 2, 3, 2, 3));
        const q2 = f64x2.convert_low_i32x4_s(v128.shuffle<i32>(q, q, 2, 3, 2, 3));
        v128.store(to, v128.shuffle<f64>(p0, q0, 0, 2));
        v128.store(to, v128.shuffle<f64>(p0, q0, 1, 3), ROW);
        v128.store(to, v128.shuffle<f64>(p2, q2, 0, 2), 2 * ROW);
        v128.store(to, v128.shuffle<f64>(p2, q2, 1, 3), 3 * ROW);
      }
    }
    for (; i < length; i++, to += ROW) {
      store<f64>(to, valueAt(a, type, i));
      store<f64>(to, valueAt(b, type, i), 8);
    }
  }
}

function splat(coefficients: usize, k: usize): v128 {
  return v128.load_splat<f64>(coefficients + (k << 3));
}

function term(factor: v128, value: v128): v128 {
  return f64x2.mul(value, factor);
}

function causalEdge(x: usize, y: usize, c: usize): void {
  for (let o: usize = 0; o < ROW; o += 16) {
    const edge = v128.load(x + o);
    for (let i: i32 = 0; i < 4; i++) {
      let feedback = i > 0 ? term(splat(c + D, 0), v128.load(y + o + <usize>(i - 1) * ROW)) : term(splat(c + BN, 0), edge);
      feedback = f64x2.add(feedback, i > 1 ? term(splat(c + D, 1), v128.load(y + o + <usize>(i - 2) * ROW)) : term(splat(c + BN, 1), edge));
      feedback = f64x2.add(feedback, i > 2 ? term(splat(c + D, 2), v128.load(y + o + <usize>(i - 3) * ROW)) : term(splat(c + BN, 2), edge));
      feedback = f64x2.add(feedback, term(splat(c + BN, 3), edge));
      let value = term(splat(c + N, 0), v128.load(x + o + <usize>i * ROW));
      for (let k: i32 = 1; k < 4; k++) value = f64x2.add(value, term(splat(c + N, k), v128.load(x + o + <usize>max(0, i - k) * ROW)));
      v128.store(y + o + <usize>i * ROW, f64x2.sub(value, feedback));
    }
  }
}

function causal(x: usize, y: usize, length: i32, c: usize): void {
  causalEdge(x, y, c);
  const n0 = splat(c + N, 0);
  const n1 = splat(c + N, 1);
  const n2 = splat(c + N, 2);
  const n3 = splat(c + N, 3);
  const d1 = splat(c + D, 0);
  const d2 = splat(c + D, 1);
  const d3 = splat(c + D, 2);
  const d4 = splat(c + D, 3);
  const end = x + <usize>(length - 4) * ROW;
  for (; x < end; x += 16, y += 16) {
    let value = f64x2.mul(v128.load(x, 4 * ROW), n0);
    value = f64x2.add(value, f64x2.mul(v128.load(x, 3 * ROW), n1));
    value = f64x2.add(value, f64x2.mul(v128.load(x, 2 * ROW), n2));
    value = f64x2.add(value, f64x2.mul(v128.load(x, ROW), n3));
    let feedback = f64x2.mul(v128.load(y, 3 * ROW), d1);
    feedback = f64x2.add(feedback, f64x2.mul(v128.load(y, 2 * ROW), d2));
    feedback = f64x2.add(feedback, f64x2.mul(v128.load(y, ROW), d3));
    feedback = f64x2.add(feedback, f64x2.mul(v128.load(y), d4));
    v128.store(y, f64x2.sub(value, feedback), 4 * ROW);
  }
}

/** The anticausal result of element i takes the place of input i + 4, which nothing reads any more; `y` becomes the sum of both directions. */
function anticausalEdge(x: usize, y: usize, length: i32, c: usize): void {
  const last = length - 1;
  for (let o: usize = 0; o < ROW; o += 16) {
    const edge = v128.load(x + o + <usize>last * ROW);
    for (let i: i32 = last; i > last - 4; i--) {
      const back = last - i;
      const w = x + o + <usize>(i + 4) * ROW;
      let feedback = back > 0 ? term(splat(c + D, 0), v128.load(w, ROW)) : term(splat(c + BM, 0), edge);
      feedback = f64x2.add(feedback, back > 1 ? term(splat(c + D, 1), v128.load(w, 2 * ROW)) : term(splat(c + BM, 1), edge));
      feedback = f64x2.add(feedback, back > 2 ? term(splat(c + D, 2), v128.load(w, 3 * ROW)) : term(splat(c + BM, 2), edge));
      feedback = f64x2.add(feedback, term(splat(c + BM, 3), edge));
      let value = term(splat(c + M, 0), v128.load(x + o + <usize>min(last, i + 1) * ROW));
      for (let k: i32 = 2; k < 4; k++) value = f64x2.add(value, term(splat(c + M, k - 1), v128.load(x + o + <usize>min(last, i + k) * ROW)));
      value = f64x2.add(value, term(splat(c + M, 3), edge));
      value = f64x2.sub(value, feedback);
      v128.store(w, value);
      const sum = y + o + <usize>i * ROW;
      v128.store(sum, f64x2.add(v128.load(sum), value));
    }
  }
}

function anticausal(x: usize, y: usize, length: i32, c: usize): void {
  anticausalEdge(x, y, length, c);
  const m1 = splat(c + M, 0);
  const m2 = splat(c + M, 1);
  const m3 = splat(c + M, 2);
  const m4 = splat(c + M, 3);
  const d1 = splat(c + D, 0);
  const d2 = splat(c + D, 1);
  const d3 = splat(c + D, 2);
  const d4 = splat(c + D, 3);
  const start = x;
  x += <usize>(length - 4) * ROW;
  y += <usize>(length - 4) * ROW;
  while (x > start) {
    x -= 16;
    y -= 16;
    let value = f64x2.mul(v128.load(x, ROW), m1);
    value = f64x2.add(value, f64x2.mul(v128.load(x, 2 * ROW), m2));
    value = f64x2.add(value, f64x2.mul(v128.load(x, 3 * ROW), m3));
    value = f64x2.add(value, f64x2.mul(v128.load(x, 4 * ROW), m4));
    let feedback = f64x2.mul(v128.load(x, 5 * ROW), d1);
    feedback = f64x2.add(feedback, f64x2.mul(v128.load(x, 6 * ROW), d2));
    feedback = f64x2.add(feedback, f64x2.mul(v128.load(x, 7 * ROW), d3));
    feedback = f64x2.add(feedback, f64x2.mul(v128.load(x, 8 * ROW), d4));
    value = f64x2.sub(value, feedback);
    v128.store(x, value, 4 * ROW);
    v128.store(y, f64x2.add(v128.load(y), value));
  }
}

function narrow4(from: usize): v128 {
  return v128.shuffle<i32>(f32x4.demote_f64x2_zero(v128.load(from)), f32x4.demote_f64x2_zero(v128.load(from, 16)), 0, 1, 4, 5);
}

/** Results of elements from … to (inclusive) as float32; element `from` goes to `target`. */
function scatterAcross(y: usize, from: i32, to: i32, lines: i32, target: usize, stride: usize): void {
  for (let i = from; i <= to; i++, target += stride << 2) {
    const row = y + <usize>i * ROW;
    let j: i32 = 0;
    for (; j + 3 < lines; j += 4) v128.store(target + (<usize>j << 2), narrow4(row + (<usize>j << 3)));
    for (; j < lines; j++) store<f32>(target + (<usize>j << 2), <f32>load<f64>(row + (<usize>j << 3)));
  }
}

function narrow2(from: usize): v128 {
  return v128.shuffle<i32>(f32x4.demote_f64x2_zero(v128.load(from)), f32x4.demote_f64x2_zero(v128.load(from, ROW)), 0, 1, 4, 5);
}

function scatterAlong(y: usize, from: i32, to: i32, lines: i32, target: usize, across: usize): void {
  for (let j: i32 = 0; j < lines; j += 2) {
    let at = target + <usize>j * (across << 2);
    let row = y + <usize>from * ROW + (<usize>j << 3);
    const both = j + 1 < lines;
    const next: usize = both ? across << 2 : 0;
    let i = from;
    for (; i + 3 <= to; i += 4, at += 16, row += 4 * ROW) {
      const a = narrow2(row);
      const b = narrow2(row + 2 * ROW);
      if (both) v128.store(at + next, v128.shuffle<i32>(a, b, 1, 3, 5, 7));
      v128.store(at, v128.shuffle<i32>(a, b, 0, 2, 4, 6));
    }
    for (; i <= to; i++, at += 4, row += ROW) {
      if (both) store<f32>(at + next, <f32>load<f64>(row, 8));
      store<f32>(at, <f32>load<f64>(row));
    }
  }
}

function addScaled4(at: usize, result: v128, factor: v128): void {
  const old = v128.load(at);
  const low = f64x2.add(f64x2.promote_low_f32x4(old), f64x2.mul(f64x2.promote_low_f32x4(result), factor));
  const high = f64x2.add(
    f64x2.promote_low_f32x4(v128.shuffle<i32>(old, old, 2, 3, 2, 3)),
    f64x2.mul(f64x2.promote_low_f32x4(v128.shuffle<i32>(result, result, 2, 3, 2, 3)), factor),
  );
  v128.store(at, v128.shuffle<i32>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5));
}

/** As scatterAcross, but adds float32(result)·factor to the sum that lies there. */
function addAcross(y: usize, from: i32, to: i32, lines: i32, target: usize, stride: usize, factor: f64): void {
  const f = f64x2.splat(factor);
  for (let i = from; i <= to; i++, target += stride << 2) {
    const row = y + <usize>i * ROW;
    let j: i32 = 0;
    for (; j + 3 < lines; j += 4) addScaled4(target + (<usize>j << 2), narrow4(row + (<usize>j << 3)), f);
    for (; j < lines; j++) {
      const at = target + (<usize>j << 2);
      store<f32>(at, <f32>(<f64>load<f32>(at) + <f64>(<f32>load<f64>(row + (<usize>j << 3))) * factor));
    }
  }
}

function size(type: i32): usize {
  return type == FLOAT32 ? 4 : type == INT16 ? 2 : 8;
}

/**
 * Filters `lines` neighbouring lines whose elements lie `stride` voxels apart. Elements from … to go to `target` (element `from` first), float32,
 * `targetStride` apart. Source voxels up to 15 beyond the last line are read, never used.
 * @param scratch 2·(length + 4)·128 bytes
 */
export function across(source: usize, type: i32, stride: usize, lines: i32, length: i32, c: usize, scratch: usize, target: usize, targetStride: usize, from: i32, to: i32): void {
  const y = scratch + <usize>(length + 4) * ROW;
  for (let j: i32 = 0; j < lines; j += LINES) {
    gatherAcross(source + <usize>j * size(type), type, stride, length, scratch);
    causal(scratch, y, length, c);
    anticausal(scratch, y, length, c);
    scatterAcross(y, from, to, min(LINES, lines - j), target + (<usize>j << 2), targetStride);
  }
}

/** As {@link across}, adding float32(result)·factor to `target`. */
export function acrossAdd(source: usize, type: i32, stride: usize, lines: i32, length: i32, c: usize, scratch: usize, target: usize, targetStride: usize, from: i32, to: i32, factor: f64): void {
  const y = scratch + <usize>(length + 4) * ROW;
  for (let j: i32 = 0; j < lines; j += LINES) {
    gatherAcross(source + <usize>j * size(type), type, stride, length, scratch);
    causal(scratch, y, length, c);
    anticausal(scratch, y, length, c);
    addAcross(y, from, to, min(LINES, lines - j), target + (<usize>j << 2), targetStride, factor);
  }
}

/** Filters `lines` lines of neighbouring voxels, `pitch` voxels apart; elements from … to go to `target`, float32, lines `targetPitch` apart. */
export function along(source: usize, type: i32, pitch: usize, lines: i32, length: i32, c: usize, scratch: usize, target: usize, targetPitch: usize, from: i32, to: i32): void {
  const y = scratch + <usize>(length + 4) * ROW;
  for (let j: i32 = 0; j < lines; j += LINES) {
    const count = min(LINES, lines - j);
    gatherAlong(source + <usize>j * pitch * size(type), type, pitch, count, length, scratch);
    causal(scratch, y, length, c);
    anticausal(scratch, y, length, c);
    scatterAlong(y, from, to, count, target + <usize>j * (targetPitch << 2), targetPitch);
  }
}

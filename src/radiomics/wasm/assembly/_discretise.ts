// SPDX-License-Identifier: Apache-2.0
// Grey values to levels. Twin of src/radiomics/texture/discretise.ts: the same comparisons with the same edges.

/** Least and greatest value and "has NaN" (as 1 or 0), three float64 at `state`, brought up to date with `count` values; 8 flags are read at a time. */
export function range32(values: usize, inside: usize, count: i32, state: usize): void {
  const none = f32x4.splat(<f32>NaN);
  let low = f32x4.splat(<f32>Infinity);
  let high = f32x4.splat(<f32>-Infinity);
  let nan = i32x4.splat(0);
  for (let i = 0; i < count; i += 8, values += 32, inside += 8) {
    if (load<u64>(inside) == 0) continue;
    const flags = i16x8.neg(v128.load_ext<u8>(inside));
    let mask = i32x4.extend_low_i16x8_s(flags);
    let value = v128.load(values);
    let seen = v128.bitselect(value, none, mask);
    low = f32x4.pmin(low, seen);
    high = f32x4.pmax(high, seen);
    nan = v128.or(nan, v128.and(mask, f32x4.ne(value, value)));
    mask = i32x4.extend_high_i16x8_s(flags);
    value = v128.load(values, 16);
    seen = v128.bitselect(value, none, mask);
    low = f32x4.pmin(low, seen);
    high = f32x4.pmax(high, seen);
    nan = v128.or(nan, v128.and(mask, f32x4.ne(value, value)));
  }
  keep(state, f32x4.extract_lane(low, 0), f32x4.extract_lane(high, 0));
  keep(state, f32x4.extract_lane(low, 1), f32x4.extract_lane(high, 1));
  keep(state, f32x4.extract_lane(low, 2), f32x4.extract_lane(high, 2));
  keep(state, f32x4.extract_lane(low, 3), f32x4.extract_lane(high, 3));
  if (v128.any_true(nan)) store<f64>(state, 1, 16);
}

/** The same for float64 values. */
export function range64(values: usize, inside: usize, count: i32, state: usize): void {
  const none = f64x2.splat(NaN);
  let low = f64x2.splat(Infinity);
  let high = f64x2.splat(-Infinity);
  let nan = i32x4.splat(0);
  for (let i = 0; i < count; i += 8, values += 64, inside += 8) {
    if (load<u64>(inside) == 0) continue;
    const flags = i16x8.neg(v128.load_ext<u8>(inside));
    for (let half = 0; half < 2; half++) {
      const four = half == 0 ? i32x4.extend_low_i16x8_s(flags) : i32x4.extend_high_i16x8_s(flags);
      for (let pair = 0; pair < 2; pair++) {
        const mask = pair == 0 ? i64x2.extend_low_i32x4_s(four) : i64x2.extend_high_i32x4_s(four);
        const value = v128.load(values + 32 * half + 16 * pair);
        const seen = v128.bitselect(value, none, mask);
        low = f64x2.pmin(low, seen);
        high = f64x2.pmax(high, seen);
        nan = v128.or(nan, v128.and(mask, f64x2.ne(value, value)));
      }
    }
  }
  keep(state, f64x2.extract_lane(low, 0), f64x2.extract_lane(high, 0));
  keep(state, f64x2.extract_lane(low, 1), f64x2.extract_lane(high, 1));
  if (v128.any_true(nan)) store<f64>(state, 1, 16);
}

function keep(state: usize, low: f64, high: f64): void {
  if (low < load<f64>(state)) store<f64>(state, low);
  if (high > load<f64>(state, 8)) store<f64>(state, high, 8);
}

/** Levels of two values, as whole float64 numbers: how many edges low + i·step, i < edges, lie at or below each; NaN lies behind all. */
function levels2(value: v128, low: v128, step: v128, inverse: v128, edges: v128): v128 {
  const one = f64x2.splat(1);
  // the guess is off by one at most; the edges decide
  const guess = f64x2.add(f64x2.floor(f64x2.mul(f64x2.sub(value, low), inverse)), one);
  const more = v128.and(one, f64x2.le(f64x2.add(low, f64x2.mul(guess, step)), value));
  const less = v128.and(one, f64x2.gt(f64x2.add(low, f64x2.mul(f64x2.sub(guess, one), step)), value));
  const level = f64x2.pmin(f64x2.sub(f64x2.add(guess, more), less), edges);
  return v128.bitselect(level, edges, f64x2.eq(value, value));
}

function pack4(a: v128, b: v128): v128 {
  return v128.shuffle<i32>(i32x4.trunc_sat_f64x2_u_zero(a), i32x4.trunc_sat_f64x2_u_zero(b), 0, 1, 4, 5);
}

function levelRow<V, L>(values: usize, inside: usize, target: usize, count: i32, low: v128, step: v128, inverse: v128, edges: v128): void {
  for (let i = 0; i < count; i += 8, values += 8 * sizeof<V>(), inside += 8, target += 8 * sizeof<L>()) {
    let eight = i32x4.splat(0);
    if (load<u64>(inside) != 0) {
      let a: v128, b: v128;
      if (sizeof<V>() == 4) {
        const first = v128.load(values);
        const second = v128.load(values, 16);
        a = pack4(
          levels2(f64x2.promote_low_f32x4(first), low, step, inverse, edges),
          levels2(f64x2.promote_low_f32x4(v128.shuffle<i64>(first, first, 1, 0)), low, step, inverse, edges),
        );
        b = pack4(
          levels2(f64x2.promote_low_f32x4(second), low, step, inverse, edges),
          levels2(f64x2.promote_low_f32x4(v128.shuffle<i64>(second, second, 1, 0)), low, step, inverse, edges),
        );
      } else {
        a = pack4(levels2(v128.load(values), low, step, inverse, edges), levels2(v128.load(values, 16), low, step, inverse, edges));
        b = pack4(levels2(v128.load(values, 32), low, step, inverse, edges), levels2(v128.load(values, 48), low, step, inverse, edges));
      }
      eight = v128.and(i16x8.narrow_i32x4_u(a, b), i16x8.neg(v128.load_ext<u8>(inside)));
    }
    if (sizeof<L>() == 1) store<u64>(target, i64x2.extract_lane(i8x16.narrow_i16x8_u(eight, eight), 0));
    else v128.store(target, eight);
  }
}

/**
 * Levels of some rows. Up to 7 levels of the following row are written behind the end of each row and cleared again.
 * @param kind 0: float32 values, 8-bit levels; 1: float32, 16-bit; 2: float64, 8-bit; 3: float64, 16-bit
 * @param stride bytes from one row of levels to the next
 */
export function levelRows(
  kind: i32, values: usize, inside: usize, target: usize, stride: usize, length: i32, rows: i32, low: f64, step: f64, edges: f64,
): void {
  const l = f64x2.splat(low);
  const s = f64x2.splat(step);
  const inverse = f64x2.splat(1 / step);
  const e = f64x2.splat(edges);
  const valueBytes: usize = kind < 2 ? 4 : 8;
  const levelBytes: usize = (kind & 1) == 0 ? 1 : 2;
  for (let row = 0; row < rows; row++) {
    if (kind == 0) levelRow<f32, u8>(values, inside, target, length, l, s, inverse, e);
    else if (kind == 1) levelRow<f32, u16>(values, inside, target, length, l, s, inverse, e);
    else if (kind == 2) levelRow<f64, u8>(values, inside, target, length, l, s, inverse, e);
    else levelRow<f64, u16>(values, inside, target, length, l, s, inverse, e);
    v128.store(target + <usize>length * levelBytes, i32x4.splat(0));
    values += <usize>length * valueBytes;
    inside += <usize>length;
    target += stride;
  }
}

function edgeRow<V, L>(values: usize, inside: usize, target: usize, count: i32, low: f64, inverse: f64, edges: usize, edgeCount: i32): void {
  for (let i = 0; i < count; i++, values += sizeof<V>(), inside++, target += sizeof<L>()) {
    if (load<u8>(inside) == 0) continue;
    const value = <f64>load<V>(values);
    let level = <i32>min<f64>(max<f64>((value - low) * inverse, 0), <f64>edgeCount);
    while (level < edgeCount && load<f64>(edges + (<usize>level << 3)) <= value) level++;
    while (level > 0 && load<f64>(edges + (<usize>(level - 1) << 3)) > value) level--;
    store<L>(target, <L>level);
  }
}

/** Levels of some rows by any edges in ascending order (float64); `low` and `inverse` guess the place. The region must be free of NaN. */
export function edgeRows(
  kind: i32, values: usize, inside: usize, target: usize, stride: usize, length: i32, rows: i32, low: f64, inverse: f64, edges: usize, edgeCount: i32,
): void {
  const valueBytes: usize = kind < 2 ? 4 : 8;
  for (let row = 0; row < rows; row++) {
    if (kind == 0) edgeRow<f32, u8>(values, inside, target, length, low, inverse, edges, edgeCount);
    else if (kind == 1) edgeRow<f32, u16>(values, inside, target, length, low, inverse, edges, edgeCount);
    else if (kind == 2) edgeRow<f64, u8>(values, inside, target, length, low, inverse, edges, edgeCount);
    else edgeRow<f64, u16>(values, inside, target, length, low, inverse, edges, edgeCount);
    values += <usize>length * valueBytes;
    inside += <usize>length;
    target += stride;
  }
}

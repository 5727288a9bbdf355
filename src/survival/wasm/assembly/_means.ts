// SPDX-License-Identifier: Apache-2.0
// Twins of `means` in src/survival/cox/counted-kernel.ts: one column, and four columns together as two pairs.

/** Means over risk sets of the column that begins at `x`, and over events where they are tied. */
export function means(x: usize, rows: i32, groupCount: i32, efron: i32, groups: usize, groupNumbers: usize, risk: usize): void {
  let row: usize = 0;
  let at = x + (<usize>rows << 3);
  let u: f64 = 0;
  for (let g: i32 = 0; g < groupCount; g++) {
    const firstEvent = <usize>load<i32>(groups) << 3;
    const lastEvent = <usize>load<i32>(groups, 4) << 3;
    const end = <usize>load<i32>(groups, 8) << 3;
    let v: f64 = 0;
    for (; row < firstEvent; row += 8) u += load<f64>(risk + row) * load<f64>(x + row);
    for (; row < lastEvent; row += 8) v += load<f64>(risk + row) * load<f64>(x + row);
    u += v;
    for (; row < end; row += 8) u += load<f64>(risk + row) * load<f64>(x + row);
    const inverse = load<f64>(groupNumbers);
    if (efron == 0 || load<i32>(groups, 12) == 1) {
      store<f64>(at, u * inverse);
      at += 8;
    } else {
      v *= inverse;
      store<f64>(at, u * inverse - load<f64>(groupNumbers, 8) * v);
      store<f64>(at, v, 8);
      at += 16;
    }
    groups += 16;
    groupNumbers += 32;
  }
}

// @ts-ignore: decorator
@inline
function pair(x: usize, column: usize): v128 {
  return v128.load64_lane(x + column, v128.load64_zero(x), 1);
}

// @ts-ignore: decorator
@inline
function storePair(at: usize, column: usize, value: v128): void {
  v128.store64_lane(at, value, 0);
  v128.store64_lane(at + column, value, 1);
}

/** As `means` for the column at `x` and the three after it. */
export function means4(x: usize, column: usize, rows: i32, groupCount: i32, efron: i32, groups: usize, groupNumbers: usize, risk: usize): void {
  const z = x + 2 * column;
  let row: usize = 0;
  let at = <usize>rows << 3;
  let u = f64x2.splat(0);
  let t = u;
  for (let g: i32 = 0; g < groupCount; g++) {
    const firstEvent = <usize>load<i32>(groups) << 3;
    const lastEvent = <usize>load<i32>(groups, 4) << 3;
    const end = <usize>load<i32>(groups, 8) << 3;
    for (; row < firstEvent; row += 8) {
      const r = v128.load64_splat(risk + row);
      u = f64x2.add(u, f64x2.mul(r, pair(x + row, column)));
      t = f64x2.add(t, f64x2.mul(r, pair(z + row, column)));
    }
    let v = f64x2.splat(0);
    let w = v;
    for (; row < lastEvent; row += 8) {
      const r = v128.load64_splat(risk + row);
      v = f64x2.add(v, f64x2.mul(r, pair(x + row, column)));
      w = f64x2.add(w, f64x2.mul(r, pair(z + row, column)));
    }
    u = f64x2.add(u, v);
    t = f64x2.add(t, w);
    for (; row < end; row += 8) {
      const r = v128.load64_splat(risk + row);
      u = f64x2.add(u, f64x2.mul(r, pair(x + row, column)));
      t = f64x2.add(t, f64x2.mul(r, pair(z + row, column)));
    }
    const inverse = v128.load64_splat(groupNumbers);
    if (efron == 0 || load<i32>(groups, 12) == 1) {
      storePair(x + at, column, f64x2.mul(u, inverse));
      storePair(z + at, column, f64x2.mul(t, inverse));
      at += 8;
    } else {
      const share = v128.load64_splat(groupNumbers, 8);
      v = f64x2.mul(v, inverse);
      w = f64x2.mul(w, inverse);
      storePair(x + at, column, f64x2.sub(f64x2.mul(u, inverse), f64x2.mul(share, v)));
      storePair(z + at, column, f64x2.sub(f64x2.mul(t, inverse), f64x2.mul(share, w)));
      storePair(x + at + 8, column, v);
      storePair(z + at + 8, column, w);
      at += 16;
    }
    groups += 16;
    groupNumbers += 32;
  }
}

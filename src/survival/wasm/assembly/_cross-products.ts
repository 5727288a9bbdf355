// SPDX-License-Identifier: Apache-2.0
// Twin of crossProducts in src/survival/cox/counted-kernel.ts.

// @ts-ignore: decorator
@inline
function fold(sum: v128): f64 {
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** Score and X' W X, up to four columns of the triangle in one pass. */
export function crossProducts(
  p: i32,
  column: usize,
  rows: i32,
  total: i32,
  x: usize,
  weight: usize,
  image: usize,
  eventSum: usize,
  score: usize,
  information: usize,
): void {
  const rowBytes = <usize>rows << 3;
  const bytes = <usize>total << 3;
  for (let j: i32 = 0; j < p; j++) {
    const own = x + <usize>j * column;
    let sum = f64x2.splat(0);
    let i: usize = 0;
    for (; i < rowBytes; i += 16) {
      const value = f64x2.mul(v128.load(weight + i), v128.load(own + i));
      v128.store(image + i, value);
      sum = f64x2.add(sum, value);
    }
    for (; i < bytes; i += 16) v128.store(image + i, f64x2.mul(v128.load(weight + i), v128.load(own + i)));
    store<f64>(score + (<usize>j << 3), load<f64>(eventSum + (<usize>j << 3)) - fold(sum));
    const out = information + ((<usize>j * <usize>p) << 3);
    let k: i32 = 0;
    for (; k + 3 <= j; k += 4) {
      const c0 = x + <usize>k * column;
      const c1 = c0 + column;
      const c2 = c1 + column;
      const c3 = c2 + column;
      let s0 = f64x2.splat(0);
      let s1 = s0;
      let s2 = s0;
      let s3 = s0;
      for (i = 0; i < bytes; i += 16) {
        const value = v128.load(image + i);
        s0 = f64x2.add(s0, f64x2.mul(value, v128.load(c0 + i)));
        s1 = f64x2.add(s1, f64x2.mul(value, v128.load(c1 + i)));
        s2 = f64x2.add(s2, f64x2.mul(value, v128.load(c2 + i)));
        s3 = f64x2.add(s3, f64x2.mul(value, v128.load(c3 + i)));
      }
      const at = out + (<usize>k << 3);
      store<f64>(at, fold(s0));
      store<f64>(at, fold(s1), 8);
      store<f64>(at, fold(s2), 16);
      store<f64>(at, fold(s3), 24);
    }
    for (; k <= j; k++) {
      const c0 = x + <usize>k * column;
      let s0 = f64x2.splat(0);
      for (i = 0; i < bytes; i += 16) s0 = f64x2.add(s0, f64x2.mul(v128.load(image + i), v128.load(c0 + i)));
      store<f64>(out + (<usize>k << 3), fold(s0));
    }
  }
}

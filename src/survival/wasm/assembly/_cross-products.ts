// SPDX-License-Identifier: Apache-2.0
// Twin of crossProducts in src/survival/cox/counted-kernel.ts: w x_j is formed again for every tile of the triangle instead of being kept.

// @ts-ignore: decorator
@inline
function put(at: usize, sum: v128): void {
  store<f64>(at, f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
}

// @ts-ignore: decorator
@inline
function putScore(at: usize, eventSum: usize, sum: v128): void {
  store<f64>(at, load<f64>(eventSum) - (f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)));
}

// @ts-ignore: decorator
@inline
function plus(sum: v128, a: v128, b: v128): v128 {
  return f64x2.add(sum, f64x2.mul(a, b));
}

/** Triangle and score of two columns; `line` is the address of the first one's diagonal element. */
function corner(x: usize, column: usize, rowBytes: usize, bytes: usize, weight: usize, eventSum: usize, score: usize, line: usize, width: usize): void {
  const y = x + column;
  let s = f64x2.splat(0);
  let t = s;
  let xx = s;
  let xy = s;
  let yy = s;
  let i: usize = 0;
  // The score takes the rows, the triangle the means behind them too.
  for (let part: i32 = 0; part < 2; part++) {
    const limit = part == 0 ? rowBytes : bytes;
    for (; i < limit; i += 16) {
      const w = v128.load(weight + i);
      const a = v128.load(x + i);
      const b = v128.load(y + i);
      const wa = f64x2.mul(w, a);
      const wb = f64x2.mul(w, b);
      s = f64x2.add(s, wa);
      t = f64x2.add(t, wb);
      xx = plus(xx, wa, a);
      xy = plus(xy, wb, a);
      yy = plus(yy, wb, b);
    }
    if (part > 0) break;
    putScore(score, eventSum, s);
    putScore(score + 8, eventSum + 8, t);
  }
  put(line, xx);
  put(line + width, xy);
  put(line + width + 8, yy);
}

/** Diagonal element and score of one column. */
function diagonal(x: usize, rowBytes: usize, bytes: usize, weight: usize, eventSum: usize, score: usize, line: usize): void {
  let s = f64x2.splat(0);
  let xx = s;
  let i: usize = 0;
  for (let part: i32 = 0; part < 2; part++) {
    const limit = part == 0 ? rowBytes : bytes;
    for (; i < limit; i += 16) {
      const a = v128.load(x + i);
      const wa = f64x2.mul(v128.load(weight + i), a);
      s = f64x2.add(s, wa);
      xx = plus(xx, wa, a);
    }
    if (part > 0) break;
    putScore(score, eventSum, s);
  }
  put(line, xx);
}

/** Two columns at `x` with two at `y`. */
function block(x: usize, y: usize, column: usize, bytes: usize, weight: usize, line: usize, width: usize): void {
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let t0 = s0;
  let t1 = s0;
  for (let i: usize = 0; i < bytes; i += 16) {
    const w = v128.load(weight + i);
    const wa = f64x2.mul(w, v128.load(x + i));
    const wb = f64x2.mul(w, v128.load(x + column + i));
    const c = v128.load(y + i);
    const d = v128.load(y + column + i);
    s0 = plus(s0, wa, c);
    s1 = plus(s1, wa, d);
    t0 = plus(t0, wb, c);
    t1 = plus(t1, wb, d);
  }
  put(line, s0);
  put(line + 8, s1);
  put(line + width, t0);
  put(line + width + 8, t1);
}

/** The column at `x` with two at `y`. */
function strip(x: usize, y: usize, column: usize, bytes: usize, weight: usize, line: usize): void {
  let s0 = f64x2.splat(0);
  let s1 = s0;
  for (let i: usize = 0; i < bytes; i += 16) {
    const wa = f64x2.mul(v128.load(weight + i), v128.load(x + i));
    s0 = plus(s0, wa, v128.load(y + i));
    s1 = plus(s1, wa, v128.load(y + column + i));
  }
  put(line, s0);
  put(line + 8, s1);
}

/** Score and X' W X, in tiles of two columns by two. */
export function crossProducts(
  p: i32,
  column: usize,
  rows: i32,
  total: i32,
  x: usize,
  weight: usize,
  eventSum: usize,
  score: usize,
  information: usize,
): void {
  const rowBytes = <usize>rows << 3;
  const bytes = <usize>total << 3;
  const width = <usize>p << 3;
  const end = width & ~15;
  // Addresses of columns and of elements advance by 8 bytes per column in a line of the matrix.
  for (let j: usize = 0; j < end; j += 16) {
    const own = x + (j >> 3) * column;
    const line = information + (j >> 3) * width;
    for (let k: usize = 0; k < j; k += 16) block(own, x + (k >> 3) * column, column, bytes, weight, line + k, width);
    corner(own, column, rowBytes, bytes, weight, eventSum + j, score + j, line + j, width);
  }
  if (end == width) return;
  const own = x + (end >> 3) * column;
  const line = information + (end >> 3) * width;
  for (let k: usize = 0; k < end; k += 16) strip(own, x + (k >> 3) * column, column, bytes, weight, line + k);
  diagonal(own, rowBytes, bytes, weight, eventSum + end, score + end, line + end);
}

// SPDX-License-Identifier: Apache-2.0
// Twin of src/survival/cox/exponential.ts. Constants are read from memory: the engine would build each one anew in every turn of the loop.

const CONSTANTS = memory.data<f64>([
  1.4426950408889634,
  6755399441055744,
  0.6931471803691238,
  1.9082149292705877e-10,
  1.0 / 6227020800.0,
  1.0 / 479001600.0,
  1.0 / 39916800.0,
  1.0 / 3628800.0,
  1.0 / 362880.0,
  1.0 / 40320.0,
  1.0 / 5040.0,
  1.0 / 720.0,
  1.0 / 120.0,
  1.0 / 24.0,
  1.0 / 6.0,
  0.5,
  1.0,
  709.0,
  -708.0,
  Infinity,
]);

// @ts-ignore: decorator
@inline
function constant(k: usize): v128 {
  return v128.load64_splat(CONSTANTS + (k << 3));
}

// @ts-ignore: decorator
@inline
function next(sum: v128, r: v128, term: v128): v128 {
  return f64x2.add(f64x2.mul(sum, r), term);
}

/** sum * 2^k, 0 or infinite; the last 12 bits of `shifted` are k, and as the exponent they make 2^k. */
// @ts-ignore: decorator
@inline
function scaled(sum: v128, shifted: v128, x: v128): v128 {
  const value = f64x2.mul(sum, i64x2.shl(i64x2.add(shifted, i64x2.splat(1023)), 52));
  const bounded = v128.bitselect(constant(19), value, f64x2.gt(x, constant(17)));
  return v128.andnot(bounded, f64x2.lt(x, constant(18)));
}

/** risk_i = count_i exp(sum_j beta_j x_ij); the number of rows is a multiple of 4. */
export function exponentials(p: i32, column: usize, rows: i32, x: usize, beta: usize, count: usize, risk: usize): void {
  const bytes = <usize>rows << 3;
  const betaEnd = beta + (<usize>p << 3);
  for (let i: usize = 0; i < bytes; i += 32) {
    let eta = f64x2.splat(0);
    let zeta = eta;
    let at = x + i;
    for (let b = beta; b < betaEnd; b += 8) {
      const factor = v128.load64_splat(b);
      eta = f64x2.add(eta, f64x2.mul(factor, v128.load(at)));
      zeta = f64x2.add(zeta, f64x2.mul(factor, v128.load(at, 16)));
      at += column;
    }
    const shifted = f64x2.add(f64x2.mul(eta, constant(0)), constant(1));
    const shiftedToo = f64x2.add(f64x2.mul(zeta, constant(0)), constant(1));
    const k = f64x2.sub(shifted, constant(1));
    const l = f64x2.sub(shiftedToo, constant(1));
    const r = f64x2.sub(f64x2.sub(eta, f64x2.mul(k, constant(2))), f64x2.mul(k, constant(3)));
    const s = f64x2.sub(f64x2.sub(zeta, f64x2.mul(l, constant(2))), f64x2.mul(l, constant(3)));
    let a = constant(4);
    let c = a;
    let term = a;
    term = constant(5);
    a = next(a, r, term);
    c = next(c, s, term);
    term = constant(6);
    a = next(a, r, term);
    c = next(c, s, term);
    term = constant(7);
    a = next(a, r, term);
    c = next(c, s, term);
    term = constant(8);
    a = next(a, r, term);
    c = next(c, s, term);
    term = constant(9);
    a = next(a, r, term);
    c = next(c, s, term);
    term = constant(10);
    a = next(a, r, term);
    c = next(c, s, term);
    term = constant(11);
    a = next(a, r, term);
    c = next(c, s, term);
    term = constant(12);
    a = next(a, r, term);
    c = next(c, s, term);
    term = constant(13);
    a = next(a, r, term);
    c = next(c, s, term);
    term = constant(14);
    a = next(a, r, term);
    c = next(c, s, term);
    term = constant(15);
    a = next(a, r, term);
    c = next(c, s, term);
    term = constant(16);
    a = next(a, r, term);
    c = next(c, s, term);
    term = constant(16);
    a = next(a, r, term);
    c = next(c, s, term);
    v128.store(risk + i, f64x2.mul(v128.load(count + i), scaled(a, shifted, eta)));
    v128.store(risk + i, f64x2.mul(v128.load(count + i, 16), scaled(c, shiftedToo, zeta)), 16);
  }
}

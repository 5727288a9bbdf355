// SPDX-License-Identifier: Apache-2.0
// Twins of src/survival/penalised/{column-kernels,hessian}.ts.

// @ts-ignore: decorator
@inline
function fold(sum: v128): f64 {
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** Sum over one padded column: even rows and odd rows apart. */
function padded(a: usize, b: usize, bytes: usize): f64 {
  let sum = f64x2.splat(0);
  for (let i: usize = 0; i < bytes; i += 16) sum = f64x2.add(sum, f64x2.mul(v128.load(a + i), v128.load(b + i)));
  return fold(sum);
}

/** out_k = sum_i x_ij r_i for the first `count` listed columns j. */
export function columnDots(x: usize, stride: i32, columns: usize, count: i32, r: usize, out: usize): void {
  const bytes = <usize>stride << 3;
  let k: i32 = 0;
  for (; k + 7 < count; k += 8) {
    const list = columns + (<usize>k << 2);
    const c0 = x + <usize>load<i32>(list) * bytes;
    const c1 = x + <usize>load<i32>(list, 4) * bytes;
    const c2 = x + <usize>load<i32>(list, 8) * bytes;
    const c3 = x + <usize>load<i32>(list, 12) * bytes;
    const c4 = x + <usize>load<i32>(list, 16) * bytes;
    const c5 = x + <usize>load<i32>(list, 20) * bytes;
    const c6 = x + <usize>load<i32>(list, 24) * bytes;
    const c7 = x + <usize>load<i32>(list, 28) * bytes;
    let s0 = f64x2.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    let s4 = s0;
    let s5 = s0;
    let s6 = s0;
    let s7 = s0;
    for (let i: usize = 0; i < bytes; i += 16) {
      const value = v128.load(r + i);
      s0 = f64x2.add(s0, f64x2.mul(v128.load(c0 + i), value));
      s1 = f64x2.add(s1, f64x2.mul(v128.load(c1 + i), value));
      s2 = f64x2.add(s2, f64x2.mul(v128.load(c2 + i), value));
      s3 = f64x2.add(s3, f64x2.mul(v128.load(c3 + i), value));
      s4 = f64x2.add(s4, f64x2.mul(v128.load(c4 + i), value));
      s5 = f64x2.add(s5, f64x2.mul(v128.load(c5 + i), value));
      s6 = f64x2.add(s6, f64x2.mul(v128.load(c6 + i), value));
      s7 = f64x2.add(s7, f64x2.mul(v128.load(c7 + i), value));
    }
    const o = out + (<usize>k << 3);
    store<f64>(o, fold(s0));
    store<f64>(o, fold(s1), 8);
    store<f64>(o, fold(s2), 16);
    store<f64>(o, fold(s3), 24);
    store<f64>(o, fold(s4), 32);
    store<f64>(o, fold(s5), 40);
    store<f64>(o, fold(s6), 48);
    store<f64>(o, fold(s7), 56);
  }
  for (; k < count; k++) store<f64>(out + (<usize>k << 3), padded(x + <usize>load<i32>(columns + (<usize>k << 2)) * bytes, r, bytes));
}

/** out_i = sum_k c_k x_ij over the listed columns j. */
export function combineColumns(x: usize, stride: i32, columns: usize, coefficients: usize, count: i32, out: usize): void {
  const bytes = <usize>stride << 3;
  memory.fill(out, 0, bytes);
  let k: i32 = 0;
  for (; k + 3 < count; k += 4) {
    const list = columns + (<usize>k << 2);
    const c = coefficients + (<usize>k << 3);
    const c0 = x + <usize>load<i32>(list) * bytes;
    const c1 = x + <usize>load<i32>(list, 4) * bytes;
    const c2 = x + <usize>load<i32>(list, 8) * bytes;
    const c3 = x + <usize>load<i32>(list, 12) * bytes;
    const b0 = v128.load64_splat(c);
    const b1 = v128.load64_splat(c, 8);
    const b2 = v128.load64_splat(c, 16);
    const b3 = v128.load64_splat(c, 24);
    for (let i: usize = 0; i < bytes; i += 16) {
      const near = f64x2.add(f64x2.mul(b0, v128.load(c0 + i)), f64x2.mul(b1, v128.load(c1 + i)));
      const far = f64x2.add(f64x2.mul(b2, v128.load(c2 + i)), f64x2.mul(b3, v128.load(c3 + i)));
      v128.store(out + i, f64x2.add(v128.load(out + i), f64x2.add(near, far)));
    }
  }
  for (; k < count; k++) {
    const column = x + <usize>load<i32>(columns + (<usize>k << 2)) * bytes;
    const b = v128.load64_splat(coefficients + (<usize>k << 3));
    for (let i: usize = 0; i < bytes; i += 16) v128.store(out + i, f64x2.add(v128.load(out + i), f64x2.mul(b, v128.load(column + i))));
  }
}

/** The curvature of the frozen risk sets applied to one column. */
function curvature(n: i32, times: i32, first: usize, events: usize, passed: usize, weight: usize, atRisk: usize, hazard: usize, x: usize, out: usize, scratch: usize): void {
  let sum: f64 = 0;
  let row = n - 1;
  for (let g = times - 1; g >= 0; g--) {
    const o = <usize>g << 3;
    const start = load<i32>(first + (<usize>g << 2));
    for (; row >= start; row--) sum += load<f64>(weight + (<usize>row << 3)) * load<f64>(x + (<usize>row << 3));
    const risk = load<f64>(atRisk + o);
    store<f64>(scratch + o, (load<f64>(events + o) * sum) / (risk * risk), 8);
  }
  store<f64>(scratch, 0);
  for (let g = 1; g <= times; g++) {
    const o = scratch + (<usize>g << 3);
    store<f64>(o, load<f64>(o) + load<f64>(o - 8));
  }
  for (let i = 0; i < n; i++) {
    const o = <usize>i << 3;
    const g = <usize>load<i32>(passed + (<usize>i << 2)) << 3;
    store<f64>(out + o, load<f64>(weight + o) * (load<f64>(hazard + g) * load<f64>(x + o) - load<f64>(scratch + g)));
  }
}

// @ts-ignore: decorator
@inline
function place(hessian: usize, stride: usize, i: i32, j: i32, value: f64): void {
  store<f64>(hessian + ((<usize>i * stride + <usize>j) << 3), value);
  store<f64>(hessian + ((<usize>j * stride + <usize>i) << 3), value);
}

/** Rows [from, count) of the Hessian among the listed columns; `images` has room for two columns. */
export function hessianRows(
  x: usize, stride: i32, columns: usize, from: i32, count: i32, n: i32, times: i32, first: usize, events: usize, passed: usize,
  weight: usize, atRisk: usize, hazard: usize, images: usize, scratch: usize, hessian: usize, width: i32,
): void {
  const bytes = <usize>stride << 3;
  const rows = <f64>n;
  const w = <usize>width;
  const other = images + bytes;
  let i = from;
  for (; i + 1 < count; i += 2) {
    curvature(n, times, first, events, passed, weight, atRisk, hazard, x + <usize>load<i32>(columns + (<usize>i << 2)) * bytes, images, scratch);
    curvature(n, times, first, events, passed, weight, atRisk, hazard, x + <usize>load<i32>(columns + (<usize>i << 2), 4) * bytes, other, scratch);
    let j = 0;
    for (; j + 3 <= i; j += 4) {
      const list = columns + (<usize>j << 2);
      const c0 = x + <usize>load<i32>(list) * bytes;
      const c1 = x + <usize>load<i32>(list, 4) * bytes;
      const c2 = x + <usize>load<i32>(list, 8) * bytes;
      const c3 = x + <usize>load<i32>(list, 12) * bytes;
      let a0 = f64x2.splat(0);
      let a1 = a0;
      let a2 = a0;
      let a3 = a0;
      let b0 = a0;
      let b1 = a0;
      let b2 = a0;
      let b3 = a0;
      for (let o: usize = 0; o < bytes; o += 16) {
        const a = v128.load(images + o);
        const b = v128.load(other + o);
        const x0 = v128.load(c0 + o);
        const x1 = v128.load(c1 + o);
        a0 = f64x2.add(a0, f64x2.mul(x0, a));
        b0 = f64x2.add(b0, f64x2.mul(x0, b));
        a1 = f64x2.add(a1, f64x2.mul(x1, a));
        b1 = f64x2.add(b1, f64x2.mul(x1, b));
        const x2 = v128.load(c2 + o);
        const x3 = v128.load(c3 + o);
        a2 = f64x2.add(a2, f64x2.mul(x2, a));
        b2 = f64x2.add(b2, f64x2.mul(x2, b));
        a3 = f64x2.add(a3, f64x2.mul(x3, a));
        b3 = f64x2.add(b3, f64x2.mul(x3, b));
      }
      place(hessian, w, i, j, fold(a0) / rows);
      place(hessian, w, i, j + 1, fold(a1) / rows);
      place(hessian, w, i, j + 2, fold(a2) / rows);
      place(hessian, w, i, j + 3, fold(a3) / rows);
      place(hessian, w, i + 1, j, fold(b0) / rows);
      place(hessian, w, i + 1, j + 1, fold(b1) / rows);
      place(hessian, w, i + 1, j + 2, fold(b2) / rows);
      place(hessian, w, i + 1, j + 3, fold(b3) / rows);
    }
    for (; j <= i + 1; j++) {
      const column = x + <usize>load<i32>(columns + (<usize>j << 2)) * bytes;
      if (j <= i) place(hessian, w, i, j, padded(column, images, bytes) / rows);
      place(hessian, w, i + 1, j, padded(column, other, bytes) / rows);
    }
  }
  for (; i < count; i++) {
    curvature(n, times, first, events, passed, weight, atRisk, hazard, x + <usize>load<i32>(columns + (<usize>i << 2)) * bytes, images, scratch);
    for (let j = 0; j <= i; j++) place(hessian, w, i, j, padded(x + <usize>load<i32>(columns + (<usize>j << 2)) * bytes, images, bytes) / rows);
  }
}

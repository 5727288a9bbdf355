// SPDX-License-Identifier: Apache-2.0
// Twins of src/survival/penalised/{column-kernels,hessian,quadratic}.ts: the same sums in the same order, two doubles at a time.
// Addresses are in bytes; columns and rows of matrices are `stride` doubles apart; strides of covariates are even and padded with zeros.

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

/** Sum of products over any length: four sums, the rest into the first. */
function rowDot(a: usize, b: usize, length: i32): f64 {
  let near = f64x2.splat(0);
  let far = near;
  const whole = length & ~3;
  let k: i32 = 0;
  for (; k < whole; k += 4) {
    const o = <usize>k << 3;
    near = f64x2.add(near, f64x2.mul(v128.load(a + o), v128.load(b + o)));
    far = f64x2.add(far, f64x2.mul(v128.load(a + o, 16), v128.load(b + o, 16)));
  }
  let s0 = f64x2.extract_lane(near, 0);
  for (; k < length; k++) {
    const o = <usize>k << 3;
    s0 += load<f64>(a + o) * load<f64>(b + o);
  }
  return s0 + f64x2.extract_lane(near, 1) + (f64x2.extract_lane(far, 0) + f64x2.extract_lane(far, 1));
}

/** y += factor x. */
function addTimes(y: usize, x: usize, factor: f64, length: i32): void {
  const two = f64x2.splat(factor);
  const whole = length & ~1;
  let k: i32 = 0;
  for (; k < whole; k += 2) {
    const o = <usize>k << 3;
    v128.store(y + o, f64x2.add(v128.load(y + o), f64x2.mul(two, v128.load(x + o))));
  }
  if (k < length) {
    const o = <usize>k << 3;
    store<f64>(y + o, load<f64>(y + o) + factor * load<f64>(x + o));
  }
}

const COLLINEAR: f64 = 1e-11;
const MOST_SOLVES: i32 = 300;
const MOST_ROUNDS: i32 = 3000;

// @ts-ignore: decorator
@inline
function at(list: usize, k: i32): f64 {
  return load<f64>(list + (<usize>k << 3));
}

// @ts-ignore: decorator
@inline
function put(list: usize, k: i32, value: f64): void {
  store<f64>(list + (<usize>k << 3), value);
}

// @ts-ignore: decorator
@inline
function member(members: usize, k: i32): i32 {
  return load<i32>(members + (<usize>k << 2));
}

/** Takes the i-th of `a` members out of the factor. */
function remove(rows: usize, width: i32, members: usize, a: i32, i: i32): void {
  const pitch = <usize>width << 3;
  for (let r = i + 1; r < a; r++) memory.copy(rows + <usize>(r - 1) * pitch, rows + <usize>r * pitch, <usize>(r + 1) << 3);
  for (let r = i + 1; r < a; r++) store<i32>(members + (<usize>(r - 1) << 2), member(members, r));
  for (let c = i; c < a - 1; c++) {
    const first = rows + <usize>c * pitch + (<usize>c << 3);
    const x = load<f64>(first);
    const y = load<f64>(first, 8);
    const length = sqrt<f64>(x * x + y * y);
    const cos = x / length;
    const sin = y / length;
    const keep = f64x2.splat(cos);
    const swap = f64x2.replace_lane(f64x2.splat(sin), 1, -sin);
    let o = first;
    for (let r = c; r < a - 1; r++, o += pitch) {
      const pair = v128.load(o);
      v128.store(o, f64x2.add(f64x2.mul(keep, pair), f64x2.mul(swap, v128.shuffle<f64>(pair, pair, 1, 0))));
    }
  }
}

/** Appends a variable to the factor of `a` members; false where it is collinear with them. */
function append(hessian: usize, stride: i32, rows: usize, width: i32, members: usize, a: i32, variable: i32, ridge: f64): bool {
  const pitch = <usize>width << 3;
  const row = rows + <usize>a * pitch;
  const source = hessian + ((<usize>variable * <usize>stride) << 3);
  for (let j = 0; j < a; j++) {
    const other = rows + <usize>j * pitch;
    put(row, j, (at(source, member(members, j)) - rowDot(row, other, j)) / at(other, j));
  }
  const diagonal = at(source, variable) + ridge;
  const pivot = diagonal - rowDot(row, row, a);
  if (!(pivot > COLLINEAR * diagonal)) return false;
  put(row, a, sqrt<f64>(pivot));
  store<i32>(members + (<usize>a << 2), variable);
  return true;
}

/** Makes the factor that of the variables with a coefficient; the new count, or -1 when they are collinear. */
function follow(
  m: i32, hessian: usize, stride: i32, ridge: f64, factors: usize, b: usize, rows: usize, width: i32, members: usize, count: i32, inside: usize,
): i32 {
  let a = count;
  for (let i = a - 1; i >= 0; i--) {
    if (at(b, member(members, i)) == 0) {
      remove(rows, width, members, a, i);
      a--;
    }
  }
  memory.fill(inside, 0, <usize>m << 2);
  for (let i = 0; i < a; i++) store<i32>(inside + (<usize>member(members, i) << 2), 1);
  for (let j = 0; j < m; j++) {
    if (at(b, j) == 0 || load<i32>(inside + (<usize>j << 2)) == 1) continue;
    if (!append(hessian, stride, rows, width, members, a, j, ridge * at(factors, j))) return -1;
    a++;
  }
  return a;
}

function solveActive(
  m: i32, hessian: usize, stride: i32, lasso: f64, ridge: f64, factors: usize, b: usize, u: usize,
  rows: usize, width: i32, members: usize, a: i32, inside: usize, right: usize, y: usize, dense: usize,
): void {
  const pitch = <usize>width << 3;
  for (let i = 0; i < a; i++) {
    const j = member(members, i);
    const value = at(b, j);
    const f = at(factors, j);
    put(right, i, -(at(u, j) + ridge * f * value + lasso * f * (value > 0 ? 1.0 : -1.0)));
  }
  for (let i = 0; i < a; i++) {
    const row = rows + <usize>i * pitch;
    put(y, i, (at(right, i) - rowDot(row, y, i)) / at(row, i));
  }
  for (let i = a - 1; i >= 0; i--) {
    const row = rows + <usize>i * pitch;
    const value = at(y, i) / at(row, i);
    put(y, i, value);
    addTimes(y, row, -value, i);
  }
  let step: f64 = 1;
  let leaves = -1;
  for (let i = 0; i < a; i++) {
    const j = member(members, i);
    const value = at(b, j);
    if ((value + at(y, i)) * value > 0 || at(factors, j) == 0) continue;
    const limit = -value / at(y, i);
    if (limit <= step) {
      step = limit;
      leaves = i;
    }
  }
  memory.fill(inside, 0, <usize>m << 2);
  memory.fill(dense, 0, <usize>m << 3);
  for (let i = 0; i < a; i++) {
    const j = member(members, i);
    const d = at(y, i);
    store<i32>(inside + (<usize>j << 2), 1);
    put(dense, j, d);
    put(b, j, i == leaves ? 0 : at(b, j) + step * d);
    put(u, j, at(u, j) + step * (at(right, i) - ridge * at(factors, j) * d));
  }
  for (let k = 0; k < m; k++) {
    if (load<i32>(inside + (<usize>k << 2)) == 1) continue;
    put(u, k, at(u, k) + step * rowDot(hessian + ((<usize>k * <usize>stride) << 3), dense, m));
  }
}

/** One coordinate to its optimum given the others. */
function descend(m: i32, hessian: usize, stride: i32, lasso: f64, ridge: f64, b: usize, u: usize, j: i32): void {
  const row = hessian + ((<usize>j * <usize>stride) << 3);
  const slope = at(row, j);
  if (!(slope > 0)) return;
  const before = at(b, j);
  const z = slope * before - at(u, j);
  const next = abs<f64>(z) <= lasso ? 0 : (z - (z > 0 ? lasso : -lasso)) / (slope + ridge);
  if (next == before) return;
  put(b, j, before + (next - before));
  addTimes(u, row, next - before, m);
}

/** Minimises the quadratic model; `count` holds the number of members in the factor and is updated. */
export function minimiseQuadratic(
  m: i32, hessian: usize, stride: i32, lasso: f64, ridge: f64, tolerance: f64, factors: usize, b: usize, u: usize,
  rows: usize, members: usize, count: usize, inside: usize, right: usize, y: usize, dense: usize,
): void {
  let plain = false;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    let violation: f64 = 0;
    for (let j = 0; j < m; j++) {
      const value = at(b, j);
      const f = at(factors, j);
      if (value != 0) {
        violation = max(violation, abs<f64>(at(u, j) + ridge * f * value + lasso * f * (value > 0 ? 1.0 : -1.0)));
        continue;
      }
      const excess = abs<f64>(at(u, j)) - lasso * f;
      if (excess <= tolerance) continue;
      violation = max(violation, excess);
      descend(m, hessian, stride, lasso * f, ridge * f, b, u, j);
    }
    if (violation <= tolerance) return;
    let a = -1;
    if (!plain && round <= MOST_SOLVES) {
      a = follow(m, hessian, stride, ridge, factors, b, rows, stride, members, load<i32>(count), inside);
      store<i32>(count, a < 0 ? 0 : a);
    }
    if (a < 0) {
      plain = true;
      for (let j = 0; j < m; j++) if (at(b, j) != 0) descend(m, hessian, stride, lasso * at(factors, j), ridge * at(factors, j), b, u, j);
    } else solveActive(m, hessian, stride, lasso, ridge, factors, b, u, rows, stride, members, a, inside, right, y, dense);
  }
}

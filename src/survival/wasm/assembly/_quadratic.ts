// SPDX-License-Identifier: Apache-2.0
// Twins of src/survival/penalised/{factor,quadratic}.ts.

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

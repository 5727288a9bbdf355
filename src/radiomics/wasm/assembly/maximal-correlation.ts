// SPDX-License-Identifier: Apache-2.0
// Twin of texture/cooccurrence-mcc.ts and texture/tridiagonal.ts: the same operations in the same order, two entries of a vector at once.
// Vectors are 64-bit numbers and of even length; `bytes` is the length of one.

const EPSILON: f64 = 2.220446049250313e-16;
const MAX_SWEEPS: i32 = 60;

function get(vector: usize, i: i32): f64 {
  return load<f64>(vector + (<usize>i << 3));
}

function set(vector: usize, i: i32, value: f64): void {
  store<f64>(vector + (<usize>i << 3), value);
}

function dot(a: usize, b: usize, bytes: usize): f64 {
  let sums = f64x2.splat(0);
  for (const end = a + bytes; a < end; a += 16, b += 16) sums = f64x2.add(sums, f64x2.mul(v128.load(a), v128.load(b)));
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}

function subtract(a: usize, factor: f64, b: usize, bytes: usize): void {
  const factors = f64x2.splat(factor);
  for (const end = a + bytes; a < end; a += 16, b += 16) v128.store(a, f64x2.sub(v128.load(a), f64x2.mul(factors, v128.load(b))));
}

function normalise(a: usize, bytes: usize): f64 {
  const length = sqrt(dot(a, a, bytes));
  if (length > 0) {
    const lengths = f64x2.splat(length);
    for (const end = a + bytes; a < end; a += 16) v128.store(a, f64x2.div(v128.load(a), lengths));
  }
  return length;
}

function timesCells(rows: i32, rowStart: usize, column: usize, cell: usize, from: usize, to: usize): void {
  for (let r = 0; r < rows; r++) {
    const end = load<i32>(rowStart + (<usize>r << 2), 4);
    let first: f64 = 0;
    let second: f64 = 0;
    let k = load<i32>(rowStart + (<usize>r << 2));
    for (; k + 1 < end; k += 2) {
      const at = column + (<usize>k << 2);
      first += get(cell, k) * get(from, load<i32>(at));
      second += get(cell, k + 1) * get(from, load<i32>(at, 4));
    }
    if (k < end) first += get(cell, k) * get(from, load<i32>(column + (<usize>k << 2)));
    set(to, r, first + second);
  }
}

function timesTransposed(rows: i32, rowStart: usize, column: usize, cell: usize, from: usize, to: usize, bytes: usize): void {
  memory.fill(to, 0, bytes);
  for (let r = 0; r < rows; r++) {
    const x = get(from, r);
    const end = load<i32>(rowStart + (<usize>r << 2), 4);
    for (let k = load<i32>(rowStart + (<usize>r << 2)); k < end; k++) {
      const at = to + (<usize>load<i32>(column + (<usize>k << 2)) << 3);
      store<f64>(at, load<f64>(at) + get(cell, k) * x);
    }
  }
}

/** Eigenvalues of the n × n tridiagonal matrix into d, the last row of its eigenvectors into lastRow; e is used up. */
function eigenvalues(n: i32, d: usize, e: usize, lastRow: usize): void {
  memory.fill(lastRow, 0, <usize>n << 3);
  set(lastRow, n - 1, 1);
  for (let low = 0; low < n; low++) {
    for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
      let high = low;
      while (high < n - 1 && abs(get(e, high)) > EPSILON * (abs(get(d, high)) + abs(get(d, high + 1)))) high++;
      if (high === low) break;
      let g = (get(d, low + 1) - get(d, low)) / (2 * get(e, low));
      let r = sqrt(g * g + 1);
      g = get(d, high) - get(d, low) + get(e, low) / (g + (g < 0 ? -r : r));
      let s: f64 = 1;
      let c: f64 = 1;
      let p: f64 = 0;
      let split = false;
      for (let i = high - 1; i >= low; i--) {
        const f = s * get(e, i);
        const b = c * get(e, i);
        r = sqrt(f * f + g * g);
        set(e, i + 1, r);
        if (r === 0) {
          set(d, i + 1, get(d, i + 1) - p);
          set(e, high, 0);
          split = true;
          break;
        }
        s = f / r;
        c = g / r;
        g = get(d, i + 1) - p;
        const t = (get(d, i) - g) * s + 2 * c * b;
        p = s * t;
        set(d, i + 1, g + p);
        g = c * t - b;
        const z = get(lastRow, i + 1);
        set(lastRow, i + 1, s * get(lastRow, i) + c * z);
        set(lastRow, i, c * get(lastRow, i) - s * z);
      }
      if (split) continue;
      set(d, low, get(d, low) - p);
      set(e, low, g);
      set(e, high, 0);
    }
  }
}

/**
 * @param cell probabilities; replaced by the cells of T
 * @param px zeros behind the rows up to the vectors' length @param work 3 + steps vectors, then 5·steps numbers
 * @param most most steps, at least as many as there are levels less one, or the limit
 */
export function maximalCorrelation(
  rows: i32,
  rowStart: usize,
  column: usize,
  cell: usize,
  px: usize,
  py: usize,
  symmetric: i32,
  limit: i32,
  precision: f64,
  nothingLeft: f64,
  work: usize,
): f64 {
  const bytes = <usize>(rows + (rows & 1)) << 3;
  for (let r = 0; r < rows; r++) {
    const end = load<i32>(rowStart + (<usize>r << 2), 4);
    for (let k = load<i32>(rowStart + (<usize>r << 2)); k < end; k++)
      set(cell, k, get(cell, k) / sqrt(get(px, r) * get(py, load<i32>(column + (<usize>k << 2))) + EPSILON));
  }
  const half = work;
  const top = half + bytes;
  const basis = top + bytes;
  memory.fill(half, 0, 3 * bytes);
  let levels = 0;
  let state: i32 = 12345;
  for (let r = 0; r < rows; r++) {
    state = state * 1664525 + 1013904223;
    if (get(px, r) === 0) continue;
    levels++;
    set(top, r, sqrt(get(px, r)));
    set(basis, r, 0.5 + <f64>(<u32>state >>> 8) / 16777216.0 - (state & 64 ? 2.0 : 0.0));
  }
  normalise(top, bytes);
  for (let pass = 0; pass < 2; pass++) subtract(basis, dot(basis, top, bytes), top, bytes);
  normalise(basis, bytes);
  const most = min(levels - 1, limit);
  const diagonal = basis + <usize>(most + 1) * bytes;
  const beside = diagonal + (<usize>most << 3);
  const d = beside + (<usize>most << 3);
  const e = d + (<usize>most << 3);
  const lastRow = e + (<usize>most << 3);
  let largest: f64 = 0;
  for (let step = 0, check = 5; step < most; step++) {
    const vector = basis + <usize>step * bytes;
    const next = vector + bytes;
    if (rows & 1) set(next, rows, 0);
    if (symmetric) timesCells(rows, rowStart, column, cell, vector, next);
    else {
      timesTransposed(rows, rowStart, column, cell, vector, half, bytes);
      timesCells(rows, rowStart, column, cell, half, next);
    }
    set(diagonal, step, dot(next, vector, bytes));
    for (let pass = 0; pass < 2; pass++) {
      subtract(next, dot(next, top, bytes), top, bytes);
      for (let earlier = basis; earlier <= vector; earlier += bytes) subtract(next, dot(next, earlier, bytes), earlier, bytes);
    }
    const left = normalise(next, bytes);
    const last = step === most - 1 || left < nothingLeft;
    if (last || step === check) {
      const n = step + 1;
      memory.copy(d, diagonal, <usize>n << 3);
      memory.copy(e, beside, <usize>step << 3);
      set(e, step, 0);
      eigenvalues(n, d, e, lastRow);
      let at = 0;
      for (let i = 1; i < n; i++) if (abs(get(d, i)) > abs(get(d, at))) at = i;
      let gap: f64 = Infinity;
      for (let i = 0; i < n; i++) {
        const distance = abs(get(d, i) - get(d, at));
        if (i !== at && distance < gap) gap = distance;
      }
      largest = abs(get(d, at));
      const residual = left * abs(get(lastRow, at));
      if (last || residual < precision || residual * residual < precision * gap) break;
      check = step + 2 + (step >> 2);
    }
    set(beside, step, left);
  }
  return symmetric ? largest : sqrt(largest);
}

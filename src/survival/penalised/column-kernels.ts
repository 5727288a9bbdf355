// SPDX-License-Identifier: Apache-2.0
// Column-major kernels: value of row i, column j at j·n + i. Four columns at a time share each load of the vector they are met with.

/** Σ x_i r_i over one column; four sums at once, so that additions do not wait for each other. */
export function columnDot(x: Float64Array, offset: number, r: Float64Array, n: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  const whole = n & ~3;
  let i = 0;
  for (; i < whole; i += 4) {
    a += x[offset + i]! * r[i]!;
    b += x[offset + i + 1]! * r[i + 1]!;
    c += x[offset + i + 2]! * r[i + 2]!;
    d += x[offset + i + 3]! * r[i + 3]!;
  }
  for (; i < n; i++) a += x[offset + i]! * r[i]!;
  return a + b + (c + d);
}

/** out_k = Σ_i x_ij r_i for the first `count` of the listed columns j. */
export function columnDots(x: Float64Array, n: number, columns: ArrayLike<number>, count: number, r: Float64Array, out: Float64Array): void {
  let k = 0;
  for (; k + 3 < count; k += 4) {
    const o0 = columns[k]! * n;
    const o1 = columns[k + 1]! * n;
    const o2 = columns[k + 2]! * n;
    const o3 = columns[k + 3]! * n;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let i = 0; i < n; i++) {
      const value = r[i]!;
      a += x[o0 + i]! * value;
      b += x[o1 + i]! * value;
      c += x[o2 + i]! * value;
      d += x[o3 + i]! * value;
    }
    out[k] = a;
    out[k + 1] = b;
    out[k + 2] = c;
    out[k + 3] = d;
  }
  for (; k < count; k++) out[k] = columnDot(x, columns[k]! * n, r, n);
}

/** out_i = Σ_k c_k x_ij over the listed columns j. */
export function combineColumns(
  x: Float64Array,
  n: number,
  columns: ArrayLike<number>,
  coefficients: ArrayLike<number>,
  count: number,
  out: Float64Array,
): void {
  out.fill(0);
  let k = 0;
  for (; k + 3 < count; k += 4) {
    const o0 = columns[k]! * n;
    const o1 = columns[k + 1]! * n;
    const o2 = columns[k + 2]! * n;
    const o3 = columns[k + 3]! * n;
    const c0 = coefficients[k]!;
    const c1 = coefficients[k + 1]!;
    const c2 = coefficients[k + 2]!;
    const c3 = coefficients[k + 3]!;
    for (let i = 0; i < n; i++) out[i] = out[i]! + (c0 * x[o0 + i]! + c1 * x[o1 + i]! + (c2 * x[o2 + i]! + c3 * x[o3 + i]!));
  }
  for (; k < count; k++) {
    const at = columns[k]! * n;
    const c = coefficients[k]!;
    for (let i = 0; i < n; i++) out[i] = out[i]! + c * x[at + i]!;
  }
}

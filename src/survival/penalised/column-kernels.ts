// SPDX-License-Identifier: Apache-2.0
// Column-major kernels: value of row i, column j at j·stride + i; the stride is even and the rows past the last hold 0. Sums of even and of odd
// rows are kept apart, as the compiled twins (src/survival/wasm) keep them: both give the same numbers to the last digit.

/** Σ x_i r_i over one padded column. */
export function paddedDot(x: Float64Array, offset: number, r: Float64Array, stride: number): number {
  let even = 0;
  let odd = 0;
  for (let i = 0; i < stride; i += 2) {
    even += x[offset + i]! * r[i]!;
    odd += x[offset + i + 1]! * r[i + 1]!;
  }
  return even + odd;
}

/** out_k = Σ_i x_ij r_i for the first `count` of the listed columns j. */
export function columnDots(x: Float64Array, stride: number, columns: Int32Array, count: number, r: Float64Array, out: Float64Array): void {
  let k = 0;
  for (; k + 1 < count; k += 2) {
    const o0 = columns[k]! * stride;
    const o1 = columns[k + 1]! * stride;
    let even0 = 0;
    let odd0 = 0;
    let even1 = 0;
    let odd1 = 0;
    for (let i = 0; i < stride; i += 2) {
      const even = r[i]!;
      const odd = r[i + 1]!;
      even0 += x[o0 + i]! * even;
      odd0 += x[o0 + i + 1]! * odd;
      even1 += x[o1 + i]! * even;
      odd1 += x[o1 + i + 1]! * odd;
    }
    out[k] = even0 + odd0;
    out[k + 1] = even1 + odd1;
  }
  if (k < count) out[k] = paddedDot(x, columns[k]! * stride, r, stride);
}

/** out_i = Σ_k c_k x_ij over the listed columns j, four columns added together at a time. */
export function combineColumns(x: Float64Array, stride: number, columns: Int32Array, coefficients: Float64Array, count: number, out: Float64Array): void {
  out.fill(0, 0, stride);
  let k = 0;
  for (; k + 3 < count; k += 4) {
    const o0 = columns[k]! * stride;
    const o1 = columns[k + 1]! * stride;
    const o2 = columns[k + 2]! * stride;
    const o3 = columns[k + 3]! * stride;
    const c0 = coefficients[k]!;
    const c1 = coefficients[k + 1]!;
    const c2 = coefficients[k + 2]!;
    const c3 = coefficients[k + 3]!;
    for (let i = 0; i < stride; i++) out[i] = out[i]! + (c0 * x[o0 + i]! + c1 * x[o1 + i]! + (c2 * x[o2 + i]! + c3 * x[o3 + i]!));
  }
  for (; k < count; k++) {
    const at = columns[k]! * stride;
    const c = coefficients[k]!;
    for (let i = 0; i < stride; i++) out[i] = out[i]! + c * x[at + i]!;
  }
}

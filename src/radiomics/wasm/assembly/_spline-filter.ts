// SPDX-License-Identifier: Apache-2.0
// Cubic B-spline coefficients as scipy makes them; twin of src/radiomics/filters/lbp-coefficients.ts.

/** One axis of the spline filter, in place, for `lines` neighbouring float64 numbers at every position; `sums` takes as many. */
export function coefficients(data: usize, length: i32, stride: usize, lines: i32, sums: usize, pole: f64, gain: f64, last: f64, terms: i32): void {
  const bytes = (<usize>lines) << 3;
  const end = data + <usize>(length - 1) * stride;
  for (let i = data; i <= end; i += stride) {
    for (let j = i; j < i + bytes; j += 8) store<f64>(j, load<f64>(j) * gain);
  }
  for (let j: usize = 0; j < bytes; j += 8) store<f64>(sums + j, load<f64>(data + j) + last * load<f64>(end + j));
  let power = pole;
  for (let k = 1; k < terms; k++) {
    const near = data + <usize>k * stride;
    const far = end - <usize>k * stride;
    for (let j: usize = 0; j < bytes; j += 8) store<f64>(sums + j, load<f64>(sums + j) + power * (load<f64>(near + j) + last * load<f64>(far + j)));
    power *= pole;
  }
  const scale = 1.0 - last * last;
  for (let j: usize = 0; j < bytes; j += 8) store<f64>(data + j, load<f64>(sums + j) / scale);
  const poles = f64x2.splat(pole);
  const paired = bytes & ~15;
  for (let i = data + stride; i <= end; i += stride) {
    let j = i;
    for (; j < i + paired; j += 16) v128.store(j, f64x2.add(v128.load(j), f64x2.mul(poles, v128.load(j - stride))));
    for (; j < i + bytes; j += 8) store<f64>(j, load<f64>(j) + pole * load<f64>(j - stride));
  }
  const square = pole * pole - 1.0;
  for (let j = end; j < end + bytes; j += 8) store<f64>(j, ((pole * load<f64>(j - stride) + load<f64>(j)) * pole) / square);
  for (let i = end - stride; i >= data; i -= stride) {
    let j = i;
    for (; j < i + paired; j += 16) v128.store(j, f64x2.mul(poles, f64x2.sub(v128.load(j + stride), v128.load(j))));
    for (; j < i + bytes; j += 8) store<f64>(j, pole * (load<f64>(j + stride) - load<f64>(j)));
  }
}

/** The last axis: every line is one run of numbers. */
export function coefficientsAlong(data: usize, length: i32, lines: i32, pole: f64, gain: f64, last: f64, terms: i32): void {
  const bytes = (<usize>length) << 3;
  const scale = 1.0 - last * last;
  const square = pole * pole - 1.0;
  for (let line = 0; line < lines; line++, data += bytes) {
    const end = data + bytes - 8;
    for (let i = data; i <= end; i += 8) store<f64>(i, load<f64>(i) * gain);
    let sum = load<f64>(data) + last * load<f64>(end);
    let power = pole;
    for (let k = 1; k < terms; k++) {
      const o = (<usize>k) << 3;
      sum += power * (load<f64>(data + o) + last * load<f64>(end - o));
      power *= pole;
    }
    let value = sum / scale;
    store<f64>(data, value);
    for (let i = data + 8; i <= end; i += 8) {
      value = load<f64>(i) + pole * value;
      store<f64>(i, value);
    }
    value = ((pole * load<f64>(end - 8) + load<f64>(end)) * pole) / square;
    store<f64>(end, value);
    for (let i = end - 8; i >= data; i -= 8) {
      value = pole * (value - load<f64>(i));
      store<f64>(i, value);
    }
  }
}

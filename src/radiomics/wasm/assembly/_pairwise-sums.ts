// SPDX-License-Identifier: Apache-2.0
// Twin of src/radiomics/filters/pairwise-sum.ts: two (float64) or four (float32) voxels side by side.

// Sums over the points in numpy's order; `at` is the first point's pair (or four) of voxels. `power` 1: samples, 2: squares of samples − mean, 4: their squares.

function term64(at: usize, mean: v128, power: i32): v128 {
  if (power == 1) return v128.load(at);
  const difference = f64x2.sub(v128.load(at), mean);
  const square = f64x2.mul(difference, difference);
  return power == 2 ? square : f64x2.mul(square, square);
}

export function sum64(at: usize, stride: usize, count: i32, mean: v128, power: i32): v128 {
  if (count < 8) {
    let sum = f64x2.splat(0);
    for (let i = 0; i < count; i++, at += stride) sum = f64x2.add(sum, term64(at, mean, power));
    return sum;
  }
  if (count > 128) {
    const half = count >> 1;
    const first = half - (half & 7);
    return f64x2.add(sum64(at, stride, first, mean, power), sum64(at + <usize>first * stride, stride, count - first, mean, power));
  }
  let s0 = term64(at, mean, power);
  let s1 = term64((at += stride), mean, power);
  let s2 = term64((at += stride), mean, power);
  let s3 = term64((at += stride), mean, power);
  let s4 = term64((at += stride), mean, power);
  let s5 = term64((at += stride), mean, power);
  let s6 = term64((at += stride), mean, power);
  let s7 = term64((at += stride), mean, power);
  let i = 8;
  for (; i < count - (count & 7); i += 8) {
    s0 = f64x2.add(s0, term64((at += stride), mean, power));
    s1 = f64x2.add(s1, term64((at += stride), mean, power));
    s2 = f64x2.add(s2, term64((at += stride), mean, power));
    s3 = f64x2.add(s3, term64((at += stride), mean, power));
    s4 = f64x2.add(s4, term64((at += stride), mean, power));
    s5 = f64x2.add(s5, term64((at += stride), mean, power));
    s6 = f64x2.add(s6, term64((at += stride), mean, power));
    s7 = f64x2.add(s7, term64((at += stride), mean, power));
  }
  let sum = f64x2.add(f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3)), f64x2.add(f64x2.add(s4, s5), f64x2.add(s6, s7)));
  for (; i < count; i++) sum = f64x2.add(sum, term64((at += stride), mean, power));
  return sum;
}

function term32(at: usize, mean: v128, power: i32): v128 {
  if (power == 1) return v128.load(at);
  const difference = f32x4.sub(v128.load(at), mean);
  const square = f32x4.mul(difference, difference);
  return power == 2 ? square : f32x4.mul(square, square);
}

export function sum32(at: usize, stride: usize, count: i32, mean: v128, power: i32): v128 {
  if (count < 8) {
    let sum = f32x4.splat(0);
    for (let i = 0; i < count; i++, at += stride) sum = f32x4.add(sum, term32(at, mean, power));
    return sum;
  }
  if (count > 128) {
    const half = count >> 1;
    const first = half - (half & 7);
    return f32x4.add(sum32(at, stride, first, mean, power), sum32(at + <usize>first * stride, stride, count - first, mean, power));
  }
  let s0 = term32(at, mean, power);
  let s1 = term32((at += stride), mean, power);
  let s2 = term32((at += stride), mean, power);
  let s3 = term32((at += stride), mean, power);
  let s4 = term32((at += stride), mean, power);
  let s5 = term32((at += stride), mean, power);
  let s6 = term32((at += stride), mean, power);
  let s7 = term32((at += stride), mean, power);
  let i = 8;
  for (; i < count - (count & 7); i += 8) {
    s0 = f32x4.add(s0, term32((at += stride), mean, power));
    s1 = f32x4.add(s1, term32((at += stride), mean, power));
    s2 = f32x4.add(s2, term32((at += stride), mean, power));
    s3 = f32x4.add(s3, term32((at += stride), mean, power));
    s4 = f32x4.add(s4, term32((at += stride), mean, power));
    s5 = f32x4.add(s5, term32((at += stride), mean, power));
    s6 = f32x4.add(s6, term32((at += stride), mean, power));
    s7 = f32x4.add(s7, term32((at += stride), mean, power));
  }
  let sum = f32x4.add(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)), f32x4.add(f32x4.add(s4, s5), f32x4.add(s6, s7)));
  for (; i < count; i++) sum = f32x4.add(sum, term32((at += stride), mean, power));
  return sum;
}

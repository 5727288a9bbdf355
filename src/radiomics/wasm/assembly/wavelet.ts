// SPDX-License-Identifier: Apache-2.0
// Convolutions of the stationary wavelet transform. Twin of src/radiomics/filters/wavelet.ts: sums start at 0 and add the taps in the given order.

const FLOAT32: i32 = 0;
const INT16: i32 = 1;

/** float64: target[j] = sum over k of coefficient[k]·source[j + offset[k]/8]; offsets in bytes. */
export function convolve64(target: usize, source: usize, count: i32, taps: i32, coefficients: usize, offsets: usize): void {
  const end = target + (<usize>count << 3);
  if (taps == 6) {
    const c0 = v128.load_splat<f64>(coefficients);
    const c1 = v128.load_splat<f64>(coefficients, 8);
    const c2 = v128.load_splat<f64>(coefficients, 16);
    const c3 = v128.load_splat<f64>(coefficients, 24);
    const c4 = v128.load_splat<f64>(coefficients, 32);
    const c5 = v128.load_splat<f64>(coefficients, 40);
    const o0 = <usize>load<i32>(offsets);
    const o1 = <usize>load<i32>(offsets, 4);
    const o2 = <usize>load<i32>(offsets, 8);
    const o3 = <usize>load<i32>(offsets, 12);
    const o4 = <usize>load<i32>(offsets, 16);
    const o5 = <usize>load<i32>(offsets, 20);
    const zero = f64x2.splat(0);
    for (; target + 32 <= end; target += 32, source += 32) {
      let a = f64x2.add(zero, f64x2.mul(c0, v128.load(source + o0)));
      let b = f64x2.add(zero, f64x2.mul(c0, v128.load(source + o0, 16)));
      a = f64x2.add(a, f64x2.mul(c1, v128.load(source + o1)));
      b = f64x2.add(b, f64x2.mul(c1, v128.load(source + o1, 16)));
      a = f64x2.add(a, f64x2.mul(c2, v128.load(source + o2)));
      b = f64x2.add(b, f64x2.mul(c2, v128.load(source + o2, 16)));
      a = f64x2.add(a, f64x2.mul(c3, v128.load(source + o3)));
      b = f64x2.add(b, f64x2.mul(c3, v128.load(source + o3, 16)));
      a = f64x2.add(a, f64x2.mul(c4, v128.load(source + o4)));
      b = f64x2.add(b, f64x2.mul(c4, v128.load(source + o4, 16)));
      a = f64x2.add(a, f64x2.mul(c5, v128.load(source + o5)));
      b = f64x2.add(b, f64x2.mul(c5, v128.load(source + o5, 16)));
      v128.store(target, a);
      v128.store(target, b, 16);
    }
  } else {
    for (; target + 64 <= end; target += 64, source += 64) {
      let a = f64x2.splat(0);
      let b = a;
      let d = a;
      let e = a;
      for (let k: i32 = 0; k < taps; k++) {
        const c = v128.load_splat<f64>(coefficients + (<usize>k << 3));
        const from = source + <usize>load<i32>(offsets + (<usize>k << 2));
        a = f64x2.add(a, f64x2.mul(c, v128.load(from)));
        b = f64x2.add(b, f64x2.mul(c, v128.load(from, 16)));
        d = f64x2.add(d, f64x2.mul(c, v128.load(from, 32)));
        e = f64x2.add(e, f64x2.mul(c, v128.load(from, 48)));
      }
      v128.store(target, a);
      v128.store(target, b, 16);
      v128.store(target, d, 32);
      v128.store(target, e, 48);
    }
  }
  for (; target < end; target += 8, source += 8) {
    let sum: f64 = 0;
    for (let k: i32 = 0; k < taps; k++) sum += load<f64>(coefficients + (<usize>k << 3)) * load<f64>(source + <usize>load<i32>(offsets + (<usize>k << 2)));
    store<f64>(target, sum);
  }
}

/** float32, rounded after every operation; the coefficients are float32. */
export function convolve32(target: usize, source: usize, count: i32, taps: i32, coefficients: usize, offsets: usize): void {
  const end = target + (<usize>count << 2);
  for (; target + 32 <= end; target += 32, source += 32) {
    let a = f32x4.splat(0);
    let b = a;
    for (let k: i32 = 0; k < taps; k++) {
      const c = v128.load_splat<f32>(coefficients + (<usize>k << 2));
      const from = source + <usize>load<i32>(offsets + (<usize>k << 2));
      a = f32x4.add(a, f32x4.mul(c, v128.load(from)));
      b = f32x4.add(b, f32x4.mul(c, v128.load(from, 16)));
    }
    v128.store(target, a);
    v128.store(target, b, 16);
  }
  for (; target < end; target += 4, source += 4) {
    let sum: f32 = 0;
    for (let k: i32 = 0; k < taps; k++) sum += load<f32>(coefficients + (<usize>k << 2)) * load<f32>(source + <usize>load<i32>(offsets + (<usize>k << 2)));
    store<f32>(target, sum);
  }
}

function gather(source: usize, type: i32, index: usize, length: i32, line: usize, float32: bool): void {
  const end = index + (<usize>length << 2);
  if (float32) {
    for (; index < end; index += 4, line += 4) store<f32>(line, load<f32>(source + (<usize>load<i32>(index) << 2)));
  } else if (type == INT16) {
    for (; index < end; index += 4, line += 8) store<f64>(line, <f64>load<i16>(source + (<usize>load<i32>(index) << 1)));
  } else {
    for (; index < end; index += 4, line += 8) store<f64>(line, load<f64>(source + (<usize>load<i32>(index) << 3)));
  }
}

/**
 * Rows of one slice along x: each is gathered through `index`, then convolved run by run.
 * @param type of the source: 0 float32 (then everything is float32), 1 int16, 2 float64
 * @param rowIndex source row of each result row
 * @param runs per run four int32: first output, outputs, address of coefficients, address of offsets; none: the gathered line is the result
 */
export function alongRows(
  source: usize, type: i32, pitch: usize, rowIndex: usize, rows: i32, index: usize, length: i32, line: usize,
  taps: i32, runs: usize, runCount: i32, target: usize, targetPitch: usize,
): void {
  const float32 = type == FLOAT32;
  const shift: usize = float32 ? 2 : 3;
  for (let j: i32 = 0; j < rows; j++, target += targetPitch) {
    const row = source + <usize>load<i32>(rowIndex + (<usize>j << 2)) * pitch;
    gather(row, type, index, length, runCount == 0 ? target : line, float32);
    for (let r: i32 = 0; r < runCount; r++) {
      const run = runs + (<usize>r << 4);
      const first = <usize>load<i32>(run) << shift;
      if (float32) convolve32(target + first, line + first, load<i32>(run, 4), taps, load<i32>(run, 8), load<i32>(run, 12));
      else convolve64(target + first, line + first, load<i32>(run, 4), taps, load<i32>(run, 8), load<i32>(run, 12));
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
// Gradient magnitude by central differences, twin of src/radiomics/filters/gradient.ts: next·h − previous·h per axis, squares added x, y, z, root as float32.

const FLOAT32: i32 = 0;
const INT16: i32 = 1;

function one(at: usize, type: i32): f64 {
  if (type == FLOAT32) return <f64>load<f32>(at);
  if (type == INT16) return <f64>load<i16>(at);
  return load<f64>(at);
}

function two(at: usize, type: i32): v128 {
  if (type == FLOAT32) return f64x2.promote_low_f32x4(v128.load64_zero(at));
  if (type == INT16) return f64x2.convert_low_i32x4_s(i32x4.extend_low_i16x8_s(v128.load32_zero(at)));
  return v128.load(at);
}

/**
 * One row. The addresses are those of the voxels at x = 0 of the row itself and of its neighbours along y and z (the row itself at an edge).
 * @param from @param to first and last x (inclusive); `nx` voxels in the row
 */
function gradientRow(
  type: i32, row: usize, front: usize, back: usize, below: usize, above: usize, nx: i32, from: i32, to: i32, hx: f64, hy: f64, hz: f64, out: usize,
): void {
  const shift: usize = type == FLOAT32 ? 2 : type == INT16 ? 1 : 3;
  const bytes: usize = <usize>1 << shift;
  const ax = f64x2.splat(hx);
  const ay = f64x2.splat(hy);
  const az = f64x2.splat(hz);
  let x = from;
  while (x <= to) {
    const o = <usize>x << shift;
    if (x > 0 && x + 2 < nx && x + 1 <= to) {
      const gx = f64x2.sub(f64x2.mul(two(row + o + bytes, type), ax), f64x2.mul(two(row + o - bytes, type), ax));
      const gy = f64x2.sub(f64x2.mul(two(back + o, type), ay), f64x2.mul(two(front + o, type), ay));
      const gz = f64x2.sub(f64x2.mul(two(above + o, type), az), f64x2.mul(two(below + o, type), az));
      const sum = f64x2.add(f64x2.add(f64x2.mul(gx, gx), f64x2.mul(gy, gy)), f64x2.mul(gz, gz));
      v128.store64_lane(out, f32x4.demote_f64x2_zero(f64x2.sqrt(sum)), 0);
      out += 8;
      x += 2;
      continue;
    }
    const next = row + (<usize>min(nx - 1, x + 1) << shift);
    const previous = row + (<usize>max(0, x - 1) << shift);
    const gx = one(next, type) * hx - one(previous, type) * hx;
    const gy = one(back + o, type) * hy - one(front + o, type) * hy;
    const gz = one(above + o, type) * hz - one(below + o, type) * hz;
    store<f32>(out, <f32>sqrt<f64>(gx * gx + gy * gy + gz * gz));
    out += 4;
    x += 1;
  }
}

/** All rows [y0, y1] of one slice; `slice`, `below`, `above` are addresses of slices, `out` rows are packed. */
export function gradientSlice(
  type: i32, slice: usize, below: usize, above: usize, nx: i32, ny: i32, x0: i32, x1: i32, y0: i32, y1: i32, hx: f64, hy: f64, hz: f64, out: usize,
): void {
  const pitch = <usize>nx << (type == FLOAT32 ? 2 : type == INT16 ? 1 : 3);
  for (let y = y0; y <= y1; y++, out += <usize>(x1 - x0 + 1) << 2) {
    const o = <usize>y * pitch;
    const front = slice + <usize>max(0, y - 1) * pitch;
    const back = slice + <usize>min(ny - 1, y + 1) * pitch;
    gradientRow(type, slice + o, front, back, below + o, above + o, nx, x0, x1, hx, hy, hz, out);
  }
}

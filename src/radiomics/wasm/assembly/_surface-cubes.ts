// SPDX-License-Identifier: Apache-2.0
// The surface's cubes, their volumes. Twins of src/radiomics/shape/{surface-cubes,mesh}.ts.

const FOUR_INSIDE: i32 = 0x01010101;

/** Copies the region's rows into the box with a voxel of background around it. */
export function padRows(inside: usize, nx: i32, ny: i32, nz: i32, padded: usize, px: i32): void {
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++, inside += <usize>nx) memory.copy(padded + <usize>(((z + 1) * (ny + 2) + y + 1) * px + 1), inside, <usize>nx);
  }
}

/** Appends the surface's cubes of some layers; returns how many there are now. */
export function cubesOfLayers(padded: usize, px: i32, nx: i32, ny: i32, from: i32, to: i32, count: i32, xs: usize, ys: usize, zs: usize, cases: usize): i32 {
  const plane = px * (ny + 2);
  let n = <usize>count;
  for (let z = from; z < to; z++) {
    for (let y = 0; y <= ny; y++) {
      const row = padded + <usize>(z * plane + y * px);
      const other = row + <usize>px;
      const above = row + <usize>plane;
      const otherAbove = above + <usize>px;
      for (let w = 0; w <= nx; w += 4) {
        const here = load<i32>(row + <usize>w);
        if (
          (here == 0 || here == FOUR_INSIDE) &&
          load<i32>(row + <usize>w, 4) == here &&
          load<i32>(other + <usize>w) == here &&
          load<i32>(other + <usize>w, 4) == here &&
          load<i32>(above + <usize>w) == here &&
          load<i32>(above + <usize>w, 4) == here &&
          load<i32>(otherAbove + <usize>w) == here &&
          load<i32>(otherAbove + <usize>w, 4) == here
        )
          continue;
        const end = w + 4 < nx + 1 ? w + 4 : nx + 1;
        for (let x = w; x < end; x++) {
          const v = <usize>x;
          const index =
            <i32>load<u8>(row + v) |
            (<i32>load<u8>(row + v, 1) << 1) |
            (<i32>load<u8>(other + v, 1) << 2) |
            (<i32>load<u8>(other + v) << 3) |
            (<i32>load<u8>(above + v) << 4) |
            (<i32>load<u8>(above + v, 1) << 5) |
            (<i32>load<u8>(otherAbove + v, 1) << 6) |
            (<i32>load<u8>(otherAbove + v) << 7);
          if (index == 0 || index == 255) continue;
          store<u16>(xs + (n << 1), <u16>x);
          store<u16>(ys + (n << 1), <u16>y);
          store<u16>(zs + (n << 1), <u16>z);
          store<u8>(cases + n, <u8>index);
          n += 1;
        }
      }
    }
  }
  return <i32>n;
}

/** Counts the cases and sums what the cubes' places add to six times the volume (state: one float64). */
export function placeVolumes(
  from: i32,
  to: i32,
  xs: usize,
  ys: usize,
  zs: usize,
  cases: usize,
  normal: usize,
  sx: f64,
  sy: f64,
  sz: f64,
  counts: usize,
  state: usize,
): void {
  let volume6 = load<f64>(state);
  for (let i = <usize>from; i < <usize>to; i++) {
    const index = <usize>load<u8>(cases + i);
    const cell = counts + (index << 3);
    store<f64>(cell, load<f64>(cell) + 1);
    const n = normal + 24 * index;
    volume6 +=
      load<f64>(n) * <f64>load<u16>(xs + (i << 1)) * sx +
      load<f64>(n, 8) * <f64>load<u16>(ys + (i << 1)) * sy +
      load<f64>(n, 16) * <f64>load<u16>(zs + (i << 1)) * sz;
  }
  store<f64>(state, volume6);
}

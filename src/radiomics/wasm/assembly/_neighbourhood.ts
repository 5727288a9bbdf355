// SPDX-License-Identifier: Apache-2.0
// Sums and numbers of neighbours. Twin of src/radiomics/texture/neighbourhood.ts: whole numbers, so no order matters.

/** One voxel more at a level (row) and number of neighbours (column), with its whole-number difference. */
function note(numbers: usize, differences: usize, cell: usize, difference: u32): void {
  const number = numbers + (cell << 2);
  store<u32>(number, load<u32>(number) + 1);
  const sum = differences + (cell << 3);
  store<u64>(sum, load<u64>(sum) + <u64>difference);
}

/**
 * Bytes as levels, 8 at a time; sums must stay below 32768.
 * @param offsets distances in bytes to one neighbour of each opposite pair
 * @param numbers table of 32-bit numbers @param differences table of 64-bit sums, of the same shape: row = level, column = number of neighbours
 */
export function neighbours8(voxel: usize, voxels: i32, offsets: usize, offsetCount: i32, scratch: usize, numbers: usize, differences: usize, columns: usize): void {
  const zero = i32x4.splat(0);
  const lastOffset = offsets + ((<usize>offsetCount) << 2);
  for (let i = 0; i < voxels; i += 8, voxel += 8) {
    if (load<u64>(voxel) == 0) continue;
    const level = v128.load_ext<u8>(voxel);
    let sum = zero;
    let count = zero;
    for (let at = offsets; at < lastOffset; at += 4) {
      const offset = load<i32>(at);
      const ahead = v128.load_ext<u8>(voxel + offset);
      const behind = v128.load_ext<u8>(voxel - offset);
      sum = i16x8.add(sum, i16x8.add(ahead, behind));
      count = i16x8.sub(count, i16x8.add(i16x8.ne(ahead, zero), i16x8.ne(behind, zero)));
    }
    v128.store(scratch, count);
    v128.store(scratch, i16x8.abs(i16x8.sub(i16x8.mul(level, count), sum)), 16);
    // voxels outside count in row 0, which nobody reads
    for (let k: usize = 0; k < 8; k++) {
      note(numbers, differences, <usize>load<u8>(voxel + k) * columns + <usize>load<u16>(scratch + 2 * k), <u32>load<u16>(scratch + 2 * k, 16));
    }
  }
}

/** The same for 16-bit levels, 4 at a time. */
export function neighbours16(voxel: usize, voxels: i32, offsets: usize, offsetCount: i32, scratch: usize, numbers: usize, differences: usize, columns: usize): void {
  const zero = i32x4.splat(0);
  const lastOffset = offsets + ((<usize>offsetCount) << 2);
  for (let i = 0; i < voxels; i += 4, voxel += 8) {
    if (load<u64>(voxel) == 0) continue;
    const level = v128.load_ext<u16>(voxel);
    let sum = zero;
    let count = zero;
    for (let at = offsets; at < lastOffset; at += 4) {
      const offset = load<i32>(at);
      const ahead = v128.load_ext<u16>(voxel + offset);
      const behind = v128.load_ext<u16>(voxel - offset);
      sum = i32x4.add(sum, i32x4.add(ahead, behind));
      count = i32x4.sub(count, i32x4.add(i32x4.ne(ahead, zero), i32x4.ne(behind, zero)));
    }
    v128.store(scratch, count);
    v128.store(scratch, i32x4.abs(i32x4.sub(i32x4.mul(level, count), sum)), 16);
    for (let k: usize = 0; k < 4; k++) {
      note(numbers, differences, <usize>load<u16>(voxel + 2 * k) * columns + <usize>load<u32>(scratch + 4 * k), load<u32>(scratch + 4 * k, 16));
    }
  }
}

/** Turns 64-bit sums into float64 numbers, in place. */
export function toFloat64(sums: usize, count: i32): void {
  for (let i = 0; i < count; i++, sums += 8) store<f64>(sums, <f64>load<u64>(sums));
}

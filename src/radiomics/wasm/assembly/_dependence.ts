// SPDX-License-Identifier: Apache-2.0
// Dependence: how many neighbours have (nearly) the voxel's level, 16 bytes or 8 16-bit numbers at once. Twin of src/radiomics/texture/dependence.ts.

function splat<L>(value: i32): v128 {
  if (sizeof<L>() == 1) return i8x16.splat(<i8>value);
  return i16x8.splat(<i16>value);
}

function count<L>(counts: v128, equal: v128): v128 {
  // a true comparison is −1
  if (sizeof<L>() == 1) return i8x16.sub(counts, equal);
  return i16x8.sub(counts, equal);
}

function same<L>(a: v128, b: v128): v128 {
  if (sizeof<L>() == 1) return i8x16.eq(a, b);
  return i16x8.eq(a, b);
}

/** In the region, and no further from the level than the tolerance. */
function near<L>(level: v128, other: v128, tolerance: v128): v128 {
  if (sizeof<L>() == 1) {
    const difference = v128.or(i8x16.sub_sat_u(level, other), i8x16.sub_sat_u(other, level));
    return v128.and(i8x16.le_u(difference, tolerance), i8x16.ne(other, i32x4.splat(0)));
  }
  const difference = v128.or(i16x8.sub_sat_u(level, other), i16x8.sub_sat_u(other, level));
  return v128.and(i16x8.le_u(difference, tolerance), i16x8.ne(other, i32x4.splat(0)));
}

function tally<L>(voxel: usize, voxels: i32, offsets: usize, offsetCount: i32, tolerance: i32, scratch: usize, table: usize, columns: usize): void {
  const most = splat<L>(tolerance);
  const step: i32 = 16 / sizeof<L>();
  const lastOffset = offsets + ((<usize>offsetCount) << 2);
  for (let i = 0; i < voxels; i += step, voxel += 16) {
    const level = v128.load(voxel);
    if (!v128.any_true(level)) continue;
    let counts = splat<L>(1);
    if (tolerance == 0) {
      for (let at = offsets; at < lastOffset; at += 4) {
        const offset = load<i32>(at);
        counts = count<L>(counts, same<L>(level, v128.load(voxel + offset)));
        counts = count<L>(counts, same<L>(level, v128.load(voxel - offset)));
      }
    } else {
      for (let at = offsets; at < lastOffset; at += 4) {
        const offset = load<i32>(at);
        counts = count<L>(counts, near<L>(level, v128.load(voxel + offset), most));
        counts = count<L>(counts, near<L>(level, v128.load(voxel - offset), most));
      }
    }
    v128.store(scratch, counts);
    // voxels outside count in row 0, which nobody reads
    for (let k: usize = 0; k < 16; k += sizeof<L>()) {
      const cell = table + ((<usize>load<L>(voxel + k) * columns + <usize>load<L>(scratch + k)) << 2);
      store<u32>(cell, load<u32>(cell) + 1);
    }
  }
}

/**
 * Counts voxels by level (row) and dependence (column) in a table of 32-bit numbers.
 * @param offsets distances in bytes to one neighbour of each opposite pair, `offsetCount` of them; dependences must fit the level's type
 */
export function dependences8(voxel: usize, voxels: i32, offsets: usize, offsetCount: i32, tolerance: i32, scratch: usize, table: usize, columns: usize): void {
  tally<u8>(voxel, voxels, offsets, offsetCount, tolerance, scratch, table, columns);
}

/** The same for 16-bit levels. */
export function dependences16(voxel: usize, voxels: i32, offsets: usize, offsetCount: i32, tolerance: i32, scratch: usize, table: usize, columns: usize): void {
  tally<u16>(voxel, voxels, offsets, offsetCount, tolerance, scratch, table, columns);
}

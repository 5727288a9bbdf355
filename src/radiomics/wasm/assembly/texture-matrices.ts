// SPDX-License-Identifier: Apache-2.0
// Counting loops of the co-occurrence and run length matrices. Levels have a border of zeros; level 0 (background) counts into row or column 0 of a table,
// which the caller clears. Tables hold 32-bit counts.

/** Raises the flag of every level that occurs. */
export function byteLevels(levels: usize, voxels: i32, seen: usize): void {
  for (const end = levels + <usize>voxels; levels < end; levels++) store<u8>(seen + <usize>load<u8>(levels), 1);
}

/** The same for 16-bit levels. */
export function wordLevels(levels: usize, voxels: i32, seen: usize): void {
  for (const end = levels + (<usize>voxels << 1); levels < end; levels += 2) store<u8>(seen + <usize>load<u16>(levels), 1);
}

/** Notes for each row of bytes that has a voxel: address of the first one, and how many to the last. Gives the number of such rows. */
export function byteSpans(levels: usize, nx: i32, rows: i32, spans: usize): i32 {
  let found = 0;
  for (let r = 0; r < rows; r++) {
    let first = levels + <usize>(r * nx);
    let last = first + <usize>nx;
    while (first < last && load<u8>(first) === 0) first++;
    if (first === last) continue;
    while (load<u8>(last - 1) === 0) last--;
    store<u32>(spans, <u32>first);
    store<i32>(spans, <i32>(last - first), 4);
    spans += 8;
    found++;
  }
  return found;
}

function countOne(at: usize): void {
  store<u32>(at, load<u32>(at) + 1);
}

/** Counts two cells, given as two 16-bit numbers. */
function countTwo(table: usize, cells: u32): void {
  countOne(table + ((cells & 0xffff) << 2));
  countOne(table + ((cells >>> 14) & 0x3fffc));
}

/** Counts eight cells. */
function countEight(table: usize, cells: v128): void {
  countTwo(table, i32x4.extract_lane(cells, 0));
  countTwo(table, i32x4.extract_lane(cells, 1));
  countTwo(table, i32x4.extract_lane(cells, 2));
  countTwo(table, i32x4.extract_lane(cells, 3));
}

/** The next 16 levels; those behind the row's last voxel as background. */
function sixteen(at: usize, left: i32): v128 {
  const levels = v128.load(at);
  if (left >= 16) return levels;
  return v128.and(levels, i8x16.lt_s(i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), i8x16.splat(<i8>left)));
}

/** Pairs of byte levels for some directions: `offsets` in bytes; one table of stride² cells per direction. Stride is at most 256. */
export function bytePairs(spans: usize, spanCount: i32, offsets: usize, directions: i32, stride: i32, tables: usize): void {
  const multiplier = i16x8.splat(<i16>stride);
  const tableBytes = <usize>(stride * stride * 4);
  const lastOffset = offsets + <usize>(directions << 2);
  for (const lastSpan = spans + <usize>(spanCount << 3); spans < lastSpan; spans += 8) {
    let at = <usize>load<u32>(spans);
    for (let left = load<i32>(spans, 4); left > 0; left -= 16, at += 16) {
      const levels = sixteen(at, left);
      const low = i16x8.mul(i16x8.extend_low_i8x16_u(levels), multiplier);
      const high = i16x8.mul(i16x8.extend_high_i8x16_u(levels), multiplier);
      let table = tables;
      for (let o = offsets; o < lastOffset; o += 4, table += tableBytes) {
        const others = v128.load(at + <usize>load<i32>(o));
        countEight(table, i16x8.add(low, i16x8.extend_low_i8x16_u(others)));
        countEight(table, i16x8.add(high, i16x8.extend_high_i8x16_u(others)));
      }
    }
  }
}

/**
 * Places of byte levels in their runs, for directions that lead to another row: cell level·longest + k counts the voxels with k voxels of their run before them.
 * `places` has `volume` bytes per direction, `toPlaces` is the way from a level to its place in the first of them. Longest is at most 255.
 */
export function bytePlaces(
  spans: usize,
  spanCount: i32,
  offsets: usize,
  directions: i32,
  longest: i32,
  highest: i32,
  tables: usize,
  toPlaces: usize,
  volume: i32,
): void {
  const multiplier = i16x8.splat(<i16>longest);
  const one = i8x16.splat(1);
  const background = i8x16.splat(0);
  const tableBytes = <usize>((highest + 1) * longest * 4);
  const lastOffset = offsets + <usize>(directions << 2);
  for (const lastSpan = spans + <usize>(spanCount << 3); spans < lastSpan; spans += 8) {
    let at = <usize>load<u32>(spans);
    for (let left = load<i32>(spans, 4); left > 0; left -= 16, at += 16) {
      const levels = sixteen(at, left);
      const inside = i8x16.ne(levels, background);
      const low = i16x8.mul(i16x8.extend_low_i8x16_u(levels), multiplier);
      const high = i16x8.mul(i16x8.extend_high_i8x16_u(levels), multiplier);
      let table = tables;
      let place = at + toPlaces;
      for (let o = offsets; o < lastOffset; o += 4, table += tableBytes, place += <usize>volume) {
        const offset = <usize>load<i32>(o);
        const goesOn = v128.and(i8x16.eq(levels, v128.load(at - offset)), inside);
        const before = v128.and(i8x16.add(v128.load(place - offset), one), goesOn);
        v128.store(place, before);
        countEight(table, i16x8.add(low, i16x8.extend_low_i8x16_u(before)));
        countEight(table, i16x8.add(high, i16x8.extend_high_i8x16_u(before)));
      }
    }
  }
}

/** The same along the rows. */
export function bytePlacesInRow(spans: usize, spanCount: i32, longest: i32, table: usize): void {
  for (const lastSpan = spans + <usize>(spanCount << 3); spans < lastSpan; spans += 8) {
    let at = <usize>load<u32>(spans);
    let before: u32 = 0;
    let previous: u32 = 0;
    for (const end = at + <usize>load<i32>(spans, 4); at < end; at++) {
      const level = <u32>load<u8>(at);
      before = level === previous ? before + 1 : 0;
      previous = level;
      countOne(table + ((level * <u32>longest + before) << 2));
    }
  }
}

/** Pairs of 16-bit levels: offsets in voxels. */
export function wordPairs(levels: usize, first: i32, voxels: i32, offsets: usize, directions: i32, stride: i32, tables: usize): void {
  const tableBytes = <usize>(stride * stride * 4);
  const lastOffset = offsets + <usize>(directions << 2);
  for (let v = first; v < voxels; v++) {
    const at = levels + (<usize>v << 1);
    const level = <i32>load<u16>(at);
    if (level === 0) continue;
    let row = tables + <usize>((level * stride) << 2);
    for (let o = offsets; o < lastOffset; o += 4, row += tableBytes) countOne(row + (<usize>load<u16>(at + (<usize>load<i32>(o) << 1)) << 2));
  }
}

/** Places of 16-bit levels in their runs, for any direction; `places` has `voxels` 16-bit numbers per direction. */
export function wordPlaces(
  levels: usize,
  first: i32,
  voxels: i32,
  offsets: usize,
  directions: i32,
  longest: i32,
  highest: i32,
  tables: usize,
  places: usize,
): void {
  const tableBytes = <usize>((highest + 1) * longest * 4);
  const lastOffset = offsets + <usize>(directions << 2);
  for (let v = first; v < voxels; v++) {
    const at = levels + (<usize>v << 1);
    const level = <i32>load<u16>(at);
    if (level === 0) continue;
    let row = tables + <usize>((level * longest) << 2);
    let place = places + (<usize>v << 1);
    for (let o = offsets; o < lastOffset; o += 4, row += tableBytes, place += <usize>voxels << 1) {
      const back = <usize>load<i32>(o) << 1;
      const before = <i32>load<u16>(at - back) === level ? <u32>load<u16>(place - back) + 1 : 0;
      store<u16>(place, <u16>before);
      countOne(row + (<usize>before << 2));
    }
  }
}

/** Numbers of runs by length from numbers of voxels by place: a run of length L has a voxel at place L − 1 and none at place L. Level 0 is cleared. */
export function placesToRuns(table: usize, highest: i32, longest: i32): void {
  memory.fill(table, 0, <usize>(longest << 2));
  for (let level = 1; level <= highest; level++) {
    const row = table + <usize>((level * longest) << 2);
    for (let k = 0; k < longest - 1; k++) {
      const at = row + <usize>(k << 2);
      store<u32>(at, load<u32>(at) - load<u32>(at, 4));
    }
  }
}

/** Clears row and column 0 of a table of pairs. */
export function clearBackground(table: usize, stride: i32): void {
  memory.fill(table, 0, <usize>(stride << 2));
  for (let r = 1; r < stride; r++) store<u32>(table + <usize>((r * stride) << 2), 0);
}

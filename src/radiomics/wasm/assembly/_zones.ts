// SPDX-License-Identifier: Apache-2.0
// Zones of equal level by union-find. Twin of src/radiomics/texture/zones.ts: labels are given in the same order, so the lists are equal.
//
// Of the 13 neighbours behind a voxel that have its level, most touch each other and so have one zone already. A neighbour is a "link" when no
// other equal neighbour that touches it comes before it in the order of the bits below: only links need joining. Bytes (16-bit numbers) are compared 16 (8) at once.

const INSIDE: u32 = 0x8000;

function keep(equal: v128, unless: v128, bit: i32): v128 {
  return v128.and(v128.andnot(equal, unless), i8x16.splat(<i8>bit));
}

function keep16(equal: v128, unless: v128, bit: i32): v128 {
  return v128.and(v128.andnot(equal, unless), i16x8.splat(<i16>bit));
}

/**
 * Links of `count` voxels: bits 0…12 = U N W UN US UW UE NW NE UNW UNE USW USE, bit 15 = the voxel is in the region. U: slice behind, N: row behind, W: voxel behind.
 * @param column,row,slice bytes to the neighbour along each axis; a direction that does not count leads into zeros on either side of the levels
 */
export function zoneLinks8(voxel: usize, count: i32, links: usize, column: i32, row: i32, slice: i32): void {
  const zero = i32x4.splat(0);
  for (let i = 0; i < count; i += 16, voxel += 16, links += 32) {
    const level = v128.load(voxel);
    if (!v128.any_true(level)) {
      v128.store(links, zero);
      v128.store(links, zero, 16);
      continue;
    }
    const north = voxel - row;
    const up = voxel - slice;
    const upNorth = up - row;
    const upSouth = up + row;
    const u = i8x16.eq(level, v128.load(up));
    const n = i8x16.eq(level, v128.load(north));
    const w = i8x16.eq(level, v128.load(voxel - column));
    const un = i8x16.eq(level, v128.load(upNorth));
    const us = i8x16.eq(level, v128.load(upSouth));
    const uw = i8x16.eq(level, v128.load(up - column));
    const ue = i8x16.eq(level, v128.load(up + column));
    const nw = i8x16.eq(level, v128.load(north - column));
    const ne = i8x16.eq(level, v128.load(north + column));
    const unw = i8x16.eq(level, v128.load(upNorth - column));
    const une = i8x16.eq(level, v128.load(upNorth + column));
    const usw = i8x16.eq(level, v128.load(upSouth - column));
    const use = i8x16.eq(level, v128.load(upSouth + column));
    const uOrN = v128.or(u, n);
    const a = v128.or(uOrN, un);
    const b = v128.or(a, w);
    const bUw = v128.or(b, uw);
    const aUe = v128.or(a, ue);
    const uUs = v128.or(u, us);
    let low = v128.and(u, i8x16.splat(1));
    low = v128.or(low, keep(n, u, 2));
    low = v128.or(low, keep(w, uOrN, 4));
    low = v128.or(low, keep(un, v128.or(uOrN, w), 8));
    low = v128.or(low, keep(us, v128.or(u, w), 16));
    low = v128.or(low, keep(uw, v128.or(b, us), 32));
    low = v128.or(low, keep(ue, v128.or(a, us), 64));
    low = v128.or(low, keep(nw, bUw, 128));
    let high = keep(ne, aUe, 1);
    high = v128.or(high, keep(unw, v128.or(bUw, nw), 2));
    high = v128.or(high, keep(une, v128.or(aUe, ne), 4));
    high = v128.or(high, keep(usw, v128.or(v128.or(uUs, w), uw), 8));
    high = v128.or(high, keep(use, v128.or(uUs, ue), 16));
    high = v128.or(high, i8x16.splat(-128));
    const inside = i8x16.ne(level, zero);
    low = v128.and(low, inside);
    high = v128.and(high, inside);
    v128.store(links, v128.shuffle<i8>(low, high, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23));
    v128.store(links, v128.shuffle<i8>(low, high, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31), 16);
  }
}

/** The same for 16-bit levels. */
export function zoneLinks16(voxel: usize, count: i32, links: usize, column: i32, row: i32, slice: i32): void {
  const zero = i32x4.splat(0);
  for (let i = 0; i < count; i += 8, voxel += 16, links += 16) {
    const level = v128.load(voxel);
    if (!v128.any_true(level)) {
      v128.store(links, zero);
      continue;
    }
    const north = voxel - row;
    const up = voxel - slice;
    const upNorth = up - row;
    const upSouth = up + row;
    const u = i16x8.eq(level, v128.load(up));
    const n = i16x8.eq(level, v128.load(north));
    const w = i16x8.eq(level, v128.load(voxel - column));
    const un = i16x8.eq(level, v128.load(upNorth));
    const us = i16x8.eq(level, v128.load(upSouth));
    const uw = i16x8.eq(level, v128.load(up - column));
    const ue = i16x8.eq(level, v128.load(up + column));
    const nw = i16x8.eq(level, v128.load(north - column));
    const ne = i16x8.eq(level, v128.load(north + column));
    const unw = i16x8.eq(level, v128.load(upNorth - column));
    const une = i16x8.eq(level, v128.load(upNorth + column));
    const usw = i16x8.eq(level, v128.load(upSouth - column));
    const use = i16x8.eq(level, v128.load(upSouth + column));
    const uOrN = v128.or(u, n);
    const a = v128.or(uOrN, un);
    const b = v128.or(a, w);
    const bUw = v128.or(b, uw);
    const aUe = v128.or(a, ue);
    const uUs = v128.or(u, us);
    let bits = v128.and(u, i16x8.splat(1));
    bits = v128.or(bits, keep16(n, u, 2));
    bits = v128.or(bits, keep16(w, uOrN, 4));
    bits = v128.or(bits, keep16(un, v128.or(uOrN, w), 8));
    bits = v128.or(bits, keep16(us, v128.or(u, w), 16));
    bits = v128.or(bits, keep16(uw, v128.or(b, us), 32));
    bits = v128.or(bits, keep16(ue, v128.or(a, us), 64));
    bits = v128.or(bits, keep16(nw, bUw, 128));
    bits = v128.or(bits, keep16(ne, aUe, 256));
    bits = v128.or(bits, keep16(unw, v128.or(bUw, nw), 512));
    bits = v128.or(bits, keep16(une, v128.or(aUe, ne), 1024));
    bits = v128.or(bits, keep16(usw, v128.or(v128.or(uUs, w), uw), 2048));
    bits = v128.or(bits, keep16(use, v128.or(uUs, ue), 4096));
    bits = v128.or(bits, i16x8.splat(<i16>INSIDE));
    v128.store(links, v128.and(bits, i16x8.ne(level, zero)));
  }
}

function find(parents: usize, label: u32): u32 {
  let above = load<u32>(parents + ((<usize>label) << 2));
  while (above != label) {
    const next = load<u32>(parents + ((<usize>above) << 2));
    store<u32>(parents + ((<usize>label) << 2), next);
    label = next;
    above = load<u32>(parents + ((<usize>label) << 2));
  }
  return label;
}

/**
 * Labels `count` voxels from position `first` on. Labels of the last slice and row are kept in a ring of `ringMask` + 1 numbers.
 * @param back 13 distances in voxels, in the order of the link bits
 * @param zones the highest label so far @returns the highest label
 */
export function zoneJoin(
  links: usize, levels: usize, levelBytes: i32, first: u32, count: u32, ring: usize, ringMask: u32,
  back: usize, parents: usize, sizes: usize, zoneLevels: usize, zones: u32,
): u32 {
  for (let i: u32 = 0; i < count; i++) {
    let bits = <u32>load<u16>(links + ((<usize>i) << 1));
    if (bits == 0) {
      // regions leave long stretches empty
      while (i + 4 < count && load<u64>(links + ((<usize>i + 1) << 1)) == 0) i += 4;
      continue;
    }
    const voxel = first + i;
    bits &= INSIDE - 1;
    let label: u32;
    if (bits == 0) {
      label = ++zones;
      store<u32>(parents + ((<usize>label) << 2), label);
      store<u32>(sizes + ((<usize>label) << 2), 1);
      store<u32>(zoneLevels + ((<usize>label) << 2), levelBytes == 1 ? <u32>load<u8>(levels + i) : <u32>load<u16>(levels + ((<usize>i) << 1)));
    } else {
      label = load<u32>(ring + ((<usize>((voxel - load<u32>(back + ((<usize>ctz(bits)) << 2))) & ringMask)) << 2));
      bits &= bits - 1;
      while (bits != 0) {
        const other = load<u32>(ring + ((<usize>((voxel - load<u32>(back + ((<usize>ctz(bits)) << 2))) & ringMask)) << 2));
        bits &= bits - 1;
        if (other == label) continue;
        const one = find(parents, label);
        const two = find(parents, other);
        label = min(one, two);
        store<u32>(parents + ((<usize>max(one, two)) << 2), label);
      }
      const size = sizes + ((<usize>label) << 2);
      store<u32>(size, load<u32>(size) + 1);
    }
    store<u32>(ring + ((<usize>(voxel & ringMask)) << 2), label);
  }
  return zones;
}

/** Adds up the sizes of joined labels and moves the zones (from 1 to `zones`) together, in the order of their first voxels. @returns their number */
export function zoneList(parents: usize, sizes: usize, zoneLevels: usize, zones: u32): u32 {
  for (let label: u32 = 1; label <= zones; label++) {
    const at = (<usize>label) << 2;
    const above = load<u32>(parents + at);
    if (above == label) continue;
    // a parent is always the smaller label, so it is resolved already
    const root = load<u32>(parents + ((<usize>above) << 2));
    store<u32>(parents + at, root);
    const size = sizes + ((<usize>root) << 2);
    store<u32>(size, load<u32>(size) + load<u32>(sizes + at));
  }
  let count: u32 = 0;
  for (let label: u32 = 1; label <= zones; label++) {
    const at = (<usize>label) << 2;
    if (load<u32>(parents + at) != label) continue;
    const to = (<usize>count) << 2;
    store<u32>(sizes + to, load<u32>(sizes + at));
    store<u32>(zoneLevels + to, load<u32>(zoneLevels + at));
    count++;
  }
  return count;
}

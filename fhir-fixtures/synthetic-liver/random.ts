// SPDX-License-Identifier: Apache-2.0
// Seeded randomness: the same seed gives the same bytes on every machine.

/** A name of this module: looking up a global on each call is slow where the code runs in a context of its own, as under the test runner. */
const M = Math;

/** A stream of numbers in [0, 1). */
export type Random = () => number;

/**
 * 32-bit hash of a text (FNV-1a, then a finaliser that spreads neighbouring seeds apart).
 * @see Fowler, Noll, Vo; finaliser constants of MurmurHash3 (public domain)
 */
export function hash32(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) h = M.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = M.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = M.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * Small fast counting generator (sfc32, Chris Doty-Humphrey, public domain; passes PractRand).
 * @param seed any text; equal texts give equal streams
 */
export function createRandom(seed: string): Random {
  let a = hash32(`${seed}|a`) | 0;
  let b = hash32(`${seed}|b`) | 0;
  let c = hash32(`${seed}|c`) | 0;
  let counter = 1;
  return () => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    c |= 0;
    return (t >>> 0) / 4294967296;
  };
}

/** A number in [low, high). */
export function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random();
}

/** Random unit vector, uniform on the sphere (Archimedes: z uniform, azimuth uniform). */
export function unitVector(random: Random): readonly [number, number, number] {
  const z = between(random, -1, 1);
  const azimuth = between(random, 0, 2 * M.PI);
  const r = M.sqrt(1 - z * z);
  return [r * M.cos(azimuth), r * M.sin(azimuth), z];
}

function lattice(ix: number, iy: number, iz: number, salt: number): number {
  let h = M.imul(ix, 0x27d4eb2d) ^ M.imul(iy, 0x165667b1) ^ M.imul(iz, 0x2545f491) ^ salt;
  h = M.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = M.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 2147483648 - 1;
}

/**
 * Smooth random field in [-1, 1]: random lattice values joined by smoothstep, one cell per unit of x, y, z.
 * @param salt 32-bit integer that picks the field
 */
export function smoothField(x: number, y: number, z: number, salt: number): number {
  const ix = M.floor(x);
  const iy = M.floor(y);
  const iz = M.floor(z);
  const fx = x - ix;
  const fy = y - iy;
  const fz = z - iz;
  const u = fx * fx * (3 - 2 * fx);
  const v = fy * fy * (3 - 2 * fy);
  const w = fz * fz * (3 - 2 * fz);
  let sum = 0;
  for (let corner = 0; corner < 8; corner += 1) {
    const dx = corner & 1;
    const dy = (corner >> 1) & 1;
    const dz = corner >> 2;
    const weight = (dx ? u : 1 - u) * (dy ? v : 1 - v) * (dz ? w : 1 - w);
    sum += weight * lattice(ix + dx, iy + dy, iz + dz, salt);
  }
  return sum;
}

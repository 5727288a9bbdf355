// SPDX-License-Identifier: Apache-2.0

/** Draws numbers in [0, 1), 53 bits each. */
export type Random = () => number;

/**
 * A reproducible stream of numbers for resampling: xoshiro128**, seeded through splitmix32. Two seeds give unrelated streams.
 * It is not R's generator: results that must equal R's take R's indices as input.
 * @see doi:10.1145/3460772 (Blackman, Vigna 2021)
 */
export function seededRandom(seed: number): Random {
  let mixed = seed | 0;
  const splitmix = (): number => {
    mixed = (mixed + 0x9e3779b9) | 0;
    let z = mixed ^ (mixed >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z ^= z >>> 15;
    z = Math.imul(z, 0x735a2d97);
    return z ^ (z >>> 15);
  };
  // Seeds beyond 32 bits: the upper part is mixed in.
  mixed ^= Math.floor(seed / 4294967296) | 0;
  let a = splitmix();
  let b = splitmix();
  let c = splitmix();
  let d = splitmix() | 1;
  const next = (): number => {
    const five = Math.imul(b, 5);
    const result = Math.imul((five << 7) | (five >>> 25), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result;
  };
  return () => ((next() >>> 5) * 67108864 + (next() >>> 6)) / 9007199254740992;
}

/** A whole number from 0 to n − 1. */
export const randomIndex = (n: number, random: Random): number => Math.floor(random() * n);

/** A shuffled copy (Fisher-Yates). */
export function shuffle<T>(items: readonly T[], random: Random): T[] {
  const out = items.slice();
  for (let i = out.length - 1; i > 0; i--) {
    const j = randomIndex(i + 1, random);
    const moved = out[i]!;
    out[i] = out[j]!;
    out[j] = moved;
  }
  return out;
}

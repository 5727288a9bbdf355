// SPDX-License-Identifier: Apache-2.0

/** A small seeded generator (mulberry32): the same seed draws the same numbers on every machine. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A whole number of 32 bits. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  }

  /** A whole number from 0 to `n` - 1. */
  below(n: number): number {
    return n <= 1 ? 0 : Math.floor((this.next() / 4294967296) * n);
  }

  chance(share: number): boolean {
    return this.next() / 4294967296 < share;
  }

  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new Error('nothing to pick from');
    return list[this.below(list.length)] as T;
  }
}

/** Always the first choice and never the chance: what a sound seed is read with. */
export class NoChance extends Random {
  override next(): number {
    return 0;
  }

  override chance(): boolean {
    return false;
  }
}

/** A seed out of a run's seed, a name and a number. */
export function seedOf(run: number, name: string, index: number): number {
  let hash = 2166136261 ^ run;
  for (const character of `${name}#${index}`) hash = Math.imul(hash ^ character.charCodeAt(0), 16777619);
  return new Random(hash).next();
}

// SPDX-License-Identifier: Apache-2.0
// Random draws for imputation, all from one seeded stream.
import type { Random } from '../../survival/index.ts';

/** Standard normal deviates by the polar method (Marsaglia, Bray 1964), from a stream of uniforms. */
export function normalDraws(random: Random): () => number {
  let spare: number | undefined;
  return () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    for (;;) {
      const u = 2 * random() - 1;
      const v = 2 * random() - 1;
      const square = u * u + v * v;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      spare = v * factor;
      return u * factor;
    }
  };
}

/**
 * A draw from χ² with `df` > 0 degrees of freedom, by Marsaglia and Tsang's method for the gamma distribution.
 * @see doi:10.1145/358407.358414
 */
export function chiSquareDraw(df: number, random: Random, normal: () => number): number {
  const shape = df / 2;
  if (shape < 1) return chiSquareDraw(df + 2, random, normal) * random() ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const z = normal();
    const v = (1 + c * z) ** 3;
    if (v <= 0) continue;
    const u = random();
    if (Math.log(u) < 0.5 * z * z + d - d * v + d * Math.log(v)) return 2 * d * v;
  }
}

/** A stream of its own for every part of a run, so that no part depends on how many numbers another one took. */
export function streamSeed(seed: number, ...path: readonly number[]): number {
  let mixed = seed >>> 0;
  for (const step of path) {
    mixed = Math.imul(mixed ^ (step + 0x9e3779b9), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    mixed ^= mixed >>> 16;
  }
  return mixed >>> 0;
}

// SPDX-License-Identifier: Apache-2.0
import type { Random } from '../../survival/core/random.ts';

/** Draws from the standard normal distribution. */
export type Normal = () => number;

/** Standard normal numbers by Box and Muller's transform, two at a time. @see doi:10.1214/aoms/1177706645 */
export function normalFrom(random: Random): Normal {
  let spare: number | undefined;
  return () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    // 1 − u lies in (0, 1], so the logarithm is finite.
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    const angle = 2 * Math.PI * random();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}

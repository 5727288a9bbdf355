// SPDX-License-Identifier: Apache-2.0
import { poissonTerm, positiveQuantile, type Sides, type Tail } from './special.ts';

const TINY = 1e-300;

/** Both sides of the gamma distribution with scale 1: the series for x < a + 1, the continued fraction (modified Lentz) otherwise. */
export function gammaSides(x: number, shape: number): Sides {
  if (Number.isNaN(x) || !(shape > 0)) return { lower: NaN, upper: NaN };
  if (x <= 0) return { lower: 0, upper: 1 };
  if (x === Infinity) return { lower: 1, upper: 0 };
  const head = poissonTerm(shape, x);
  if (x < shape + 1) {
    let term = 1;
    let sum = 1;
    for (let k = 1; k < 100_000; k++) {
      term *= x / (shape + k);
      const next = sum + term;
      if (next === sum) break;
      sum = next;
    }
    const lower = head * sum;
    return { lower, upper: 1 - lower };
  }
  let b = x + 1 - shape;
  let c = 1 / TINY;
  let d = 1 / b;
  let fraction = d;
  for (let k = 1; k < 100_000; k++) {
    const a = -k * (k - shape);
    b += 2;
    d = a * d + b;
    if (Math.abs(d) < TINY) d = TINY;
    c = b + a / c;
    if (Math.abs(c) < TINY) c = TINY;
    d = 1 / d;
    const factor = d * c;
    fraction *= factor;
    if (Math.abs(factor - 1) < 1e-16) break;
  }
  // x^a e^−x / Γ(a) = a · (x^a e^−x / Γ(a+1)).
  const upper = head * shape * fraction;
  return { lower: 1 - upper, upper };
}

/** Distribution function of the gamma distribution, scale 1. Equals R's `pgamma(x, shape, lower.tail=)`. */
export const pgamma = (x: number, shape: number, tail: Tail = 'lower'): number => gammaSides(x, shape)[tail];

/**
 * Distribution function of χ². Equals R's `pchisq(x, df, lower.tail=)`.
 * @param df degrees of freedom > 0; with df = 0 all mass is at 0, as in R
 */
export function pchisq(x: number, df: number, tail: Tail = 'lower'): number {
  if (df === 0) return (tail === 'lower') === x >= 0 ? 1 : 0;
  return gammaSides(x / 2, df / 2)[tail];
}

/** Quantile of χ². Equals R's `qchisq(p, df, lower.tail=)`; NaN outside [0, 1]. */
export function qchisq(p: number, df: number, tail: Tail = 'lower'): number {
  if (!(p >= 0 && p <= 1) || !(df > 0)) return NaN;
  const lower = tail === 'lower' ? p : 1 - p;
  const upper = tail === 'lower' ? 1 - p : p;
  if (lower === 0) return 0;
  if (upper === 0) return Infinity;
  const shape = df / 2;
  const density = (x: number): number => (poissonTerm(shape, x) * shape) / x;
  return 2 * positiveQuantile(lower, upper, shape, (x) => gammaSides(x, shape), density);
}

// SPDX-License-Identifier: Apache-2.0
import type { Tail } from './special.ts';

const SQRT_2PI = 2.5066282746310007;
const LOG_SQRT_2PI = 0.9189385332046728;

/** exp(−x²/2) with x² split, so that the error of squaring a large x is not magnified. */
function gaussian(x: number): number {
  const head = Math.trunc(x * 16) / 16;
  return Math.exp(-0.5 * head * head) * Math.exp(-0.5 * (x - head) * (x + head));
}

/** Density of the standard normal. Equals R's `dnorm(x)`. */
export const dnorm = (x: number): number => gaussian(x) / SQRT_2PI;

/** Below this the series is used (few terms, no loss of digits), above it Laplace's continued fraction. */
const SERIES_LIMIT = 2;

/** (Φ(x) − ½)/φ(x) for |x| ≤ 2 by the series of positive terms x + x³/3 + x⁵/15 + …  @see G. Marsaglia, J Stat Softw 11(4), 2004 */
function centralSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let k = 3; ; k += 2) {
    term *= (x * x) / k;
    const next = sum + term;
    if (next === sum) return sum;
    sum = next;
  }
}

/** (1 − Φ(x))/φ(x) for x ≥ 2: Laplace's continued fraction 1/(x + 1/(x + 2/(x + 3/…))). */
function millsRatio(x: number): number {
  const terms = Math.ceil(16 + 440 / (x * x));
  let fraction = x;
  for (let k = terms; k >= 1; k--) fraction = x + k / fraction;
  return 1 / fraction;
}

/**
 * Distribution function of the standard normal. Equals R's `pnorm(x, lower.tail=)`.
 * Relative error below 1e-14 in both tails, down to the smallest representable number.
 */
export function pnorm(x: number, tail: Tail = 'lower'): number {
  if (Number.isNaN(x)) return NaN;
  const z = tail === 'lower' ? x : -x;
  if (z === Infinity) return 1;
  if (z === -Infinity) return 0;
  if (Math.abs(z) <= SERIES_LIMIT) return 0.5 + dnorm(z) * centralSeries(z);
  const small = dnorm(z) * millsRatio(Math.abs(z));
  return z < 0 ? small : 1 - small;
}

/** log Φ(x), without underflow. Equals R's `pnorm(x, log.p=TRUE)`. */
export function logPnorm(x: number, tail: Tail = 'lower'): number {
  const z = tail === 'lower' ? x : -x;
  if (z < -SERIES_LIMIT) return -0.5 * z * z - LOG_SQRT_2PI + Math.log(millsRatio(-z));
  return z > 0 ? Math.log1p(-pnorm(-z)) : Math.log(pnorm(z));
}

/** z with P(Z > z) = q for 0 < q ≤ ½: Halley's method on the logarithm, from the leading term of the tail. */
function upperQuantile(q: number): number {
  const t = Math.sqrt(-2 * Math.log(q));
  // First guess: Hastings' rational approximation (Abramowitz & Stegun 26.2.23), |error| < 4.5e-4.
  let z = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  for (let k = 0; k < 4; k++) {
    const tailProbability = pnorm(z, 'upper');
    // u = (Q(z) − q)/φ(z); Halley's correction uses φ'/φ = −z.
    const u = tailProbability > 1e-280 ? (tailProbability - q) / dnorm(z) : (1 - Math.exp(Math.log(q) - logPnorm(z, 'upper'))) * millsRatio(z);
    const step = u / (1 - 0.5 * z * u);
    z += step;
    if (Math.abs(step) < 1e-17 * Math.abs(z)) break;
  }
  return z;
}

/** Quantile of the standard normal. Equals R's `qnorm(p, lower.tail=)`; NaN outside [0, 1]. */
export function qnorm(p: number, tail: Tail = 'lower'): number {
  if (!(p >= 0 && p <= 1)) return NaN;
  const sign = tail === 'lower' ? -1 : 1;
  if (p === 0) return sign * Infinity;
  if (p === 1) return -sign * Infinity;
  if (p === 0.5) return 0;
  return p < 0.5 ? sign * upperQuantile(p) : -sign * upperQuantile(1 - p);
}

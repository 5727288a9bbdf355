// SPDX-License-Identifier: Apache-2.0
import { binomialTerm, positiveQuantile, type Sides, type Tail } from './special.ts';

const TINY = 1e-300;

/** Continued fraction of the incomplete beta function (modified Lentz). @see DLMF 8.17.22 */
function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 - ((a + b) * x) / (a + 1);
  if (Math.abs(d) < TINY) d = TINY;
  d = 1 / d;
  let fraction = d;
  for (let m = 1; m < 200_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 + even * d;
    if (Math.abs(d) < TINY) d = TINY;
    c = 1 + even / c;
    if (Math.abs(c) < TINY) c = TINY;
    d = 1 / d;
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 + odd * d;
    if (Math.abs(d) < TINY) d = TINY;
    c = 1 + odd / c;
    if (Math.abs(c) < TINY) c = TINY;
    d = 1 / d;
    const factor = d * c;
    fraction *= factor;
    if (Math.abs(factor - 1) < 1e-16) break;
  }
  return fraction;
}

/**
 * Both sides of the beta distribution.
 * @param x with `y` = 1 − x given apart, so that neither end loses digits
 */
export function betaSides(x: number, y: number, a: number, b: number): Sides {
  if (Number.isNaN(x) || Number.isNaN(y) || !(a > 0) || !(b > 0)) return { lower: NaN, upper: NaN };
  if (x <= 0) return { lower: 0, upper: 1 };
  if (y <= 0) return { lower: 1, upper: 0 };
  // x^a y^b / B(a, b)
  const head = ((a * b) / (a + b)) * binomialTerm(a, a + b, x, y);
  if (x < (a + 1) / (a + b + 2)) {
    const lower = (head * betaFraction(x, a, b)) / a;
    return { lower, upper: 1 - lower };
  }
  const upper = (head * betaFraction(y, b, a)) / b;
  return { lower: 1 - upper, upper };
}

/** Distribution function of the beta distribution. Equals R's `pbeta(x, a, b, lower.tail=)`. */
export const pbeta = (x: number, a: number, b: number, tail: Tail = 'lower'): number => betaSides(x, 1 - x, a, b)[tail];

const fSides = (x: number, df1: number, df2: number): Sides => {
  if (x === Infinity) return { lower: 1, upper: 0 };
  const sum = df1 * x + df2;
  return betaSides((df1 * x) / sum, df2 / sum, df1 / 2, df2 / 2);
};

/** Distribution function of Fisher's F. Equals R's `pf(x, df1, df2, lower.tail=)`. */
export const pf = (x: number, df1: number, df2: number, tail: Tail = 'lower'): number => (x <= 0 ? (tail === 'lower' ? 0 : 1) : fSides(x, df1, df2)[tail]);

/** Quantile of Fisher's F. Equals R's `qf(p, df1, df2, lower.tail=)`. */
export function qf(p: number, df1: number, df2: number, tail: Tail = 'lower'): number {
  if (!(p >= 0 && p <= 1) || !(df1 > 0) || !(df2 > 0)) return NaN;
  const lower = tail === 'lower' ? p : 1 - p;
  const upper = tail === 'lower' ? 1 - p : p;
  if (lower === 0) return 0;
  if (upper === 0) return Infinity;
  return positiveFQuantile(lower, upper, df1, df2);
}

function positiveFQuantile(lower: number, upper: number, df1: number, df2: number): number {
  const a = df1 / 2;
  const b = df2 / 2;
  // u^a v^b / B(a, b), divided by x: the Jacobian of u = df1 x/(df1 x + df2) is u v/x.
  const density = (x: number): number => {
    const sum = df1 * x + df2;
    return (((a * b) / (a + b)) * binomialTerm(a, a + b, (df1 * x) / sum, df2 / sum)) / x;
  };
  return positiveQuantile(lower, upper, 1, (x) => fSides(x, df1, df2), density);
}

/**
 * Distribution function of Student's t. Equals R's `pt(t, df, lower.tail=)`.
 * @param df degrees of freedom > 0, whole or not; Infinity is not taken (use pnorm)
 */
export function pt(t: number, df: number, tail: Tail = 'lower'): number {
  if (Number.isNaN(t) || !(df > 0)) return NaN;
  const z = tail === 'lower' ? t : -t;
  if (z === Infinity) return 1;
  if (z === -Infinity) return 0;
  const square = z * z;
  const sum = df + square;
  // Two-sided probability P(|T| > |t|) = I_{df/(df+t²)}(df/2, ½).
  const sides = Number.isFinite(square) ? betaSides(df / sum, square / sum, df / 2, 0.5) : { lower: 0, upper: 1 };
  return z < 0 ? sides.lower / 2 : 0.5 + sides.upper / 2;
}

/** Quantile of Student's t, by way of T² ~ F(1, df). Equals R's `qt(p, df, lower.tail=)`. */
export function qt(p: number, df: number, tail: Tail = 'lower'): number {
  if (!(p >= 0 && p <= 1) || !(df > 0)) return NaN;
  const sign = (tail === 'lower') === p < 0.5 ? -1 : 1;
  const small = p < 0.5 ? p : 1 - p;
  if (small === 0.5) return 0;
  if (small === 0) return sign * Infinity;
  return sign * Math.sqrt(positiveFQuantile(1 - 2 * small, 2 * small, 1, df));
}

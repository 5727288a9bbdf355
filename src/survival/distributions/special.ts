// SPDX-License-Identifier: Apache-2.0

/** Which side of a distribution a probability is of. The small side is always computed directly, never as 1 − the large one. */
export type Tail = 'lower' | 'upper';

const HALF_LOG_2PI = 0.9189385332046728;
/** Coefficients B₂ₖ/(2k(2k−1)) of Stirling's series. */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400] as const;

/**
 * Error of Stirling's formula: log Γ(z+1) − [½ log(2πz) + z log z − z], z > 0.
 * Below 16 by the recurrence δ(z) = δ(z+1) + (z+½) log(1+1/z) − 1.
 * @see C. Loader, "Fast and accurate computation of binomial probabilities" (2000)
 */
export function stirlingError(z: number): number {
  let sum = 0;
  let shifted = z;
  while (shifted < 16) {
    sum += (shifted + 0.5) * Math.log1p(1 / shifted) - 1;
    shifted += 1;
  }
  const inverse = 1 / shifted;
  const square = inverse * inverse;
  let series = 0;
  for (let k = STIRLING.length - 1; k >= 0; k--) series = series * square + STIRLING[k]!;
  return sum + series * inverse;
}

/** log Γ(x) for x > 0; absolute error of a few ulp. */
export function logGamma(x: number): number {
  if (!(x > 0)) return x === 0 ? Infinity : NaN;
  if (x === Infinity) return Infinity;
  // Γ(x) = Γ(x+1)/x; stirlingError is of Γ(x+1).
  return stirlingError(x) + HALF_LOG_2PI + 0.5 * Math.log(x) + x * Math.log(x) - x - Math.log(x);
}

/** log of the binomial coefficient n over k (real n ≥ k ≥ 0). */
export const logChoose = (n: number, k: number): number => logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);

/** Deviance part x log(x/m) + m − x, without cancellation where x ≈ m. */
export function devianceTerm(x: number, m: number): number {
  if (Math.abs(x - m) >= 0.1 * (x + m)) return x * Math.log(x / m) + m - x;
  const v = (x - m) / (x + m);
  let sum = (x - m) * v;
  let term = 2 * x * v;
  for (let k = 1; k < 1000; k++) {
    term *= v * v;
    const next = sum + term / (2 * k + 1);
    if (next === sum) break;
    sum = next;
  }
  return sum;
}

/** e^(−m) m^x / Γ(x+1) for real x ≥ 0 and m ≥ 0 (the Poisson density when x is whole). */
export function poissonTerm(x: number, m: number): number {
  if (m === 0) return x === 0 ? 1 : 0;
  if (x === 0) return Math.exp(-m);
  if (m === Infinity) return 0;
  return Math.exp(-stirlingError(x) - devianceTerm(x, m)) / Math.sqrt(2 * Math.PI * x);
}

/** Γ(n+1)/(Γ(x+1)Γ(n−x+1)) p^x q^(n−x) for real 0 ≤ x ≤ n, q = 1 − p given apart so that a small q keeps its digits. */
export function binomialTerm(x: number, n: number, p: number, q: number): number {
  if (p === 0) return x === 0 ? 1 : 0;
  if (q === 0) return x === n ? 1 : 0;
  if (x === 0) return n === 0 ? 1 : Math.exp(p < 0.1 ? n * Math.log1p(-p) : n * Math.log(q));
  if (x === n) return Math.exp(q < 0.1 ? n * Math.log1p(-q) : n * Math.log(p));
  const exponent = stirlingError(n) - stirlingError(x) - stirlingError(n - x) - devianceTerm(x, n * p) - devianceTerm(n - x, n * q);
  return Math.exp(exponent) * Math.sqrt(n / (2 * Math.PI * x * (n - x)));
}

/** The two sides of a distribution at one point; they add up to 1 and the smaller one is exact. */
export interface Sides {
  readonly lower: number;
  readonly upper: number;
}

/**
 * The quantile of a positive variable by Newton's method on log x against the logarithm of the smaller side,
 * where both curves bend one way, so that Newton cannot run off.
 * @param p lower-tail probability, 0 < p < 1, with its complement `q` = 1 − p
 * @param start a first guess > 0
 * @param sides the distribution function, `density` its derivative in x
 */
export function positiveQuantile(p: number, q: number, start: number, sides: (x: number) => Sides, density: (x: number) => number): number {
  const lower = p <= q;
  const target = Math.log(lower ? p : q);
  let y = Math.log(start);
  // Bounds of log x, drawn in by every value seen; a step that leaves them, or that cannot be taken, is replaced by halving.
  let low = -760;
  let high = 709;
  for (let k = 0; k < 400; k++) {
    const x = Math.exp(y);
    const both = sides(x);
    const value = lower ? both.lower : both.upper;
    const excess = Math.log(value) - target;
    if (excess < 0 === lower) low = y;
    else high = y;
    const slope = (density(x) * x) / value;
    const step = (excess / slope) * (lower ? -1 : 1);
    const next = Number.isFinite(step) && y + step > low && y + step < high ? y + step : 0.5 * (low + high);
    const moved = Math.abs(next - y);
    if (excess === 0 || moved <= 1e-15 * Math.max(1, Math.abs(y))) break;
    y = next;
    // Beyond what a double can hold.
    if (y < -705) return 0;
    if (y > 705) return Infinity;
  }
  // One last step in x itself takes off the rounding of exp(log x).
  const x = Math.exp(y);
  const both = sides(x);
  const excess = lower ? both.lower - p : q - both.upper;
  const slope = density(x);
  return slope > 0 && Number.isFinite(slope) ? x - excess / slope : x;
}

// SPDX-License-Identifier: Apache-2.0
// Sine, cosine and exponential rounded correctly. JavaScript engines round every tenth exponential and every thirtieth sine the other way than the C library
// that ITK was built with; where an image is constant, the Laplacian of Gaussian is nothing but that rounding, and its sign decides the bin.

/** Fixed point: numbers times 2^192. */
const BITS = 192n;
const ONE = 1n << BITS;
/** Beyond it fixed point loses digits or terms grow many; no such value decides anything. */
const LARGEST = 60;
const LEAST = 2 ** -30;

function toFixed(x: number): bigint {
  let whole = x;
  let shift = 0n;
  for (; !Number.isInteger(whole); shift++) whole *= 2;
  return shift <= BITS ? BigInt(whole) << (BITS - shift) : BigInt(whole) >> (shift - BITS);
}

/** The nearest float64, ties to even. */
function toFloat(value: bigint): number {
  const size = value < 0n ? -value : value;
  const drop = BigInt(Math.max(0, size.toString(2).length - 53));
  const half = drop === 0n ? 0n : 1n << (drop - 1n);
  let digits = size >> drop;
  const rest = size - (digits << drop);
  if (rest > half || (rest === half && half !== 0n && (digits & 1n) === 1n)) digits += 1n;
  const rounded = Number(digits) * 2 ** Number(drop - BITS);
  return value < 0n ? -rounded : rounded;
}

/** Taylor series: each term is the one before times `factor` / `divisor(k)`. */
function series(first: bigint, factor: bigint, divisor: (k: bigint) => bigint): number {
  let term = first;
  let sum = first;
  for (let k = 1n; term !== 0n && term !== -1n; k++) {
    term = ((term * factor) >> BITS) / divisor(k);
    sum += term;
  }
  return toFloat(sum);
}

const inReach = (x: number): boolean => Math.abs(x) >= LEAST && Math.abs(x) <= LARGEST;

/** e^x to the nearest float64; the engine's own outside 2^-30 ≤ |x| ≤ 60. */
export function exactExp(x: number): number {
  return inReach(x) ? series(ONE, toFixed(x), (k) => k) : Math.exp(x);
}

/** sin x to the nearest float64; the engine's own outside 2^-30 ≤ |x| ≤ 60. */
export function exactSin(x: number): number {
  if (!inReach(x)) return Math.sin(x);
  const fixed = toFixed(Math.abs(x));
  const sine = series(fixed, -((fixed * fixed) >> BITS), (k) => 2n * k * (2n * k + 1n));
  return x < 0 ? -sine : sine;
}

/** cos x to the nearest float64; the engine's own outside 2^-30 ≤ |x| ≤ 60. */
export function exactCos(x: number): number {
  if (!inReach(x)) return Math.cos(x);
  const fixed = toFixed(x);
  return series(ONE, -((fixed * fixed) >> BITS), (k) => (2n * k - 1n) * 2n * k);
}

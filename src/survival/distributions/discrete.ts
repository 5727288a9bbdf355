// SPDX-License-Identifier: Apache-2.0
import { betaSides } from './beta.ts';
import { binomialTerm, type Tail } from './special.ts';

/** Binomial probability. Equals R's `dbinom(k, n, p)` for whole 0 ≤ k ≤ n (0 elsewhere). */
export const dbinom = (k: number, n: number, p: number): number => (k < 0 || k > n || !Number.isInteger(k) ? 0 : binomialTerm(k, n, p, 1 - p));

/** Binomial distribution function P(X ≤ k), or P(X > k). Equals R's `pbinom(k, n, p, lower.tail=)`. */
export function pbinom(k: number, n: number, p: number, tail: Tail = 'lower'): number {
  const whole = Math.floor(k + 1e-7);
  if (whole < 0) return tail === 'lower' ? 0 : 1;
  if (whole >= n) return tail === 'lower' ? 1 : 0;
  // P(X > k) = I_p(k+1, n−k).
  return betaSides(p, 1 - p, whole + 1, n - whole)[tail === 'lower' ? 'upper' : 'lower'];
}

/** Hypergeometric probability of `k` white balls among `drawn`. Equals R's `dhyper(k, white, black, drawn)`. */
export function dhyper(k: number, white: number, black: number, drawn: number): number {
  if (!Number.isInteger(k) || k < Math.max(0, drawn - black) || k > Math.min(drawn, white)) return 0;
  if (drawn === 0) return 1;
  const p = drawn / (white + black);
  const q = (white + black - drawn) / (white + black);
  return (binomialTerm(k, white, p, q) * binomialTerm(drawn - k, black, p, q)) / binomialTerm(drawn, white + black, p, q);
}

/** Hypergeometric distribution function P(X ≤ k), or P(X > k). Equals R's `phyper(k, white, black, drawn, lower.tail=)`. */
export function phyper(k: number, white: number, black: number, drawn: number, tail: Tail = 'lower'): number {
  const from = Math.max(0, drawn - black);
  const to = Math.min(drawn, white);
  const whole = Math.floor(k + 1e-7);
  let lower = 0;
  let upper = 0;
  for (let x = Math.min(whole, to); x >= from; x--) lower += dhyper(x, white, black, drawn);
  if (tail === 'lower') return whole >= to ? 1 : Math.min(1, lower);
  for (let x = to; x > Math.max(whole, from - 1); x--) upper += dhyper(x, white, black, drawn);
  return whole < from ? 1 : Math.min(1, upper);
}

/** How many of the arrangements of m + n ranks give each value 0 … mn of the Mann-Whitney statistic, as probabilities. */
export function wilcoxonProbabilities(m: number, n: number): Float64Array {
  // Generating function Π (1 − z^(n+i)) / (1 − z^i), i = 1 … m, kept as probabilities after each factor so that nothing overflows.
  let counts = new Float64Array(m * n + 1);
  counts[0] = 1;
  for (let i = 1; i <= m; i++) {
    const next = counts.slice();
    for (let u = m * n; u >= n + i; u--) next[u] = next[u]! - next[u - n - i]!;
    for (let u = i; u <= m * n; u++) next[u] = next[u]! + next[u - i]!;
    counts = next;
  }
  // The counts are symmetric; the lower half of the recurrence is exact while below 2^53 and the mirrored half takes its values.
  let total = 0;
  for (let u = 0; u <= m * n - u; u++) counts[m * n - u] = counts[u]!;
  for (const count of counts) total += count;
  return counts.map((count) => count / total);
}

/** Distribution function of the Mann-Whitney statistic, P(U ≤ q) or P(U > q), no ties. Equals R's `pwilcox(q, m, n, lower.tail=)`. */
export function pwilcox(q: number, m: number, n: number, tail: Tail = 'lower'): number {
  const whole = Math.floor(q + 1e-7);
  const probabilities = wilcoxonProbabilities(m, n);
  // By symmetry P(U > q) = P(U ≤ mn − q − 1); the smaller sum is taken.
  const last = tail === 'lower' ? whole : m * n - whole - 1;
  if (last < 0) return 0;
  if (last >= m * n) return 1;
  let sum = 0;
  if (last <= (m * n) / 2) {
    for (let u = 0; u <= last; u++) sum += probabilities[u]!;
    return sum;
  }
  for (let u = 0; u < m * n - last; u++) sum += probabilities[u]!;
  return 1 - sum;
}

// SPDX-License-Identifier: Apache-2.0
import { pnorm, type Tail } from '../distributions/index.ts';

/** Up to this many pairs all permutations are gone through. */
const ENUMERATED_UP_TO = 9;

/** Probabilities of S = Σ d² ≥ k over all permutations, by adding one pair at a time over the set of ranks already given. */
function upperExact(n: number): (s: number) => number {
  const largest = (n ** 3 - n) / 3;
  const width = largest + 1;
  const sets = 1 << n;
  const ways: (Float64Array | undefined)[] = new Array(sets);
  ways[0] = new Float64Array(width);
  ways[0][0] = 1;
  let all = 1;
  for (let k = 2; k <= n; k++) all *= k;
  for (let set = 0; set < sets; set++) {
    const here = ways[set];
    if (here === undefined) continue;
    let position = 0;
    for (let bits = set; bits > 0; bits &= bits - 1) position++;
    for (let rank = 0; rank < n && position < n; rank++) {
      if ((set & (1 << rank)) !== 0) continue;
      const after = set | (1 << rank);
      const there = ways[after] ?? new Float64Array(width);
      ways[after] = there;
      const square = (rank - position) ** 2;
      for (let s = 0; s + square < width; s++) there[s + square] = there[s + square]! + here[s]!;
    }
    if (set !== sets - 1) ways[set] = undefined;
  }
  const counts = ways[sets - 1]!;
  return (s) => {
    let sum = 0;
    for (let value = Math.max(0, Math.ceil(s)); value < width; value++) sum += counts[value]!;
    return sum / all;
  };
}

/**
 * Null distribution of Spearman's S = Σ d²: P(S ≥ s) for `upper`, P(S < s) for `lower`. Exact up to 9 pairs, Edgeworth's series beyond.
 * Equals R's internal `pRho`.  @see doi:10.2307/2347111 (algorithm AS 89)
 */
export function pSpearman(s: number, n: number, tail: Tail): number {
  const largest = (n ** 3 - n) / 3;
  if (s <= 0) return tail === 'upper' ? 1 : 0;
  if (s > largest) return tail === 'upper' ? 0 : 1;
  if (n <= ENUMERATED_UP_TO) {
    const upper = upperExact(n)(s);
    return tail === 'upper' ? upper : 1 - upper;
  }
  const b = 1 / n;
  const x = ((6 * (s - 1) * b) / (n * n - 1) - 1) * Math.sqrt(1 / b - 1);
  const y = x * x;
  const inner = 0.0879 + b * 0.0151 - y * (0.0072 - 0.0831 * b + y * b * (0.0131 - 4.6e-4 * y));
  const u = x * b * (0.2274 + b * (0.2531 + 0.1745 * b) + y * (-0.0758 + b * (0.1033 + 0.3932 * b) - y * b * inner));
  const correction = u / Math.exp(y / 2);
  const value = (tail === 'upper' ? correction : -correction) + pnorm(x, tail);
  return Math.max(0, Math.min(1, value));
}

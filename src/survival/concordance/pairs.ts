// SPDX-License-Identifier: Apache-2.0
import type { PreparedSurv } from '../core/surv.ts';
import { distinct } from '../core/surv.ts';

/** Sums over comparable pairs, weighted by the weight of the earlier event, and each subject's share of them. */
export interface PairSums {
  readonly concordant: number;
  readonly discordant: number;
  readonly tiedX: number;
  /** Pairs of two events at one time: not used by the index. */
  readonly tiedY: number;
  readonly tiedXY: number;
  /** Per subject: weight of its concordant pairs and half its pairs tied in the marker. */
  readonly agreement: Float64Array;
  /** Per subject: weight of its comparable pairs. */
  readonly comparable: Float64Array;
}

/** Binary indexed tree of sums by rank. */
class RankSums {
  readonly #sums: Float64Array;
  total = 0;

  constructor(size: number) {
    this.#sums = new Float64Array(size + 1);
  }

  add(rank: number, weight: number): void {
    this.total += weight;
    for (let i = rank + 1; i < this.#sums.length; i += i & -i) this.#sums[i]! += weight;
  }

  /** Sum over ranks below. */
  below(rank: number): number {
    let sum = 0;
    for (let i = rank; i > 0; i -= i & -i) sum += this.#sums[i]!;
    return sum;
  }
}

/**
 * Comparable pairs: an event at T_i and a subject with T_j > T_i, or censored at T_i; concordant when the earlier event has the higher risk.
 * n log n: one pass down the times (who is still there, by risk) and one up (which events came before, by risk).
 * @param weightOf weight of the pairs of an event at time t; 0 leaves them out
 * @param weights of the subjects (default 1): a pair also counts the product of its two
 */
export function concordancePairs({ n, time, status }: PreparedSurv, risk: Float64Array, weightOf: (t: number) => number, weights?: Float64Array): PairSums {
  const own = (i: number): number => (weights === undefined ? 1 : weights[i]!);
  const { levels: risks, index: rank } = distinct(risk);
  const { levels: times, index: at } = distinct(time);
  const events: number[][] = times.map(() => []);
  const censored: number[][] = times.map(() => []);
  for (let i = 0; i < n; i++) (status[i] === 1 ? events : censored)[at[i]!]!.push(i);
  const agreement = new Float64Array(n);
  const comparable = new Float64Array(n);
  const timeWeights = times.map((t, k) => (events[k]!.length > 0 ? weightOf(t) : 0));
  let concordant = 0;
  let discordant = 0;
  let tiedX = 0;
  let tiedY = 0;
  let tiedXY = 0;
  const later = new RankSums(risks.length);
  for (let k = times.length - 1; k >= 0; k--) {
    for (const j of censored[k]!) later.add(rank[j]!, own(j));
    const w = timeWeights[k]!;
    if (w > 0) {
      const sameRisk = new Map<number, { sum: number; squares: number }>();
      let sum = 0;
      let squares = 0;
      for (const i of events[k]!) {
        const below = later.below(rank[i]!);
        const equal = later.below(rank[i]! + 1) - below;
        const above = later.total - below - equal;
        const mine = own(i);
        concordant += w * mine * below;
        tiedX += w * mine * equal;
        discordant += w * mine * above;
        agreement[i]! += w * (below + equal / 2);
        comparable[i]! += w * later.total;
        const same = sameRisk.get(rank[i]!) ?? { sum: 0, squares: 0 };
        sameRisk.set(rank[i]!, { sum: same.sum + mine, squares: same.squares + mine * mine });
        sum += mine;
        squares += mine * mine;
      }
      // Products over pairs of different subjects: half of (sum² − sum of squares).
      let both = 0;
      for (const same of sameRisk.values()) both += (same.sum * same.sum - same.squares) / 2;
      tiedXY += w * both;
      tiedY += w * ((sum * sum - squares) / 2 - both);
    }
    for (const i of events[k]!) later.add(rank[i]!, own(i));
  }
  const earlier = new RankSums(risks.length);
  for (let k = 0; k < times.length; k++) {
    const w = timeWeights[k]!;
    for (const j of events[k]!) addShare(j);
    if (w > 0) for (const i of events[k]!) earlier.add(rank[i]!, w * own(i));
    for (const j of censored[k]!) addShare(j);
  }
  return { concordant, discordant, tiedX, tiedY, tiedXY, agreement, comparable };

  function addShare(j: number): void {
    const below = earlier.below(rank[j]!);
    const equal = earlier.below(rank[j]! + 1) - below;
    agreement[j]! += earlier.total - below - equal + equal / 2;
    comparable[j]! += earlier.total;
  }
}

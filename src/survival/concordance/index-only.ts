// SPDX-License-Identifier: Apache-2.0
import { orderByTimeEventsFirst, type PreparedSurv } from '../core/surv.ts';

/**
 * Harrell's C of many markers on the same follow-up, or on bootstrap samples of it: the order of the times is found once. The same pairs as
 * `concordance`, without their variance. Larger marker = higher risk.
 */
export class ConcordanceIndex {
  readonly #prepared: PreparedSurv;
  readonly #order: Int32Array;
  readonly #sorted: Float64Array;
  readonly #rank: Int32Array;
  /** Binary indexed tree of counts by rank. */
  readonly #tree: Float64Array;

  constructor(prepared: PreparedSurv) {
    const { n, time, status } = prepared;
    this.#prepared = prepared;
    this.#order = orderByTimeEventsFirst(time, status);
    this.#sorted = new Float64Array(n);
    this.#rank = new Int32Array(n);
    this.#tree = new Float64Array(n + 1);
  }

  #rankMarker(marker: ArrayLike<number>): void {
    const sorted = this.#sorted;
    const { n } = this.#prepared;
    for (let i = 0; i < n; i++) sorted[i] = marker[i]!;
    sorted.sort();
    for (let i = 0; i < n; i++) {
      const value = marker[i]!;
      let low = 0;
      let high = n;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (sorted[middle]! < value) low = middle + 1;
        else high = middle;
      }
      // Rank of the first of the equal ones, from 1.
      this.#rank[i] = low + 1;
    }
  }

  #below(rank: number): number {
    let sum = 0;
    for (let i = rank; i > 0; i -= i & -i) sum += this.#tree[i]!;
    return sum;
  }

  /**
   * @param counts how often each row comes (default once); pairs count as often as the written-out rows make them
   * @returns null where no two rows can be compared
   */
  of(marker: ArrayLike<number>, counts?: ArrayLike<number>): number | null {
    const { n, time, status } = this.#prepared;
    const order = this.#order;
    const tree = this.#tree;
    const rank = this.#rank;
    this.#rankMarker(marker);
    tree.fill(0);
    let total = 0;
    let agree = 0;
    let pairs = 0;
    const enter = (from: number, to: number, kind: number): void => {
      for (let k = from; k < to; k++) {
        const row = order[k]!;
        const count = counts === undefined ? 1 : counts[row]!;
        if (status[row] !== kind || count === 0) continue;
        total += count;
        for (let i = rank[row]!; i <= n; i += i & -i) tree[i] = tree[i]! + count;
      }
    };
    for (let to = n; to > 0; ) {
      let from = to - 1;
      while (from > 0 && time[order[from - 1]!] === time[order[to - 1]!]) from--;
      enter(from, to, 0);
      for (let k = from; k < to; k++) {
        const row = order[k]!;
        const count = counts === undefined ? 1 : counts[row]!;
        if (status[row] === 0 || count === 0) continue;
        const below = this.#below(rank[row]! - 1);
        const notAbove = this.#below(rank[row]!);
        agree += (count * (below + notAbove)) / 2;
        pairs += count * total;
      }
      enter(from, to, 1);
      to = from;
    }
    return pairs > 0 ? agree / pairs : null;
  }
}

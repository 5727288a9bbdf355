// SPDX-License-Identifier: Apache-2.0
import { requireFinite, requireLength } from '../core/columns.ts';

/**
 * Log-rank scores: D_i − Σ_{j: T_j ≤ T_i} D_j/(n − rank_j + 1), with the largest rank among ties.
 * Equals R's `exactRankTests::cscores(Surv(time, status), type = "LogRank")`; with ties these are not the Nelson-Aalen residuals.
 * @throws SurvivalError `value-not-finite`, `length-mismatch`
 */
export function logrankScores(time: ArrayLike<number>, status: ArrayLike<number>): Float64Array {
  const n = time.length;
  requireFinite(time, 'time');
  requireLength(status, n, 'status');
  requireFinite(status, 'status');
  const order = Int32Array.from({ length: n }, (_, i) => i).sort((a, b) => time[a]! - time[b]! || a - b);
  const scores = new Float64Array(n);
  let sum = 0;
  for (let start = 0; start < n; ) {
    let end = start;
    let events = 0;
    while (end < n && time[order[end]!] === time[order[start]!]) events += status[order[end++]!]!;
    sum += events / (n - end + 1);
    for (let k = start; k < end; k++) scores[order[k]!] = status[order[k]!]! - sum;
    start = end;
  }
  return scores;
}

/** Every cut that leaves enough subjects on both sides, and the standardised statistic there. */
export interface CutStatistics {
  /** Largest marker value of the left group, increasing. */
  readonly cuts: readonly number[];
  /** Size of the left group. */
  readonly leftSizes: readonly number[];
  readonly statistics: readonly number[];
}

/** Subjects in increasing order of the marker, and the admissible sizes of the left group. */
export interface CutLayout {
  readonly n: number;
  readonly order: Int32Array;
  readonly leftSizes: readonly number[];
  readonly cuts: readonly number[];
}

/** Admissible cuts: ⌊n·minProp⌋ ≤ size of the left group ≤ ⌊n·maxProp⌋. */
export function cutLayout(marker: ArrayLike<number>, minProp: number, maxProp: number): CutLayout {
  const n = marker.length;
  const order = Int32Array.from({ length: n }, (_, i) => i).sort((a, b) => marker[a]! - marker[b]! || a - b);
  const leftSizes: number[] = [];
  const cuts: number[] = [];
  for (let m = Math.max(1, Math.floor(n * minProp)); m <= Math.min(n - 1, Math.floor(n * maxProp)); m++) {
    const value = marker[order[m - 1]!]!;
    if (value === marker[order[m]!]) continue;
    leftSizes.push(m);
    cuts.push(value);
  }
  return { n, order, leftSizes, cuts };
}

/** |S_m − (m/n) Σa| / √(m(n−m)/(n²(n−1)) · (n Σa² − (Σa)²)) at every admissible cut. */
export function cutStatistics(layout: CutLayout, scores: ArrayLike<number>): number[] {
  const { n, order, leftSizes } = layout;
  let total = 0;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    total += scores[i]!;
    squares += scores[i]! * scores[i]!;
  }
  const spread = n * squares - total * total;
  let left = 0;
  let taken = 0;
  return leftSizes.map((m) => {
    for (; taken < m; taken++) left += scores[order[taken]!]!;
    const variance = ((m * (n - m)) / (n * n * (n - 1))) * spread;
    return Math.abs(left - (m / n) * total) / Math.sqrt(variance);
  });
}

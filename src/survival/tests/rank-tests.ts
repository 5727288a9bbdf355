// SPDX-License-Identifier: Apache-2.0
import type { Column } from '../core/columns.ts';
import { averageRanks, tieSizes } from '../core/rank.ts';
import { pchisq, pnorm, pwilcox } from '../distributions/index.ts';
import { SurvivalError } from '../errors.ts';
import { requireSample } from './descriptive.ts';

/** Result of the Mann-Whitney test; two-sided P. */
export interface MannWhitney {
  /** R's W: pairs in which the first sample is larger, ties count one half. */
  readonly w: number;
  readonly p: number;
  readonly method: 'exact' | 'normal' | 'normal-continuity';
}

/** Options of `mannWhitney`. */
export interface MannWhitneyOptions {
  /** `'auto'` as R: exact when both samples are below 50 and there are no ties. */
  readonly exact?: boolean | 'auto';
  /** Continuity correction of the normal approximation; default true. */
  readonly continuity?: boolean;
}

const SMALL_SAMPLE = 50;

function joined(groups: readonly Column[]): Float64Array {
  const all = new Float64Array(groups.reduce((sum, group) => sum + group.length, 0));
  let at = 0;
  for (const group of groups) {
    all.set(Array.from(group), at);
    at += group.length;
  }
  return all;
}

/**
 * Compares two samples by ranks. Equals R's `wilcox.test(a, b, exact =, correct =)`.
 * @throws SurvivalError `too-few-observations`; `column-constant` when all values are equal; `option-out-of-range` for exact with ties
 */
export function mannWhitney(a: Column, b: Column, options: MannWhitneyOptions = {}): MannWhitney {
  const { exact = 'auto', continuity = true } = options;
  requireSample(a, 1, 'the first sample');
  requireSample(b, 1, 'the second sample');
  const [m, n] = [a.length, b.length];
  const all = joined([a, b]);
  const ranks = averageRanks(all);
  const ties = tieSizes(all);
  let w = (-m * (m + 1)) / 2;
  for (let i = 0; i < m; i++) w += ranks[i]!;
  const tied = ties.some((size) => size > 1);
  if (exact === true && tied) throw new SurvivalError('option-out-of-range', 'the exact test needs samples without ties: take the normal approximation');
  if (exact === true || (exact === 'auto' && m < SMALL_SAMPLE && n < SMALL_SAMPLE && !tied)) {
    const p = w > (m * n) / 2 ? pwilcox(w - 1, m, n, 'upper') : pwilcox(w, m, n);
    return { w, p: Math.min(1, 2 * p), method: 'exact' };
  }
  const total = m + n;
  const tieSum = ties.reduce((sum, size) => sum + size ** 3 - size, 0);
  const variance = ((m * n) / 12) * (total + 1 - tieSum / (total * (total - 1)));
  if (!(variance > 0)) throw new SurvivalError('column-constant', 'all values are equal: ranks cannot tell the samples apart');
  const distance = w - (m * n) / 2;
  const z = (distance - (continuity ? 0.5 * Math.sign(distance) : 0)) / Math.sqrt(variance);
  return { w, p: 2 * Math.min(pnorm(z), pnorm(z, 'upper')), method: continuity ? 'normal-continuity' : 'normal' };
}

/** A χ² statistic with its P. */
export interface ChiSquareResult {
  readonly chisq: number;
  readonly df: number;
  readonly p: number;
}

/** Compares several samples by ranks, corrected for ties. Equals R's `kruskal.test(x, group)`. */
export function kruskalWallis(groups: readonly Column[]): ChiSquareResult {
  if (groups.length < 2) throw new SurvivalError('too-few-groups', `${groups.length} group(s): at least 2 are needed`, { groups: groups.length });
  groups.forEach((group, k) => {
    requireSample(group, 1, `group ${k + 1}`);
  });
  const all = joined(groups);
  const n = all.length;
  const ranks = averageRanks(all);
  let sum = 0;
  let at = 0;
  for (const group of groups) {
    let ofGroup = 0;
    for (let i = 0; i < group.length; i++) ofGroup += ranks[at++]!;
    sum += ofGroup ** 2 / group.length;
  }
  const tieSum = tieSizes(all).reduce((total, size) => total + size ** 3 - size, 0);
  const correction = 1 - tieSum / (n ** 3 - n);
  if (!(correction > 0)) throw new SurvivalError('column-constant', 'all values are equal: ranks cannot tell the groups apart');
  const chisq = ((12 * sum) / (n * (n + 1)) - 3 * (n + 1)) / correction;
  const df = groups.length - 1;
  return { chisq, df, p: pchisq(chisq, df, 'upper') };
}

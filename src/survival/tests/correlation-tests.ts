// SPDX-License-Identifier: Apache-2.0
import type { Column } from '../core/columns.ts';
import { averageRanks, tieSizes } from '../core/rank.ts';
import { pnorm, pt, qnorm } from '../distributions/index.ts';
import { SurvivalError, type SurvivalWarning } from '../errors.ts';
import { meanAndSd } from '../filters/standardise.ts';
import { requireSample } from './descriptive.ts';
import { pSpearman } from './spearman-distribution.ts';

/** A coefficient of correlation with a two-sided P. */
export interface CorrelationTest {
  readonly n: number;
  readonly estimate: number;
  readonly p: number;
}

function checked(a: Column, b: Column, least: number): number {
  if (a.length !== b.length) throw new SurvivalError('length-mismatch', `the columns have ${a.length} and ${b.length} values`);
  requireSample(a, least, 'the first column');
  requireSample(b, least, 'the second column');
  return a.length;
}

function correlation(a: Column, b: Column): number {
  const first = meanAndSd(a);
  const second = meanAndSd(b);
  if (!(first.sd > 0 && second.sd > 0)) throw new SurvivalError('column-constant', 'a column has one value only: it has no correlation');
  let top = 0;
  let left = 0;
  let right = 0;
  for (let i = 0; i < a.length; i++) {
    const x = a[i]! - first.mean;
    const y = b[i]! - second.mean;
    top += x * y;
    left += x * x;
    right += y * y;
  }
  return Math.max(-1, Math.min(1, top / (Math.sqrt(left) * Math.sqrt(right))));
}

/** Pearson's correlation with Fisher's interval. Equals R's `cor.test(a, b)`; `t` is null (R: infinite) where the columns lie on one line. */
export function pearsonTest(
  a: Column,
  b: Column,
  level = 0.95,
): CorrelationTest & { readonly t: number | null; readonly ci: readonly [number, number]; readonly warnings: readonly SurvivalWarning[] } {
  const n = checked(a, b, 3);
  const estimate = correlation(a, b);
  if (Math.abs(estimate) === 1) {
    const warnings = [{ code: 'perfect-correlation', message: 'the columns lie on one line: the t statistic is infinite' }];
    return { n, estimate, p: 0, t: null, ci: n < 4 ? [-1, 1] : [estimate, estimate], warnings };
  }
  const t = Math.sqrt(n - 2) * (estimate / Math.sqrt(1 - estimate * estimate));
  const p = 2 * Math.min(pt(t, n - 2), pt(t, n - 2, 'upper'));
  if (n < 4) return { n, estimate, p, t, ci: [-1, 1], warnings: [] };
  const z = Math.atanh(estimate);
  const half = qnorm(0.5 + level / 2) / Math.sqrt(n - 3);
  return { n, estimate, p, t, ci: [Math.tanh(z - half), Math.tanh(z + half)], warnings: [] };
}

/** Options of `spearmanTest`. */
export interface SpearmanOptions {
  /** `'auto'` as R's default: the null distribution itself without ties and up to 1290 pairs, else t. Default `'t'`. */
  readonly method?: 'auto' | 't';
  readonly continuity?: boolean;
}

/** Most pairs for which R takes the distribution of S. */
const EXACT_UP_TO = 1290;

/** Spearman's rank correlation. Equals R's `cor.test(a, b, method = "spearman", exact = FALSE | NULL, continuity =)`. */
export function spearmanTest(
  a: Column,
  b: Column,
  options: SpearmanOptions = {},
): CorrelationTest & { readonly s: number; readonly method: 'exact' | 'edgeworth' | 't' } {
  const { method = 't', continuity = false } = options;
  const n = checked(a, b, 3);
  const estimate = correlation(averageRanks(a), averageRanks(b));
  const s = ((n ** 3 - n) * (1 - estimate)) / 6;
  const tied = [a, b].some((column) => tieSizes(column).some((size) => size > 1));
  const upper = s > (n ** 3 - n) / 6;
  if (method === 'auto' && !tied && n <= EXACT_UP_TO) {
    const p = upper ? pSpearman(Math.round(s), n, 'upper') : pSpearman(Math.round(s) + 2, n, 'lower');
    return { n, estimate, p: Math.min(1, 2 * p), s, method: n <= 9 ? 'exact' : 'edgeworth' };
  }
  const denominator = (n * (n * n - 1)) / 6 + (continuity ? 1 : 0);
  const r = 1 - s / denominator;
  const p = pt(r / Math.sqrt((1 - r * r) / (n - 2)), n - 2, upper ? 'lower' : 'upper');
  return { n, estimate, p: Math.min(1, 2 * p), s, method: 't' };
}

/** Kendall's τ_b with the normal approximation, corrected for ties. Equals R's `cor.test(a, b, method = "kendall", exact = FALSE)`. */
export function kendallTest(a: Column, b: Column): CorrelationTest & { readonly z: number } {
  const n = checked(a, b, 3);
  let score = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) score += Math.sign(a[i]! - a[j]!) * Math.sign(b[i]! - b[j]!);
  const sums = (column: Column): { pairs: number; five: number; three: number } => {
    let pairs = 0;
    let five = 0;
    let three = 0;
    for (const t of tieSizes(column)) {
      pairs += t * (t - 1);
      five += t * (t - 1) * (2 * t + 5);
      three += t * (t - 1) * (t - 2);
    }
    return { pairs, five, three };
  };
  const first = sums(a);
  const second = sums(b);
  const all = n * (n - 1);
  if (first.pairs === all || second.pairs === all) throw new SurvivalError('column-constant', 'a column has one value only: it has no correlation');
  const estimate = (2 * score) / (Math.sqrt(all - first.pairs) * Math.sqrt(all - second.pairs));
  const variance =
    (all * (2 * n + 5) - first.five - second.five) / 18 + (first.pairs * second.pairs) / (2 * all) + (first.three * second.three) / (9 * all * (n - 2));
  const z = score / Math.sqrt(variance);
  return { n, estimate, z, p: 2 * Math.min(pnorm(z), pnorm(z, 'upper')) };
}

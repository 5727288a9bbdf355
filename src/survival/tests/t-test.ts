// SPDX-License-Identifier: Apache-2.0
import type { Column } from '../core/columns.ts';
import { pf, pt, qt } from '../distributions/index.ts';
import { SurvivalError } from '../errors.ts';
import { meanAndSd } from '../filters/standardise.ts';
import { requireSample } from './descriptive.ts';

/** Result of a two-sample t test; two-sided P. */
export interface TTest {
  readonly t: number;
  readonly df: number;
  readonly p: number;
  /** Difference of the means, first minus second, with its confidence interval. */
  readonly difference: number;
  readonly ci: readonly [number, number];
}

/** Options of `tTest`. */
export interface TTestOptions {
  /** One variance for both samples (Student) instead of Welch's; default false. */
  readonly pooled?: boolean;
  readonly level?: number;
}

/** Compares two means. Equals R's `t.test(a, b)` (Welch) or `t.test(a, b, var.equal = TRUE)`. */
export function tTest(a: Column, b: Column, options: TTestOptions = {}): TTest {
  const { pooled = false, level = 0.95 } = options;
  requireSample(a, 2, 'the first sample');
  requireSample(b, 2, 'the second sample');
  const first = meanAndSd(a);
  const second = meanAndSd(b);
  const partA = first.sd ** 2 / a.length;
  const partB = second.sd ** 2 / b.length;
  const common = ((a.length - 1) * first.sd ** 2 + (b.length - 1) * second.sd ** 2) / (a.length + b.length - 2);
  const error = pooled ? Math.sqrt(common * (1 / a.length + 1 / b.length)) : Math.sqrt(partA + partB);
  const df = pooled ? a.length + b.length - 2 : (partA + partB) ** 2 / (partA ** 2 / (a.length - 1) + partB ** 2 / (b.length - 1));
  if (!(error > 10 * Number.EPSILON * Math.max(Math.abs(first.mean), Math.abs(second.mean)))) {
    throw new SurvivalError('column-constant', 'both samples are essentially constant: a t test is not defined');
  }
  const difference = first.mean - second.mean;
  const t = difference / error;
  const half = qt(0.5 + level / 2, df) * error;
  return { t, df, p: 2 * pt(Math.abs(t), df, 'upper'), difference, ci: [difference - half, difference + half] };
}

/** Result of an F test. */
export interface FTest {
  readonly f: number;
  readonly df: readonly [number, number];
  readonly p: number;
}

/** Compares two variances, two-sided. Equals R's `var.test(a, b)`. */
export function varianceTest(a: Column, b: Column): FTest {
  requireSample(a, 2, 'the first sample');
  requireSample(b, 2, 'the second sample');
  const top = meanAndSd(a).sd ** 2;
  const bottom = meanAndSd(b).sd ** 2;
  if (!(bottom > 0)) throw new SurvivalError('column-constant', 'the second sample has no variance: the ratio does not exist');
  const f = top / bottom;
  const df = [a.length - 1, b.length - 1] as const;
  return { f, df, p: Math.min(1, 2 * Math.min(pf(f, ...df), pf(f, ...df, 'upper'))) };
}

/** One-way analysis of variance. Equals R's `anova(lm(x ~ group))` / `oneway.test(var.equal = TRUE)`. */
export function anova(groups: readonly Column[]): FTest {
  if (groups.length < 2) throw new SurvivalError('too-few-groups', `${groups.length} group(s): at least 2 are needed`, { groups: groups.length });
  groups.forEach((group, k) => {
    requireSample(group, 1, `group ${k + 1}`);
  });
  const n = groups.reduce((sum, group) => sum + group.length, 0);
  const df = [groups.length - 1, n - groups.length] as const;
  if (df[1] < 1) throw new SurvivalError('too-few-observations', 'every group has one value only: there is no variance within groups');
  const summaries = groups.map((group) => ({ n: group.length, mean: meanAndSd(group).mean, group }));
  const grand = summaries.reduce((sum, { n: size, mean }) => sum + size * mean, 0) / n;
  let between = 0;
  let within = 0;
  for (const { n: size, mean, group } of summaries) {
    between += size * (mean - grand) ** 2;
    for (let i = 0; i < size; i++) within += (group[i]! - mean) ** 2;
  }
  if (!(within > 0)) throw new SurvivalError('column-constant', 'no group varies within itself: the ratio does not exist');
  const f = between / df[0] / (within / df[1]);
  return { f, df, p: pf(f, ...df, 'upper') };
}

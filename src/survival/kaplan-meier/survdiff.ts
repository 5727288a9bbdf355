// SPDX-License-Identifier: Apache-2.0
import { ldlFactor, ldlSolve } from '../core/ldl.ts';
import { distinct, prepareSurv, type Surv } from '../core/surv.ts';
import { type ChiSquareTest, chiSquareTest, matrixRows } from '../core/tests.ts';
import { SurvivalError, type SurvivalWarning } from '../errors.ts';
import { groupLevels } from './survfit.ts';

/** Options of `survdiff`. */
export interface SurvdiffOptions {
  /** Weights S(t-)^rho: 0 = log-rank (default), 1 = Peto and Peto's Wilcoxon. */
  readonly rho?: number;
  readonly strata?: readonly (string | number)[];
}

/** A test of equal survival. */
export interface Survdiff extends ChiSquareTest {
  readonly groups: readonly (string | number)[];
  readonly n: readonly number[];
  /** Weighted observed and expected events per group, summed over strata. */
  readonly observed: readonly number[];
  readonly expected: readonly number[];
  /** Hypergeometric variance of observed - expected. */
  readonly variance: readonly (readonly number[])[];
  readonly warnings: readonly SurvivalWarning[];
}

/**
 * Log-rank test and its G-rho family. Equals R's `survdiff(Surv(time, status) ~ group + strata(s), rho =)`.
 * Without an event the statistic is 0 on 0 degrees of freedom and p is null, with a warning.
 * @throws SurvivalError `too-few-groups`, `length-mismatch`, and those of the follow-up
 * @see https://doi.org/10.1093/biomet/69.3.553 (Harrington, Fleming 1982)
 */
export function survdiff(surv: Surv, group: readonly (string | number)[], { rho = 0, strata }: SurvdiffOptions = {}): Survdiff {
  const { n, time, status } = prepareSurv(surv);
  if (group.length !== n) throw new SurvivalError('length-mismatch', `group has ${group.length} values where ${n} are needed`);
  if (strata !== undefined && strata.length !== n) throw new SurvivalError('length-mismatch', `strata has ${strata.length} values where ${n} are needed`);
  const groups = groupLevels(group);
  const k = groups.length;
  if (k < 2) throw new SurvivalError('too-few-groups', `there is only the group ${groups[0]}: at least two are compared`);
  const groupIndex = new Map(groups.map((value, i) => [value, i]));
  const observed = new Float64Array(k);
  const expected = new Float64Array(k);
  const variance = new Float64Array(k * k);
  const sizes = new Array<number>(k).fill(0);
  for (const value of group) sizes[groupIndex.get(value)!]!++;
  for (const stratum of strata === undefined ? [undefined] : groupLevels(strata)) {
    const rows: number[] = [];
    for (let i = 0; i < n; i++) if (strata === undefined || strata[i] === stratum) rows.push(i);
    addStratum(rows);
  }
  const used = groups.map((_, i) => i).filter((i) => expected[i]! > 0);
  const df = Math.max(used.length - 1, 0);
  const y = Float64Array.from(used.slice(1), (i) => observed[i]! - expected[i]!);
  const sub = new Float64Array(df * df);
  used.slice(1).forEach((a, i) => {
    used.slice(1).forEach((b, j) => {
      sub[i * df + j] = variance[a * k + b]!;
    });
  });
  const solved = Float64Array.from(y);
  ldlFactor(sub, df, 1e-12);
  ldlSolve(sub, df, solved);
  const statistic = solved.reduce((sum, value, i) => sum + value * y[i]!, 0);
  const warnings = df === 0 ? [{ code: 'no-events', message: 'fewer than two groups have an expected event: nothing is tested' }] : [];
  return {
    groups,
    n: sizes,
    observed: Array.from(observed),
    expected: Array.from(expected),
    variance: matrixRows(variance, k),
    ...chiSquareTest(statistic, df),
    warnings,
  };

  function addStratum(rows: readonly number[]): void {
    const { levels, index } = distinct(rows.map((i) => time[i]!));
    const m = levels.length;
    const events = new Float64Array(m * k);
    const leaving = new Float64Array(m * k);
    const atRisk = new Float64Array(k);
    rows.forEach((row, i) => {
      const at = index[i]! * k + groupIndex.get(group[row]!)!;
      leaving[at]! += 1;
      events[at]! += status[row]!;
      atRisk[groupIndex.get(group[row]!)!]! += 1;
    });
    let total = rows.length;
    let survival = 1;
    for (let t = 0; t < m; t++) {
      let d = 0;
      for (let g = 0; g < k; g++) d += events[t * k + g]!;
      if (d > 0) {
        const w = survival ** rho;
        for (let g = 0; g < k; g++) {
          observed[g]! += w * events[t * k + g]!;
          expected[g]! += (w * d * atRisk[g]!) / total;
        }
        if (total > 1) {
          const factor = (w * w * d * (total - d)) / (total - 1);
          for (let a = 0; a < k; a++) {
            const share = atRisk[a]! / total;
            for (let b = 0; b < k; b++) variance[a * k + b]! += factor * share * ((a === b ? 1 : 0) - atRisk[b]! / total);
          }
        }
        survival *= 1 - d / total;
      }
      for (let g = 0; g < k; g++) {
        atRisk[g]! -= leaving[t * k + g]!;
        total -= leaving[t * k + g]!;
      }
    }
  }
}

/** The test for trend over ordered groups. */
export interface SurvTrend extends ChiSquareTest {
  readonly scores: readonly number[];
}

/**
 * Log-rank test for trend: (sum of s (O - E))^2 / s'Vs with one degree of freedom. Equals R's `survminer::surv_pvalue(test.for.trend = TRUE)`.
 * @param scores one per group of the test; default 1, 2, 3, ...
 */
export function survTrend(test: Survdiff, scores: readonly number[] = test.groups.map((_, i) => i + 1)): SurvTrend {
  if (scores.length !== test.groups.length) throw new SurvivalError('length-mismatch', `${scores.length} scores for ${test.groups.length} groups`);
  let sum = 0;
  let variance = 0;
  scores.forEach((score, i) => {
    sum += score * (test.observed[i]! - test.expected[i]!);
    scores.forEach((other, j) => {
      variance += score * other * test.variance[i]![j]!;
    });
  });
  return variance > 0 ? { scores, ...chiSquareTest((sum * sum) / variance, 1) } : { scores, statistic: 0, df: 0, p: null };
}

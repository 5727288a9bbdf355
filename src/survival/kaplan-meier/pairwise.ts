// SPDX-License-Identifier: Apache-2.0
import { type AdjustMethod, pAdjust } from '../core/p-adjust.ts';
import { prepareSurv, type Surv } from '../core/surv.ts';
import { SurvivalError } from '../errors.ts';
import { type Survdiff, survdiff } from './survdiff.ts';
import { groupLevels } from './survfit.ts';

/** One pair of groups. */
export interface PairwiseSurvdiff {
  readonly a: string | number;
  readonly b: string | number;
  readonly test: Survdiff;
  /** Adjusted over the pairs; null where a pair has no test. */
  readonly adjusted: Readonly<Record<AdjustMethod, number | null>>;
}

/**
 * Log-rank tests of every pair of groups with corrected P. Equals R's `survminer::pairwise_survdiff(..., p.adjust.method =)`.
 * @throws SurvivalError `length-mismatch`, `too-few-groups`, and those of the follow-up
 */
export function pairwiseSurvdiff(surv: Surv, group: readonly (string | number)[], { rho = 0 }: { readonly rho?: number } = {}): PairwiseSurvdiff[] {
  const { n } = prepareSurv(surv);
  if (group.length !== n) throw new SurvivalError('length-mismatch', `group has ${group.length} values where ${n} are needed`);
  const levels = groupLevels(group);
  if (levels.length < 2) throw new SurvivalError('too-few-groups', `there is only the group ${levels[0]}: at least two are compared`);
  const pairs = levels.flatMap((a, i) => levels.slice(i + 1).map((b) => ({ a, b })));
  const tests = pairs.map(({ a, b }) => {
    const rows = group.flatMap((value, i) => (value === a || value === b ? [i] : []));
    return survdiff(
      { time: rows.map((i) => surv.time[i]!), status: rows.map((i) => surv.status[i]!) },
      rows.map((i) => group[i]!),
      { rho },
    );
  });
  const tested = tests.flatMap(({ p }, i) => (p === null ? [] : [i]));
  const p = tested.map((i) => tests[i]!.p!);
  const by = (method: AdjustMethod): Map<number, number> => new Map(pAdjust(p, method).map((value, k) => [tested[k]!, value]));
  const adjusted = { bonferroni: by('bonferroni'), holm: by('holm'), BH: by('BH') };
  return pairs.map(({ a, b }, i) => ({
    a,
    b,
    test: tests[i]!,
    adjusted: { bonferroni: adjusted.bonferroni.get(i) ?? null, holm: adjusted.holm.get(i) ?? null, BH: adjusted.BH.get(i) ?? null },
  }));
}

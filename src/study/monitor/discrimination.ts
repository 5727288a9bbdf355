// SPDX-License-Identifier: Apache-2.0

import type { ModelFile } from '../../nomogram/model-file.ts';
import { pnorm } from '../../survival/index.ts';
import { horizon } from '../report/format.ts';
import type { DriftSection, Estimate, Performance } from '../report/study-report.ts';

const Z95 = 1.959963984540054;

type Entry = ModelFile['validation'][number];
type Measure = NonNullable<Entry['concordance']>;

const asEstimate = ({ value, lower, upper, standardError }: Measure): Estimate => {
  const se = standardError ?? (lower === undefined || upper === undefined ? null : (upper - lower) / (2 * Z95));
  return { value, lower: lower ?? null, upper: upper ?? null, se };
};

/** The measurements to compare with: the newest of the site, else the best of the file's making. */
function reference(file: ModelFile): Entry | undefined {
  const last = (kind: Entry['kind']): Entry | undefined =>
    file.validation.findLast((entry) => entry.kind === kind && (entry.concordance !== undefined || (entry.auc?.length ?? 0) > 0));
  return last('local') ?? last('internal') ?? last('external') ?? last('apparent');
}

/** Discrimination now against what the file records; the two groups of patients are different people, so their errors add. */
export function discriminationThenAndNow(file: ModelFile, performance: Performance): DriftSection['discrimination'] {
  const entry = reference(file);
  const source = entry === undefined ? 'the file records none' : `${entry.kind}: ${entry.cohort.name.en}, ${entry.date}`;
  const row = (measure: string, before: Estimate, now: Estimate): DriftSection['discrimination'][number] => {
    const usable = typeof before.se === 'number' && typeof now.se === 'number' && before.value !== null && now.value !== null;
    if (!usable) return { measure, source, earlier: before, now, difference: { value: null }, p: null };
    const se = Math.hypot(before.se as number, now.se as number);
    const value = now.value! - before.value!;
    return {
      measure,
      source,
      earlier: before,
      now,
      difference: { value, lower: value - Z95 * se, upper: value + Z95 * se, se },
      p: se > 0 ? 2 * pnorm(-Math.abs(value / se)) : null,
    };
  };
  const rows = [row('concordance', entry?.concordance === undefined ? { value: null } : asEstimate(entry.concordance), performance.concordance)];
  for (const at of entry?.auc ?? []) {
    const now = performance.auc.find(({ timeDays }) => Math.abs(timeDays - at.years * file.daysPerYear) < 1);
    if (now !== undefined) rows.push(row(`AUC at ${horizon(now.timeDays)}`, asEstimate(at), now));
  }
  return rows;
}

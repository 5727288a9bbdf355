// SPDX-License-Identifier: Apache-2.0
import type { Columns } from '../core/columns.ts';
import type { Surv } from '../core/surv.ts';
import { twoSidedP } from '../core/tests.ts';
import { SurvivalError } from '../errors.ts';
import { measureRoc, standardError, type TimeRocOptions } from './time-roc.ts';

/** Difference of two AUCs on the same subjects, per time; null where one of them has no AUC. */
export interface TimeRocPair {
  readonly a: string;
  readonly b: string;
  /** AUC of a minus AUC of b. */
  readonly difference: readonly (number | null)[];
  readonly se: readonly (number | null)[];
  readonly p: readonly (number | null)[];
}

/** Paired tests through the influence functions. Equals R's `timeROC::compare(roc1, roc2, adjusted = FALSE)`, for every pair of markers. */
export function compareTimeRoc(surv: Surv, markers: Columns, times: readonly number[], options: Pick<TimeRocOptions, 'convention'> = {}): TimeRocPair[] {
  const names = Object.keys(markers);
  if (names.length < 2) throw new SurvivalError('too-few-groups', 'at least two markers are compared');
  const measured = names.map((name) => measureRoc(surv, markers[name]!, times, options));
  return names.flatMap((a, i) =>
    names.slice(i + 1).map((b, k): TimeRocPair => {
      const rows = times.map((_, t) => {
        const first = measured[i]![t]!;
        const second = measured[i + 1 + k]![t]!;
        if (first.influence === null || second.influence === null) return { difference: null, se: null, p: null };
        const other = second.influence;
        const difference = first.result.auc! - second.result.auc!;
        const se = standardError(first.influence.map((value, row) => value - other[row]!));
        return { difference, se, p: se > 0 ? twoSidedP(difference / se) : null };
      });
      return { a, b, difference: rows.map((row) => row.difference), se: rows.map((row) => row.se), p: rows.map((row) => row.p) };
    }),
  );
}

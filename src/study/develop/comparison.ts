// SPDX-License-Identifier: Apache-2.0
import { compareConcordance } from '../../survival/index.ts';
import type { Cohort } from '../cohort/cohort.ts';
import { survAt } from '../models/fit-model.ts';
import type { FittedModel } from '../models/fitted-model.ts';
import { finiteOrNull, orElse } from '../performance/applied-model.ts';
import type { StudyReport } from '../report/study-report.ts';

type Comparison = NonNullable<StudyReport['comparison']>;

/** Harrell's C of each pair of models, b minus a, on the patients that both can score (paired, joint influences). */
export function compareModels(cohort: Cohort, models: readonly FittedModel[]): Comparison {
  const sets = [
    { set: 'training' as const, rows: cohort.training },
    { set: 'validation' as const, rows: cohort.validation },
  ];
  return sets.flatMap(({ set, rows }) =>
    models.flatMap((a, i) =>
      models.slice(i + 1).flatMap((b) => {
        const both = rows.filter((row) => Number.isFinite(a.score[row]!) && Number.isFinite(b.score[row]!));
        const pair = orElse(undefined, () => {
          if (both.length === 0) return undefined;
          const markers = { a: Float64Array.from(both, (row) => a.score[row]!), b: Float64Array.from(both, (row) => b.score[row]!) };
          return compareConcordance(survAt(cohort, both), markers).pairs[0];
        });
        if (pair === undefined) return [];
        const half = 1.959963984540054 * pair.se;
        const difference = {
          value: finiteOrNull(pair.difference),
          lower: finiteOrNull(pair.difference - half),
          upper: finiteOrNull(pair.difference + half),
          se: finiteOrNull(pair.se),
        };
        return [{ set, a: a.name, b: b.name, difference, p: finiteOrNull(pair.p) }];
      }),
    ),
  );
}

// SPDX-License-Identifier: Apache-2.0
// Every named cohort of a group model with its groups, for the chart: the chosen cohort first.
import type { Language } from '../../src/nomogram/assessment.ts';
import type { LoadedModel } from '../../src/nomogram/prepare.ts';
import { decimal, of100 } from '../../src/nomogram/present.ts';
import type { CohortRow } from '../charts/group-cohorts.tsx';
import type { Catalogue } from '../i18n/catalogue.ts';

export function cohortRows(model: LoadedModel, years: number, chosenId: string | undefined, t: Catalogue, language: Language): readonly CohortRow[] {
  const { groups } = model.file;
  if (!groups) return [];
  const chosen = chosenId ?? groups.nearestCohort;
  return groups.cohorts
    .flatMap((cohort): CohortRow[] => {
      const own = groups.observed.filter((o) => o.cohort === cohort.id && o.years === years);
      if (own.length === 0) return [];
      return [
        {
          name: t.cohorts.named(cohort.name[language], decimal(cohort.n, 0, language)),
          ...(cohort.detail ? { detail: cohort.detail[language] } : {}),
          chosen: cohort.id === chosen,
          groups: own.map((o) => ({
            group: o.group,
            survival: o.survival,
            ...(o.lower === undefined ? {} : { lower: o.lower }),
            ...(o.upper === undefined ? {} : { upper: o.upper }),
            n: String(of100(o.survival)),
          })),
        },
      ];
    })
    .toSorted((a, b) => Number(b.chosen) - Number(a.chosen));
}

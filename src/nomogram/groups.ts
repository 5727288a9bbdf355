// SPDX-License-Identifier: Apache-2.0
import type { GroupObserved, RiskGroup } from './assessment.ts';
import type { LoadedModel } from './prepare.ts';

/** The group of a score, or undefined where the file has none or may not assign one. */
export function groupOf(model: LoadedModel, score: number): RiskGroup | undefined {
  const { groups } = model.file;
  if (groups === undefined || !groups.assignable) return undefined;
  const passed = groups.cutoffs.filter(({ value }) => (groups.atCutoff === 'higher-group' ? score >= value : score > value)).length;
  const level = groups.levels[passed]!;
  return { id: level.id, label: level.label };
}

/** Cut-offs of the score, ascending; empty where no group may be assigned. */
export function cutoffs(model: LoadedModel): readonly number[] {
  return model.file.groups?.assignable === true ? model.file.groups.cutoffs.map((cutoff) => cutoff.value) : [];
}

/**
 * What was observed in a group, one entry per named cohort, the chosen cohort first.
 *
 * @param cohortId the site's nearest cohort; absent: the file's own choice
 */
export function observedSurvival(model: LoadedModel, group: RiskGroup, cohortId?: string): readonly GroupObserved[] {
  const { groups } = model.file;
  if (!model.answers.observedSurvival || groups === undefined) return [];
  const wanted = groups.cohorts.some((cohort) => cohort.id === cohortId) ? cohortId : groups.nearestCohort;
  const rows = groups.observed
    .filter((row) => row.group === group.id)
    .map((row): GroupObserved => {
      const cohort = groups.cohorts.find((candidate) => candidate.id === row.cohort)!;
      return {
        cohort: cohort.name,
        cohortId: cohort.id,
        n: cohort.n,
        years: row.years,
        survival: row.survival,
        ...(row.lower === undefined || row.upper === undefined ? {} : { lower: row.lower, upper: row.upper }),
        chosen: cohort.id === wanted,
      };
    });
  return rows.toSorted((a, b) => Number(b.chosen) - Number(a.chosen));
}

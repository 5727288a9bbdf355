// SPDX-License-Identifier: Apache-2.0
import { survfit, survQuantile } from '../../survival/index.ts';
import type { Cohort, CohortColumn } from '../cohort/cohort.ts';
import type { StudyDefinition } from '../definition/study-definition.ts';
import { survAt } from '../models/fit-model.ts';
import { finiteOrNull, NONE, orElse } from '../performance/applied-model.ts';
import type { PatientSet, StudyReport } from '../report/study-report.ts';

/** Patients and events of each set with the median follow-up (reverse Kaplan-Meier). */
export function patientSets(cohort: Cohort): StudyReport['sets'] {
  const all = Int32Array.from([...cohort.training, ...cohort.validation]);
  const sets: [PatientSet, Int32Array][] = [['all', all]];
  if (cohort.validation.length > 0) sets.push(['training', cohort.training], ['validation', cohort.validation]);
  return sets.map(([set, rows]) => ({
    set,
    n: rows.length,
    events: rows.reduce((sum, row) => sum + cohort.status[row]!, 0),
    medianFollowUpDays: orElse(NONE, () => {
      const [curve] = survfit(survAt(cohort, rows), { reverse: true }).curves;
      const [median] = survQuantile(curve!, [0.5]);
      return { value: finiteOrNull(median!.estimate), lower: finiteOrNull(median!.lower), upper: finiteOrNull(median!.upper), se: null };
    }),
  }));
}

function missingIn(column: CohortColumn, rows: readonly number[]): number {
  return rows.filter((row) => (column.kind === 'number' ? !Number.isFinite(column.values[row]!) : column.index[row]! < 0)).length;
}

/** Missing values per column over all patients, and what was done about them. */
export function missingSection(definition: StudyDefinition, cohort: Cohort): NonNullable<StudyReport['missingData']> {
  const rows = [...cohort.training, ...cohort.validation];
  const candidates = definition.candidates.flatMap(({ key, label }) => {
    const column = cohort.covariates.get(key);
    return column === undefined ? [] : [{ label: label.en, column }];
  });
  const described = [...definition.subgroups, ...definition.pathology].flatMap((one) => {
    const column = one.source === 'column' ? cohort.others.get(one.key) : undefined;
    return column === undefined || one.source !== 'column' ? [] : [{ label: one.label.en, column }];
  });
  const complete = rows.filter((row) => candidates.every(({ column }) => missingIn(column, [row]) === 0)).length;
  const unique = [...new Map([...candidates, ...described].map((one) => [one.label, one])).values()];
  return {
    method:
      definition.missing.method === 'complete-case'
        ? 'Complete cases: a model is fitted on the patients with every candidate it was chosen from.'
        : `Multiple imputation by chained equations, ${definition.missing.imputations} completed cohorts, pooled by Rubin’s rules.`,
    columns: unique.map(({ label, column }) => ({ label, missing: missingIn(column, rows) })),
    completeCases: complete,
  };
}

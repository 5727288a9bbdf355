// SPDX-License-Identifier: Apache-2.0
// From tables to a cohort, or to the whole list of what is wrong with them.
import type { StudyDefinition } from '../definition/study-definition.ts';
import type { Table, TableProblem } from '../table/table.ts';
import type { Cohort, CohortColumn, FeatureMatrix } from './cohort.ts';
import { horizonDays } from './days.ts';
import { exclude } from './exclude.ts';
import { checkColumns } from './find-columns.ts';
import { checkVariation, readColumn } from './read-columns.ts';
import { readFeatures } from './read-features.ts';
import { readIds } from './read-ids.ts';
import { readOutcome } from './read-outcome.ts';
import { type Reading, reading } from './reading.ts';
import { splitCohort } from './split.ts';

export type ReadCohort =
  | { readonly kind: 'ok'; readonly cohort: Cohort; readonly notes: readonly TableProblem[] }
  | { readonly kind: 'problems'; readonly problems: readonly TableProblem[]; readonly notes: readonly TableProblem[] };

/** Two columns may be read for several purposes; what is wrong with a cell is said once. */
function unique(problems: readonly TableProblem[]): TableProblem[] {
  const seen = new Set<string>();
  return problems.filter((problem) => {
    const key = JSON.stringify([problem.code, problem.file, problem.column, problem.message]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function noteFollowUp(read: Reading, definition: StudyDefinition, timeDays: Float64Array): void {
  const { outcome, horizonsYears } = definition;
  const longest = timeDays.reduce((max, time) => Math.max(max, Number.isNaN(time) ? 0 : time), 0);
  if (longest === 0 || longest >= horizonDays(horizonsYears[0]!)) return;
  const column = outcome.time ?? outcome.end!;
  const asked = outcome.time === undefined ? '' : `; are the times really in ${outcome.unit}?`;
  read.notes.push({
    code: 'follow-up-short',
    file: read.table.name,
    column,
    message: `the longest time is ${Math.round(longest)} days, and the first horizon is ${horizonsYears[0]} year(s)${asked}`,
  });
}

function checkSets(read: Reading, status: Uint8Array, training: Int32Array, validation: Int32Array, definition: StudyDefinition): void {
  if (status.length === 0 || !status.includes(1) || definition.split.method === 'none') return;
  const events = (rows: Int32Array): number => rows.reduce((sum, i) => sum + status[i]!, 0);
  for (const [name, rows] of [['training', training] as const, ['validation', validation] as const]) {
    if (rows.length > 0 && events(rows) > 0) continue;
    const what = rows.length === 0 ? 'nobody' : 'no patient with an event';
    read.problems.push({ code: 'set-without-events', file: read.table.name, message: `the ${name} set has ${what}; change \`split\` in the study file` });
  }
}

/**
 * Reads the patients of a study.
 *
 * Exclusions come first; a patient who is left out is not looked at further. All that is wrong is collected, so that one message can list it:
 * structure of the files, missing columns, identifiers, outcome, values, split, patients without features.
 *
 * @param cohortTable rows of patients; may come from {@link scanCsv}, whose problems are then in the list too
 * @param featuresTable needed exactly when the definition names features
 */
export function readCohort(definition: StudyDefinition, cohortTable: Table, featuresTable?: Table): ReadCohort {
  const read = reading(cohortTable, definition.cohort.id);
  const features = featuresTable === undefined || definition.features === undefined ? undefined : reading(featuresTable, definition.features.id);
  if (definition.features !== undefined && featuresTable === undefined)
    read.problems.push({
      code: 'features-file-missing',
      file: definition.features.file,
      message: 'the study file names features, and no table of features was given',
    });
  const hasTable = cohortTable.columns.length > 0;
  if (hasTable) checkColumns(read, definition);
  const ids = readIds(read);
  const { rows, flow } = exclude(read, definition);
  const { timeDays, status } = readOutcome(read, definition, rows);
  const covariates = new Map<string, CohortColumn>(definition.candidates.map((candidate) => [candidate.key, readColumn(read, candidate, rows)]));
  const own = [...definition.subgroups.filter((subgroup) => subgroup.source === 'column'), ...definition.pathology];
  const others = new Map<string, CohortColumn>(own.map((column) => [column.key, readColumn(read, column, rows)]));
  const { training, validation } = splitCohort(read, definition, rows, status);
  for (const candidate of definition.candidates) checkVariation(read, candidate, covariates.get(candidate.key)!, rows, training);
  noteFollowUp(read, definition, timeDays);
  const matrix: FeatureMatrix | undefined = features === undefined ? undefined : readFeatures(features, definition, read, ids, rows);
  if (read.problems.length === 0) checkSets(read, status, training, validation, definition);
  const problems = unique([...read.problems, ...(features?.problems ?? [])]);
  const notes = unique([...read.notes, ...(features?.notes ?? [])]);
  if (problems.length > 0) return { kind: 'problems', problems, notes };
  const cohort: Cohort = {
    n: rows.length,
    ids: rows.map((row) => ids[row]!),
    rowNumbers: rows.map((row) => cohortTable.rowNumbers[row]!),
    timeDays,
    status,
    covariates,
    others,
    ...(matrix === undefined ? {} : { features: matrix }),
    training,
    validation,
    flow,
  };
  return { kind: 'ok', cohort, notes };
}

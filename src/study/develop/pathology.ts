// SPDX-License-Identifier: Apache-2.0
import { describe, kruskalWallis, mannWhitney, spearmanTest } from '../../survival/index.ts';
import type { Cohort, LevelColumn, NumberColumn } from '../cohort/cohort.ts';
import type { StudyDefinition } from '../definition/study-definition.ts';
import { finiteOrNull, orElse } from '../performance/applied-model.ts';
import type { StudyReport } from '../report/study-report.ts';

type PathologyRow = NonNullable<StudyReport['pathology']>[number];

/** A score of every patient of the cohort, NaN where it is not known. */
export interface NamedScore {
  readonly name: string;
  readonly values: Float64Array;
}

/**
 * How scores go with what the pathologist saw, in all patients with both: two levels by Mann-Whitney's test, more by Kruskal-Wallis' (and Spearman's correlation
 * with the order of the levels), numbers by Spearman's correlation.
 */
export function pathologySection(definition: StudyDefinition, cohort: Cohort, scores: readonly NamedScore[]): PathologyRow[] {
  const patients = [...cohort.training, ...cohort.validation];
  return definition.pathology.flatMap(({ key, label }) => {
    const column = cohort.others.get(key);
    if (column === undefined) return [];
    return scores.map(({ name, values }) =>
      column.kind === 'levels' ? levelsRow(label.en, name, column, values, patients) : numberRow(label.en, name, column, values, patients),
    );
  });
}

function levelsRow(variable: string, score: string, column: LevelColumn, values: Float64Array, patients: readonly number[]): PathologyRow {
  const usable = patients.filter((row) => Number.isFinite(values[row]!) && column.index[row]! >= 0);
  const samples = column.labels.map((_, level) =>
    Float64Array.from(
      usable.filter((row) => column.index[row] === level),
      (row) => values[row]!,
    ),
  );
  const groups = column.labels.map((level, k) => {
    const sample = samples[k]!;
    if (sample.length === 0) return { level, n: 0, median: null, q1: null, q3: null };
    const { median, q1, q3 } = describe(sample);
    return { level, n: sample.length, median, q1, q3 };
  });
  const filled = samples.filter((sample) => sample.length > 0);
  const head = { variable, score, groups };
  const rank = orElse(null, () =>
    finiteOrNull(
      spearmanTest(
        Float64Array.from(usable, (row) => column.index[row]!),
        Float64Array.from(usable, (row) => values[row]!),
      ).estimate,
    ),
  );
  const nothing = { ...head, test: 'not computable', statistic: null, p: null };
  if (filled.length < 2) return nothing;
  return orElse<PathologyRow>(nothing, () => {
    if (filled.length === 2) {
      const { w, p } = mannWhitney(filled[0]!, filled[1]!);
      return { ...head, test: 'Mann-Whitney', statistic: finiteOrNull(w), p: finiteOrNull(p), spearman: rank };
    }
    const { chisq, p } = kruskalWallis(filled);
    return { ...head, test: 'Kruskal-Wallis', statistic: finiteOrNull(chisq), p: finiteOrNull(p), spearman: rank };
  });
}

function numberRow(variable: string, score: string, column: NumberColumn, values: Float64Array, patients: readonly number[]): PathologyRow {
  const usable = patients.filter((row) => Number.isFinite(values[row]!) && Number.isFinite(column.values[row]!));
  const head = { variable, score, groups: [] };
  return orElse<PathologyRow>({ ...head, test: 'not computable', statistic: null, p: null }, () => {
    const { estimate, p } = spearmanTest(
      Float64Array.from(usable, (row) => column.values[row]!),
      Float64Array.from(usable, (row) => values[row]!),
    );
    return { ...head, test: 'Spearman', statistic: finiteOrNull(estimate), p: finiteOrNull(p), spearman: finiteOrNull(estimate) };
  });
}

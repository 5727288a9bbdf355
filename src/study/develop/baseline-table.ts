// SPDX-License-Identifier: Apache-2.0
import { chiSquareTest, describe, fisherTest, mannWhitney, present, shapiroTest, standardisedDifference, tTest } from '../../survival/index.ts';
import type { Cohort, CohortColumn, LevelColumn, NumberColumn } from '../cohort/cohort.ts';
import type { StudyDefinition } from '../definition/study-definition.ts';
import { finiteOrNull, orElse } from '../performance/applied-model.ts';
import type { BaselineTableRow, Maybe, StudyReport } from '../report/study-report.ts';
import { unitText } from '../unit-text.ts';
import { levelDifference } from './standardised-difference.ts';

type BaselineTable = NonNullable<StudyReport['baseline']>;

/** Below this P of Shapiro and Wilk's test in either set, numbers count as not normal. */
const NORMAL_P = 0.05;
/** An expected count below this makes Fisher's test the right one. */
const SMALL_EXPECTED = 5;

const NOTE =
  'Numbers: mean ± standard deviation and Welch’s test where Shapiro and Wilk’s test sees no departure from normality in either set (P ≥ 0.05), else median ' +
  '(quartiles) and the Mann-Whitney test. Levels: n (%) of the known; χ² test (with Yates’ correction in 2 × 2 tables), or Fisher’s where an expected count is below 5. ' +
  'Standardised differences (training minus validation) tell of balance; P values of a random split do not.';

/** Patients by candidate and described column, in all, training and validation; without a split one column and no tests. */
export function baselineTable(definition: StudyDefinition, cohort: Cohort): BaselineTable {
  const split = cohort.validation.length > 0;
  const all = split ? Int32Array.from([...cohort.training, ...cohort.validation]) : cohort.training;
  const sets = split ? [all, cohort.training, cohort.validation] : [all];
  const described: { label: string; column: CohortColumn }[] = [];
  for (const { key, label } of definition.candidates) push(label.en, cohort.covariates.get(key));
  const seen = new Set(definition.candidates.filter(({ key }) => cohort.covariates.has(key)).map(({ column }) => column));
  for (const one of [...definition.subgroups, ...definition.pathology]) {
    if (one.source !== 'column' || seen.has(one.column)) continue;
    seen.add(one.column);
    push(one.label.en, cohort.others.get(one.key));
  }
  return {
    columns: split ? ['All', 'Training', 'Validation'] : ['All'],
    rows: described.flatMap(({ label, column }) => (column.kind === 'number' ? [numberRow(label, column, sets)] : levelRows(label, column, sets))),
    note: split
      ? NOTE
      : 'Numbers: mean ± standard deviation, or median (quartiles) where Shapiro and Wilk’s test sees a departure from normality. Levels: n (%) of the known.',
  };

  function push(label: string, column: CohortColumn | undefined): void {
    if (column !== undefined) described.push({ label, column });
  }
}

const said = new Intl.NumberFormat('en', { maximumSignificantDigits: 3, useGrouping: false });

function numberRow(label: string, column: NumberColumn, sets: readonly Int32Array[]): BaselineTableRow {
  const values = sets.map((rows) => present(Float64Array.from(rows, (row) => column.values[row]!)));
  const missing = sets[0]!.length - values[0]!.length;
  const judged = sets.length === 1 ? values : values.slice(1);
  const normal = judged.every((one) => orElse(false, () => shapiroTest(one).p >= NORMAL_P));
  const cells = values.map((one) => {
    if (one.length === 0) return '–';
    const { mean, sd, median, q1, q3 } = describe(one);
    return normal ? `${said.format(mean)} ± ${said.format(sd)}` : `${said.format(median)} (${said.format(q1)}–${said.format(q3)})`;
  });
  const unit = unitText(column.unit);
  const name = unit === '' ? label : `${label}, ${unit}`;
  const [, training, validation] = values;
  if (training === undefined || validation === undefined) return { label: name, cells, standardisedDifference: null, p: null, missing };
  const p = orElse(null, () => finiteOrNull(normal ? tTest(training, validation).p : mannWhitney(training, validation).p));
  const difference = orElse(null, () => finiteOrNull(standardisedDifference(training, validation)));
  return { label: name, cells, standardisedDifference: difference, p, test: normal ? 'Welch' : 'Mann-Whitney', missing };
}

function levelRows(label: string, column: LevelColumn, sets: readonly Int32Array[]): BaselineTableRow[] {
  const counts = sets.map((rows) => column.levels.map((_, level) => rows.reduce((sum, row) => sum + (column.index[row] === level ? 1 : 0), 0)));
  const known = counts.map((one) => one.reduce((sum, count) => sum + count, 0));
  const missing = sets[0]!.length - known[0]!;
  const tested = counts.length === 3 ? testLevels(counts[1]!, counts[2]!) : undefined;
  const difference = counts.length === 3 ? levelDifference(counts[1]!, counts[2]!) : null;
  return column.labels.map((level, k) => ({
    label,
    level,
    cells: counts.map((one, set) => (known[set] === 0 ? '–' : `${one[k]} (${Math.round((100 * one[k]!) / known[set]!)} %)`)),
    standardisedDifference: k === 0 ? finiteOrNull(difference) : null,
    p: k === 0 ? (tested?.p ?? null) : null,
    ...(k === 0 && tested !== undefined ? { test: tested.test } : {}),
    missing: k === 0 ? missing : 0,
  }));
}

function testLevels(training: readonly number[], validation: readonly number[]): { p: Maybe; test: string } | undefined {
  const used = training.map((count, k) => [count, validation[k]!]).filter(([a, b]) => a! + b! > 0);
  return orElse(undefined, () => {
    const square = chiSquareTest(used);
    const small = square.expected.some((row) => row.some((count) => count < SMALL_EXPECTED));
    if (!small) return { p: finiteOrNull(square.p), test: 'χ²' };
    return orElse({ p: finiteOrNull(square.p), test: 'χ² (small counts)' }, () => ({ p: finiteOrNull(fisherTest(used).p), test: 'Fisher' }));
  });
}

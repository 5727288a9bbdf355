// SPDX-License-Identifier: Apache-2.0
import type { StudyDefinition } from '../definition/study-definition.ts';
import { isMissing, parseNumber } from '../table/cells.ts';
import type { TableProblem } from '../table/table.ts';
import type { FeatureMatrix } from './cohort.ts';
import { columnMissing } from './find-columns.ts';
import { looseMatches, readIds } from './read-ids.ts';
import { notANumberText } from './read-number.ts';
import { type Reading, WrongCells } from './reading.ts';

/** `imageType_class_feature`, as PyRadiomics names features. */
const FEATURE_NAME = /_(shape2D|shape|firstorder|glcm|glrlm|glszm|gldm|ngtdm)_/;
/** With more columns wrong in the same way, the columns share one message. */
const COLUMNS_NAMED = 4;

const list = (names: readonly string[]): string =>
  names.length <= COLUMNS_NAMED ? names.join(', ') : `${names.slice(0, COLUMNS_NAMED).join(', ')} and ${names.length - COLUMNS_NAMED} more`;

/** Joins problems of one kind in many columns to one. */
function joined(problems: readonly TableProblem[]): TableProblem[] {
  const byCode = new Map<string, TableProblem[]>();
  for (const problem of problems) byCode.set(problem.code, [...(byCode.get(problem.code) ?? []), problem]);
  return [...byCode.values()].flatMap((same) => {
    if (same.length <= COLUMNS_NAMED) return same;
    const { column: _, ...first } = same[0]!;
    const rows = [...new Set(same.flatMap((problem) => problem.rows ?? []))].sort((a, b) => a - b);
    return [{ ...first, rows, message: `in ${same.length} columns (${list(same.map((problem) => problem.column!))}): ${first.message}` }];
  });
}

/** Row of the features file of each patient, by identifier; mismatches become problems. */
function matchRows(read: Reading, cohort: Reading, cohortIds: readonly string[], rows: readonly number[]): Int32Array {
  const ids = readIds(read);
  const position = new Map<string, number>();
  ids.forEach((id, row) => {
    if (id !== '') position.set(id, row);
  });
  const without = rows.filter((row) => cohortIds[row] !== '' && !position.has(cohortIds[row]!));
  if (without.length > 0) {
    const loose = looseMatches(
      without.map((row) => cohortIds[row]!),
      position.keys(),
    );
    cohort.problems.push({
      code: 'features-missing',
      file: cohort.table.name,
      column: cohort.idColumn,
      rows: without.map((row) => cohort.table.rowNumbers[row]!),
      message: `${without.length === 1 ? 'this patient has' : `these ${without.length} patients have`} no row in ${read.table.name}; add it, or leave the patient out with an exclusion${
        loose > 0 ? ` (${loose} would match without leading zeros, case or spaces)` : ''
      }`,
    });
  }
  const known = new Set(cohortIds);
  const strangers = ids.flatMap((id, row) => (id === '' || known.has(id) ? [] : [read.table.rowNumbers[row]!]));
  if (strangers.length > 0)
    read.problems.push({
      code: 'patient-unknown',
      file: read.table.name,
      column: read.idColumn,
      rows: strangers,
      message: `${strangers.length === 1 ? 'this patient is' : `these ${strangers.length} patients are`} not in ${cohort.table.name}; add ${strangers.length === 1 ? 'the patient' : 'them'} there, or take the rows out`,
    });
  return Int32Array.from(rows, (row) => position.get(cohortIds[row]!) ?? -1);
}

/** Columns that hold features, and a note on those that were taken for something else. */
function featureColumns(read: Reading): number[] {
  const { table } = read;
  const aside: string[] = [];
  const columns: number[] = [];
  table.columns.forEach((column, at) => {
    if (column === read.idColumn || column === '' || column.startsWith('diagnostics_')) return;
    const isNumeric = table.rows.some((row) => typeof parseNumber(row[at]!) === 'number');
    const isFilled = table.rows.some((row) => !isMissing(row[at]!));
    if (FEATURE_NAME.test(column) || isNumeric) columns.push(at);
    else if (isFilled) aside.push(column);
  });
  if (aside.length > 0)
    read.notes.push({
      code: 'column-ignored',
      file: table.name,
      message: `${aside.length === 1 ? 'one column holds' : `${aside.length} columns hold`} text and no feature, and ${aside.length === 1 ? 'is' : 'are'} left out: ${list(aside)}`,
    });
  if (columns.length === 0 && table.rows.length > 0)
    read.problems.push({ code: 'no-features', file: table.name, message: 'there is no column of numbers besides the identifier' });
  return columns;
}

/**
 * The features of the patients in `rows` of the cohort file, in their order. `nan`, as PyRadiomics writes it, is missing.
 *
 * @param read the features file; problems are added to it (and to `cohort` for patients without features)
 * @param cohortIds identifiers of all rows of the cohort file
 * @param rows positions in the cohort file
 */
export function readFeatures(
  read: Reading,
  definition: StudyDefinition,
  cohort: Reading,
  cohortIds: readonly string[],
  rows: readonly number[],
): FeatureMatrix {
  const { table } = read;
  if (table.columns.length === 0) return { names: [], values: new Float64Array(0) };
  if (!read.at.has(read.idColumn)) read.problems.push(columnMissing(table.name, definition.features!.id, 'features.id', table.columns));
  const match = read.at.has(read.idColumn) && cohort.at.has(cohort.idColumn) ? matchRows(read, cohort, cohortIds, rows) : new Int32Array(rows.length).fill(-1);
  const columns = featureColumns(read);
  const values = new Float64Array(columns.length * rows.length).fill(Number.NaN);
  const target = new Map<number, number>();
  match.forEach((row, i) => {
    if (row >= 0) target.set(row, i);
  });
  const found: TableProblem[] = [];
  /** Features with missing values, and rows that have them. */
  const missing = { features: new Set<string>(), rows: new Set<number>() };
  columns.forEach((at, j) => {
    const name = table.columns[at]!;
    const wrong = new WrongCells(read, name);
    table.rows.forEach((cells, row) => {
      const cell = cells[at]!;
      if (table.damagedRows?.has(row)) return;
      const i = target.get(row);
      const value = parseNumber(cell);
      if (typeof value === 'number') {
        if (i !== undefined) values[j * rows.length + i] = value;
      } else if (isMissing(cell) || cell.trim().toLowerCase() === 'nan') {
        if (i === undefined) return;
        missing.features.add(name);
        missing.rows.add(table.rowNumbers[row]!);
      } else wrong.add(value, row, cell);
    });
    wrong.report((code, quotedValues) => notANumberText(code as Parameters<typeof notANumberText>[0], quotedValues), found);
  });
  read.problems.push(...joined(found));
  if (missing.features.size > 0)
    read.notes.push({
      code: 'feature-missing',
      file: table.name,
      rows: [...missing.rows].sort((a, b) => a - b),
      message: `${missing.features.size === 1 ? 'one feature has' : `${missing.features.size} features have`} missing values: ${list([...missing.features])}`,
    });
  return { names: columns.map((at) => table.columns[at]!), values };
}

// SPDX-License-Identifier: Apache-2.0
// Candidates and described columns: typed, checked against what the study file says of them.
import { isInDomain } from '../../nomogram/transforms.ts';
import type { Candidate, NumberCandidate, OwnColumn } from '../definition/study-definition.ts';
import { isMissing } from '../table/cells.ts';
import type { CohortColumn } from './cohort.ts';
import { designColumns } from './design-columns.ts';
import { readLevels } from './read-levels.ts';
import { readNumbers } from './read-number.ts';
import type { Reading } from './reading.ts';
import { unitHint } from './unit-hints.ts';

type Described = Candidate | OwnColumn;

function rangeText({ plausible, unit }: { plausible?: NumberCandidate['plausible']; unit: string }): string {
  const { min, max } = plausible ?? {};
  if (min === undefined) return `at most ${max} ${unit}`;
  return max === undefined ? `at least ${min} ${unit}` : `${min} to ${max} ${unit}`;
}

/** One column as the study file describes it. NaN or -1 where nothing is known or the cell is wrong; wrong cells become problems. */
export function readColumn(read: Reading, described: Described, rows: readonly number[]): CohortColumn {
  if (described.kind === 'levels') return readLevels(read, described.column, described.levels, rows);
  const { plausible } = described;
  const transform = 'transform' in described ? described.transform : ({ kind: 'identity' } as const);
  const domain = transform.kind === 'rcs' ? ({ kind: 'identity' } as const) : transform;
  const values = readNumbers(
    read,
    described.column,
    rows,
    (value) => {
      if (plausible?.min !== undefined && value < plausible.min) return 'implausible';
      if (plausible?.max !== undefined && value > plausible.max) return 'implausible';
      return isInDomain(domain, value) ? undefined : 'outside-transform';
    },
    (code, cells) =>
      code === 'implausible'
        ? `${cells} is outside what the study file calls plausible (${rangeText(described)}); correct it, or leave the cell empty`
        : `${cells} has no ${transform.kind}; ${transform.kind === 'sqrt' ? 'a square root needs 0 or more' : 'a logarithm needs a number above 0'}`,
  );
  return { kind: 'number', values, unit: described.unit };
}

/** Different values of a numeric column among some patients, missing ones not counted; stops at two. */
function isConstant(values: ArrayLike<number>, patients: ArrayLike<number>): boolean {
  let first: number | undefined;
  for (let k = 0; k < patients.length; k++) {
    const value = values[patients[k]!]!;
    if (Number.isNaN(value)) continue;
    if (first === undefined) first = value;
    else if (value !== first) return false;
  }
  return true;
}

/**
 * Says which candidates cannot tell patients apart: all over (a problem) or in the training set (a note), and levels that nobody has (a note).
 *
 * @param rows positions in the table of the patients
 * @param training positions among the patients
 */
export function checkVariation(read: Reading, candidate: Candidate, column: CohortColumn, rows: readonly number[], training: ArrayLike<number>): void {
  const at = read.at.get(candidate.column);
  if (at === undefined || rows.length === 0) return;
  const file = read.table.name;
  const place = { file, column: candidate.column };
  const raw = column.kind === 'number' ? column.values : Float64Array.from(column.index, (i) => (i < 0 ? Number.NaN : i));
  const everybody = rows.map((_, i) => i);
  if (raw.every(Number.isNaN)) {
    // When every cell is wrong rather than empty, that has been said already.
    if (rows.every((row) => isMissing(read.table.rows[row]![at]!)))
      read.problems.push({ ...place, code: 'column-empty', message: `no patient has a value; take ${candidate.key} out of \`candidates\`` });
    return;
  }
  const isStep = candidate.kind === 'number' && (candidate.transform.kind === 'threshold' || candidate.transform.kind === 'bins');
  const coded = isStep ? designColumns(candidate, column).columns[0]! : raw;
  if (isConstant(coded, everybody)) {
    const why = isConstant(raw, everybody) ? 'all patients have the same value' : 'all patients are on the same side of the threshold';
    read.problems.push({
      ...place,
      code: 'constant-column',
      message: `${why}, so it cannot tell them apart; take ${candidate.key} out of \`candidates\`, or check its unit and coding`,
    });
    return;
  }
  if (isConstant(coded, training))
    read.notes.push({ ...place, code: 'constant-in-training', message: `all training patients have the same value of ${candidate.key}` });
  if (column.kind === 'levels')
    column.levels.forEach((code, level) => {
      if (!column.index.includes(level)) read.notes.push({ ...place, code: 'level-empty', message: `no patient has the level "${code}"` });
    });
  else {
    const hint = unitHint(candidate as NumberCandidate, column.values);
    if (hint !== undefined) read.notes.push({ ...place, code: 'unit-suspicious', message: hint });
  }
}

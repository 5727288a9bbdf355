// SPDX-License-Identifier: Apache-2.0
import type { Cohort, CohortColumn } from '../cohort/cohort.ts';
import { designColumns, splineKnots } from '../cohort/design-columns.ts';
import type { Candidate } from '../definition/study-definition.ts';
import { afterNumber, unitText } from '../unit-text.ts';

/** One column of the design over ALL patients of the cohort, NaN where the input is missing or outside the transform's domain. */
export interface DesignColumn {
  /** Candidate key. */
  readonly key: string;
  /** Level code of a dummy, `2`, `3` … of a spline; absent for the only or first column. */
  readonly part?: string;
  /** Unique name: the key, or `key:part`. */
  readonly name: string;
  readonly label: string;
  readonly values: Float64Array;
}

/** A candidate as columns. */
export interface CandidateDesign {
  readonly candidate: Candidate;
  readonly columns: readonly DesignColumn[];
  /** Knots of a spline, as placed. */
  readonly knots?: readonly number[];
}

/**
 * Columns of a candidate: the very numbers that the model file's transforms give at the serving side.
 *
 * @param rows patients whose values place the knots of a spline (those of the fit)
 * @param placed knots that were placed already (on the patients as they are, for a completed cohort)
 * @throws StudyError `not-computable` when the knots of a spline coincide
 */
export function candidateDesign(candidate: Candidate, cohort: Cohort, rows: ArrayLike<number>, placed?: readonly number[]): CandidateDesign {
  const column = cohort.covariates.get(candidate.key);
  if (column === undefined) throw new TypeError(`the cohort has no column for the candidate ${candidate.key}`);
  const knots = placed ?? knotsOf(candidate, column, rows);
  const { names, parts, columns } = designColumns(candidate, column, knots);
  const labels = labelsOf(candidate, parts);
  return {
    candidate,
    columns: columns.map((values, k) => {
      const part = parts[k];
      return { key: candidate.key, ...(part === undefined ? {} : { part }), name: names[k]!, label: labels[k]!, values };
    }),
    ...(knots === undefined ? {} : { knots }),
  };
}

function knotsOf(candidate: Candidate, column: CohortColumn, rows: ArrayLike<number>): readonly number[] | undefined {
  if (candidate.kind !== 'number' || candidate.transform.kind !== 'rcs') return undefined;
  const { knots } = candidate.transform;
  if (typeof knots !== 'number') return knots;
  return column.kind === 'number'
    ? splineKnots(
        Float64Array.from(rows, (row) => column.values[row]!),
        knots,
        candidate.key,
      )
    : undefined;
}

function labelsOf(candidate: Candidate, parts: readonly (string | undefined)[]): string[] {
  const label = candidate.label.en;
  if (candidate.kind === 'levels') {
    const [reference, ...others] = candidate.levels;
    if (parts.length > 1) return others.map((level) => `${label}: ${level.label.en} v ${reference!.label.en}`);
    return [others.length > 1 ? `${label}, per step` : `${label}: ${others[0]!.label.en} v ${reference!.label.en}`];
  }
  const { transform } = candidate;
  const said = afterNumber(candidate.unit);
  if (transform.kind === 'threshold') return [`${label} > ${transform.above}${said}`];
  if (transform.kind === 'bins')
    return [transform.edges.length === 1 ? `${label} ≥ ${transform.edges[0]}${said}` : `${label}, ${transform.values.length} groups`];
  if (transform.kind === 'rcs') return parts.map((part) => (part === undefined ? `${label}, linear part of the spline` : `${label}, spline term ${part}`));
  return [transform.kind === 'identity' ? `${label}, per ${unitText(candidate.unit) || 'unit'}` : `${label}, ${transform.kind}`];
}

/** True where every column of every design has a number. */
export function completeRows(rows: Int32Array, designs: readonly { readonly columns: readonly { readonly values: Float64Array }[] }[]): Int32Array {
  return rows.filter((row) => designs.every(({ columns }) => columns.every(({ values }) => Number.isFinite(values[row]!))));
}

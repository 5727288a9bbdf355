// SPDX-License-Identifier: Apache-2.0
import type { Transform } from '../../nomogram/model-file.ts';
import { isInDomain, transformValue } from '../../nomogram/transforms.ts';
import { quantile7 } from '../../survival/index.ts';
import type { Cohort, CohortColumn } from '../cohort/cohort.ts';
import type { Candidate } from '../definition/study-definition.ts';

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
  readonly transform: Transform;
  readonly columns: readonly DesignColumn[];
  /** Knots of a spline, as placed. */
  readonly knots?: readonly number[];
}

/** Quantiles at which Harrell places 3 … 7 knots (Regression Modeling Strategies, 2015, table 2.3). */
const KNOT_QUANTILES: Readonly<Record<number, readonly number[]>> = {
  3: [0.1, 0.5, 0.9],
  4: [0.05, 0.35, 0.65, 0.95],
  5: [0.05, 0.275, 0.5, 0.725, 0.95],
  6: [0.05, 0.23, 0.41, 0.59, 0.77, 0.95],
  7: [0.025, 0.1833, 0.3417, 0.5, 0.6583, 0.8167, 0.975],
};

/**
 * Columns of a candidate: the very numbers that the model file's transforms give at the serving side.
 *
 * @param rows patients whose values place the knots of a spline (those of the fit)
 */
export function candidateDesign(candidate: Candidate, cohort: Cohort, rows: ArrayLike<number>): CandidateDesign {
  const column = cohort.covariates.get(candidate.key);
  if (column === undefined) throw new TypeError(`the cohort has no column for the candidate ${candidate.key}`);
  const transform = transformOf(candidate, column, rows);
  const knots = transform.kind === 'rcs' ? transform.knots : undefined;
  const labels = labelsOf(candidate, transform);
  const values = labels.map(() => new Float64Array(cohort.n).fill(Number.NaN));
  for (let i = 0; i < cohort.n; i++) {
    const known = column.kind === 'number' ? column.values[i]! : column.levels[column.index[i]!];
    if (known === undefined || !isInDomain(transform, known)) continue;
    transformValue(transform, [known]).forEach((value, k) => {
      values[k]![i] = value;
    });
  }
  const columns = labels.map(({ part, label }, k) => ({
    key: candidate.key,
    ...(part === undefined ? {} : { part }),
    name: part === undefined ? candidate.key : `${candidate.key}:${part}`,
    label,
    values: values[k]!,
  }));
  return { candidate, transform, columns, ...(knots === undefined ? {} : { knots }) };
}

function transformOf(candidate: Candidate, column: CohortColumn, rows: ArrayLike<number>): Transform {
  if (candidate.kind === 'levels') {
    const codes = candidate.levels.map(({ code }) => code);
    if (candidate.coding === 'dummies' && codes.length > 2) return { kind: 'dummies', levels: codes };
    return { kind: 'levels', x: Object.fromEntries(codes.map((code, k) => [code, k])) };
  }
  const { transform } = candidate;
  if (transform.kind !== 'rcs') return transform;
  return { kind: 'rcs', knots: typeof transform.knots === 'number' ? placeKnots(column, rows, transform.knots) : transform.knots };
}

/** Knots at Harrell's quantiles of the patients given. */
function placeKnots(column: CohortColumn, rows: ArrayLike<number>, count: number): number[] {
  const known = column.kind === 'number' ? Array.from(rows, (row) => column.values[row]!).filter(Number.isFinite) : [];
  return known.length === 0 ? KNOT_QUANTILES[count]!.map((_, k) => k) : KNOT_QUANTILES[count]!.map((p) => quantile7(known, p));
}

function labelsOf(candidate: Candidate, transform: Transform): { part?: string; label: string }[] {
  const label = candidate.label.en;
  if (candidate.kind === 'levels') {
    const [reference, ...others] = candidate.levels;
    if (transform.kind === 'dummies') return others.map((level) => ({ part: level.code, label: `${label}: ${level.label.en} v ${reference!.label.en}` }));
    return [{ label: others.length > 1 ? `${label}, per step` : `${label}: ${others[0]!.label.en} v ${reference!.label.en}` }];
  }
  switch (transform.kind) {
    case 'threshold':
      return [{ label: `${label} > ${transform.above} ${candidate.unit}` }];
    case 'rcs':
      return transform.knots
        .slice(1)
        .map((_, k) => (k === 0 ? { label: `${label}, linear part` } : { part: String(k + 1), label: `${label}, spline ${k + 1}` }));
    case 'identity':
      return [{ label: `${label}, per ${candidate.unit}` }];
    default:
      return [{ label: `${label}, ${transform.kind}` }];
  }
}

/** True where every column of every design has a number. */
export function completeRows(rows: Int32Array, designs: readonly { readonly columns: readonly { readonly values: Float64Array }[] }[]): Int32Array {
  return rows.filter((row) => designs.every(({ columns }) => columns.every(({ values }) => Number.isFinite(values[row]!))));
}

// SPDX-License-Identifier: Apache-2.0
// From typed values to the columns that a Cox model is fitted on: the same numbers that a model file computes when it is served.
import { columnCount, transformValue } from '../../nomogram/transforms.ts';
import { quantile7 } from '../../survival/core/quantile.ts';
import type { Candidate, CandidateTransform } from '../definition/study-definition.ts';
import { StudyError } from '../errors.ts';
import type { CohortColumn, LevelColumn } from './cohort.ts';

export interface DesignColumns {
  /** `key`, `key:code` of a level, `key:2`, `key:3` … of a spline. */
  readonly names: readonly string[];
  /** What follows the colon in `names`; undefined where there is none. */
  readonly parts: readonly (string | undefined)[];
  /** One value per patient each; NaN = missing. */
  readonly columns: readonly Float64Array[];
}

/**
 * Knots of a restricted cubic spline at equally spaced quantiles: 0.1 to 0.9 for three knots, 0.05 to 0.95 for four to six, 0.025 to 0.975 for seven.
 *
 * Hmisc's further rules for few or tied values are not followed; where the quantiles coincide, this is an error.
 *
 * @param values of the training patients; NaN is passed over
 * @param count 3 to 7
 * @throws StudyError `not-computable` when two knots coincide
 * @see Harrell, Regression Modeling Strategies, 2nd ed., table 2.3
 */
export function splineKnots(values: Float64Array, count: number, key = 'the covariate'): number[] {
  if (!Number.isInteger(count) || count < 3 || count > 7) throw new StudyError('option-out-of-range', `${count} knots: a spline takes 3 to 7`);
  const outer = count === 3 ? 0.1 : count === 7 ? 0.025 : 0.05;
  const present = values.filter((value) => !Number.isNaN(value));
  if (present.length === 0) throw new StudyError('not-computable', `${key} has no values, so a spline has no knots`);
  const knots = Array.from({ length: count }, (_, k) => quantile7(present, outer + (k * (1 - 2 * outer)) / (count - 1)));
  if (knots.some((knot, k) => k > 0 && !(knot > knots[k - 1]!)))
    throw new StudyError(
      'not-computable',
      `${key} has too few different values for ${count} knots (they would stand at ${knots.join(', ')}); use fewer knots, name them, or use another transform`,
    );
  return knots;
}

/** True when a transform says a number of knots, which {@link splineKnots} has to place. */
export function needsKnots(candidate: Candidate): boolean {
  return candidate.kind === 'number' && candidate.transform.kind === 'rcs' && typeof candidate.transform.knots === 'number';
}

/** The transform with its knots in place, as a model file holds it. */
export function placedTransform(
  transform: CandidateTransform,
  knots?: readonly number[],
): Exclude<CandidateTransform, { kind: 'rcs' }> | { kind: 'rcs'; knots: number[] } {
  if (transform.kind !== 'rcs') return transform;
  const placed = knots ?? (typeof transform.knots === 'number' ? undefined : transform.knots);
  if (placed === undefined) throw new StudyError('option-out-of-range', 'a spline with a number of knots needs the knots; place them with splineKnots');
  return { kind: 'rcs', knots: [...placed] };
}

function levelColumns(key: string, column: LevelColumn, coding: 'dummies' | 'ordinal'): DesignColumns {
  const n = column.index.length;
  const fill = (value: (level: number) => number): Float64Array => {
    const values = new Float64Array(n);
    for (let i = 0; i < n; i++) values[i] = column.index[i]! < 0 ? Number.NaN : value(column.index[i]!);
    return values;
  };
  if (coding === 'ordinal' || column.levels.length === 2) return { names: [key], parts: [undefined], columns: [fill((level) => level)] };
  const codes = column.levels.slice(1);
  return { names: codes.map((code) => `${key}:${code}`), parts: codes, columns: codes.map((_, k) => fill((level) => (level === k + 1 ? 1 : 0))) };
}

/**
 * Design columns of a candidate: numbers through the model file's own transforms; two levels as 0 and 1; more levels as one column per level beside
 * the reference, or as 0, 1, 2 … when coded `ordinal`.
 *
 * @param column the candidate's values
 * @param knots of a spline, when the study file says only how many
 * @throws StudyError `option-out-of-range` for a spline without knots, and when kind and column differ
 */
export function designColumns(candidate: Candidate, column: CohortColumn, knots?: readonly number[]): DesignColumns {
  if (candidate.kind === 'levels') {
    if (column.kind !== 'levels') throw new StudyError('option-out-of-range', `${candidate.key} has levels, its column has numbers`);
    return levelColumns(candidate.key, column, candidate.coding);
  }
  if (column.kind !== 'number') throw new StudyError('option-out-of-range', `${candidate.key} is a number, its column has levels`);
  const transform = placedTransform(candidate.transform, knots);
  const count = columnCount(transform);
  const n = column.values.length;
  const columns = Array.from({ length: count }, () => new Float64Array(n).fill(Number.NaN));
  for (let i = 0; i < n; i++) {
    const value = column.values[i]!;
    if (Number.isNaN(value)) continue;
    const transformed = transformValue(transform, [value]);
    for (let j = 0; j < count; j++) columns[j]![i] = transformed[j]!;
  }
  const parts = columns.map((_, j) => (j === 0 ? undefined : String(j + 1)));
  return { names: parts.map((part) => (part === undefined ? candidate.key : `${candidate.key}:${part}`)), parts, columns };
}

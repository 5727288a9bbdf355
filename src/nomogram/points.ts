// SPDX-License-Identifier: Apache-2.0
// The points scale of a nomogram: the covariate with the widest axis gets 100 points.
import { termScore } from './linear-predictor.ts';
import type { Covariate } from './model-file.ts';
import type { LoadedModel } from './prepare.ts';
import { pretty, roundedMultiple } from './pretty.ts';
import { isStepwise, transformValue } from './transforms.ts';

/** One tick of a covariate's axis. */
export interface AxisValue {
  /** The covariate's transformed value (for dummies the position of the level), or for a continuous covariate the input in its unit. */
  readonly value: number;
  readonly columns: readonly number[];
  readonly major: boolean;
}

/**
 * Points = (β·x − least β·x on the covariate's axis) × `perUnit`; `perUnit` = 100 / the greatest spread of β·x on any axis.
 * Total points = (score − `scoreAtZero`) × `perUnit`, so points add up to the total exactly.
 *
 * @see rms::nomogram (Harrell), of which this is the arithmetic
 */
export interface PointsScale {
  readonly perUnit: number;
  readonly scoreAtZero: number;
  /** Least β·x per covariate, in the file's order. */
  readonly minima: readonly number[];
  readonly axes: readonly (readonly AxisValue[])[];
}

/** Tick values of one covariate: its steps, or a regular grid over its axis (R's `pretty` of the studied range where the file sets none). */
export function axisValues(covariate: Covariate): readonly AxisValue[] {
  const { transform } = covariate;
  if (transform.kind === 'dummies') return transform.levels.map((level, index) => ({ value: index, columns: transformValue(transform, [level]), major: true }));
  if (isStepwise(covariate.transform)) return stepValues(covariate).map((x) => ({ value: x, columns: [x], major: true }));
  const at = (value: number): readonly number[] => transformValue(covariate.transform, [value]);
  const { axis } = covariate;
  if (axis !== undefined) {
    const every = Math.round(axis.major / axis.minor);
    const first = Math.round(axis.min / axis.minor);
    const last = Math.round(axis.max / axis.minor);
    return Array.from({ length: last - first + 1 }, (_, i) => {
      const value = roundedMultiple(first + i, axis.minor);
      return { value, columns: at(value), major: (first + i) % every === 0 };
    });
  }
  const range = covariate.inputs[0]!.cohortRange;
  if (range === undefined) return [];
  const positive = ['ln', 'log10', 'volume'].includes(covariate.transform.kind);
  const ticks = pretty(range.min, range.max);
  const usable = positive
    ? [
        ...belowFirst(
          range.min,
          ticks.find((value) => value > 0),
        ),
        ...ticks.filter((value) => value > 0),
      ]
    : ticks;
  return usable.map((value) => ({ value, columns: at(value), major: true }));
}

/** A logarithm has no place for the 0 that a regular grid may begin with: 1, 2, 5, 10 … from the least studied value up to the grid's first tick. */
function belowFirst(least: number, first: number | undefined): readonly number[] {
  if (first === undefined || !(least > 0) || least >= first) return [];
  const ticks: number[] = [];
  for (let exponent = Math.floor(Math.log10(least)); 10 ** exponent < first; exponent++)
    for (const digit of [1, 2, 5]) {
      const value = roundedMultiple(digit, Number(`1e${exponent}`));
      if (value < first) ticks.push(value);
    }
  const start = ticks.findLastIndex((value) => value <= least);
  return ticks.slice(Math.max(0, start));
}

function stepValues(covariate: Covariate): readonly number[] {
  if (covariate.levels !== undefined) return covariate.levels.map((level) => level.x);
  const { transform } = covariate;
  const rule = transform.kind === 'albi' ? transform.next : transform;
  if (rule.kind === 'levels') return [...new Set(Object.values(rule.x))].toSorted((a, b) => a - b);
  if (rule.kind === 'bins') return [...new Set(rule.values)];
  return [0, 1];
}

/** The scale of a model's nomogram, or undefined where a covariate has no axis (then there are no points). */
export function pointsScale(model: LoadedModel): PointsScale | undefined {
  if (!model.answers.points) return undefined;
  const axes = model.terms.map((term) => axisValues(term.covariate));
  const scores = model.terms.map((term, i) => axes[i]!.map((tick) => termScore(term, tick.columns)));
  const minima = scores.map((values) => Math.min(...values));
  const widest = Math.max(...scores.map((values, i) => Math.max(...values) - minima[i]!));
  if (!(widest > 0)) return undefined;
  return { perUnit: 100 / widest, scoreAtZero: minima.reduce((sum, value) => sum + value, 0), minima, axes };
}

/** Points of one covariate's share of the score. Outside the axis they go below 0 or above 100: nothing is clamped. */
export function termPoints(scale: PointsScale, termIndex: number, share: number): number {
  return (share - scale.minima[termIndex]!) * scale.perUnit;
}

/** Total points of a score. */
export function totalPoints(scale: PointsScale, score: number): number {
  return (score - scale.scoreAtZero) * scale.perUnit;
}

/** The score that a total stands for; inverse of {@link totalPoints}. */
export function scoreOfPoints(scale: PointsScale, points: number): number {
  return points / scale.perUnit + scale.scoreAtZero;
}

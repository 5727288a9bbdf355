// SPDX-License-Identifier: Apache-2.0
import type { Columns } from '../core/columns.ts';
import { SurvivalError } from '../errors.ts';
import { pretty } from './pretty.ts';

/** One predictor of a nomogram: its coefficient (log hazard ratio per unit) and the values its axis shows. */
export interface NomogramPredictor {
  readonly name: string;
  readonly coef: number;
  /** Axis values; without them they are taken from `range`, or from the data (`nomogramPredictors`). */
  readonly values?: readonly number[];
  /** Smallest and largest value, in the predictor's unit. */
  readonly range?: readonly [number, number];
}

/** Baseline survival at one time for a subject at the centre (linear predictor 0). */
export interface BaselineAtCentre {
  /** In the unit of the follow-up. */
  readonly time: number;
  readonly survival: number;
}

/** Options of `nomogram`. */
export interface NomogramOptions {
  /** Σ coefficient × mean over the development data: the centre of the linear predictor. */
  readonly center: number;
  /** Centred linear predictors of the development data; their range sets the range of the lower axes. */
  readonly linearPredictors: ArrayLike<number>;
  readonly baseline: readonly BaselineAtCentre[];
  /** Points of the longest axis; default 100. */
  readonly maxScale?: number;
  /** Survival probabilities marked on the lower axes; default .05, .1, .2 … .9, .95. */
  readonly survivalTicks?: readonly number[];
}

/** One axis of points. */
export interface NomogramAxis {
  readonly name: string;
  readonly values: readonly number[];
  /** Coefficient × value, not centred. */
  readonly linear: readonly number[];
  readonly points: readonly number[];
}

/** The geometry of a nomogram as rms lays it out, unrounded. */
export interface Nomogram {
  readonly predictors: readonly { readonly name: string; readonly coef: number; readonly smallest: number }[];
  readonly center: number;
  readonly pointsPerUnit: number;
  /** Linear predictor (centred) at 0 points. */
  readonly intercept: number;
  readonly axes: readonly NomogramAxis[];
  readonly totalPoints: readonly number[];
  readonly linearAxis: { readonly totalPoints: readonly number[]; readonly linear: readonly number[] };
  readonly survivalAxes: readonly {
    readonly time: number;
    readonly survivalAtCentre: number;
    readonly totalPoints: readonly number[];
    readonly survival: readonly number[];
  }[];
}

const DEFAULT_TICKS = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95] as const;

/** With at most this many distinct values a predictor's axis shows just these. */
const MOST_LEVELS = 10;

/** Axis values of columns as `rms::datadist` and `nomogram` choose them: the distinct values of a column with at most ten, else its range. */
export function nomogramPredictors(columns: Columns, coef: Readonly<Record<string, number>>): NomogramPredictor[] {
  return Object.entries(columns).map(([name, column]) => {
    const value = coef[name];
    if (value === undefined) throw new SurvivalError('column-missing', `there is no coefficient for ${name}`, { column: name });
    const sorted = [...new Set(Array.from(column))].sort((a, b) => a - b);
    if (sorted.length === 0) throw new SurvivalError('no-data', `${name} has no rows`, { column: name });
    return sorted.length <= MOST_LEVELS ? { name, coef: value, values: sorted } : { name, coef: value, range: [sorted[0]!, sorted[sorted.length - 1]!] };
  });
}

function axisValues(predictor: NomogramPredictor): readonly number[] {
  if (predictor.values !== undefined && predictor.values.length > 0) return predictor.values;
  if (predictor.range !== undefined) return pretty(predictor.range[0], predictor.range[1], 10);
  throw new SurvivalError('no-data', `${predictor.name} has neither axis values nor a range`, { predictor: predictor.name });
}

/**
 * Axes of a nomogram for a Cox model. Equals R's `rms::nomogram(cph(…, surv = TRUE), fun = survival at times, lp = TRUE, maxscale =)`, except that the
 * ticks of the survival axes are inverted exactly where rms interpolates between 1000 points (within 0.05 points).
 * points = (β x − smallest β x of the axis) · maxScale / largest extent of an axis; the axis, not the data, sets the scale.
 * @throws SurvivalError `no-columns`, `no-data`, `column-constant`, `value-out-of-range`
 */
export function nomogram(predictors: readonly NomogramPredictor[], options: NomogramOptions): Nomogram {
  const { center, linearPredictors, baseline, maxScale = 100, survivalTicks = DEFAULT_TICKS } = options;
  if (predictors.length === 0) throw new SurvivalError('no-columns', 'a nomogram needs at least one predictor');
  if (linearPredictors.length === 0) throw new SurvivalError('no-data', 'there are no linear predictors to lay the lower axes by');
  const drawn = predictors.map((predictor) => {
    const values = axisValues(predictor);
    const linear = values.map((value) => predictor.coef * value);
    return { predictor, values, linear, smallest: Math.min(...linear), extent: Math.max(...linear) - Math.min(...linear) };
  });
  const widest = Math.max(...drawn.map(({ extent }) => extent));
  if (!(widest > 0)) throw new SurvivalError('column-constant', 'no axis has any extent: every coefficient is 0 or every predictor has one value');
  const pointsPerUnit = maxScale / widest;
  const intercept = -center + drawn.reduce((sum, { smallest }) => sum + smallest, 0);
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < linearPredictors.length; i++) {
    low = Math.min(low, linearPredictors[i]!);
    high = Math.max(high, linearPredictors[i]!);
  }
  const linear = pretty(low, high, 10);
  const at = (value: number): number => (value - intercept) * pointsPerUnit;
  const first = linear[0]!;
  const last = linear[linear.length - 1]!;
  return {
    predictors: drawn.map(({ predictor, smallest }) => ({ name: predictor.name, coef: predictor.coef, smallest })),
    center,
    pointsPerUnit,
    intercept,
    axes: drawn.map(({ predictor, values, linear: terms, smallest }) => ({
      name: predictor.name,
      values,
      linear: terms,
      points: terms.map((term) => (term - smallest) * pointsPerUnit),
    })),
    totalPoints: pretty(0, Math.max(maxScale, at(last)), 10),
    linearAxis: { totalPoints: linear.map(at), linear },
    survivalAxes: baseline.map(({ time, survival }) => {
      if (!(survival > 0 && survival < 1)) {
        throw new SurvivalError('value-out-of-range', `baseline survival at ${time} is ${survival}: the axis needs a value between 0 and 1`, {
          time,
          survival,
        });
      }
      const ticks = survivalTicks
        .map((tick) => ({ tick, linear: Math.log(Math.log(tick) / Math.log(survival)) }))
        .filter((entry) => entry.linear >= first && entry.linear <= last);
      return { time, survivalAtCentre: survival, totalPoints: ticks.map((entry) => at(entry.linear)), survival: ticks.map(({ tick }) => tick) };
    }),
  };
}

/** Total points of a subject, unrounded. `values` holds one number per predictor. */
export function totalPointsOf(chart: Nomogram, values: Readonly<Record<string, number>>): number {
  let sum = 0;
  for (const { name, coef, smallest } of chart.predictors) {
    const value = values[name];
    if (value === undefined || !Number.isFinite(value)) throw new SurvivalError('column-missing', `the subject has no value of ${name}`, { column: name });
    sum += (coef * value - smallest) * chart.pointsPerUnit;
  }
  return sum;
}

/** Survival probability at each time of the chart for a total of points: S₀(t)^exp(points/pointsPerUnit + intercept). */
export const survivalOfPoints = (chart: Nomogram, points: number): number[] =>
  chart.survivalAxes.map(({ survivalAtCentre }) => survivalAtCentre ** Math.exp(points / chart.pointsPerUnit + chart.intercept));

// SPDX-License-Identifier: Apache-2.0
import { transformValue } from '../../nomogram/transforms.ts';
import { nomogram, pretty, SurvivalError } from '../../survival/index.ts';
import type { Cohort } from '../cohort/cohort.ts';
import { placedTransform } from '../cohort/design-columns.ts';
import type { Candidate, StudyDefinition } from '../definition/study-definition.ts';
import { hazardAtZero } from '../models/fit-model.ts';
import type { FittedModel, FittedTerm } from '../models/fitted-model.ts';
import type { NomogramDrawing } from '../report/study-report.ts';
import { afterNumber, unitText } from '../unit-text.ts';

interface Axis {
  readonly label: string;
  readonly hint?: string;
  readonly ticks: readonly { readonly label: string; readonly linear: number }[];
}

/** As rms: a predictor with at most this many values shows just these. */
const MOST_VALUES = 10;
const INTERVALS = 10;

/**
 * A nomogram of the model as `rms::nomogram` lays it out: one axis per predictor (all columns of a candidate on one axis), the axis, not the data, sets the scale.
 * Undefined where there is nothing to draw (every axis without extent, no baseline).
 *
 * @param rows patients of the fit
 */
export function nomogramDrawing(
  definition: StudyDefinition,
  cohort: Cohort,
  model: FittedModel,
  rows: Int32Array,
  horizons: readonly { readonly years: number; readonly days: number }[],
): NomogramDrawing | undefined {
  const keys = [...new Set(model.terms.map(({ key }) => key))];
  const axes = keys.map((key): Axis => {
    const terms = model.terms.filter((term) => term.key === key);
    const candidate = definition.candidates.find((one) => one.key === key);
    return candidate === undefined ? scoreAxis(cohort, model, rows, terms[0]!) : candidateAxis(candidate, cohort, rows, terms, model.knots?.[key]);
  });
  const center = model.terms.reduce((sum, { coef, mean }) => sum + coef * mean, 0);
  const scores = Float64Array.from(rows, (row) => model.score[row]! - center);
  const baseline = horizons.flatMap(({ years, days }) => {
    const hazard = hazardAtZero(model, days);
    const survival = hazard === undefined ? 0 : Math.exp(-hazard * Math.exp(center));
    return survival > 0 && survival < 1 ? [{ time: days, survival, years }] : [];
  });
  try {
    const chart = nomogram(
      axes.map(({ ticks }, k) => ({ name: keys[k]!, coef: 1, values: ticks.map(({ linear }) => linear) })),
      { center, linearPredictors: scores, baseline },
    );
    return {
      pointsPerUnit: chart.pointsPerUnit,
      axes: axes.map(({ label, hint, ticks }, k) => ({
        label,
        ...(hint === undefined ? {} : { hint }),
        ticks: ticks.map((tick, t) => ({ label: tick.label, points: chart.axes[k]!.points[t]! })),
      })),
      totalMax: chart.totalPoints.at(-1)!,
      ...(model.cutoff === undefined ? {} : { cutoffPoints: (model.cutoff.value - center - chart.intercept) * chart.pointsPerUnit }),
      survival: chart.survivalAxes.map((axis, k) => ({
        years: baseline[k]!.years,
        ticks: axis.survival.map((survival, t) => ({ survival, totalPoints: axis.totalPoints[t]! })),
      })),
    };
  } catch (error) {
    if (error instanceof SurvivalError) return undefined;
    throw error;
  }
}

/** A number as an axis shows it: free of the rounding of steps. */
const tickLabel = (value: number): string => String(Number(value.toPrecision(6))).replace('-', '−');

function axisValues(values: Float64Array): number[] {
  const sorted = [...new Set(values.filter(Number.isFinite))].sort((a, b) => a - b);
  return sorted.length <= MOST_VALUES ? sorted : pretty(sorted[0]!, sorted.at(-1)!, INTERVALS);
}

/** Ticks of a logarithmic axis over all patients: 1, 2, 5 of each power of ten, or the powers alone where these are many. */
function logAxisValues(values: Float64Array): number[] {
  const positive = [...new Set(values.filter((value) => value > 0 && Number.isFinite(value)))].sort((a, b) => a - b);
  if (positive.length <= MOST_VALUES) return positive;
  const [low, high] = [positive[0]!, positive.at(-1)!];
  const decades = Array.from({ length: Math.ceil(Math.log10(high)) - Math.floor(Math.log10(low)) + 1 }, (_, k) => Math.floor(Math.log10(low)) + k);
  const covering = (ticks: readonly number[]): number[] => ticks.filter((_, k) => (ticks[k + 1] ?? Infinity) > low && (ticks[k - 1] ?? 0) < high);
  const close = covering(decades.flatMap((power) => [1, 2, 5].map((digit) => Number(`${digit}e${power}`))));
  return close.length <= MOST_VALUES + 2 ? close : covering(decades.map((power) => Number(`1e${power}`)));
}

function scoreAxis(cohort: Cohort, model: FittedModel, rows: Int32Array, term: FittedTerm): Axis {
  const names = cohort.features?.names ?? [];
  const parts = (model.radScore ?? []).map((part) => ({ ...part, column: names.indexOf(part.feature) }));
  const values = Float64Array.from(rows, (row) =>
    parts.reduce((sum, { weight, mean, sd, column }) => sum + (weight * (cohort.features!.values[column * cohort.n + row]! - mean)) / sd, 0),
  );
  return { label: 'rad-score', ticks: axisValues(values).map((value) => ({ label: tickLabel(value), linear: term.coef * value })) };
}

function candidateAxis(candidate: Candidate, cohort: Cohort, rows: Int32Array, terms: readonly FittedTerm[], knots?: readonly number[]): Axis {
  const linearOf = (columns: readonly number[]): number => columns.reduce((sum, x, j) => sum + x * (terms[j]?.coef ?? 0), 0);
  const hint = candidate.hint?.en;
  const head = { label: candidate.label.en, ...(hint === undefined ? {} : { hint }) };
  if (candidate.kind === 'levels') {
    const ticks = candidate.levels.map(({ label }, level) => {
      const columns = terms.length > 1 ? terms.map((_, j) => (level === j + 1 ? 1 : 0)) : [level];
      return { label: label.en, linear: linearOf(columns) };
    });
    return { ...head, ticks };
  }
  const { transform } = candidate;
  const said = afterNumber(candidate.unit);
  if (transform.kind === 'threshold')
    return {
      ...head,
      ticks: [
        { label: `≤ ${transform.above}${said}`, linear: 0 },
        { label: `> ${transform.above}${said}`, linear: linearOf([1]) },
      ],
    };
  if (transform.kind === 'bins')
    return {
      ...head,
      ticks: transform.values.map((value, k) => ({
        label: k === 0 ? `< ${transform.edges[0]}${said}` : `≥ ${transform.edges[k - 1]}${said}`,
        linear: linearOf([value]),
      })),
    };
  const column = cohort.covariates.get(candidate.key);
  const values = column?.kind === 'number' ? Float64Array.from(rows, (row) => column.values[row]!) : new Float64Array();
  const placed = placedTransform(transform, knots);
  const positive = transform.kind === 'ln' || transform.kind === 'log10';
  const ticks = (positive ? logAxisValues(values) : axisValues(values))
    .filter((value) => transform.kind !== 'sqrt' || value >= 0)
    .map((value) => ({ label: tickLabel(value), linear: linearOf(transformValue(placed, [value])) }));
  return { ...head, hint: hint ?? (unitText(candidate.unit) || 'no unit'), ticks };
}

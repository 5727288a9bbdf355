// SPDX-License-Identifier: Apache-2.0
// The nomogram as numbers: every axis in points, ready for a chart to place in pixels. Label thinning is the chart's business.
import type { LocalText } from './assessment.ts';
import type { InputKey, ModelInputs } from './inputs.ts';
import { termScore } from './linear-predictor.ts';
import { type PointsScale, pointsScale, scoreOfPoints, termPoints, totalPoints } from './points.ts';
import { horizonDays, type LoadedModel } from './prepare.ts';
import { baselineHazard } from './survival-at.ts';
import { type TermState, termStates } from './term-state.ts';
import { isStepwise } from './transforms.ts';

export interface NomogramTick {
  readonly points: number;
  readonly major: boolean;
  /** Number to print: points, the input's value, or survival as a fraction. */
  readonly value: number;
  /** Word to print instead of the number (levels). */
  readonly label?: LocalText;
}

/** Where the patient stands on an axis: one place, or a range when something is missing. */
export type NomogramMark =
  | { readonly kind: 'at'; readonly points: number }
  | { readonly kind: 'between'; readonly points: readonly [number, number] }
  | { readonly kind: 'unknown' };

export interface CovariateAxis {
  readonly key: InputKey;
  readonly covariate: string;
  readonly label: LocalText;
  readonly hint?: LocalText;
  readonly kind: 'levels' | 'continuous';
  /** UCUM unit of the printed values of a continuous axis. */
  readonly unit: string;
  /** Least and greatest studied value of a continuous axis that the file sets no axis for. */
  readonly studied?: readonly [number, number];
  /** Least and greatest points on the axis. */
  readonly extent: readonly [number, number];
  readonly ticks: readonly NomogramTick[];
  readonly mark?: NomogramMark;
}

export interface TotalAxis {
  readonly extent: readonly [number, number];
  readonly ticks: readonly NomogramTick[];
  readonly cutoffs: readonly { readonly score: number; readonly points: number }[];
  /** Groups from low to high with the stretch of points that belongs to each. */
  readonly groups: readonly { readonly id: 'low' | 'intermediate' | 'high'; readonly label: LocalText; readonly extent: readonly [number, number] }[];
  readonly mark?: NomogramMark;
}

/** Survival at one horizon, laid on the scale of the total: points(ln(−ln s / H₀)). */
export interface SurvivalAxis {
  readonly years: number;
  readonly ticks: readonly NomogramTick[];
  readonly extent: readonly [number, number];
}

export interface NomogramGeometry {
  readonly points: { readonly extent: readonly [number, number]; readonly ticks: readonly NomogramTick[] };
  readonly covariates: readonly CovariateAxis[];
  readonly total: TotalAxis;
  /** Empty where the model gives no individual probability. */
  readonly survival: readonly SurvivalAxis[];
  /** Score = points / pointsPerUnit + scoreAtZero. */
  readonly pointsPerUnit: number;
  readonly scoreAtZero: number;
}

/** Survival values that get a tick; printed ones are marked major. */
const SURVIVAL_TICKS = [0.97, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5, 0.45, 0.4, 0.35, 0.3, 0.25, 0.2, 0.15, 0.1, 0.05, 0.02];
const isMajorSurvival = (value: number): boolean => value > 0.92 || value < 0.06 || Math.round(value * 100) % 10 === 0;

/**
 * All axes of a model's nomogram, with the patient's marks when inputs are given.
 *
 * @param inputs absent: the empty chart
 * @returns undefined where a covariate has no axis (then the model has no points)
 */
export function nomogramGeometry(model: LoadedModel, inputs?: ModelInputs): NomogramGeometry | undefined {
  const scale = pointsScale(model);
  if (scale === undefined) return undefined;
  const states = inputs === undefined ? undefined : termStates(model, inputs);
  const covariates = model.terms.map((_, index) => covariateAxis(model, scale, index, states?.[index]));
  const total = totalAxis(model, scale, covariates);
  return {
    points: { extent: [0, 100], ticks: range(0, 100, 5).map((points) => ({ points, value: points, major: points % 20 === 0 })) },
    covariates,
    total,
    survival: model.answers.individualSurvival ? model.file.horizonsYears.map((years) => survivalAxis(model, scale, years, total.extent)) : [],
    pointsPerUnit: scale.perUnit,
    scoreAtZero: scale.scoreAtZero,
  };
}

function range(from: number, to: number, step: number): readonly number[] {
  return Array.from({ length: Math.floor((to - from) / step + 1e-9) + 1 }, (_, i) => from + i * step);
}

function covariateAxis(model: LoadedModel, scale: PointsScale, index: number, state: TermState | undefined): CovariateAxis {
  const term = model.terms[index]!;
  const { covariate } = term;
  const stepwise = isStepwise(covariate.transform);
  const range = covariate.inputs[0]!.cohortRange;
  const ticks = scale.axes[index]!.map((tick): NomogramTick => {
    const points = termPoints(scale, index, termScore(term, tick.columns));
    const label = stepwise ? covariate.levels?.find((level) => level.x === tick.value)?.label : undefined;
    return { points, value: tick.value, major: tick.major, ...(label === undefined ? {} : { label }) };
  });
  const all = ticks.map((tick) => tick.points);
  return {
    key: covariate.inputs[0]!.key,
    covariate: covariate.key,
    label: covariate.label,
    ...(covariate.hint === undefined ? {} : { hint: covariate.hint }),
    kind: stepwise ? 'levels' : 'continuous',
    unit: covariate.inputs[0]!.unit,
    ...(stepwise || range === undefined || covariate.axis !== undefined ? {} : { studied: [range.min, range.max] as const }),
    extent: [Math.min(...all), Math.max(...all)],
    ticks,
    ...(state === undefined ? {} : { mark: markOf(scale, index, state) }),
  };
}

function markOf(scale: PointsScale, index: number, state: TermState): NomogramMark {
  if (state.kind === 'unbounded') return { kind: 'unknown' };
  if (state.kind === 'known') return { kind: 'at', points: termPoints(scale, index, termScore(state.term, state.columns)) };
  const points = state.candidates.map((columns) => termPoints(scale, index, termScore(state.term, columns)));
  return { kind: 'between', points: [Math.min(...points), Math.max(...points)] };
}

function totalAxis(model: LoadedModel, scale: PointsScale, covariates: readonly CovariateAxis[]): TotalAxis {
  const most = covariates.reduce((sum, axis) => sum + axis.extent[1], 0);
  const end = Math.ceil(most / 20 - 1e-9) * 20;
  const { groups } = model.file;
  const cuts = groups?.assignable === true ? groups.cutoffs.map((cutoff) => ({ score: cutoff.value, points: totalPoints(scale, cutoff.value) })) : [];
  const edges = [0, ...cuts.map((cut) => cut.points), end];
  const marks = covariates.flatMap((axis) => (axis.mark === undefined ? [] : [axis.mark]));
  return {
    extent: [0, end],
    ticks: range(0, end, 10).map((points) => ({ points, value: points, major: points % 20 === 0 })),
    cutoffs: cuts,
    groups: groups?.assignable === true ? groups.levels.map((level, i) => ({ id: level.id, label: level.label, extent: [edges[i]!, edges[i + 1]!] })) : [],
    ...(marks.length === 0 ? {} : { mark: sumOfMarks(marks) }),
  };
}

function sumOfMarks(marks: readonly NomogramMark[]): NomogramMark {
  let low = 0;
  let high = 0;
  for (const mark of marks) {
    if (mark.kind === 'unknown') return mark;
    low += mark.kind === 'at' ? mark.points : mark.points[0];
    high += mark.kind === 'at' ? mark.points : mark.points[1];
  }
  return marks.every((mark) => mark.kind === 'at') ? { kind: 'at', points: low } : { kind: 'between', points: [low, high] };
}

/** Score of the file's centring: what separates the score from the linear predictor that meets H₀. */
function centreScore(model: LoadedModel): number {
  return model.terms.reduce((sum, term) => sum + termScore(term, model.file.centring?.[term.covariate.key] ?? term.coefficients.map(() => 0)), 0);
}

/** Total points at which survival at a horizon is `survival`: exact inverse of S = exp(−H₀·e^lp). */
export function pointsOfSurvival(model: LoadedModel, scale: PointsScale, years: number, survival: number): number {
  const hazard = baselineHazard(model, horizonDays(model, years));
  return totalPoints(scale, Math.log(-Math.log(survival) / hazard) + centreScore(model));
}

/** Survival at a horizon for a total of points; what the lower axes read. */
export function survivalOfPoints(model: LoadedModel, scale: PointsScale, years: number, points: number): number {
  return Math.exp(-baselineHazard(model, horizonDays(model, years)) * Math.exp(scoreOfPoints(scale, points) - centreScore(model)));
}

function survivalAxis(model: LoadedModel, scale: PointsScale, years: number, extent: readonly [number, number]): SurvivalAxis {
  const ticks = SURVIVAL_TICKS.map(
    (value): NomogramTick => ({ points: pointsOfSurvival(model, scale, years, value), value, major: isMajorSurvival(value) }),
  ).filter((tick) => tick.points >= extent[0] && tick.points <= extent[1]);
  const first = ticks[0]?.points ?? extent[0];
  return { years, ticks, extent: [first, ticks.at(-1)?.points ?? first] };
}

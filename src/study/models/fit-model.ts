// SPDX-License-Identifier: Apache-2.0

import { stratumBaselines } from '../../survival/cox/baseline.ts';
import { fitData } from '../../survival/cox/fit-data.ts';
import { type CoxFit, coxph, type Surv } from '../../survival/index.ts';
import type { Cohort } from '../cohort/cohort.ts';
import type { DesignColumn } from './design.ts';
import type { FittedModel, FittedTerm, ModelName, RadScoreTerm } from './fitted-model.ts';

/** What goes into a model. */
export interface ModelSpec {
  readonly name: ModelName;
  /** Columns over the whole cohort; all finite at `rows`. */
  readonly columns: readonly DesignColumn[];
  readonly rows: Int32Array;
  readonly radScore?: readonly RadScoreTerm[];
  readonly knots?: Readonly<Record<string, readonly number[]>>;
}

/** Follow-up of some patients. */
export const survAt = (cohort: Pick<Cohort, 'timeDays' | 'status'>, rows: ArrayLike<number>): Surv => ({
  time: Float64Array.from(rows, (row) => cohort.timeDays[row]!),
  status: Uint8Array.from(rows, (row) => cohort.status[row]!),
});

/** The Cox fit behind a {@link FittedModel}, for tests of proportional hazards and likelihood ratios. */
const fits = new WeakMap<FittedModel, CoxFit>();
export const coxFitOf = (model: FittedModel): CoxFit | undefined => fits.get(model);

/**
 * Fits a Cox model (Efron) on some patients and applies it to all of the cohort. Columns without a coefficient (constant, collinear) are left out with a
 * warning. Equals R's `coxph(Surv(time, status) ~ …, ties = "efron")` with `basehaz(centered = FALSE)`.
 *
 * @throws SurvivalError as `coxph`: `no-events`, `no-data`
 */
export function fitModel(cohort: Cohort, spec: ModelSpec): FittedModel {
  const { name, columns, rows, radScore, knots } = spec;
  const surv = survAt(cohort, rows);
  const at = (column: DesignColumn): Float64Array => Float64Array.from(rows, (row) => column.values[row]!);
  const first = coxph(surv, Object.fromEntries(columns.map((column) => [column.name, at(column)])));
  // A candidate with several columns goes as a whole: a model file cannot hold half of one.
  const aliased = new Set(columns.flatMap(({ key }, j) => (first.terms[j]!.status === 'aliased' ? [key] : [])));
  const used = columns.filter(({ key }) => !aliased.has(key));
  const fit = used.length === columns.length ? first : coxph(surv, Object.fromEntries(used.map((column) => [column.name, at(column)])));
  const terms = fit.terms.map(
    (term, j): FittedTerm => ({
      key: used[j]!.key,
      ...(used[j]!.part === undefined ? {} : { part: used[j]!.part }),
      label: used[j]!.label,
      coef: term.coef!,
      se: term.se!,
      z: term.z ?? Number.NaN,
      p: term.p ?? Number.NaN,
      hazardRatio: term.hazardRatio ?? Number.NaN,
      lower: term.lower ?? Number.NaN,
      upper: term.upper ?? Number.NaN,
      mean: mean(at(used[j]!)),
    }),
  );
  const score = new Float64Array(cohort.n);
  for (let i = 0; i < cohort.n; i++) {
    let sum = 0;
    for (let j = 0; j < used.length; j++) sum += terms[j]!.coef * used[j]!.values[i]!;
    score[i] = sum;
  }
  const named = first.warnings.filter(({ code }) => code === 'aliased-column' || code === 'constant-column');
  const model: FittedModel = {
    name,
    terms,
    vcov: fit.vcov,
    n: fit.n,
    nEvents: fit.nEvents,
    logLikelihood: [fit.loglikNull, fit.loglik],
    ...(radScore === undefined ? {} : { radScore }),
    ...(knots === undefined || Object.keys(knots).length === 0 ? {} : { knots }),
    baseline: baselineAtZero(fit),
    lastFollowUpDays: Array.from(surv.time).reduce((a, b) => Math.max(a, b), 0),
    score,
    warnings: [...named, ...leftOut(columns, aliased), ...fit.warnings.filter(({ code }) => !named.some((one) => one.code === code))],
  };
  return keepFit(model, fit);
}

/** Says which candidates with several columns go because of one of them: nobody guesses that from the name of a column. */
function leftOut(columns: readonly DesignColumn[], aliased: ReadonlySet<string>): FittedModel['warnings'] {
  const keys = [...aliased].filter((key) => columns.filter((column) => column.key === key).length > 1);
  if (keys.length === 0) return [];
  const [one, whole] = keys.length === 1 ? ['is', 'as a whole'] : ['are', 'as wholes'];
  return [
    {
      code: 'candidate-left-out',
      message: `${keys.join(', ')} ${one} left out ${whole}, because one of the columns has no coefficient: take a level without patients out of \`levels\`, or join it with another`,
    },
  ];
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Hazard, its variance and ∫ x̄(u) dH0(u), moved from the centre of the fit's covariates to x = 0. */
export function baselineAtZero(fit: CoxFit): FittedModel['baseline'] {
  const { prepared, newton } = fitData(fit);
  const { p, scale, centre } = prepared;
  const own = Float64Array.from({ length: p }, (_, j) => (scale[j] === 0 ? 0 : centre[j]!));
  let shift = 0;
  for (let j = 0; j < p; j++) shift += newton.coef[j]! * own[j]!;
  const factor = Math.exp(-shift);
  const [base] = stratumBaselines(fit);
  const rows: { timeDays: number; cumulativeHazard: number; varianceOfH0: number; meanByHazard: number[] }[] = [];
  base!.time.forEach((timeDays, k) => {
    if (base!.nEvent[k] === 0) return;
    rows.push({
      timeDays,
      cumulativeHazard: base!.hazard[k]! * factor,
      varianceOfH0: base!.variance[k]! * factor * factor,
      meanByHazard: Array.from({ length: p }, (_, j) => (base!.mean[k * p + j]! + own[j]! * base!.hazard[k]!) * factor),
    });
  });
  return rows;
}

/** Cumulative hazard of the model at x = 0 and time t; undefined after the last follow-up of its patients (a baseline is not extrapolated). */
export function hazardAtZero(model: FittedModel, timeDays: number): number | undefined {
  if (model.lastFollowUpDays !== undefined && timeDays > model.lastFollowUpDays) return undefined;
  let hazard = 0;
  for (const step of model.baseline) {
    if (step.timeDays > timeDays) break;
    hazard = step.cumulativeHazard;
  }
  return hazard;
}

/** Rad-score of every patient of the cohort; NaN where a feature is missing. */
export function radScoreColumn(cohort: Cohort, terms: readonly RadScoreTerm[]): DesignColumn {
  const values = new Float64Array(cohort.n);
  const at = new Map(cohort.features?.names.map((name, j) => [name, j]));
  for (const { feature, weight, mean: m, sd } of terms) {
    const j = at.get(feature)!;
    for (let i = 0; i < cohort.n; i++) values[i] = values[i]! + (weight * (cohort.features!.values[j * cohort.n + i]! - m)) / sd;
  }
  return { key: 'radScore', name: 'radScore', label: 'rad-score', values };
}

/** Remembers the fit behind a model. */
export function keepFit(model: FittedModel, fit: CoxFit): FittedModel {
  fits.set(model, fit);
  return model;
}

/** Hands the fit behind one model on to a copy of it with more members. */
export function withFitOf(from: FittedModel, to: FittedModel): FittedModel {
  const fit = fits.get(from);
  if (fit !== undefined) fits.set(to, fit);
  return to;
}

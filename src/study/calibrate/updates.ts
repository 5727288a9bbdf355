// SPDX-License-Identifier: Apache-2.0
// The updated numbers of each method: coefficients, baseline at x = 0, and the covariance that intervals need.
import { inverse, Matrix } from 'ml-matrix';
import type { ModelFile } from '../../nomogram/model-file.ts';
import { fitData } from '../../survival/cox/fit-data.ts';
import { coxph } from '../../survival/index.ts';
import { StudyError } from '../errors.ts';
import { baselineAtZero } from '../models/fit-model.ts';
import type { FittedModel } from '../models/fitted-model.ts';
import type { AppliedModel } from '../validate/apply-model.ts';
import type { UpdateMethod, UpdatingTests } from './closed-test.ts';

/** What an update changes. */
export interface ModelUpdate {
  readonly method: UpdateMethod;
  /** One per column of the model. */
  readonly coefficients: readonly number[];
  readonly standardErrors: readonly (number | undefined)[];
  /** At x = 0 (not centred), one entry per event time. */
  readonly baseline?: FittedModel['baseline'];
  readonly vcov?: readonly (readonly number[])[];
  /** How the covariance came about, where it is not simply that of a fit. */
  readonly vcovNote?: string;
  /** Factor on all coefficients (slope), or on the baseline (in the large). */
  readonly factor?: number;
}

/**
 * The updated model by one method.
 *
 * Intervals: the cumulative hazard H(t|x) = e^{βx} Ĥ₀(t; β) depends on β also through its baseline, dĤ₀/dβ = −∫ x̄ dĤ₀, whether β was estimated here or elsewhere; so
 * the file's formula holds for each method with the variance of the β that it uses. For the slope, β = b̂·β₀ and b̂ is estimated given β₀: variance
 * b² P V₀ Pᵀ + β₀β₀ᵀ/(β₀ᵀIβ₀), P = 1 − β₀β₀ᵀI/(β₀ᵀIβ₀), I the site's information.
 *
 * @throws StudyError `not-computable` where the patients do not allow the method
 */
export function updateModel(applied: AppliedModel, tests: UpdatingTests, method: UpdateMethod): ModelUpdate {
  const before = applied.columns.map(({ coefficient }) => coefficient);
  const known = knownCovariance(applied.model.file, before.length);
  switch (method) {
    case 'none':
    case 'standardisation':
      return { method, coefficients: before, standardErrors: errors(known.vcov) };
    case 'in-the-large':
      return inTheLarge(applied, tests, before, known);
    case 'baseline': {
      const baseline = baselineFor(applied, applied.score);
      return { method, coefficients: before, standardErrors: errors(known.vcov), baseline, ...known };
    }
    case 'slope': {
      const b = tests.cox.slope.terms[0]!.coef!;
      if (!(b > 0))
        throw new StudyError(
          'not-computable',
          `The slope is ${Number(b.toPrecision(3))}: the score orders these patients the wrong way round. The model must not be used here.`,
        );
      const lp = applied.score.map((value) => b * value);
      const vcov = slopeCovariance(applied, b, known.vcov, before, lp);
      return {
        method,
        coefficients: before.map((value) => b * value),
        standardErrors: errors(vcov),
        baseline: baselineFor(applied, lp),
        vcov,
        vcovNote: `slope estimated here (standard error ${Number(tests.cox.slope.terms[0]!.se!.toPrecision(3))}); ratios of the coefficients: ${known.vcovNote ?? 'covariance of the parent file'}`,
        factor: b,
      };
    }
    case 'refit': {
      if (tests.noRefit !== undefined) throw new StudyError('not-computable', `The model cannot be refitted on these patients: ${tests.noRefit}`);
      const { refit } = tests.cox;
      return {
        method,
        coefficients: refit.terms.map(({ coef }) => coef!),
        standardErrors: refit.terms.map(({ se }) => se!),
        baseline: baselineAtZero(refit),
        vcov: refit.vcov,
      };
    }
  }
}

const errors = (vcov: readonly (readonly number[])[]): (number | undefined)[] => vcov.map((row, j) => (row[j]! > 0 ? Math.sqrt(row[j]!) : undefined));

interface Covariance {
  readonly vcov: readonly (readonly number[])[];
  readonly vcovNote?: string;
}

/** Covariance of the coefficients as the file knows it: its own matrix, or the printed standard errors. */
function knownCovariance(file: ModelFile, columns: number): Covariance {
  if (file.uncertainty !== undefined) return { vcov: file.uncertainty.vcov };
  const printed = file.covariates
    .flatMap(({ coefficient }) => (Array.isArray(coefficient) ? coefficient : [coefficient]))
    .map(({ standardError }) => standardError);
  const lacking = printed.filter((se) => se === undefined).length;
  return {
    vcov: Array.from({ length: columns }, (_, i) => Array.from({ length: columns }, (_, j) => (i === j ? (printed[i] ?? 0) ** 2 : 0))),
    vcovNote: `standard errors of the coefficients as the parent file gives them, covariances not known and taken as 0${lacking === 0 ? '' : `; ${lacking} of ${columns} coefficients have no standard error and count as known exactly, so intervals are too narrow`}`,
  };
}

/** Baseline at x = 0 for a fixed score: Efron increments with exp(score) as relative hazard, as R's `basehaz(coxph(S ~ offset(lp)), centered = FALSE)`. */
export function baselineFor(applied: AppliedModel, score: Float64Array): FittedModel['baseline'] {
  const fit = fixedFit(applied, score);
  const { prepared } = fitData(fit);
  const points = baselineAtZero(fit);
  // A column without variation has no share in the fit's means; here its mean is its value.
  return points.map((point) => ({
    ...point,
    meanByHazard: point.meanByHazard.map((value, j) => (prepared.scale[j] === 0 ? applied.columns[j]!.values[0]! * point.cumulativeHazard : value)),
  }));
}

/** No step is taken: the score enters as an offset and every coefficient beside it is 0. */
function fixedFit(applied: AppliedModel, score: Float64Array) {
  return coxph(applied.surv, Object.fromEntries(applied.columns.map(({ key, values }) => [key, values])), { offset: score, control: { iterMax: 0 } });
}

function slopeCovariance(applied: AppliedModel, b: number, known: readonly (readonly number[])[], beta: readonly number[], lp: Float64Array): number[][] {
  const p = beta.length;
  const information = informationAt(applied, lp);
  const ib = Matrix.columnVector(information.mmul(Matrix.columnVector([...beta])).to1DArray());
  const column = Matrix.columnVector([...beta]);
  const total = column.transpose().mmul(ib).get(0, 0);
  if (!(total > 0)) throw new StudyError('not-computable', 'The score carries no information on these patients: it has no slope.');
  const projection = Matrix.eye(p).sub(column.mmul(ib.transpose()).div(total));
  const spread = projection
    .mmul(new Matrix(known.map((row) => [...row])))
    .mmul(projection.transpose())
    .mul(b * b);
  const result = spread.add(column.mmul(column.transpose()).div(total));
  return Array.from({ length: p }, (_, i) => Array.from({ length: p }, (_, j) => (result.get(i, j) + result.get(j, i)) / 2));
}

/** Information of the partial likelihood at a fixed score; columns that do not vary carry none. */
function informationAt(applied: AppliedModel, score: Float64Array): Matrix {
  const { newton } = fitData(fixedFit(applied, score));
  const p = applied.columns.length;
  const used = newton.aliased.flatMap((aliased, j) => (aliased ? [] : [j]));
  const out = Matrix.zeros(p, p);
  if (used.length === 0) return out;
  const own = inverse(new Matrix(used.map((i) => used.map((j) => newton.variance[i * p + j]!))));
  used.forEach((i, a) => {
    used.forEach((j, c) => {
      out.set(i, j, own.get(a, c));
    });
  });
  return out;
}

/** The file's own baseline times observed/expected events. */
function inTheLarge(applied: AppliedModel, tests: UpdatingTests, before: readonly number[], known: Covariance): ModelUpdate {
  const { level } = tests;
  const { file } = applied.model;
  if (level === undefined || file.baseline === undefined)
    throw new StudyError('not-computable', `Model ${file.id} has no baseline that could be scaled: use the method "baseline", which estimates one.`);
  const shift = Math.exp(-centringShift(applied));
  const factor = level.ratio;
  const baseline = file.baseline.steps.map(({ timeDays, cumulativeHazard }) => {
    const at = file.uncertainty?.at.findLast((entry) => entry.timeDays <= timeDays);
    const hazard = cumulativeHazard * shift * factor;
    const centres = centresOf(applied);
    return {
      timeDays,
      cumulativeHazard: hazard,
      varianceOfH0: (at?.varianceOfH0 ?? 0) * (shift * factor) ** 2 + (hazard * level.logRatioSe) ** 2,
      meanByHazard: before.map((_, j) => (at === undefined ? 0 : (at.meanByHazard[j]! + centres[j]! * cumulativeHazard) * shift * factor)),
    };
  });
  return {
    method: 'in-the-large',
    coefficients: before,
    standardErrors: errors(known.vcov),
    baseline,
    factor,
    ...(file.uncertainty === undefined
      ? {}
      : {
          vcov: known.vcov,
          vcovNote: `as in the parent file, with the standard error of the new level (${Number(level.logRatioSe.toPrecision(3))} on the log scale)`,
        }),
  };
}

/** Values at which the file's baseline holds, one per column. */
function centresOf({ model }: AppliedModel): number[] {
  return model.terms.flatMap((term) => term.coefficients.map((_, j) => model.file.centring?.[term.covariate.key]?.[j] ?? 0));
}

function centringShift(applied: AppliedModel): number {
  const centres = centresOf(applied);
  return applied.columns.reduce((sum, { coefficient }, j) => sum + coefficient * centres[j]!, 0);
}

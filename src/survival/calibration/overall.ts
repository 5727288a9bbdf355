// SPDX-License-Identifier: Apache-2.0
import { type Column, requireFinite, requireLength } from '../core/columns.ts';
import { prepareSurv, type Surv } from '../core/surv.ts';
import { type ChiSquareTest, intervalZ, twoSidedP } from '../core/tests.ts';
import { type CoxOptions, coxph } from '../cox/coxph.ts';
import { SurvivalError, type SurvivalWarning } from '../errors.ts';
import { poissonRegression } from './poisson.ts';

/** Calibration slope: the coefficient of the linear predictor in new data (1 = as published). */
export interface CalibrationSlope {
  readonly slope: number;
  readonly se: number;
  readonly lower: number;
  readonly upper: number;
  /** Wald test of slope = 1. */
  readonly p: number;
  /** Likelihood-ratio test of slope = 1. */
  readonly lrt: ChiSquareTest;
  readonly loglikAtOne: number;
  readonly loglik: number;
  readonly warnings: readonly SurvivalWarning[];
}

/**
 * Slope of the linear predictor. Equals R's `coxph(S ~ lp)` with `coxph(S ~ lp + offset(lp))` for the tests of slope = 1.
 * @throws SurvivalError `column-constant` when the predictor is the same for all
 */
export function calibrationSlope(surv: Surv, linearPredictor: Column, options: Pick<CoxOptions, 'ties' | 'control' | 'level'> = {}): CalibrationSlope {
  const fit = coxph(surv, { linearPredictor }, { ...options, offset: linearPredictor });
  const term = fit.terms[0]!;
  if (term.coef === null || term.se === null) throw new SurvivalError('column-constant', 'the linear predictor is the same for all subjects: it has no slope');
  const slope = 1 + term.coef;
  const z = intervalZ(options.level ?? 0.95);
  return {
    slope,
    se: term.se,
    lower: slope - z * term.se,
    upper: slope + z * term.se,
    p: twoSidedP(term.coef / term.se),
    lrt: fit.lrt,
    loglikAtOne: fit.loglikNull,
    loglik: fit.loglik,
    warnings: fit.warnings.filter(({ code }) => code !== 'few-events-per-parameter'),
  };
}

/** Calibration over the whole follow-up against the model's own cumulative hazards. */
export interface PoissonCalibration {
  /** Rows with an expected hazard above 0; the others carry nothing. */
  readonly nUsed: number;
  readonly observed: number;
  readonly expected: number;
  /** Observed / expected events = exp(intercept). */
  readonly ratio: number;
  readonly logRatio: number;
  readonly logRatioSe: number;
  /** Test of intercept 0 (calibration in the large). */
  readonly p: number;
  /** Model with the log hazard as a covariate; null when it does not vary. */
  readonly slope: { readonly intercept: number; readonly slope: number; readonly slopeSe: number } | null;
  readonly warnings: readonly SurvivalWarning[];
}

/**
 * In-the-large and slope through Poisson models: `glm(status ~ 1, poisson, offset = log(H))` and `glm(status ~ log(h), poisson, offset = log(H0))` in the
 * form status ~ lp with offset log H0(T): H = H0(T) exp(lp).
 * @param cumulativeHazard H_i at each subject's own follow-up, under the model
 * @param linearPredictor lp_i, so that H_i / exp(lp_i) is the baseline part
 * @see https://doi.org/10.1002/sim.6428 (Crowson 2016)
 */
export function poissonCalibration(surv: Surv, cumulativeHazard: Column, linearPredictor: Column): PoissonCalibration {
  const { n, status } = prepareSurv(surv);
  for (const [name, column] of Object.entries({ cumulativeHazard, linearPredictor })) {
    requireLength(column, n, name);
    requireFinite(column, name);
  }
  const rows: number[] = [];
  let dropped = 0;
  for (let i = 0; i < n; i++) {
    if (cumulativeHazard[i]! > 0) rows.push(i);
    else dropped += status[i]!;
  }
  if (rows.length === 0) throw new SurvivalError('no-data', 'no subject has a cumulative hazard above 0');
  const y = rows.map((i) => status[i]!);
  const logHazard = rows.map((i) => Math.log(cumulativeHazard[i]!));
  const large = poissonRegression(
    y,
    rows.map(() => [1]),
    logHazard,
  );
  const observed = y.reduce((sum, value) => sum + value, 0);
  const expected = rows.reduce((sum, i) => sum + cumulativeHazard[i]!, 0);
  const warnings: SurvivalWarning[] = [];
  if (dropped > 0) warnings.push({ code: 'events-without-hazard', message: `${dropped} events at times where the model expects none are left out` });
  const lp = rows.map((i) => linearPredictor[i]!);
  const varies = lp.some((value) => value !== lp[0]);
  const withSlope = varies
    ? poissonRegression(
        y,
        lp.map((value) => [1, value]),
        rows.map((_, k) => logHazard[k]! - lp[k]!),
      )
    : null;
  if (!varies) warnings.push({ code: 'constant-column', message: 'the linear predictor is the same for all subjects: it has no slope' });
  return {
    nUsed: rows.length,
    observed,
    expected,
    ratio: Math.exp(large.coef[0]!),
    logRatio: large.coef[0]!,
    logRatioSe: large.se[0]!,
    p: twoSidedP(large.coef[0]! / large.se[0]!),
    slope: withSlope === null ? null : { intercept: withSlope.coef[0]!, slope: withSlope.coef[1]!, slopeSe: withSlope.se[1]! },
    warnings,
  };
}

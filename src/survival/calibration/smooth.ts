// SPDX-License-Identifier: Apache-2.0
import { type Column, requireFinite, requireLength } from '../core/columns.ts';
import { meanOf, quantile7 } from '../core/quantile.ts';
import { prepareSurv, type Surv } from '../core/surv.ts';
import { basehaz, hazardAt } from '../cox/baseline.ts';
import { type CoxOptions, coxph } from '../cox/coxph.ts';
import { SurvivalError, type SurvivalWarning } from '../errors.ts';

/**
 * Restricted cubic spline basis: the value itself and k - 2 cubic terms divided by (last knot - first knot)^2, linear beyond the outer knots.
 * Equals R's `Hmisc::rcspline.eval(x, knots, inclx = TRUE, norm = 2)`. Knots must increase.
 * @throws SurvivalError `value-not-finite` for a value that is not finite or too large to be cubed
 * @see F. Harrell, Regression Modeling Strategies, 2015, section 2.4.5
 */
export function restrictedCubicSpline(x: number, knots: readonly number[]): number[] {
  const k = knots.length;
  const last = knots[k - 1]!;
  const beforeLast = knots[k - 2]!;
  const unit = (last - knots[0]!) ** 2;
  const cube = (value: number): number => (value > 0 ? value * value * value : 0);
  const terms = [x];
  for (let j = 0; j < k - 2; j++) {
    const knot = knots[j]!;
    const value = cube(x - knot) - (cube(x - beforeLast) * (last - knot)) / (last - beforeLast) + (cube(x - last) * (beforeLast - knot)) / (last - beforeLast);
    terms.push(value / unit);
  }
  if (!terms.every(Number.isFinite)) throw new SurvivalError('value-not-finite', `the spline has no finite value at ${x}`, { x });
  return terms;
}

/** Smooth calibration at one time. */
export interface SmoothCalibration {
  readonly time: number;
  readonly knots: readonly number[];
  readonly coef: readonly number[];
  readonly baselineHazard: number;
  /** Smoothed observed risk at each subject's prediction. */
  readonly observed: readonly number[];
  /** Integrated calibration index: mean |observed - predicted|; E50, E90, Emax its median, 0.9 quantile and maximum. */
  readonly ici: number;
  readonly e50: number;
  readonly e90: number;
  readonly eMax: number;
  readonly warnings: readonly SurvivalWarning[];
}

/** Predictions are kept this far from 0 and 1, where the complementary log-log has no value. */
const LIMIT = 1e-4;

/**
 * Smooth calibration curve: Cox on a 3-knot restricted cubic spline (knots at the 0.1, 0.5, 0.9 quantiles) of log(-log(1 - risk)), its risk at t as the
 * observed one. With predictions too alike for three knots the curve is linear in that scale, with a warning.
 * @param predictedRisk 1 - S_i(t) under the model
 * @throws SurvivalError `column-constant`, `time-outside-range`, `not-converged`
 * @see https://doi.org/10.1002/sim.8570 (Austin, Harrell, van Klaveren 2020)
 */
export function smoothCalibration(surv: Surv, predictedRisk: Column, time: number, options: Pick<CoxOptions, 'ties' | 'control'> = {}): SmoothCalibration {
  const { n } = prepareSurv(surv);
  requireLength(predictedRisk, n, 'predictedRisk');
  requireFinite(predictedRisk, 'predictedRisk');
  const clamped = Float64Array.from(predictedRisk, (risk) => Math.min(Math.max(risk, LIMIT), 1 - LIMIT));
  const x = clamped.map((risk) => Math.log(-Math.log(1 - risk)));
  const knots = [0.1, 0.5, 0.9].map((p) => quantile7(x, p));
  const warnings: SurvivalWarning[] = [];
  const distinctKnots = new Set(knots).size === 3;
  if (!distinctKnots) warnings.push({ code: 'linear-calibration', message: 'the predictions are too alike for three knots: the curve is linear' });
  const basis = Array.from(x, (value) => (distinctKnots ? restrictedCubicSpline(value, knots) : [value]));
  const columns = Object.fromEntries(basis[0]!.map((_, j) => [`spline${j}`, Float64Array.from(basis, (row) => row[j]!)]));
  const fit = coxph(surv, columns, options);
  if (fit.df === 0) throw new SurvivalError('column-constant', 'all predictions are equal: there is no calibration curve');
  warnings.push(...fit.warnings.filter(({ code }) => code !== 'few-events-per-parameter'));
  const coef = fit.terms.map((term) => term.coef ?? 0);
  const [baselineHazard] = hazardAt(basehaz(fit), [time]);
  if (!Number.isFinite(baselineHazard)) {
    throw new SurvivalError('not-converged', `the smooth curve cannot be fitted to ${fit.nEvents} event(s): its hazard is not finite`, {
      nEvents: fit.nEvents,
    });
  }
  const observed = basis.map((row) => -Math.expm1(-baselineHazard! * Math.exp(row.reduce((sum, value, j) => sum + coef[j]! * value, 0))));
  const gap = observed.map((value, i) => Math.abs(value - predictedRisk[i]!));
  return {
    time,
    knots,
    coef,
    baselineHazard: baselineHazard!,
    observed,
    ici: meanOf(gap),
    e50: quantile7(gap, 0.5),
    e90: quantile7(gap, 0.9),
    eMax: gap.reduce((a, b) => Math.max(a, b), 0),
    warnings,
  };
}

// SPDX-License-Identifier: Apache-2.0
import type { Columns } from '../core/columns.ts';
import type { Surv } from '../core/surv.ts';
import { type ChiSquareTest, chiSquareTest } from '../core/tests.ts';
import { type Basehaz, basehaz } from '../cox/baseline.ts';
import { type CoxFit, type CoxOptions, coxph } from '../cox/coxph.ts';

/** A model brought to new patients in steps: as it is, with a new baseline, with a new slope and baseline, refitted. */
export interface CoxUpdating {
  /** Partial log-likelihood of the model as it is (the baseline does not enter it). */
  readonly loglikOriginal: number;
  readonly baselineOnly: Basehaz;
  readonly slope: CoxFit;
  readonly slopeBaseline: Basehaz;
  readonly refit: CoxFit;
  readonly refitAgainstOriginal: ChiSquareTest;
  readonly refitAgainstSlope: ChiSquareTest;
  readonly slopeAgainstOriginal: ChiSquareTest;
}

/**
 * The fits of a closed test of model updating: `coxph(S ~ offset(lp))`, `coxph(S ~ lp)`, `coxph(S ~ x)` and their likelihood-ratio tests. The partial
 * likelihood does not see the baseline: test that with `poissonCalibration`.
 * @param linearPredictor X beta of the model as published, not centred
 * @see https://doi.org/10.1002/sim.7179 (Vergouwe 2017)
 */
export function coxUpdating(surv: Surv, x: Columns, linearPredictor: ArrayLike<number>, options: Pick<CoxOptions, 'ties' | 'control'> = {}): CoxUpdating {
  const original = coxph(surv, {}, { ...options, offset: linearPredictor });
  const slope = coxph(surv, { linearPredictor }, options);
  const refit = coxph(surv, x, options);
  return {
    loglikOriginal: original.loglik,
    baselineOnly: basehaz(original),
    slope,
    slopeBaseline: basehaz(slope),
    refit,
    refitAgainstOriginal: chiSquareTest(2 * (refit.loglik - original.loglik), refit.df),
    refitAgainstSlope: chiSquareTest(2 * (refit.loglik - slope.loglik), refit.df - slope.df),
    slopeAgainstOriginal: chiSquareTest(2 * (slope.loglik - original.loglik), slope.df),
  };
}

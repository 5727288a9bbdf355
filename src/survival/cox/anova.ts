// SPDX-License-Identifier: Apache-2.0
import { type ChiSquareTest, chiSquareTest } from '../core/tests.ts';
import { SurvivalError } from '../errors.ts';
import type { CoxFit } from './coxph.ts';

/**
 * Likelihood-ratio test of nested Cox models on the same rows. Equals R's `anova(small, large)`.
 * @throws SurvivalError `not-nested` when rows, events or ties differ or the larger model has no more coefficients
 */
export function coxAnova(small: CoxFit, large: CoxFit): ChiSquareTest {
  if (small.n !== large.n || small.nEvents !== large.nEvents || small.ties !== large.ties) {
    throw new SurvivalError('not-nested', `the models are fitted on ${small.n} and ${large.n} subjects or with other ties: use the same complete cases`);
  }
  if (large.df < small.df) throw new SurvivalError('not-nested', `the larger model has ${large.df} coefficients and the smaller ${small.df}`);
  return chiSquareTest(2 * (large.loglik - small.loglik), large.df - small.df);
}

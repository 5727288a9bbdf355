// SPDX-License-Identifier: Apache-2.0
import { StudyError } from '../errors.ts';
import type { FittedModel } from './fitted-model.ts';

/** Codes of a fit whose coefficients are no estimates. */
const NO_ESTIMATE: readonly string[] = ['infinite-coefficient', 'not-converged'];

/**
 * A model with a coefficient that runs away (separation), or whose fit did not converge, goes into the report with its warning but not to the bedside: its
 * predictions would depend on where the iteration happened to stop.
 *
 * @throws StudyError `not-computable`
 */
export function assertServable(fitted: Pick<FittedModel, 'terms' | 'warnings'>): void {
  const flaw = fitted.warnings.find(({ code }) => NO_ESTIMATE.includes(code));
  if (flaw !== undefined)
    throw new StudyError(
      'not-computable',
      `Its coefficients are no estimates: ${flaw.message.replace(/\.$/, '')}. Take the covariate out, join its levels, or collect more patients.`,
    );
  const term = fitted.terms.find(({ coef, se }) => !Number.isFinite(coef) || !Number.isFinite(se));
  if (term !== undefined) throw new StudyError('not-computable', `${term.label} has no finite coefficient and standard error.`);
}

// SPDX-License-Identifier: Apache-2.0
import type { SurvivalWarning } from '../errors.ts';
import type { NewtonResult } from './newton.ts';
import type { PreparedCox } from './prepared.ts';

/** Fewer events per parameter than this are named (a convention; 10 in most guidance). */
const EVENTS_PER_PARAMETER = 10;

/** What a reader of a Cox fit should know. */
export function coxWarnings(terms: readonly string[], prepared: PreparedCox, newton: NewtonResult): SurvivalWarning[] {
  const warnings: SurvivalWarning[] = [];
  const named = (flags: readonly boolean[]): string[] => terms.filter((_, j) => flags[j]);
  const constant = terms.filter((_, j) => prepared.scale[j] === 0);
  const aliased = named(newton.aliased).filter((term) => !constant.includes(term));
  const infinite = named(newton.infinite.map((is, j) => is && !newton.aliased[j]!));
  if (constant.length > 0) warnings.push({ code: 'constant-column', message: `constant, so without a coefficient: ${constant.join(', ')}` });
  if (aliased.length > 0) {
    warnings.push({ code: 'aliased-column', message: `a combination of the terms before, so without a coefficient: ${aliased.join(', ')}` });
  }
  if (!newton.converged) {
    warnings.push({ code: 'not-converged', message: `stopped after ${newton.iterations} iterations without convergence: the numbers are not estimates` });
  }
  if (infinite.length > 0) {
    warnings.push({
      code: 'infinite-coefficient',
      message: `the likelihood has converged while the coefficient still grows (separation), its value and standard error mean nothing: ${infinite.join(', ')}; consider Firth's penalty`,
    });
  }
  const parameters = newton.aliased.filter((is) => !is).length;
  if (parameters >= prepared.n) {
    warnings.push({ code: 'more-terms-than-subjects', message: `${parameters} coefficients for ${prepared.n} subjects: use a penalised fit` });
  } else if (parameters > 0 && prepared.nEvents < EVENTS_PER_PARAMETER * parameters) {
    warnings.push({
      code: 'few-events-per-parameter',
      message: `${prepared.nEvents} events for ${parameters} coefficients: fewer than ${EVENTS_PER_PARAMETER} per coefficient`,
    });
  }
  return warnings;
}

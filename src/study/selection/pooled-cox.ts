// SPDX-License-Identifier: Apache-2.0
// The same selection on several completed cohorts, every fit pooled by Rubin's rules.
import { ldlFactor, ldlSolve } from '../../survival/core/ldl.ts';
import { type Columns, type CoxFit, type CoxTerm, coxph, pchisq, type Surv, SurvivalError } from '../../survival/index.ts';
import { StudyError } from '../errors.ts';
import { type PooledCox, poolCox } from '../imputation/index.ts';
import { type FitColumns, namesOf, type SteppedCox, type SteppedOptions, type SteppedTerm, steppedSelection } from './stepped-cox.ts';

/**
 * Uni- and multivariable selection after multiple imputation: each model is fitted in every completed cohort and pooled, and the pooled P decides (single columns:
 * Student's t with Barnard and Rubin's degrees of freedom; several columns: Wald's test on the pooled covariance).
 *
 * @param completed the candidates' columns in each completed cohort, candidates in the same order
 * @see Wood, White, Royston 2008, doi:10.1002/sim.3177
 */
export function pooledSteppedCox(surv: Surv, completed: readonly (readonly SteppedTerm[])[], options: SteppedOptions): SteppedCox {
  const columns = completed.map((terms): Columns => Object.assign({}, ...terms.map((term) => term.columns)));
  const first = completed[0]!;
  const fit: FitColumns = (names) => {
    const fits: CoxFit[] = [];
    try {
      for (const all of columns) fits.push(coxph(surv, Object.fromEntries(names.map((name) => [name, all[name]!]))));
    } catch (error) {
      if (error instanceof SurvivalError) return undefined;
      throw error;
    }
    // A term without a finite coefficient in one completed cohort has none at all.
    const flawed = fits.find(({ terms }) => terms.some(({ status }) => status !== 'ok'));
    if (flawed !== undefined) return { terms: flawed.terms, jointP: () => null };
    try {
      const pooled = poolCox(fits);
      return { terms: pooled.terms.map(asCoxTerm), jointP: (some) => waldP(pooled, some) };
    } catch (error) {
      if (error instanceof StudyError) return undefined;
      throw error;
    }
  };
  return steppedSelection(first, namesOf(first), fit, options);
}

const asCoxTerm = (term: PooledCox['terms'][number]): CoxTerm => ({
  term: term.term,
  coef: term.coef,
  se: term.se,
  z: term.t,
  p: term.p,
  hazardRatio: term.hazardRatio,
  lower: term.hazardRatioLower,
  upper: term.hazardRatioUpper,
  status: 'ok',
});

function waldP({ terms, vcov }: PooledCox, names: readonly string[]): number | null {
  const at = names.map((name) => terms.findIndex(({ term }) => term === name));
  const k = at.length;
  const matrix = Float64Array.from(at.flatMap((i) => at.map((j) => vcov[i]![j]!)));
  const coef = Float64Array.from(at, (i) => terms[i]!.coef);
  const solved = Float64Array.from(coef);
  if (ldlFactor(matrix, k, 1e-12) < k) return null;
  ldlSolve(matrix, k, solved);
  return pchisq(
    solved.reduce((sum, value, i) => sum + value * coef[i]!, 0),
    k,
    'upper',
  );
}

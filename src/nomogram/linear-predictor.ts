// SPDX-License-Identifier: Apache-2.0
import type { LoadedModel, Term } from './prepare.ts';
import { referenceColumns } from './prepare.ts';

/** Σ βⱼ·xⱼ over the columns of one covariate. */
export function termScore(term: Term, columns: readonly number[]): number {
  return columns.reduce((sum, x, j) => sum + x * term.coefficients[j]!, 0);
}

/**
 * The score: Σ β·x over all covariates, at the file's own origin (x = 0), as the study defines it for its cut-offs.
 *
 * @param columns per covariate, in the file's order
 */
export function score(model: LoadedModel, columns: readonly (readonly number[])[]): number {
  return model.terms.reduce((sum, term, i) => sum + termScore(term, columns[i]!), 0);
}

/** Score of the file's reference patient. */
export function referenceScore(model: LoadedModel): number {
  return score(
    model,
    model.terms.map((term) => referenceColumns(term.covariate)),
  );
}

/** All columns in one vector, minus the values at which the file's baseline holds: what meets H₀ and the covariance matrix. */
export function centredColumns(model: LoadedModel, columns: readonly (readonly number[])[]): readonly number[] {
  return model.terms.flatMap((term, i) => {
    const centre = model.file.centring?.[term.covariate.key];
    return columns[i]!.map((x, j) => x - (centre?.[j] ?? 0));
  });
}

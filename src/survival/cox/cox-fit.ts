// SPDX-License-Identifier: Apache-2.0
import type { ChiSquareTest } from '../core/tests.ts';
import type { SurvivalWarning } from '../errors.ts';
import type { Ties } from './prepared.ts';

/** One coefficient; null where the term is aliased (a combination of the terms before it, or constant). */
export interface CoxTerm {
  readonly term: string;
  readonly coef: number | null;
  readonly se: number | null;
  readonly z: number | null;
  readonly p: number | null;
  readonly hazardRatio: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly status: 'ok' | 'aliased' | 'infinite';
}

/** A Cox model. Plain numbers and arrays; `basehaz`, `survfitCox`, `coxZph` and `coxResiduals` take this very object. */
export interface CoxFit {
  readonly terms: readonly CoxTerm[];
  readonly ties: Ties | 'exact';
  readonly n: number;
  readonly nEvents: number;
  readonly loglikNull: number;
  readonly loglik: number;
  readonly lrt: ChiSquareTest;
  readonly wald: ChiSquareTest;
  readonly score: ChiSquareTest;
  readonly aic: number;
  /** -2 l + p log(number of events). */
  readonly bic: number;
  readonly df: number;
  /** Variance of the coefficients: robust when asked for; rows and columns of aliased terms are 0. */
  readonly vcov: readonly (readonly number[])[];
  /** The model-based variance beside a robust one. */
  readonly naiveVcov?: readonly (readonly number[])[];
  /** Covariate means as R's `fit$means`: 0 for columns of only -1, 0 and 1. */
  readonly means: readonly number[];
  /** X beta (plus offset), not centred, in the order of the data. */
  readonly linearPredictor: readonly number[];
  readonly iterations: number;
  readonly converged: boolean;
  readonly level: number;
  readonly warnings: readonly SurvivalWarning[];
}

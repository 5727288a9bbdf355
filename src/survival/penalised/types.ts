// SPDX-License-Identifier: Apache-2.0
import type { SurvivalWarning } from '../errors.ts';

/** The non-zero coefficients of one model, on the scale of the columns as they were given. */
export interface SparseCoefficients {
  /** Column numbers from 0, increasing. */
  readonly index: readonly number[];
  readonly terms: readonly string[];
  readonly coef: readonly number[];
}

/** Options of `coxnet`. */
export interface CoxnetOptions {
  /** Share of the lasso in the penalty, 0 ≤ alpha ≤ 1: 1 = lasso (the default), 0 = ridge. */
  readonly alpha?: number;
  /** Penalties, any order; without them a grid is laid from the largest useful penalty downwards. */
  readonly lambda?: ArrayLike<number>;
  /** Length of the grid; default 100. */
  readonly nLambda?: number;
  /**
   * Smallest penalty of the grid as a fraction of the largest; default 0.05. `'glmnet'` takes glmnet's own (0.01 when n < p, 1e-4 otherwise),
   * which runs into nearly saturated models.
   */
  readonly lambdaMinRatio?: number | 'glmnet';
  /** Scale columns to unit 1/n variance for the penalty (coefficients come back on the given scale); default true. */
  readonly standardize?: boolean;
  /** Largest violation of the optimality conditions as a fraction of the largest gradient at 0; default 1e-9. */
  readonly tolerance?: number;
  /** Weight of each subject in the likelihood and in the standardisation; only their proportions count. */
  readonly weights?: ArrayLike<number>;
  /** How many times the penalty counts for a column (default 1; 0 = not penalised, always in the model). Brought to mean 1, as by glmnet. */
  readonly penaltyFactors?: Readonly<Record<string, number>>;
  /** Leave the path when the model hardly improves any more, as glmnet does (never with given penalties); default true. */
  readonly earlyStop?: boolean;
}

/** A path of penalised Cox models. */
export interface CoxnetPath {
  readonly n: number;
  readonly nEvents: number;
  readonly terms: readonly string[];
  readonly alpha: number;
  readonly ties: 'breslow';
  readonly lambda: readonly number[];
  /** Number of non-zero coefficients per penalty. */
  readonly df: readonly number[];
  /** 1 − deviance/null deviance per penalty. */
  readonly devRatio: readonly number[];
  /** 2(l_saturated − l_0). */
  readonly nullDeviance: number;
  readonly coefficients: readonly SparseCoefficients[];
  /** Largest violation of the optimality conditions per penalty, on the scale of lambda. */
  readonly violation: readonly number[];
  readonly warnings: readonly SurvivalWarning[];
}

/** Options of `cvCoxnet`. */
export interface CvCoxnetOptions extends CoxnetOptions {
  /** Fold of each subject, whole numbers 1 … K. */
  readonly foldId?: ArrayLike<number>;
  /** Number of folds drawn when `foldId` is not given (balanced in events and censorings); default 10. */
  readonly folds?: number;
  /** Seed of the drawn folds; default 1. */
  readonly seed?: number;
  /** Partial-likelihood deviance (default) or Harrell's C in the left-out fold. */
  readonly measure?: 'deviance' | 'C';
  /** Deviance of a fold as the difference between all subjects and those outside it (default), or on the fold's own risk sets. */
  readonly grouped?: boolean;
  /**
   * `'shared'` (default): every fold is fitted at the penalties of the whole data. `'interpolated'`: every fold has its own grid and its
   * coefficients are interpolated linearly, as `cv.glmnet` does when no lambda is given.
   */
  readonly foldGrid?: 'shared' | 'interpolated';
}

/** Result of cross-validation. */
export interface CvCoxnet {
  readonly path: CoxnetPath;
  readonly measure: 'deviance' | 'C';
  readonly foldId: readonly number[];
  readonly lambda: readonly number[];
  /** Mean over folds, weighted by events (deviance) or subjects (C), and its standard error. */
  readonly cvm: readonly number[];
  readonly cvsd: readonly number[];
  readonly nonZero: readonly number[];
  readonly lambdaMin: number;
  readonly lambda1se: number;
  /** Positions in `lambda`, from 0. */
  readonly indexMin: number;
  readonly index1se: number;
  readonly coefMin: SparseCoefficients;
  readonly coef1se: SparseCoefficients;
  readonly warnings: readonly SurvivalWarning[];
}

// SPDX-License-Identifier: Apache-2.0
// A Cox model as the study fits it, complete enough to become a model file, to be validated and to be drawn.

export type ModelName = 'clinical' | 'radiomics' | 'combined';

/** One feature of a rad-score: weight × (value − mean)/sd, mean and n−1 standard deviation of the training patients. */
export interface RadScoreTerm {
  readonly feature: string;
  readonly weight: number;
  readonly mean: number;
  readonly sd: number;
}

/** One column of the design: a candidate (or one of its columns) or the rad-score. */
export interface FittedTerm {
  /** Candidate key, or `radScore`. */
  readonly key: string;
  /** Column of a candidate with several: level code or `2`, `3` … of a spline. */
  readonly part?: string;
  readonly label: string;
  readonly coef: number;
  readonly se: number;
  readonly z: number;
  readonly p: number;
  readonly hazardRatio: number;
  readonly lower: number;
  readonly upper: number;
  /** Mean of the column over the rows of the fit. */
  readonly mean: number;
}

/** A fitted Cox model (Efron) with the pieces that predictions with intervals need (design page model-file.md, `uncertainty`). */
export interface FittedModel {
  readonly name: ModelName;
  readonly terms: readonly FittedTerm[];
  readonly vcov: readonly (readonly number[])[];
  readonly n: number;
  readonly nEvents: number;
  readonly logLikelihood: readonly [null: number, fitted: number];
  readonly radScore?: readonly RadScoreTerm[];
  /** Knots of splines by candidate key, as placed on the rows of the fit; needed where the definition gives only their number. */
  readonly knots?: Readonly<Record<string, readonly number[]>>;
  /** Cumulative hazard at x = 0, Efron increments, at the distinct event times. */
  readonly baseline: readonly {
    readonly timeDays: number;
    readonly cumulativeHazard: number;
    readonly varianceOfH0: number;
    readonly meanByHazard: readonly number[];
  }[];
  /** Last follow-up of the patients of the fit: the baseline says nothing after it. */
  readonly lastFollowUpDays?: number;
  /** Linear predictor β·x (uncentred) of every row of the cohort, NaN where an input is missing. */
  readonly score: Float64Array;
  /** Cut-off on the score found in training; absent when none could be found. */
  readonly cutoff?: { readonly value: number; readonly rule: string; readonly statistic: number; readonly pCorrected: number };
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
}

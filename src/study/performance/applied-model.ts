// SPDX-License-Identifier: Apache-2.0
import { SurvivalError } from '../../survival/index.ts';
import type { Estimate } from '../report/study-report.ts';

/** A model applied to some patients. */
export interface AppliedModel {
  /** Linear predictor β·x (uncentred) per patient, all finite; larger = higher risk. */
  readonly score: Float64Array;
  /** Cumulative hazard at x = 0 and time t (days); undefined where the model has no baseline. */
  readonly hazardAtZero: (timeDays: number) => number | undefined;
  /** Last day for which the model has a hazard, where it ends before the longest follow-up can. */
  readonly lastDays?: number;
  /** Cut-off on the score: high when above it. */
  readonly cutoff?: number;
}

/** Nothing could be computed. */
export const NONE: Estimate = { value: null, lower: null, upper: null, se: null };

/** A statistic, or the fallback where it cannot be computed on these patients. Other errors are bugs and pass. */
export function orElse<T>(fallback: T, compute: () => T): T {
  try {
    return compute();
  } catch (error) {
    if (error instanceof SurvivalError) return fallback;
    throw error;
  }
}

/** NaN and infinities become null: a report holds numbers or nothing. */
export const finiteOrNull = (value: number | null | undefined): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);

/** Risk 1 − exp(−H0(t)·exp(score)) of every patient; undefined where the model has no baseline at t. */
export function risksAt(model: AppliedModel, timeDays: number): Float64Array | undefined {
  const hazard = model.hazardAtZero(timeDays);
  return hazard === undefined ? undefined : model.score.map((score) => -Math.expm1(-hazard * Math.exp(score)));
}

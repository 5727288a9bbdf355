// SPDX-License-Identifier: Apache-2.0
// Baseline hazard and uncertainty of the file, up to the last horizon that the follow-up carries.
import type { ModelFile } from '../../nomogram/model-file.ts';
import type { Cohort } from '../cohort/cohort.ts';
import type { FittedModel } from '../models/fitted-model.ts';
import type { NumberEvidence } from './evidence.ts';

/** As the study room counts years. */
export const DAYS_PER_YEAR = 365.25;

/** Fewer patients than this still at risk at a horizon: the curve hangs on single patients, and no probability is given there. */
export const FEWEST_AT_RISK = 10;

export interface Horizons {
  readonly kept: readonly number[];
  /** Horizons of the definition for which too few patients were followed. */
  readonly dropped: readonly { readonly years: number; readonly atRisk: number }[];
}

/** The horizons up to which enough patients were followed: nothing is extrapolated. */
export function horizonsOf(years: readonly number[], cohort: Cohort, rows: readonly number[]): Horizons {
  const kept: number[] = [];
  const dropped: { years: number; atRisk: number }[] = [];
  for (const horizon of years) {
    const atRisk = rows.filter((row) => cohort.timeDays[row]! >= horizon * DAYS_PER_YEAR).length;
    if (atRisk >= FEWEST_AT_RISK && dropped.length === 0) kept.push(horizon);
    else dropped.push({ years: horizon, atRisk });
  }
  return { kept, dropped };
}

/** Steps of the cumulative hazard at x = 0 with what an interval needs at each; undefined where no horizon is left, or no event lies before it. */
export function baselineOf(
  fitted: FittedModel,
  horizons: Horizons,
  evidence: NumberEvidence,
): Required<Pick<ModelFile, 'baseline' | 'uncertainty'>> | undefined {
  const last = horizons.kept.at(-1);
  if (last === undefined) return undefined;
  const steps = fitted.baseline.filter(({ timeDays }) => timeDays > 0 && timeDays <= last * DAYS_PER_YEAR);
  if (steps.length === 0) return undefined;
  return {
    baseline: { steps: steps.map(({ timeDays, cumulativeHazard }) => ({ timeDays, cumulativeHazard })), ties: 'efron', ...evidence },
    uncertainty: {
      vcov: symmetric(fitted.vcov),
      at: steps.map(({ timeDays, varianceOfH0, meanByHazard }) => ({ timeDays, varianceOfH0, meanByHazard: [...meanByHazard] })),
      scale: 'log',
      level: 0.95,
      ...evidence,
    },
  };
}

/** The mean of the matrix and its mirror: inversion leaves differences in the last digit. */
function symmetric(matrix: readonly (readonly number[])[]): number[][] {
  return matrix.map((row, i) => row.map((value, j) => (value + matrix[j]![i]!) / 2));
}

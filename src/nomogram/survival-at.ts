// SPDX-License-Identifier: Apache-2.0
// S(t | x) of a Cox model file with its interval.
import type { CurvePoint, SurvivalAt } from './assessment.ts';
import { centredColumns } from './linear-predictor.ts';
import { horizonDays, type LoadedModel } from './prepare.ts';

/** 0.975 quantile of the standard normal distribution: the interval is 95 %. */
const Z95 = 1.959963984540054;

/** A time beyond the last horizon, or a file without a baseline: no probability exists. */
export class NoSurvivalError extends Error {
  readonly code: 'no-baseline' | 'beyond-last-horizon';

  constructor(code: 'no-baseline' | 'beyond-last-horizon', message: string) {
    super(message);
    this.name = 'NoSurvivalError';
    this.code = code;
  }
}

/** Cumulative baseline hazard at a time: the last step at or before it, 0 before the first. */
export function baselineHazard(model: LoadedModel, timeDays: number): number {
  let hazard = 0;
  for (const step of model.file.baseline?.steps ?? []) {
    if (step.timeDays > timeDays) break;
    hazard = step.cumulativeHazard;
  }
  return hazard;
}

/**
 * Standard error of the cumulative hazard H(t | x) = H₀(t)·exp(lp), or undefined where the file has no uncertainty for this time.
 *
 * Var H = exp(2·lp)·[Var H₀ + (H₀·x − w)ᵀ V (H₀·x − w)], w = ∫ x̄ dH₀: what R's `survfit(coxph, newdata)` reports.
 * An entry holds until the next step of the baseline, because both of its parts change at event times only.
 *
 * @see Tsiatis 1981, doi:10.1214/aos/1176345328; Therneau & Grambsch 2000, section 10.2
 */
export function hazardStandardError(model: LoadedModel, columns: readonly (readonly number[])[], timeDays: number): number | undefined {
  const { uncertainty, baseline } = model.file;
  if (uncertainty === undefined || baseline === undefined) return undefined;
  const entry = uncertainty.at.findLast((candidate) => candidate.timeDays <= timeDays);
  if (entry === undefined) return baselineHazard(model, timeDays) === 0 ? 0 : undefined;
  if (baseline.steps.some((step) => step.timeDays > entry.timeDays && step.timeDays <= timeDays)) return undefined;

  const x = centredColumns(model, columns);
  const h0 = baselineHazard(model, timeDays);
  const distance = x.map((value, j) => h0 * value - entry.meanByHazard[j]!);
  let quadratic = 0;
  for (let i = 0; i < distance.length; i++) for (let j = 0; j < distance.length; j++) quadratic += distance[i]! * uncertainty.vcov[i]![j]! * distance[j]!;
  const relativeHazard = Math.exp(centredScore(model, x));
  return relativeHazard * Math.sqrt(Math.max(0, entry.varianceOfH0 + quadratic));
}

/**
 * Recurrence-free survival at a time after the operation.
 *
 * @param columns transformed values per covariate, in the file's order
 * @param timeDays 0 up to the file's last horizon
 * @throws {NoSurvivalError} without a baseline, or beyond the last horizon
 */
export function survivalAt(model: LoadedModel, columns: readonly (readonly number[])[], timeDays: number): CurvePoint {
  if (!model.answers.individualSurvival) throw new NoSurvivalError('no-baseline', `model ${model.file.id} has no baseline survival: it gives no probability`);
  const lastDays = horizonDays(model, Math.max(...model.file.horizonsYears));
  if (timeDays > lastDays)
    throw new NoSurvivalError('beyond-last-horizon', `day ${timeDays} lies beyond the last day with reliable data (${lastDays}); ask for an earlier time`);

  const x = centredColumns(model, columns);
  const hazard = baselineHazard(model, timeDays) * Math.exp(centredScore(model, x));
  const survival = Math.exp(-hazard);
  const standardError = hazardStandardError(model, columns, timeDays);
  if (standardError === undefined) return { timeDays, survival };
  if (hazard === 0) return { timeDays, survival, lower: survival, upper: survival };
  if (model.file.uncertainty?.scale === 'log-log') {
    const factor = Math.exp((Z95 * standardError) / hazard);
    return { timeDays, survival, lower: Math.exp(-hazard * factor), upper: Math.exp(-hazard / factor) };
  }
  return { timeDays, survival, lower: Math.exp(-hazard - Z95 * standardError), upper: Math.min(1, Math.exp(-hazard + Z95 * standardError)) };
}

function centredScore(model: LoadedModel, x: readonly number[]): number {
  return model.terms.reduce((sum, term) => sum + term.coefficients.reduce((inner, beta, j) => inner + beta * x[term.firstColumn + j]!, 0), 0);
}

/** Survival at each horizon of the file; empty where the model gives no probability. */
export function survivalAtHorizons(model: LoadedModel, columns: readonly (readonly number[])[]): readonly SurvivalAt[] {
  if (!model.answers.individualSurvival) return [];
  return model.file.horizonsYears.map((years) => {
    const { survival, lower, upper } = survivalAt(model, columns, horizonDays(model, years));
    return { years, survival, ...(lower === undefined || upper === undefined ? {} : { lower, upper }) };
  });
}

/** The patient's step curve from the operation to the last horizon; empty where the model gives no probability. */
export function survivalCurve(model: LoadedModel, columns: readonly (readonly number[])[]): readonly CurvePoint[] {
  if (!model.answers.individualSurvival) return [];
  const lastDays = horizonDays(model, Math.max(...model.file.horizonsYears));
  const times = [0, ...model.file.baseline!.steps.map((step) => step.timeDays).filter((time) => time <= lastDays)];
  return times.map((time) => survivalAt(model, columns, time));
}

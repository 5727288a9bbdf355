// SPDX-License-Identifier: Apache-2.0
import type { FittedModel } from '../models/fitted-model.ts';
import type { Maybe, ModelSection } from '../report/study-report.ts';

type Criterion = ModelSection['sampleSize'][number];

const RILEY = 'Riley 2019, doi:10.1002/sim.7992; Riley 2020, doi:10.1136/bmj.m441';
const DAYS_PER_YEAR = 365.25;
/** Wanted shrinkage, and largest wanted fall of Nagelkerke's R² and of the precision of the mean risk. */
const SHRINKAGE = 0.9;
const R2_GAP = 0.05;
const MARGIN = 0.05;

/** What the criteria are computed from. */
export interface SampleSizeFacts {
  readonly n: number;
  readonly events: number;
  readonly personDays: number;
  /** Candidate coefficients that were looked at; undefined where the criteria do not apply (thousands of features in a LASSO). */
  readonly candidateParameters?: number;
  /** Twice the difference of the log-likelihoods of the model with all candidates. */
  readonly likelihoodRatio?: number;
  readonly horizonDays: number;
}

/**
 * Riley's criteria of the size of a development study with a time-to-event outcome, from what this study found, and events per candidate parameter.
 * With P candidate parameters and Cox-Snell R² (corrected by the heuristic shrinkage 1 − P/LR):
 * 1. expected shrinkage ≥ 0.9: n = P / ((S − 1) ln(1 − R²/S)), S = 0.9;
 * 2. fall of Nagelkerke's R² ≤ 0.05: the same with S = R²/(R² + 0.05·max R²), max R² as {@link largestR2};
 * 3. 95 % interval of the mean risk at the last horizon within ±0.05 under a constant event rate λ = E/T (E events in T person-years): ±1.96·√(λ/T) on the rate.
 * Computed after the event from the study's own R²: a look back, not a plan.
 */
export function rileyCriteria(facts: SampleSizeFacts): Criterion[] {
  const { n, events, personDays, candidateParameters: p, likelihoodRatio: lr, horizonDays } = facts;
  const years = personDays / DAYS_PER_YEAR;
  const r2 = p !== undefined && lr !== undefined && lr > p && p > 0 ? (1 - p / lr) * (1 - Math.exp(-lr / n)) : null;
  const maxR2 = events > 0 ? largestR2(n, events) : null;
  const why =
    p === undefined
      ? 'not given: the criteria count the candidate parameters of an unpenalised model, which features in a LASSO are not'
      : r2 === null
        ? 'not given: the candidates explain no more than chance, so there is no R² to plan with'
        : undefined;
  const row = (criterion: string, needed: Maybe, have: number, source: string): Criterion => ({
    criterion,
    needed: needed !== null && Number.isFinite(needed) ? Math.ceil(needed) : null,
    have,
    met: needed !== null && Number.isFinite(needed) ? have >= needed : null,
    source,
  });
  const forShrinkage = (s: number): Maybe => (r2 === null || p === undefined ? null : patientsForShrinkage(p, r2, s));
  const gap = maxR2 === null || r2 === null ? null : forShrinkage(r2 / (r2 + R2_GAP * maxR2));
  return [
    row('Patients for an expected shrinkage of at least 0.9', why === undefined ? forShrinkage(SHRINKAGE) : null, n, why ?? RILEY),
    row('Patients for a fall of R² (Nagelkerke) of at most 0.05', why === undefined ? gap : null, n, why ?? RILEY),
    row(`Patients for the mean risk at ${Math.round(horizonDays)} days within 0.05`, forMeanRisk(n, events, years, horizonDays), n, RILEY),
    ...(p === undefined || p === 0
      ? []
      : [row(`Events for 10 per candidate parameter (${p})`, 10 * p, events, 'convention; Riley’s criteria are to be preferred')]),
  ];
}

/**
 * Largest Cox-Snell R² that a time-to-event model can have: 1 − exp(2 l₀/n), l₀ = E ln(E/n) − E, the log-likelihood of an exponential model without covariates
 * with time in units of the mean follow-up. (A likelihood of times depends on their unit; the published criterion, as `pmsampsize`, takes this one.)
 *
 * @see Riley 2019, doi:10.1002/sim.7992, equation 23
 */
export function largestR2(n: number, events: number): number {
  return 1 - Math.exp((2 * (events * Math.log(events / n) - events)) / n);
}

/** Patients with whom a model of p parameters and Cox-Snell R² is expected to shrink by no more than the factor s; null where no number would do. */
export function patientsForShrinkage(p: number, r2: number, s: number): Maybe {
  return s >= 1 || r2 >= s ? null : p / ((s - 1) * Math.log(1 - r2 / s));
}

function forMeanRisk(n: number, events: number, years: number, horizonDays: number): Maybe {
  if (!(events > 0 && years > 0)) return null;
  const rate = events / years;
  const followUp = years / n;
  const t = horizonDays / DAYS_PER_YEAR;
  const margin = (patients: number): number => {
    const half = 1.96 * Math.sqrt(rate / (patients * followUp));
    const risk = 1 - Math.exp(-rate * t);
    return Math.max(1 - Math.exp(-(rate + half) * t) - risk, risk - (1 - Math.exp(-(rate - half) * t)));
  };
  let low = 1;
  let high = 2;
  while (margin(high) > MARGIN && high < 1e9) high *= 2;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (margin(middle) > MARGIN) low = middle;
    else high = middle;
  }
  return high;
}

/** Twice the gain in log-likelihood of a fitted model over none. */
export const likelihoodRatioOf = ({ logLikelihood }: Pick<FittedModel, 'logLikelihood'>): number => 2 * (logLikelihood[1] - logLikelihood[0]);

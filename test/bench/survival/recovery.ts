// SPDX-License-Identifier: Apache-2.0
// Whether estimates are where the truth is: the product's generated cohort, drawn and fitted over and over.

import { syntheticPatients } from '../../../src/study/synthetic/patients.ts';
import { TRUE_COEFFICIENTS } from '../../../src/study/synthetic/truth.ts';
import { type Columns, coxph, type Surv } from '../../../src/survival/index.ts';

const digits = (value: number, places = 4): number => Math.round(value * 10 ** places) / 10 ** places;

/** What 500 cohorts say about one coefficient; `mcError` is the Monte-Carlo standard error of the figure before it. */
export interface Recovery {
  readonly term: string;
  readonly truth: number;
  readonly bias: number;
  readonly biasMcError: number;
  readonly empiricalSe: number;
  readonly empiricalSeMcError: number;
  readonly meanModelSe: number;
  readonly coverage95: number;
  readonly coverageMcError: number;
}

/** The coefficients that the generator works with, by term. */
const TRUTH: Readonly<Record<string, number>> = Object.fromEntries(TRUE_COEFFICIENTS.map(({ key, value }) => [key, value]));

/** One generated cohort of 322 patients, with the covariates that carry the truth. */
function generatedCohort(seed: number): { surv: Surv; columns: Columns } {
  const patients = syntheticPatients(seed);
  return {
    surv: { time: patients.map(({ timeDays }) => timeDays), status: patients.map(({ status }) => status) },
    columns: Object.fromEntries(TRUE_COEFFICIENTS.map(({ key }, j) => [key, patients.map(({ truth }) => truth[j]!)])),
  };
}

/** Bias, spread against the model's standard error, and coverage of the 95 % Wald interval. */
export function recovery(replications: number, firstSeed = 1): { readonly rows: Recovery[]; readonly meanEvents: number; readonly n: number } {
  const terms = Object.keys(TRUTH);
  const estimates = terms.map(() => [] as number[]);
  const errors = terms.map(() => [] as number[]);
  const covered = terms.map(() => 0);
  let events = 0;
  let n = 0;
  for (let seed = firstSeed; seed < firstSeed + replications; seed++) {
    const { surv, columns } = generatedCohort(seed);
    const fit = coxph(surv, columns);
    events += fit.nEvents;
    n = fit.n;
    fit.terms.forEach(({ term, coef, se, lower, upper }, j) => {
      estimates[j]!.push(coef!);
      errors[j]!.push(se!);
      const hazardRatio = Math.exp(TRUTH[term]!);
      if (lower! <= hazardRatio && hazardRatio <= upper!) covered[j]!++;
    });
  }
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const rows = terms.map((term, j): Recovery => {
    const centre = mean(estimates[j]!);
    const sd = Math.sqrt(estimates[j]!.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (replications - 1));
    const share = covered[j]! / replications;
    return {
      term,
      truth: TRUTH[term]!,
      bias: digits(centre - TRUTH[term]!),
      biasMcError: digits(sd / Math.sqrt(replications)),
      empiricalSe: digits(sd),
      empiricalSeMcError: digits(sd / Math.sqrt(2 * (replications - 1))),
      meanModelSe: digits(mean(errors[j]!)),
      coverage95: digits(share),
      coverageMcError: digits(Math.sqrt((share * (1 - share)) / replications)),
    };
  });
  return { rows, meanEvents: Math.round(events / replications), n };
}

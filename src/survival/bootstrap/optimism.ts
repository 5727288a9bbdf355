// SPDX-License-Identifier: Apache-2.0

import { ConcordanceIndex } from '../concordance/index-only.ts';
import type { Columns } from '../core/columns.ts';
import { meanOf, quantile7, sdOf } from '../core/quantile.ts';
import { prepareSurv, type Surv } from '../core/surv.ts';
import { coxph } from '../cox/coxph.ts';
import type { CoxControl } from '../cox/newton.ts';
import type { Ties } from '../cox/prepared.ts';
import { SurvivalError, type SurvivalWarning } from '../errors.ts';
import { coxRefitter } from './cox-refits.ts';
import { type BootstrapSamples, bootstrapSamples } from './samples.ts';

/** Options of `bootstrapCox`. */
export interface BootstrapCoxOptions {
  readonly samples: BootstrapSamples;
  readonly ties?: Ties;
  readonly control?: CoxControl;
  readonly level?: number;
}

/** Harrell's optimism correction of a Cox model. */
export interface BootstrapCox {
  readonly terms: readonly string[];
  readonly samples: number;
  readonly cApparent: number;
  /** Per usable sample: C of its model in the sample, C of its model in the original rows, slope of its predictor there. */
  readonly cBoot: readonly number[];
  readonly cTest: readonly number[];
  readonly slopeTest: readonly number[];
  /** Coefficients per usable sample; null where a column was aliased in it. */
  readonly coef: readonly (readonly (number | null)[])[];
  /** Mean of cBoot - cTest. */
  readonly optimism: number;
  readonly cCorrected: number;
  /** Mean slope: the shrinkage to expect. */
  readonly slopeCorrected: number;
  readonly coefSe: readonly (number | null)[];
  readonly coefLower: readonly (number | null)[];
  readonly coefUpper: readonly (number | null)[];
  readonly warnings: readonly SurvivalWarning[];
}

/**
 * Optimism of a Cox model whose terms are FIXED: refit in each bootstrap sample, measured there and in the original rows. Equals the loop
 * `coxph` + `concordance` over given indices in R. Where terms, cut-points or penalties were chosen on the same data, the whole selection must be
 * refitted (`optimismOf`), otherwise the optimism is understated.
 * @throws SurvivalError `no-events`, `option-out-of-range`, `too-few-observations` when no sample can be fitted
 * @see https://doi.org/10.1002/(SICI)1097-0258(19960229)15:4%3C361::AID-SIM168%3E3.0.CO;2-4
 */
export function bootstrapCox(surv: Surv, x: Columns, { samples, ties = 'efron', control = {}, level = 0.95 }: BootstrapCoxOptions): BootstrapCox {
  const n = surv.time.length;
  const terms = Object.keys(x);
  const apparent = coxph(surv, x, { ties, control });
  const index = new ConcordanceIndex(prepareSurv(surv));
  const cApparent = index.of(apparent.linearPredictor);
  if (cApparent === null) throw new SurvivalError('no-comparable-pairs', `of ${n} subjects no two can be compared: there is no concordance`, { n });
  const refit = coxRefitter(
    surv,
    x,
    ties,
    control,
    apparent.terms.map(({ coef, status }) => (status === 'ok' ? coef! : 0)),
  );
  const all = Int32Array.from({ length: n }, (_, i) => i);
  const counts = new Int32Array(n);
  const drawn = bootstrapSamples(samples, n);
  const cBoot: number[] = [];
  const cTest: number[] = [];
  const slopeTest: number[] = [];
  const coef: (number | null)[][] = [];
  let failed = 0;
  let infinite = 0;
  for (const sample of drawn) {
    const fit = refit(sample);
    if (fit === null || !fit.converged || fit.aliased.every((is) => is)) {
      failed++;
      continue;
    }
    if (fit.infinite.some((is) => is)) infinite++;
    const predictor = new Float64Array(n);
    terms.forEach((term, j) => {
      const column = x[term]!;
      for (let i = 0; i < n; i++) predictor[i]! += fit.coef[j]! * column[i]!;
    });
    counts.fill(0);
    for (const row of sample) counts[row]! += 1;
    const own = index.of(predictor, counts);
    if (own === null) {
      failed++;
      continue;
    }
    cBoot.push(own);
    cTest.push(index.of(predictor)!);
    slopeTest.push(coxRefitter(surv, { predictor }, ties, control)(all)!.coef[0]!);
    coef.push(terms.map((_, j) => (fit.aliased[j] ? null : fit.coef[j]!)));
  }
  if (cBoot.length === 0) throw new SurvivalError('too-few-observations', `none of ${drawn.length} bootstrap samples can be fitted`);
  const optimism = meanOf(cBoot.map((value, b) => value - cTest[b]!));
  const spread = terms.map((_, j) => coef.flatMap((row) => row[j] ?? []));
  const tail = (1 - level) / 2;
  const warnings: SurvivalWarning[] = [];
  if (failed > 0)
    warnings.push({ code: 'samples-left-out', message: `${failed} of ${drawn.length} samples had no event, no comparable pair or no fit and are left out` });
  if (infinite > 0) warnings.push({ code: 'infinite-coefficient', message: `in ${infinite} of ${drawn.length} samples a coefficient runs away (separation)` });
  if (drawn.length < 200) warnings.push({ code: 'few-samples', message: `${drawn.length} samples: at least 200 are usual` });
  return {
    terms,
    samples: drawn.length,
    cApparent,
    cBoot,
    cTest,
    slopeTest,
    coef,
    optimism,
    cCorrected: cApparent - optimism,
    slopeCorrected: meanOf(slopeTest),
    coefSe: spread.map((values) => (values.length > 1 ? sdOf(values) : null)),
    coefLower: spread.map((values) => (values.length > 1 ? quantile7(values, tail) : null)),
    coefUpper: spread.map((values) => (values.length > 1 ? quantile7(values, 1 - tail) : null)),
    warnings,
  };
}

/** A performance measured once. */
export type Performance = Readonly<Record<string, number>>;

/** Optimism of a whole procedure. */
export interface OptimismOf {
  readonly apparent: Performance;
  readonly optimism: Performance;
  readonly corrected: Performance;
  readonly usable: number;
  readonly failed: number;
}

/**
 * Optimism of ANY procedure: `develop(rows)` runs every step (filters, scaling, penalty, selection, fit) on the given rows and returns the measure of its
 * model on any rows. Corrected = apparent - mean over samples of [in the sample - in the original rows].
 * @param develop a procedure that cannot run on a sample returns null
 */
export function optimismOf(n: number, samples: BootstrapSamples, develop: (rows: Int32Array) => ((rows: Int32Array) => Performance) | null): OptimismOf {
  const all = Int32Array.from({ length: n }, (_, i) => i);
  const original = develop(all);
  if (original === null) throw new SurvivalError('too-few-observations', 'the procedure does not run on the original rows');
  const apparent = original(all);
  const names = Object.keys(apparent);
  const sums = Object.fromEntries(names.map((name) => [name, 0]));
  let usable = 0;
  let failed = 0;
  for (const sample of bootstrapSamples(samples, n)) {
    const measure = develop(sample);
    if (measure === null) {
      failed++;
      continue;
    }
    usable++;
    const own = measure(sample);
    const test = measure(all);
    for (const name of names) sums[name]! += own[name]! - test[name]!;
  }
  if (usable === 0) throw new SurvivalError('too-few-observations', 'the procedure runs on none of the samples');
  const optimism = Object.fromEntries(names.map((name) => [name, sums[name]! / usable]));
  const corrected = Object.fromEntries(names.map((name) => [name, apparent[name]! - optimism[name]!]));
  return { apparent, optimism, corrected, usable, failed };
}

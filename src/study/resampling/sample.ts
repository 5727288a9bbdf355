// SPDX-License-Identifier: Apache-2.0
// One bootstrap sample of the whole procedure. Pure: depends on the study, its seed and the number of the sample, not on who runs it or when.

import { concordanceIndex } from '../../survival/concordance/concordance.ts';
import { brierScore, calibrationSlope, type Surv, SurvivalError, seededRandom, smoothCalibration } from '../../survival/index.ts';
import type { Cohort } from '../cohort/cohort.ts';
import type { StudyDefinition } from '../definition/study-definition.ts';
import { appliedTo } from '../develop/model-section.ts';
import { fitPipeline } from '../develop/pipeline.ts';
import { StudyError } from '../errors.ts';
import { survAt } from '../models/fit-model.ts';
import type { FittedModel, ModelName } from '../models/fitted-model.ts';
import { finiteOrNull, orElse, risksAt } from '../performance/applied-model.ts';
import { aucAtTimes } from '../performance/auc.ts';
import type { Maybe } from '../report/study-report.ts';

/** What is corrected for optimism; lists go with the horizons. */
export interface Measures {
  readonly concordance: Maybe;
  readonly slope: Maybe;
  readonly auc: readonly Maybe[];
  readonly brier: readonly Maybe[];
  readonly ici: readonly Maybe[];
}

/** One model of a sample: measured in the sample, and in the original patients. */
export interface SampleModel {
  readonly own: Measures;
  readonly test: Measures;
}

export interface SampleResult {
  /** Number of the sample, from 0. */
  readonly index: number;
  readonly models: Readonly<Partial<Record<ModelName, SampleModel>>>;
  /** Why a model is absent, or why the whole sample failed. */
  readonly failures: readonly { readonly name: ModelName | 'all'; readonly reason: string }[];
  readonly features: readonly string[];
  readonly covariates: readonly string[];
}

/** An unrelated 32-bit seed for each sample and purpose. */
export function sampleSeed(seed: number, index: number, purpose: number): number {
  let z = (seed ^ Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(purpose + 1, 0x85ebca6b)) >>> 0;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return (z ^ (z >>> 15)) >>> 0;
}

/** Rows of a sample: as many draws with replacement as there are patients, in the order of the cohort so that copies stand together. */
export function sampleRows(rows: Int32Array, seed: number): Int32Array {
  const random = seededRandom(seed);
  return Int32Array.from(rows, () => rows[Math.floor(random() * rows.length)]!).sort();
}

/** Measures of a model on some patients (those it can score); null where they cannot be had. */
export function measuresOf(cohort: Cohort, model: FittedModel, rows: Int32Array, horizonsDays: readonly number[]): Measures {
  const usable = rows.filter((row) => Number.isFinite(model.score[row]!));
  const surv: Surv = survAt(cohort, usable);
  const applied = appliedTo(model, usable);
  const risks = horizonsDays.map((t) => risksAt(applied, t));
  return {
    concordance: orElse(null, () => finiteOrNull(concordanceIndex(surv, applied.score))),
    slope: orElse(null, () => finiteOrNull(calibrationSlope(surv, applied.score).slope)),
    auc: orElse(
      horizonsDays.map(() => null),
      () => aucAtTimes(surv, applied.score, horizonsDays).map(({ auc }) => finiteOrNull(auc)),
    ),
    brier: horizonsDays.map((t, k) => {
      const risk = risks[k];
      return risk === undefined ? null : orElse(null, () => finiteOrNull(brierScore(surv, { model: [risk] }, [t]).scores.at(-1)!.brier));
    }),
    ici: horizonsDays.map((t, k) => {
      const risk = risks[k];
      return risk === undefined ? null : orElse(null, () => finiteOrNull(smoothCalibration(surv, risk, t).ici));
    }),
  };
}

/**
 * Draws sample `index` of the training patients, runs every step on it (filters, penalty with folds by patient, selection, models) and measures its models in the
 * sample and in the training patients.
 */
export function runSample(cohort: Cohort, definition: StudyDefinition, index: number, horizonsDays: readonly number[]): SampleResult {
  const rows = sampleRows(cohort.training, sampleSeed(definition.seed, index, 0));
  try {
    const pipeline = fitPipeline(cohort, definition, rows, { seed: sampleSeed(definition.seed, index, 1) });
    const models: Partial<Record<ModelName, SampleModel>> = {};
    const failures: { name: ModelName; reason: string }[] = [...pipeline.absent];
    for (const model of Object.values(pipeline.models)) {
      if (model.terms.some(({ coef, se }) => !Number.isFinite(coef) || !Number.isFinite(se)) || model.warnings.some(({ code }) => UNUSABLE.includes(code))) {
        failures.push({ name: model.name, reason: 'a coefficient runs away (separation) or the fit does not converge' });
        continue;
      }
      models[model.name] = { own: measuresOf(cohort, model, rows, horizonsDays), test: measuresOf(cohort, model, cohort.training, horizonsDays) };
    }
    const features = pipeline.radiomics?.radScore.map(({ feature }) => feature) ?? [];
    return { index, models, failures, features, covariates: pipeline.clinical?.kept ?? [] };
  } catch (error) {
    if (!(error instanceof StudyError || error instanceof SurvivalError)) throw error;
    return { index, models: {}, failures: [{ name: 'all', reason: error.message }], features: [], covariates: [] };
  }
}

const UNUSABLE: readonly string[] = ['infinite-coefficient', 'not-converged'];

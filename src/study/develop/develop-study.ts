// SPDX-License-Identifier: Apache-2.0
import { type Columns, coxph } from '../../survival/index.ts';
import type { Cohort } from '../cohort/cohort.ts';
import { horizonDays } from '../cohort/days.ts';
import type { StudyDefinition } from '../definition/study-definition.ts';
import { StudyError } from '../errors.ts';
import { impute } from '../imputation/index.ts';
import { findCutoff } from '../models/cutoff.ts';
import { survAt, withFitOf } from '../models/fit-model.ts';
import type { FittedModel, ModelName } from '../models/fitted-model.ts';
import { orElse } from '../performance/applied-model.ts';
import { likelihoodRatioOf } from '../performance/sample-size.ts';
import type { ModelSection, StudyReport } from '../report/study-report.ts';
import type { Bootstrapper, BootstrapRun } from '../resampling/bootstrapper.ts';
import { frequencies, optimismOfModel } from '../resampling/optimism.ts';
import { measuresOf } from '../resampling/sample.ts';
import type { StudyWarning } from '../selection/selection.ts';
import { tripodChecklist } from '../tripod/tripod-checklist.ts';
import { baselineTable } from './baseline-table.ts';
import { compareModels } from './comparison.ts';
import { type Horizon, modelSection } from './model-section.ts';
import { type NamedScore, pathologySection } from './pathology.ts';
import { missingSection, patientSets } from './patients.ts';
import { type ClinicalSelection, fitPipeline, type Pipeline } from './pipeline.ts';
import { covariatesSection, selectionSection } from './selection-section.ts';
import { subgroupSection } from './subgroups.ts';
import { designWarnings, sectionWarnings, withoutRepeats } from './warnings.ts';

/** Where the study stands, for a progress display. */
export type Stage = 'imputation' | 'selection' | 'performance' | 'bootstrap' | 'report';

export interface DevelopOptions {
  /** Moment of the run, ISO 8601: the clock comes in from outside. */
  readonly madeIso: string;
  /** Name and version of the program. */
  readonly software: string;
  readonly inputs: readonly { readonly file: string; readonly sha256: string }[];
  readonly onProgress?: (stage: Stage, done: number, total: number) => void;
  /** Number of samples; the study file's unless given. 0 = off. */
  readonly samples?: number;
  /** Runs the samples; without one there is no bootstrap. */
  readonly bootstrap?: Bootstrapper;
}

export interface DevelopedStudy {
  readonly report: StudyReport;
  readonly models: readonly FittedModel[];
  readonly pipeline: Pipeline;
}

const ORDER: readonly ModelName[] = ['clinical', 'radiomics', 'combined'];

/**
 * Does the study on a cohort: selection, models, performance, bootstrap of the whole procedure, and everything of the report but the TRIPOD+AI list.
 * A model that cannot be had is absent with a warning that says why.
 *
 * @throws StudyError `too-few-patients` without events in training; `not-computable` when no model at all can be fitted
 */
export async function developStudy(definition: StudyDefinition, cohort: Cohort, options: DevelopOptions): Promise<DevelopedStudy> {
  const { onProgress = () => undefined } = options;
  const horizons = definition.horizonsYears.map((years): Horizon => ({ years, days: horizonDays(years) }));
  const horizonsDays = horizons.map(({ days }) => days);
  onProgress('selection', 0, 1);
  const completed = completedCohorts(definition, cohort, (done, total) => onProgress('imputation', done, total));
  const pipeline = fitPipeline(cohort, definition, cohort.training, completed === undefined ? {} : { completed });
  onProgress('selection', 1, 1);
  const cutWarnings: StudyWarning[] = [];
  const fitted = ORDER.flatMap((name) => {
    const model = pipeline.models[name];
    if (model === undefined) return [];
    const rows = rowsOf(pipeline, name, model);
    const { cutoff, scan, warnings } = findCutoff(cohort, model, rows, definition.groups);
    cutWarnings.push(...warnings);
    const withCutoff = cutoff === undefined ? model : copyWith(model, cutoff);
    return [{ model: withCutoff, rows, scan }];
  });
  if (fitted.length === 0)
    throw new StudyError(
      'not-computable',
      `No model can be fitted: ${pipeline.absent.map(({ name, reason }) => `${name}: ${reason.replace(/\.$/, '')}`).join('; ')}.`,
    );
  const models = fitted.map(({ model }) => model);

  onProgress('performance', 0, fitted.length);
  const sections: ModelSection[] = [];
  for (const { model, rows, scan } of fitted) {
    const candidates = model.name === 'clinical' && pipeline.clinical !== undefined ? candidateFacts(cohort, pipeline.clinical) : undefined;
    sections.push(modelSection({ definition, cohort, model, rows, scan, horizons, ...(candidates === undefined ? {} : { candidates }) }));
    onProgress('performance', sections.length, fitted.length);
  }

  const samples = options.samples ?? definition.bootstrap.samples;
  const run =
    samples > 0 && options.bootstrap !== undefined
      ? await options.bootstrap({ cohort, ...(completed === undefined ? {} : { completed }), definition, samples, horizonsDays }, (done, total) =>
          onProgress('bootstrap', done, total),
        )
      : undefined;
  onProgress('report', 0, 1);
  const resampled = run === undefined ? undefined : optimismOfAll(cohort, models, run, horizonsDays);
  const frequency =
    run === undefined
      ? undefined
      : { features: frequencies(run.results, ({ features }) => features), covariates: frequencies(run.results, ({ covariates }) => covariates) };
  const rule = definition.radiomics?.lasso.rule ?? 'lambda.min';
  const selection = selectionSection(pipeline, rule, frequency?.features);
  const covariates = covariatesSection(pipeline, frequency?.covariates);
  const exposure = models.findLast(({ cutoff }) => cutoff !== undefined);
  const subgroups = exposure === undefined ? undefined : subgroupSection(definition, cohort, exposure);
  const pathology = pathologySection(definition, cohort, scoresFor(pipeline, models));
  const comparison = compareModels(cohort, models);
  const answered: Omit<StudyReport, 'tripod'> = {
    schemaVersion: 1,
    kind: 'development',
    title: definition.title.en,
    description:
      definition.description ??
      `Prediction of ${definition.outcome.event.en} after ${definition.outcome.timeZero.en}, developed on ${definition.cohort.name.en}.`,
    header: headerOf(definition, options),
    outcome: { event: definition.outcome.event.en, timeZero: definition.outcome.timeZero.en, horizonsDays, horizonsYears: definition.horizonsYears },
    flow: cohort.flow,
    sets: patientSets(cohort),
    baseline: baselineTable(definition, cohort),
    missingData: missingSection(definition, cohort),
    ...(selection === undefined ? {} : { selection }),
    ...(covariates === undefined ? {} : { covariates }),
    models: sections.map((section) => {
      const rows = resampled?.models.get(section.name)?.rows;
      return rows === undefined ? section : { ...section, optimism: rows };
    }),
    ...(comparison.length === 0 ? {} : { comparison }),
    ...(subgroups === undefined ? {} : { subgroups }),
    ...(pathology.length === 0 ? {} : { pathology }),
    ...(run === undefined || resampled === undefined
      ? {}
      : { bootstrap: { ...resampled.counts, seconds: run.seconds, cores: run.cores, what: completed === undefined ? WHAT : `${WHAT} ${IMPUTED}` } }),
    warnings: withoutRepeats([
      ...designWarnings(definition, cohort, pipeline),
      ...cutWarnings,
      ...sectionWarnings(sections, horizonsDays),
      ...(resampled?.warnings ?? []),
      ...(run === undefined
        ? [
            {
              code: 'no-bootstrap',
              severity: 'serious' as const,
              message: 'Nothing was resampled: the training values are not corrected for optimism. Run with `--bootstrap 200` or more.',
            },
          ]
        : []),
    ]),
  };
  const report: StudyReport = { ...answered, tripod: tripodChecklist(answered, definition.report) };
  onProgress('report', 1, 1);
  return { report, models, pipeline };
}

const WHAT =
  'Every step is done again in each sample of the training patients (drawn with replacement): feature filters, standardisation, penalty by cross-validation with all copies of a patient in one fold, uni- and multivariable selection, and the final models. The cut-off of the groups is not part of the measures.';

const IMPUTED = 'Missing covariates were imputed once for all samples; each sample works on one of the completed cohorts in turn.';

function completedCohorts(definition: StudyDefinition, cohort: Cohort, onProgress: (done: number, total: number) => void): Cohort[] | undefined {
  const { missing, seed } = definition;
  if (missing.method === 'complete-case') return undefined;
  return impute(cohort, definition, { imputations: missing.imputations, iterations: missing.iterations, seed, onProgress });
}

/** Patients of the fit of a model. */
function rowsOf({ clinical, radiomics, rows }: Pipeline, name: ModelName, model: FittedModel): Int32Array {
  if (name === 'clinical') return clinical!.rows;
  if (name === 'radiomics') return radiomics!.rows.filter((row) => Number.isFinite(model.score[row]!));
  return (clinical?.rows ?? rows).filter((row) => Number.isFinite(model.score[row]!));
}

function candidateFacts(cohort: Cohort, clinical: ClinicalSelection): { parameters: number; likelihoodRatio?: number } {
  const columns = clinical.designs.flatMap((design) => design.columns);
  const all: Columns = Object.fromEntries(columns.map(({ name, values }) => [name, Float64Array.from(clinical.rows, (row) => values[row]!)]));
  const full = orElse(undefined, () => coxph(survAt(cohort, clinical.rows), all));
  return {
    parameters: columns.length,
    ...(full === undefined ? {} : { likelihoodRatio: likelihoodRatioOf({ logLikelihood: [full.loglikNull, full.loglik] }) }),
  };
}

function scoresFor({ radScore }: Pipeline, models: readonly FittedModel[]): NamedScore[] {
  const last = models.at(-1)!;
  return [...(radScore === undefined ? [] : [{ name: 'rad-score', values: radScore.values }]), { name: `score of the ${last.name} model`, values: last.score }];
}

function headerOf({ cohort, seed, synthetic }: StudyDefinition, { madeIso, software, inputs }: DevelopOptions): StudyReport['header'] {
  return {
    cohort: cohort.name.en,
    cutOff: cohort.cutOff,
    ...(cohort.centre === undefined ? {} : { centre: cohort.centre }),
    ...(cohort.accrual === undefined ? {} : { accrual: `${cohort.accrual.from} to ${cohort.accrual.to}` }),
    madeIso,
    seed,
    software,
    inputs,
    synthetic,
  };
}

interface Resampled {
  readonly models: ReadonlyMap<ModelName, ReturnType<typeof optimismOfModel>>;
  readonly counts: { readonly samples: number; readonly usable: number; readonly failed: number };
  readonly warnings: readonly StudyWarning[];
}

function optimismOfAll(cohort: Cohort, models: readonly FittedModel[], { results }: BootstrapRun, horizonsDays: readonly number[]): Resampled {
  const found = new Map(
    models.map((model) => [model.name, optimismOfModel(model.name, measuresOf(cohort, model, cohort.training, horizonsDays), results, horizonsDays)]),
  );
  const usable = results.filter((result) => models.every(({ name }) => result.models[name] !== undefined)).length;
  const failed = results.length - usable;
  const warnings: StudyWarning[] = [];
  if (failed > 0) {
    const each = [...found].filter(([, one]) => one.failed > 0).map(([name, one]) => `${name} ${one.failed}`);
    const reasons = new Map<string, number>();
    for (const result of results)
      for (const { name, reason } of result.failures) reasons.set(`${name}: ${reason}`, (reasons.get(`${name}: ${reason}`) ?? 0) + 1);
    const most = [...reasons].sort((a, b) => b[1] - a[1])[0];
    warnings.push({
      code: 'bootstrap-failures',
      severity: failed > results.length / 10 ? 'serious' : 'note',
      message: `In ${failed} of ${results.length} bootstrap samples not every model could be made (${each.join(', ')}); the corrected values rest on the others and may be too good.${most === undefined ? '' : ` Most often (${most[1]}): ${most[0].replace(/\.$/, '')}.`}`,
    });
  }
  if (results.length < 200)
    warnings.push({
      code: 'few-samples',
      severity: 'note',
      message: `${results.length} bootstrap samples: 200 are usual for the correction, 500 or more for its interval.`,
    });
  return { models: found, counts: { samples: results.length, usable, failed }, warnings };
}

/** The model with its cut-off; the fit behind it stays reachable. */
function copyWith(model: FittedModel, cutoff: NonNullable<FittedModel['cutoff']>): FittedModel {
  return withFitOf(model, { ...model, cutoff });
}

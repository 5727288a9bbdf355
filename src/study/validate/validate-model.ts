// SPDX-License-Identifier: Apache-2.0
import type { LoadedModel } from '../../nomogram/prepare.ts';
import type { Cohort } from '../cohort/cohort.ts';
import type { StudyDefinition } from '../definition/study-definition.ts';
import { StudyError } from '../errors.ts';
import { completeRows, imputationPlan, impute, poolPerformance } from '../imputation/index.ts';
import { counted } from '../report/format.ts';
import type { LocalValidationSection, Performance, ReportWarning, StudyReport } from '../report/study-report.ts';
import { type AppliedModel, applyModel } from './apply-model.ts';
import { checkCriteria, judge, STATED_CRITERIA, type ValidationCriteria, verdictOf } from './criteria.ts';
import { filePerformance, horizonDaysOf, modelSection } from './file-performance.ts';
import { commonWarnings, type RunFacts, reportFrame } from './report-frame.ts';

export interface ValidateOptions {
  readonly run: RunFacts;
  readonly criteria?: ValidationCriteria;
  /** Patients to use; absent: all. */
  readonly rows?: Int32Array;
  /** File name of the model, for the report. */
  readonly modelFile?: string;
}

export interface Validation {
  readonly report: StudyReport;
  readonly performance: Performance;
  readonly local: LocalValidationSection;
  readonly applied: AppliedModel;
}

/** `validateModel` with its parts, for those who write the file afterwards. */
export function validation(model: LoadedModel, cohort: Cohort, definition: StudyDefinition, options: ValidateOptions): Validation {
  const criteria = options.criteria ?? STATED_CRITERIA;
  checkCriteria(criteria);
  const rows = options.rows === undefined ? {} : { rows: options.rows };
  const cohorts = completedCohorts(model, cohort, definition);
  const all = cohorts.map((one) => applyModel(model, one, rows));
  const [applied] = all as [AppliedModel, ...AppliedModel[]];
  const events = Array.from(applied.surv.status).reduce((sum, value) => sum + value, 0);
  if (events === 0)
    throw new StudyError(
      'too-few-patients',
      `None of the ${applied.rows.length} patients has an event: nothing about the model can be measured. Wait for more follow-up.`,
    );
  // A file without a baseline may have no horizons; discrimination is then measured at the study's.
  const horizons = model.file.horizonsYears.length > 0 ? horizonDaysOf(model) : definition.horizonsYears.map((years) => years * model.file.daysPerYear);
  const performance = poolPerformance(all.map((one) => filePerformance(one, 'all', horizons)));
  const judged = judge(model, performance, definition, criteria);
  const { file } = model;
  const local: LocalValidationSection = {
    model: { id: file.id, version: file.version, hash: file.hash, status: file.status },
    criteria: judged,
    ...verdictOf(judged),
    notAnswered: notAnswered(model),
  };
  const frame = reportFrame({
    kind: 'validation',
    title: `Validation of ${file.id} ${file.version} at ${definition.cohort.name.en}`,
    description: `${file.title.en}, applied unchanged: its transforms, constants, coefficients, baseline and cut-offs are those of the file. ${local.verdictText}`,
    model,
    applied,
    cohort,
    definition,
    run: options.run,
    models: [modelSection(model, options.modelFile, [performance], applied)],
    warnings: [...commonWarnings(applied, definition), ...ownWarnings(model, applied, performance, horizons)],
  });
  const outcome = { ...frame.outcome, horizonsDays: horizons, horizonsYears: horizons.map((days) => days / file.daysPerYear) };
  return {
    report: { ...frame, ...imputedWords(frame, model, cohort, definition, cohorts.length), outcome, localValidation: local },
    performance,
    local,
    applied,
  };
}

/**
 * The cohort itself, or with `missing.method: multiple-imputation` and gaps in the model's inputs the completed cohorts. Rad-score features are not imputed: where
 * they are missing there was no readable image.
 */
function completedCohorts(model: LoadedModel, cohort: Cohort, definition: StudyDefinition): readonly Cohort[] {
  const { missing, seed } = definition;
  if (missing.method !== 'multiple-imputation') return [cohort];
  const used = model.terms.flatMap(({ covariate }) => covariate.inputs.map(({ key }) => key)).filter((key) => cohort.covariates.has(key));
  if (completeRows(cohort, used).length === cohort.n) return [cohort];
  return impute(cohort, definition, { imputations: missing.imputations, iterations: missing.iterations, seed });
}

/** What the report says of missing values when they were imputed. */
function imputedWords(frame: StudyReport, model: LoadedModel, cohort: Cohort, definition: StudyDefinition, imputations: number): Partial<StudyReport> {
  if (imputations === 1) return {};
  const complete = completeRows(
    cohort,
    model.terms.flatMap(({ covariate }) => covariate.inputs.map(({ key }) => key)).filter((key) => cohort.covariates.has(key)),
  ).length;
  return {
    missingData: {
      method: `multiple imputation by chained equations, ${imputations} completed cohorts, event and cumulative hazard in the imputation models; pooled by Rubin's rules (curves and groups: first completed cohort)`,
      columns: imputationPlan(cohort, definition).map(({ key, missing }) => ({
        label: definition.candidates.find((candidate) => candidate.key === key)?.label.en ?? key,
        missing,
      })),
      completeCases: complete,
    },
    warnings: [
      ...frame.warnings,
      {
        code: 'imputed',
        severity: 'note',
        message: `${cohort.n - complete} of ${cohort.n} patients lack an input; their values were imputed ${imputations} times. This assumes that what is missing can be foretold from what is known.`,
      },
    ],
  };
}

/**
 * Validates a model file on a site's patients. The file is applied unchanged; nothing is refitted.
 *
 * @throws StudyError `data-invalid` when the cohort does not have what the model needs, `too-few-patients` without events or complete patients
 */
export function validateModel(model: LoadedModel, cohort: Cohort, definition: StudyDefinition, options: ValidateOptions): StudyReport {
  return validation(model, cohort, definition, options).report;
}

/** What the file cannot be asked, in plain words. */
function notAnswered({ file, answers }: LoadedModel): string[] {
  const list: string[] = [];
  if (!answers.individualSurvival)
    list.push(
      file.kind === 'cox'
        ? 'Calibration of probabilities, Brier score and net benefit: the file has no baseline, so it gives no probability. "hepanom calibrate" estimates one.'
        : `Calibration of probabilities, Brier score and net benefit: a ${file.kind} model gives no probability for one patient.`,
    );
  if (!answers.group) list.push(`Risk groups: ${file.groups?.because?.en ?? 'the file has none.'}`);
  return list;
}

function ownWarnings(model: LoadedModel, applied: AppliedModel, performance: Performance, horizons: readonly number[]): ReportWarning[] {
  const warnings: ReportWarning[] = [];
  const { events } = performance;
  if (events < 100)
    warnings.push({
      code: 'few-events',
      severity: 'serious',
      message: `${counted(events, 'event')}: a validation wants at least 100, better 200; with fewer, a poor model and a good one can look alike.`,
    });
  const last = Math.max(...Array.from(applied.surv.time));
  for (const days of horizons)
    if (days > last)
      warnings.push({
        code: 'horizon-beyond-follow-up',
        severity: 'serious',
        message: `Nobody was followed to day ${Math.round(days)} (longest: day ${Math.round(last)}): nothing can be said there.`,
      });
  const { slope, inTheLarge } = performance;
  if (typeof slope.upper === 'number' && slope.upper < 1)
    warnings.push({
      code: 'slope-below-one',
      severity: 'serious',
      message: `The slope is below 1: predicted risks are too extreme here. "hepanom calibrate" can correct it.`,
    });
  if (typeof slope.lower === 'number' && slope.lower > 1)
    warnings.push({
      code: 'slope-above-one',
      severity: 'serious',
      message: 'The slope is above 1: predicted risks are not spread out enough here. "hepanom calibrate" can correct it.',
    });
  if (
    model.answers.individualSurvival &&
    typeof inTheLarge.lower === 'number' &&
    typeof inTheLarge.upper === 'number' &&
    (inTheLarge.lower > 1 || inTheLarge.upper < 1)
  )
    warnings.push({
      code: 'level-differs',
      severity: 'serious',
      message: `${inTheLarge.lower > 1 ? 'More' : 'Fewer'} recurrences than the model expects: its probabilities are too ${inTheLarge.lower > 1 ? 'low' : 'high'} here. "hepanom calibrate" can correct the level.`,
    });
  return warnings;
}

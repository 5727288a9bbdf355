// SPDX-License-Identifier: Apache-2.0
// The whole procedure as one pure function of some patients: the same for the real fit and for every bootstrap sample.
import { SurvivalError } from '../../survival/index.ts';
import type { Cohort } from '../cohort/cohort.ts';
import type { StudyDefinition } from '../definition/study-definition.ts';
import { StudyError } from '../errors.ts';
import { type CandidateDesign, candidateDesign, completeRows, type DesignColumn } from '../models/design.ts';
import { fitModel, type ModelSpec, radScoreColumn, survAt } from '../models/fit-model.ts';
import { fitPooledModel } from '../models/fit-pooled-model.ts';
import type { FittedModel, ModelName } from '../models/fitted-model.ts';
import { pooledSteppedCox } from '../selection/pooled-cox.ts';
import { type FeatureSelection, selectFeatures } from '../selection/select-features.ts';
import type { StudyWarning } from '../selection/selection.ts';
import { type SteppedCox, steppedCox } from '../selection/stepped-cox.ts';

/** What the clinical candidates led to. */
export interface ClinicalSelection {
  /** Of the cohort, or of the first completed one. */
  readonly designs: readonly CandidateDesign[];
  /** The designs of every completed cohort; one without imputation. */
  readonly completed: readonly (readonly CandidateDesign[])[];
  /** Patients complete on the candidates. */
  readonly rows: Int32Array;
  readonly stepped: SteppedCox;
  /** Keys of the model. */
  readonly kept: readonly string[];
}

/** Everything fitted on some patients. */
export interface Pipeline {
  readonly rows: Int32Array;
  readonly clinical?: ClinicalSelection;
  readonly radiomics?: FeatureSelection & { readonly rows: Int32Array };
  readonly radScore?: DesignColumn;
  readonly models: Readonly<Partial<Record<ModelName, FittedModel>>>;
  /** Models that were asked for and could not be had. */
  readonly absent: readonly { readonly name: ModelName; readonly reason: string }[];
  readonly warnings: readonly StudyWarning[];
}

/** Choices of one run of the pipeline. */
export interface PipelineOptions {
  /** Seed of the folds; the study file's unless given. */
  readonly seed?: number;
  /** The cohort with its missing covariates imputed, several times: clinical steps and models are then pooled over these. */
  readonly completed?: readonly Cohort[];
  /** Folds by patient of the cohort instead of drawn ones. */
  readonly foldOfPatient?: ArrayLike<number>;
}

/** A patient with more than this share of features missing counts as one without features. */
const MOST_MISSING = 0.5;

/**
 * Runs every step of the study on some patients: clinical uni- and multivariable selection, feature filters, LASSO and rad-score, and the clinical, radiomics and
 * combined Cox models. Complete cases: the clinical steps on the patients with all candidates, the radiomics steps on those with features, the combined model on
 * both. The models' scores are given for all patients of the cohort. Pure: nothing is drawn but the folds, from the seed.
 *
 * @param rows patients of the cohort, repetitions allowed (bootstrap)
 * @throws StudyError `too-few-patients` when nobody among the rows has the event
 */
export function fitPipeline(cohort: Cohort, definition: StudyDefinition, rows: Int32Array, options: PipelineOptions = {}): Pipeline {
  const events = rows.reduce((sum, row) => sum + cohort.status[row]!, 0);
  if (events === 0)
    throw new StudyError('too-few-patients', `None of the ${rows.length} patients of the development set has the event: there is nothing to develop.`);
  const warnings: StudyWarning[] = [];
  const absent: { name: ModelName; reason: string }[] = [];
  const models: Partial<Record<ModelName, FittedModel>> = {};
  const build = (name: ModelName, make: () => FittedModel): void => {
    try {
      const model = make();
      if (model.terms.length === 0) absent.push({ name, reason: 'none of its terms has a coefficient' });
      else models[name] = model;
    } catch (error) {
      if (!(error instanceof SurvivalError || error instanceof StudyError)) throw error;
      absent.push({ name, reason: error.message });
    }
  };

  const clinical =
    definition.candidates.length > 0 && definition.clinical.selection !== 'none' ? selectClinical(cohort, definition, rows, options.completed) : undefined;
  const chosen = (designs: readonly CandidateDesign[]): CandidateDesign[] => designs.filter(({ candidate }) => clinical!.kept.includes(candidate.key));
  const clinicalColumns = (clinical?.completed ?? []).map((designs) => chosen(designs).flatMap(({ columns }) => columns));
  const hasClinical = (clinicalColumns[0]?.length ?? 0) > 0;
  const knots = Object.fromEntries(
    clinical === undefined ? [] : chosen(clinical.designs).flatMap((design) => (design.knots === undefined ? [] : [[design.candidate.key, design.knots]])),
  );
  /** The model on the cohort, or pooled over the completed ones. */
  const fitWith = (spec: Omit<ModelSpec, 'columns'>, more: readonly DesignColumn[]): FittedModel =>
    clinicalColumns.length > 1
      ? fitPooledModel(
          cohort,
          spec,
          clinicalColumns.map((columns) => [...columns, ...more]),
        )
      : fitModel(cohort, { ...spec, columns: [...clinicalColumns[0]!, ...more] });
  if (clinical !== undefined) {
    if (!hasClinical) absent.push({ name: 'clinical', reason: noClinical(clinical) });
    else build('clinical', () => fitWith({ name: 'clinical', rows: clinical.rows, knots }, []));
  }

  const withFeatures = definition.radiomics === undefined ? undefined : rowsWithFeatures(cohort, rows);
  const radiomics =
    withFeatures === undefined
      ? undefined
      : {
          ...selectFeatures(cohort, withFeatures, definition.radiomics!, {
            seed: options.seed ?? definition.seed,
            ...(options.foldOfPatient === undefined ? {} : { foldOfPatient: options.foldOfPatient }),
          }),
          rows: withFeatures,
        };
  const hasScore = radiomics !== undefined && radiomics.radScore.length > 0;
  const radScore = hasScore ? radScoreColumn(cohort, radiomics.radScore) : undefined;
  if (radiomics !== undefined) {
    warnings.push(...radiomics.warnings);
    if (radScore === undefined) absent.push({ name: 'radiomics', reason: radiomics.reason ?? 'there is no rad-score' });
    else build('radiomics', () => fitModel(cohort, { name: 'radiomics', columns: [radScore], rows: withFeatures!, radScore: radiomics.radScore }));
  }

  if (definition.combined) {
    if (radScore === undefined) absent.push({ name: 'combined', reason: 'there is no rad-score to combine' });
    else if (clinical === undefined || !hasClinical) absent.push({ name: 'combined', reason: 'there is no clinical covariate to combine' });
    else {
      const both = completeRows(clinical.rows, [{ columns: [radScore] }]);
      build('combined', () => fitWith({ name: 'combined', rows: both, radScore: radiomics!.radScore, knots }, [radScore]));
    }
  }
  return {
    rows,
    ...(clinical === undefined ? {} : { clinical }),
    ...(radiomics === undefined ? {} : { radiomics }),
    ...(radScore === undefined ? {} : { radScore }),
    models,
    absent,
    warnings,
  };
}

function selectClinical(cohort: Cohort, definition: StudyDefinition, rows: Int32Array, imputed: readonly Cohort[] | undefined): ClinicalSelection {
  const { clinical } = definition;
  const keys = clinical.selection === 'forced' ? clinical.keys : undefined;
  const candidates = keys === undefined ? definition.candidates : keys.map((key) => definition.candidates.find((one) => one.key === key)!);
  const asTheyAre = candidates.map((candidate) => candidateDesign(candidate, cohort, rows));
  const completed =
    imputed === undefined ? [asTheyAre] : imputed.map((one) => candidates.map((candidate, k) => candidateDesign(candidate, one, rows, asTheyAre[k]!.knots)));
  const designs = completed[0]!;
  const used = completed.reduce((left, own) => completeRows(left, own), rows);
  if (used.length === 0)
    return { designs, completed, rows: used, stepped: { univariable: [], multivariable: [], kept: [], left: new Map(), passedFirst: [] }, kept: [] };
  const terms = completed.map((own) =>
    own.map(({ candidate, columns }) => ({
      key: candidate.key,
      columns: Object.fromEntries(columns.map(({ name, values }) => [name, Float64Array.from(used, (row) => values[row]!)])),
      labels: columns.map(({ label }) => label),
    })),
  );
  // Forced terms are shown with the same tables; no P decides about them.
  const limits =
    clinical.selection === 'univariable-multivariable' ? clinical : { univariableP: Number.POSITIVE_INFINITY, multivariableP: Number.POSITIVE_INFINITY };
  const surv = survAt(cohort, used);
  const stepped = terms.length > 1 ? pooledSteppedCox(surv, terms, limits) : steppedCox(surv, terms[0]!, limits);
  return { designs, completed, rows: used, stepped, kept: keys ?? stepped.kept };
}

function noClinical({ rows, stepped }: ClinicalSelection): string {
  if (rows.length === 0) return 'no patient has a value of every candidate';
  return stepped.passedFirst.length === 0 ? 'no candidate passed the univariable step' : 'no candidate passed the multivariable step';
}

function rowsWithFeatures(cohort: Cohort, rows: Int32Array): Int32Array {
  const { features, n } = cohort;
  if (features === undefined) return new Int32Array(0);
  const p = features.names.length;
  const missing = new Int32Array(n);
  for (let j = 0; j < p; j++) for (let i = 0; i < n; i++) if (!Number.isFinite(features.values[j * n + i]!)) missing[i]!++;
  return rows.filter((row) => missing[row]! <= MOST_MISSING * p);
}

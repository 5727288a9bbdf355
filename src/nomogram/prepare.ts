// SPDX-License-Identifier: Apache-2.0
// A checked model file with the look-ups that every computation needs. No schema library here: the browser gets files that the server has checked.
import type { Evidence, ModelRef, Outcome } from './assessment.ts';
import { faredElsewhere } from './elsewhere.ts';
import { weakest } from './evidence.ts';
import type { InputKey } from './inputs.ts';
import type { Covariate, InputSpec, ModelFile } from './model-file.ts';
import { modelOutcome } from './outcome.ts';
import { columnCount, isStepwise, transformValue } from './transforms.ts';

/** One covariate with its coefficients, one per column. */
export interface Term {
  readonly covariate: Covariate;
  readonly coefficients: readonly number[];
  /** Index of its first column in the model's column order. */
  readonly firstColumn: number;
  /** Weakest evidence of its coefficients. */
  readonly evidence: Evidence;
}

/** What a file can answer, decided from what it holds; see the kinds of model files. */
export interface ModelAnswers {
  readonly group: boolean;
  readonly individualSurvival: boolean;
  readonly interval: boolean;
  readonly observedSurvival: boolean;
  readonly radScore: boolean;
  readonly points: boolean;
}

export interface LoadedModel {
  readonly file: ModelFile;
  readonly terms: readonly Term[];
  readonly columns: number;
  /** Weakest evidence anywhere on the path to what the file displays by itself. */
  readonly evidence: Evidence;
  readonly demonstration: boolean;
  readonly answers: ModelAnswers;
}

/** Days of a horizon, as the file counts years. */
export function horizonDays(model: LoadedModel, years: number): number {
  return years * model.file.daysPerYear;
}

/** The specification of an input, or undefined where the model does not use it. */
export function inputSpec(model: LoadedModel, key: InputKey): InputSpec | undefined {
  for (const { covariate } of model.terms) for (const spec of covariate.inputs) if (spec.key === key) return spec;
  return undefined;
}

/** Columns of the reference patient. */
export function referenceColumns(covariate: Covariate): readonly number[] {
  return transformValue(
    covariate.transform,
    covariate.inputs.map((spec) => covariate.reference[spec.key]!),
  );
}

/** True when the covariate has a place on a nomogram: steps, or a continuous input with an axis or a studied range. */
function hasAxis(covariate: Covariate): boolean {
  if (isStepwise(covariate.transform)) return true;
  return covariate.inputs.length === 1 && (covariate.axis !== undefined || covariate.inputs[0]!.cohortRange !== undefined);
}

/**
 * Adds look-ups to a file that has been checked ({@link loadModel} does both; the app may use this on a file served by its own server).
 *
 * @param file a valid model file
 */
export function prepareModel(file: ModelFile): LoadedModel {
  let firstColumn = 0;
  const terms = file.covariates.map((covariate): Term => {
    const coefficients = Array.isArray(covariate.coefficient) ? covariate.coefficient : [covariate.coefficient];
    const term = { covariate, coefficients: coefficients.map((c) => c.value), firstColumn, evidence: weakest(coefficients.map((c) => c.evidence)) };
    firstColumn += columnCount(covariate.transform);
    return term;
  });
  const standardised = file.radScore?.features.every((feature) => feature.mean !== undefined && feature.sd !== undefined) ?? false;
  const answers: ModelAnswers = {
    group: file.groups?.assignable ?? false,
    individualSurvival: file.kind === 'cox' && file.baseline !== undefined,
    interval: file.kind === 'cox' && file.baseline !== undefined && file.uncertainty !== undefined,
    observedSurvival: file.kind === 'score-groups' && (file.groups?.observed.length ?? 0) > 0,
    radScore: standardised,
    points: file.kind === 'cox' && terms.every(({ covariate }) => hasAxis(covariate)),
  };
  // A rad-score that the file itself cannot compute is on no path to what it displays; one supplied from elsewhere shows in the prediction's own evidence.
  const path: Evidence[] = terms
    .filter((term) => answers.radScore || !term.covariate.inputs.some((spec) => spec.key === 'radScore'))
    .map((term) => term.evidence);
  if (file.baseline !== undefined) path.push(file.baseline.evidence);
  if (file.uncertainty !== undefined) path.push(file.uncertainty.evidence);
  if (answers.group) path.push(...file.groups!.cutoffs.map((cutoff) => cutoff.evidence));
  if (answers.radScore) path.push(radScoreEvidence(file));
  const evidence = weakest(path);
  return { file, terms, columns: firstColumn, evidence, demonstration: evidence === 'assumed', answers };
}

/** Weakest evidence behind a computed rad-score. */
export function radScoreEvidence(file: ModelFile): Evidence {
  return weakest((file.radScore?.features ?? []).flatMap((f) => [f.weight, f.mean, f.sd].flatMap((n) => (n === undefined ? [] : [n.evidence]))));
}

/**
 * What cards, resources and the app say about the model that made a number.
 *
 * @param outcome its answer, where there is one: an assumed number on the way to it makes it a demonstration, whatever the file says of itself
 */
export function modelRef(model: LoadedModel, outcome?: Outcome): ModelRef {
  const { id, version, hash, title, kind, status, sourceLabel, notice } = model.file;
  const elsewhere = faredElsewhere(model.file);
  const counted = modelOutcome(model.file.outcome);
  const demonstration = model.demonstration || (outcome?.status === 'assessed' && outcome.prediction.evidence === 'assumed');
  return {
    id,
    version,
    hash,
    title,
    kind,
    status,
    demonstration,
    source: sourceLabel,
    ...(notice === undefined ? {} : { notice }),
    ...(elsewhere === undefined ? {} : { elsewhere }),
    ...(counted === undefined ? {} : { outcome: counted }),
  };
}

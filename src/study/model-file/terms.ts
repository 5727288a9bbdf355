// SPDX-License-Identifier: Apache-2.0
// The terms of a fitted model gathered to covariates, with the values of its patients.
import type { LocalText } from '../../nomogram/assessment.ts';
import type { Covariate } from '../../nomogram/model-file.ts';
import { columnCount, type Known } from '../../nomogram/transforms.ts';
import type { Cohort } from '../cohort/cohort.ts';
import type { Candidate, StudyDefinition } from '../definition/study-definition.ts';
import { StudyError } from '../errors.ts';
import type { FittedModel, FittedTerm } from '../models/fitted-model.ts';
import { transformOf } from './transform-of.ts';

export const RAD_SCORE = 'radScore';

/** One covariate of the model: a candidate or the rad-score, with its columns in the order of the fit. */
export interface ModelTerm {
  readonly key: string;
  /** Absent for the rad-score. */
  readonly candidate?: Candidate;
  readonly transform: Covariate['transform'];
  readonly terms: readonly FittedTerm[];
  /** The input of each row of the cohort: a number, a level code, or undefined where it is missing. */
  readonly values: readonly (Known | undefined)[];
}

/**
 * Gathers the columns of a fitted model to covariates.
 *
 * @throws StudyError `not-computable` where the columns of the fit are not those of the definition
 */
export function modelTerms(definition: StudyDefinition, cohort: Cohort, fitted: FittedModel): readonly ModelTerm[] {
  const runs: { readonly key: string; readonly terms: FittedTerm[] }[] = [];
  for (const term of fitted.terms) {
    const last = runs.at(-1);
    if (last?.key === term.key) last.terms.push(term);
    else if (runs.some((run) => run.key === term.key)) throw mismatch(fitted, `the columns of ${term.key} do not stand together`);
    else runs.push({ key: term.key, terms: [term] });
  }
  return runs.map(({ key, terms }): ModelTerm => {
    if (key === RAD_SCORE) return { key, transform: { kind: 'identity' }, terms, values: radScores(cohort, fitted) };
    const named = definition.candidates.find((one) => one.key === key);
    const column = cohort.covariates.get(key);
    if (named === undefined || column === undefined) throw mismatch(fitted, `${key} is no candidate of the study`);
    const candidate = withSeenLevels(named, terms);
    const transform = transformOf(candidate, fitted.knots?.[key]);
    const wanted = columnCount(transform);
    if (terms.length !== wanted) throw mismatch(fitted, `${key} needs ${wanted} coefficients, the fit has ${terms.length}`);
    if (transform.kind === 'dummies' && terms.some((term, j) => term.part !== undefined && term.part !== transform.levels[j + 1]))
      throw mismatch(fitted, `the levels of ${key} stand in another order`);
    const codes = candidate.kind === 'levels' ? candidate.levels.map(({ code }) => code) : [];
    const values = Array.from({ length: cohort.n }, (_, i): Known | undefined => {
      if (column.kind === 'number') return Number.isNaN(column.values[i]!) ? undefined : column.values[i]!;
      const code = column.index[i]! < 0 ? undefined : column.levels[column.index[i]!];
      return code !== undefined && codes.includes(code) ? code : undefined;
    });
    return { key, candidate, transform, terms, values };
  });
}

/**
 * The candidate without levels that got no coefficient because no patient of the fit had them: the model says nothing of such a patient, so at the bedside
 * the level is not one of the file's.
 */
function withSeenLevels(candidate: Candidate, terms: readonly FittedTerm[]): Candidate {
  if (candidate.kind !== 'levels' || candidate.coding !== 'dummies' || candidate.levels.length < 3) return candidate;
  const parts = terms.map(({ part }) => part);
  const levels = candidate.levels.filter(({ code }, at) => at === 0 || parts.includes(code));
  return levels.length < 2 ? candidate : { ...candidate, levels };
}

/** Levels of the definition that the model has no coefficient for, with the covariate that they belong to. */
export function unseenLevels(
  definition: StudyDefinition,
  terms: readonly ModelTerm[],
): readonly { readonly covariate: LocalText; readonly level: LocalText }[] {
  return terms.flatMap(({ key, candidate }) => {
    const named = definition.candidates.find((one) => one.key === key);
    if (named?.kind !== 'levels' || candidate?.kind !== 'levels') return [];
    return named.levels
      .filter(({ code }) => !candidate.levels.some((level) => level.code === code))
      .map(({ label }) => ({ covariate: named.label, level: label }));
  });
}

function radScores(cohort: Cohort, fitted: FittedModel): readonly (number | undefined)[] {
  const { features } = cohort;
  if (features === undefined || fitted.radScore === undefined) throw mismatch(fitted, 'the rad-score has no features');
  const parts = fitted.radScore.map((part) => ({ ...part, column: features.names.indexOf(part.feature) }));
  const absent = parts.find(({ column }) => column < 0);
  if (absent !== undefined) throw mismatch(fitted, `the features have no ${absent.feature}`);
  return Array.from({ length: cohort.n }, (_, i) => {
    const score = parts.reduce((sum, { column, weight, mean, sd }) => sum + (weight * (features.values[column * cohort.n + i]! - mean)) / sd, 0);
    return Number.isFinite(score) ? score : undefined;
  });
}

function mismatch(fitted: FittedModel, why: string): StudyError {
  return new StudyError('not-computable', `the ${fitted.name} model does not fit the study: ${why}`);
}

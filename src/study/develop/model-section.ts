// SPDX-License-Identifier: Apache-2.0
import { coxZph } from '../../survival/index.ts';
import type { Cohort } from '../cohort/cohort.ts';
import type { StudyDefinition } from '../definition/study-definition.ts';
import { coxFitOf, hazardAtZero, survAt } from '../models/fit-model.ts';
import type { FittedModel, ModelName } from '../models/fitted-model.ts';
import { type AppliedModel, finiteOrNull, orElse } from '../performance/applied-model.ts';
import { measurePerformance } from '../performance/measure.ts';
import { rileyCriteria } from '../performance/sample-size.ts';
import type { ModelSection, PatientSet, Performance } from '../report/study-report.ts';
import { nomogramDrawing } from './nomogram-drawing.ts';

/** A horizon of the study in both units. */
export interface Horizon {
  readonly years: number;
  readonly days: number;
}

/** Everything the report says about a model besides its optimism. */
export interface ModelSectionInput {
  readonly definition: StudyDefinition;
  readonly cohort: Cohort;
  readonly model: FittedModel;
  /** Patients of the fit. */
  readonly rows: Int32Array;
  readonly scan: readonly { readonly cut: number; readonly statistic: number }[];
  readonly horizons: readonly Horizon[];
  /** Coefficients that were candidates, and the model with all of them; undefined for a LASSO. */
  readonly candidates?: { readonly parameters: number; readonly likelihoodRatio?: number };
}

export const MODEL_TITLES: Readonly<Record<ModelName, string>> = {
  clinical: 'Clinical model',
  radiomics: 'Radiomics model',
  combined: 'Clinical-radiomics model',
};

/** The model as something that can be applied to any patients of the cohort. */
export function appliedTo(model: FittedModel, rows: ArrayLike<number>): AppliedModel {
  return {
    score: Float64Array.from(rows, (row) => model.score[row]!),
    hazardAtZero: (timeDays) => hazardAtZero(model, timeDays),
    ...(model.lastFollowUpDays === undefined ? {} : { lastDays: model.lastFollowUpDays }),
    ...(model.cutoff === undefined ? {} : { cutoff: model.cutoff.value }),
  };
}

/** Performance in one set; undefined where no patient of it can be scored. */
export function performanceIn(cohort: Cohort, model: FittedModel, set: PatientSet, rows: Int32Array, horizons: readonly Horizon[]): Performance | undefined {
  const usable = rows.filter((row) => Number.isFinite(model.score[row]!));
  if (usable.length === 0) return undefined;
  return measurePerformance(
    set,
    survAt(cohort, usable),
    appliedTo(model, usable),
    horizons.map(({ days }) => days),
  );
}

export function modelSection(input: ModelSectionInput): ModelSection {
  const { definition, cohort, model, rows, scan, horizons } = input;
  const center = model.terms.reduce((sum, { coef, mean }) => sum + coef * mean, 0);
  const drawing = nomogramDrawing(definition, cohort, model, rows, horizons);
  const sets = [performanceIn(cohort, model, 'training', rows, horizons), performanceIn(cohort, model, 'validation', cohort.validation, horizons)];
  let personDays = 0;
  for (const row of rows) personDays += cohort.timeDays[row]!;
  return {
    name: model.name,
    title: MODEL_TITLES[model.name],
    terms: model.terms.map((term) => ({
      key: term.key,
      label: term.label,
      coef: finiteOrNull(term.coef),
      se: finiteOrNull(term.se),
      hazardRatio: finiteOrNull(term.hazardRatio),
      lower: finiteOrNull(term.lower),
      upper: finiteOrNull(term.upper),
      p: finiteOrNull(term.p),
    })),
    ...(model.radScore === undefined ? {} : { radScore: model.radScore.map(({ feature, weight, mean, sd }) => ({ feature, weight, mean, sd })) }),
    baseline: horizons.flatMap(({ days }) => {
      const cumulativeHazard = hazardAtZero(model, days);
      return cumulativeHazard === undefined ? [] : [{ timeDays: days, cumulativeHazard, survivalAtMeans: Math.exp(-cumulativeHazard * Math.exp(center)) }];
    }),
    proportionalHazards: proportionalHazards(model),
    ...(model.cutoff === undefined
      ? {}
      : { cutoff: { value: model.cutoff.value, rule: model.cutoff.rule, pCorrected: finiteOrNull(model.cutoff.pCorrected), scan } }),
    performance: sets.filter((one) => one !== undefined),
    ...(drawing === undefined ? {} : { nomogram: drawing }),
    sampleSize: rileyCriteria({
      n: model.n,
      events: model.nEvents,
      personDays,
      ...(input.candidates === undefined ? {} : { candidateParameters: input.candidates.parameters }),
      ...(input.candidates?.likelihoodRatio === undefined ? {} : { likelihoodRatio: input.candidates.likelihoodRatio }),
      horizonDays: horizons.at(-1)!.days,
    }),
  };
}

/** Score tests of coefficients that change with time (`cox.zph`, Kaplan-Meier scale), the whole model last. */
function proportionalHazards(model: FittedModel): ModelSection['proportionalHazards'] {
  const fit = coxFitOf(model);
  if (fit === undefined) return [];
  return orElse([], () => {
    const test = coxZph(fit, 'km');
    const rows = test.terms.map(({ statistic, df, p }, j) => ({ label: model.terms[j]!.label, chisq: finiteOrNull(statistic), df, p: finiteOrNull(p) }));
    return [...rows, { label: 'GLOBAL', chisq: finiteOrNull(test.global.statistic), df: test.global.df, p: finiteOrNull(test.global.p) }];
  });
}

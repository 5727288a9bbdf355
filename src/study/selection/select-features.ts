// SPDX-License-Identifier: Apache-2.0
import { type CvCoxnet, cvCoxnet, type Surv, SurvivalError, standardise } from '../../survival/index.ts';
import type { Cohort } from '../cohort/cohort.ts';
import type { RadiomicsDefinition } from '../definition/study-definition.ts';
import type { RadScoreTerm } from '../models/fitted-model.ts';
import { type FilteredFeatures, filterFeatures, short } from './filter-features.ts';
import { FEWEST_FOLDS, foldsByPatient } from './folds.ts';
import type { Dropped, SelectionStep, StudyWarning } from './selection.ts';
import { type SteppedCox, steppedCox } from './stepped-cox.ts';

/** How a set of patients led to a rad-score, or why not. */
export interface FeatureSelection {
  readonly steps: readonly SelectionStep[];
  readonly dropped: readonly Dropped[];
  readonly cv?: CvCoxnet;
  /** Position in the grid of the penalty that was used. */
  readonly chosen?: number;
  readonly folds?: number;
  readonly stepped?: SteppedCox;
  /** Empty: there is no rad-score, and `reason` says why. */
  readonly radScore: readonly RadScoreTerm[];
  readonly reason?: string;
  readonly warnings: readonly StudyWarning[];
}

/** Choices that are not the study file's. */
export interface SelectFeaturesOptions {
  readonly seed: number;
  /** Fold of every patient of the cohort, 1 … K, instead of drawn ones. */
  readonly foldOfPatient?: ArrayLike<number>;
}

/** `lambda.1se` may name what to do when it leaves nothing. */
type Lasso = RadiomicsDefinition['lasso'] & { readonly fallback?: 'lambda.min' | undefined };

/**
 * From the features of some patients to a rad-score: filters, standardisation, cross-validated LASSO Cox, and (unless `cox: {none: true}`) uni- then
 * multivariable Cox regression. Weights of the rad-score are the coefficients of the LASSO, or, after the Cox steps, those of the Cox model (Efron) of the
 * features that stayed. Pure: the same rows and seed give the same score.
 *
 * @param rows patients with features, repetitions allowed
 * @throws StudyError never; what cannot be computed is a `reason`
 */
export function selectFeatures(
  cohort: Pick<Cohort, 'n' | 'timeDays' | 'status' | 'features'>,
  rows: Int32Array,
  definition: RadiomicsDefinition,
  { seed, foldOfPatient }: SelectFeaturesOptions,
): FeatureSelection {
  const { features } = cohort;
  const warnings: StudyWarning[] = [];
  const without = (reason: string, so: Partial<FeatureSelection> = {}): FeatureSelection => ({
    steps: [],
    dropped: [],
    radScore: [],
    reason,
    warnings: [...warnings, { code: 'no-rad-score', severity: 'serious', message: `There is no rad-score: ${reason}` }],
    ...so,
  });
  if (features === undefined || features.names.length === 0) return without('the study has no features.');
  if (rows.length < 3) return without(`only ${rows.length} patients of the set have features.`);
  const surv: Surv = { time: Float64Array.from(rows, (row) => cohort.timeDays[row]!), status: Uint8Array.from(rows, (row) => cohort.status[row]!) };
  const filtered = filterFeatures(features, cohort.n, rows, definition);
  const steps = [...filtered.steps];
  const dropped = [...filtered.dropped];
  if (filtered.keep.length === 0) return without('no feature got through the filters.', { steps, dropped });
  const folds =
    foldOfPatient === undefined
      ? foldsByPatient(cohort.status, rows, definition.lasso.folds, seed)
      : { foldId: Int32Array.from(rows, (row) => foldOfPatient[row]!), folds: definition.lasso.folds };
  if (folds === undefined)
    return without(`fewer than ${FEWEST_FOLDS} patients with features have the event, so the penalty cannot be cross-validated.`, { steps, dropped });
  if (folds.folds < definition.lasso.folds)
    warnings.push({
      code: 'fewer-folds',
      severity: 'note',
      message: `The penalty was cross-validated with ${folds.folds} folds instead of ${definition.lasso.folds}: every fold needs an event.`,
    });
  const scaled = standardise(filtered.columns, filtered.constants);
  const { nLambda, lambdaMinRatio } = definition.lasso;
  let cv: CvCoxnet;
  try {
    cv = cvCoxnet(surv, scaled, { foldId: folds.foldId, nLambda, lambdaMinRatio });
  } catch (error) {
    if (!(error instanceof SurvivalError)) throw error;
    return without(`the LASSO cannot be computed (${error.message}).`, { steps, dropped });
  }
  const choice = choosePenalty(cv, definition.lasso, warnings);
  const ran = { cv, folds: folds.folds };
  if (choice === undefined) {
    steps.push({ name: 'LASSO', rule: lassoRule(cv, definition.lasso.rule, folds.folds), before: filtered.keep.length, after: 0 });
    return without(`the LASSO keeps no feature at ${definition.lasso.rule}.`, { ...ran, chosen: indexOf(cv, definition.lasso.rule), steps, dropped });
  }
  const { chosen, rule } = choice;
  const lasso = cv.path.coefficients[chosen]!;
  const inLasso = new Set(lasso.terms);
  for (const feature of filtered.keep) {
    if (!inLasso.has(feature)) dropped.push({ feature, step: 'LASSO', reason: `coefficient 0 at ${rule} (penalty ${short(cv.lambda[chosen]!)})` });
  }
  steps.push({ name: 'LASSO', rule: lassoRule(cv, rule, folds.folds), before: filtered.keep.length, after: lasso.terms.length });
  if (definition.cox.method === 'none') {
    const radScore = lasso.terms.map((feature, k) => radScoreTerm(feature, lasso.coef[k]!, filtered));
    return { steps, dropped, ...ran, chosen, radScore, warnings };
  }
  const terms = lasso.terms.map((feature) => ({ key: feature, columns: { [feature]: scaled[feature]! }, labels: [feature] }));
  const stepped = steppedCox(surv, terms, definition.cox);
  for (const [feature, reason] of stepped.left) dropped.push({ feature, step: reason.startsWith('alone') ? 'univariable Cox' : 'multivariable Cox', reason });
  steps.push({
    name: 'univariable Cox',
    rule: `P < ${definition.cox.univariableP} alone`,
    before: lasso.terms.length,
    after: stepped.passedFirst.length,
  });
  steps.push({
    name: 'multivariable Cox',
    rule: `P < ${definition.cox.multivariableP} beside the others`,
    before: stepped.passedFirst.length,
    after: stepped.kept.length,
  });
  if (stepped.kept.length === 0)
    return without('no feature stays after the uni- and multivariable Cox regression.', { ...ran, chosen, stepped, steps, dropped });
  const radScore = coxWeights(surv, stepped, scaled, filtered);
  return { steps, dropped, ...ran, chosen, stepped, radScore, warnings };
}

function coxWeights(surv: Surv, stepped: SteppedCox, scaled: Record<string, Float64Array>, filtered: FilteredFeatures): RadScoreTerm[] {
  const again = steppedCox(
    surv,
    stepped.kept.map((key) => ({ key, columns: { [key]: scaled[key]! }, labels: [key] })),
    { univariableP: Number.POSITIVE_INFINITY, multivariableP: Number.POSITIVE_INFINITY },
  );
  return (again.terms ?? []).filter(({ status }) => status === 'ok').map(({ term, coef }) => radScoreTerm(term, coef!, filtered));
}

const radScoreTerm = (feature: string, weight: number, { constants }: FilteredFeatures): RadScoreTerm => ({ feature, weight, ...constants[feature]! });

const indexOf = (cv: CvCoxnet, rule: 'lambda.min' | 'lambda.1se'): number => (rule === 'lambda.min' ? cv.indexMin : cv.index1se);

const lassoRule = (cv: CvCoxnet, rule: 'lambda.min' | 'lambda.1se', folds: number): string =>
  `Cox LASSO, ${folds}-fold cross-validation of the deviance, ${cv.lambda.length} penalties, ${rule} (penalty ${short(cv.lambda[indexOf(cv, rule)]!)})`;

function choosePenalty(cv: CvCoxnet, lasso: Lasso, warnings: StudyWarning[]): { chosen: number; rule: 'lambda.min' | 'lambda.1se' } | undefined {
  if (cv.path.df[cv.index1se] === 0)
    warnings.push({
      code: 'lambda-1se-empty',
      severity: lasso.rule === 'lambda.1se' ? 'serious' : 'note',
      message:
        lasso.rule === 'lambda.1se'
          ? 'The rule lambda.1se keeps no feature: within one standard error, a model without any feature predicts as well. Say `fallback: lambda.min` to go on with the looser rule, knowingly.'
          : 'At lambda.1se no feature would be left: within one standard error, a model without any feature predicts as well. Look at the selection frequencies before the rad-score is believed.',
    });
  if (cv.indexMin === cv.lambda.length - 1 && cv.lambda.length > 1)
    warnings.push({
      code: 'lambda-min-at-end',
      severity: 'note',
      message: 'The best penalty is the smallest one tried: a smaller `lambdaMinRatio` may do better.',
    });
  const wanted = indexOf(cv, lasso.rule);
  if (cv.path.df[wanted]! > 0) return { chosen: wanted, rule: lasso.rule };
  if (lasso.rule === 'lambda.1se' && lasso.fallback === 'lambda.min' && cv.path.df[cv.indexMin]! > 0) {
    warnings.push({
      code: 'lambda-fallback',
      severity: 'serious',
      message: 'lambda.1se kept no feature; as the study file says (`fallback: lambda.min`), the rad-score is made at lambda.min.',
    });
    return { chosen: cv.indexMin, rule: 'lambda.min' };
  }
  return undefined;
}

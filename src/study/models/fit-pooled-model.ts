// SPDX-License-Identifier: Apache-2.0
// One Cox model from several completed cohorts.
import { type CoxFit, coxph } from '../../survival/index.ts';
import type { Cohort } from '../cohort/cohort.ts';
import { poolCox } from '../imputation/index.ts';
import type { DesignColumn } from './design.ts';
import { baselineAtZero, keepFit, type ModelSpec, survAt } from './fit-model.ts';
import type { FittedModel, FittedTerm } from './fitted-model.ts';

const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Fits the model in every completed cohort and pools coefficients and covariance by Rubin's rules. The baseline is the mean over the cohorts of the one that
 * belongs to the pooled coefficients. The score of a patient with missing inputs is the mean over the completed values; of a complete patient it is exact.
 *
 * @param columns per completed cohort the same columns
 * @throws StudyError `not-computable` when a term has no finite coefficient in one of them; SurvivalError as `coxph`
 */
export function fitPooledModel(cohort: Cohort, spec: Omit<ModelSpec, 'columns'>, columns: readonly (readonly DesignColumn[])[]): FittedModel {
  const { name, rows, radScore, knots } = spec;
  const surv = survAt(cohort, rows);
  const at = (set: readonly DesignColumn[]) => Object.fromEntries(set.map((column) => [column.name, Float64Array.from(rows, (row) => column.values[row]!)]));
  const data = columns.map(at);
  const fits = data.map((one): CoxFit => coxph(surv, one));
  const pooled = poolCox(fits);
  const coef = pooled.terms.map((term) => term.coef);
  const baselines = data.map((one) => baselineAtZero(coxph(surv, one, { init: coef, control: { iterMax: 0 } })));
  const first = columns[0]!;
  const terms = pooled.terms.map(
    (term, j): FittedTerm => ({
      key: first[j]!.key,
      ...(first[j]!.part === undefined ? {} : { part: first[j]!.part }),
      label: first[j]!.label,
      coef: term.coef,
      se: term.se,
      z: term.t,
      p: term.p,
      hazardRatio: term.hazardRatio,
      lower: term.hazardRatioLower,
      upper: term.hazardRatioUpper,
      mean: average(columns.map((set) => average(Array.from(rows, (row) => set[j]!.values[row]!)))),
    }),
  );
  const score = new Float64Array(cohort.n);
  for (let i = 0; i < cohort.n; i++) score[i] = average(columns.map((set) => set.reduce((sum, { values }, j) => sum + coef[j]! * values[i]!, 0)));
  const fmi = pooled.terms.reduce((most, term) => Math.max(most, term.fmi), 0);
  const model: FittedModel = {
    name,
    terms,
    vcov: pooled.vcov,
    n: pooled.n,
    nEvents: pooled.nEvents,
    logLikelihood: [average(fits.map((fit) => fit.loglikNull)), average(fits.map((fit) => fit.loglik))],
    ...(radScore === undefined ? {} : { radScore }),
    ...(knots === undefined || Object.keys(knots).length === 0 ? {} : { knots }),
    baseline: baselines[0]!.map((step, k) => ({
      timeDays: step.timeDays,
      cumulativeHazard: average(baselines.map((one) => one[k]!.cumulativeHazard)),
      varianceOfH0: average(baselines.map((one) => one[k]!.varianceOfH0)),
      meanByHazard: step.meanByHazard.map((_, j) => average(baselines.map((one) => one[k]!.meanByHazard[j]!))),
    })),
    lastFollowUpDays: Array.from(surv.time).reduce((a, b) => Math.max(a, b), 0),
    score,
    warnings: [
      {
        code: 'pooled',
        message: `pooled over ${pooled.imputations} completed cohorts; at most ${Math.round(100 * fmi)} % of the information on a coefficient is missing; proportional hazards were tested in the first of them`,
      },
    ],
  };
  return keepFit(model, fits[0]!);
}

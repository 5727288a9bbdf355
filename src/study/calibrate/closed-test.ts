// SPDX-License-Identifier: Apache-2.0
// How much of a model must change to fit a site's patients: the tests, and the choice that follows from them.
import { poissonRegression } from '../../survival/calibration/poisson.ts';
import { type CoxUpdating, coxUpdating, type PoissonCalibration, pchisq, poissonCalibration, SurvivalError } from '../../survival/index.ts';
import type { UpdatingSection } from '../report/study-report.ts';
import { type AppliedModel, expectedEvents } from '../validate/apply-model.ts';

export type UpdateMethod = UpdatingSection['chosen'];
export type UpdateTest = UpdatingSection['tests'][number];

/** All fits and tests of an updating, whatever is then chosen. */
export interface UpdatingTests {
  readonly cox: CoxUpdating;
  /** Absent for a model without baseline. */
  readonly level?: PoissonCalibration;
  readonly tests: readonly UpdateTest[];
  /** The simplest update that is not rejected. */
  readonly choice: UpdateMethod;
  readonly reason: string;
  /** Covariates for which the site's patients allow no coefficient: why a refit cannot be had. */
  readonly noRefit?: string;
}

/**
 * Closed testing of an update, after Vergouwe: each step is tested against the full refit, from the least change to the most, at the same level; the first
 * that is not rejected is chosen. This keeps the overall error at `alpha`.
 *
 * The partial likelihood of a Cox model does not see the baseline. The first question (is the model right as it is?) is therefore asked of the Poisson
 * likelihood, in which the model's own cumulative hazard is the offset; the later ones of the partial likelihood, which needs no shape of the baseline.
 *
 * @param alpha level of every test, 0 … 1
 * @throws SurvivalError `no-events`, `column-constant` when the score is the same for all
 * @see Vergouwe 2017, doi:10.1002/sim.7179; Crowson 2016, doi:10.1177/0962280213497434
 */
export function closedTest(applied: AppliedModel, alpha: number): UpdatingTests {
  const x = Object.fromEntries(applied.columns.map(({ key, values }) => [key, values]));
  const cox = coxUpdating(applied.surv, x, applied.score);
  if (cox.slope.df === 0) throw new SurvivalError('column-constant', 'the score is the same for all patients: neither slope nor refit can be estimated');
  const poisson = applied.model.answers.individualSurvival ? poissonLadder(applied, cox) : undefined;
  const tests: UpdateTest[] = [];
  const add = (name: string, question: string, likelihood: UpdateTest['likelihood'], statistic: number | null, df: number, decides: boolean): UpdateTest => {
    const p = statistic === null || df < 1 ? null : pchisq(Math.max(0, statistic), df, 'upper');
    const test = { name, question, likelihood, statistic, df, p, rejected: p === null ? null : p < alpha, decides };
    tests.push(test);
    return test;
  };
  const POISSON = 'Poisson, with the baseline';
  const PARTIAL = 'partial, without the baseline';
  const refitDf = cox.refit.df;
  const whole =
    poisson === undefined
      ? undefined
      : add('refit against original', 'Are level, slope and coefficients right as they are?', POISSON, poisson.whole, refitDf + 1, true);
  const baselineOnly = add(
    'refit against baseline only',
    'Are the coefficients right, whatever the baseline?',
    PARTIAL,
    cox.refitAgainstOriginal.statistic,
    cox.refitAgainstOriginal.df,
    true,
  );
  const slopeOnly = add(
    'refit against slope',
    'Are the coefficients right up to one factor?',
    PARTIAL,
    cox.refitAgainstSlope.statistic,
    cox.refitAgainstSlope.df,
    true,
  );
  if (poisson !== undefined) add('level alone', 'Are as many events observed as expected?', POISSON, poisson.level, 1, false);
  add('slope against baseline only', 'Is the spread of risks right?', PARTIAL, cox.slopeAgainstOriginal.statistic, cox.slopeAgainstOriginal.df, false);
  return {
    cox,
    ...(poisson === undefined ? {} : { level: poisson.calibration }),
    tests,
    ...choose({ whole, baselineOnly, slopeOnly, alpha }),
    ...noRefit(cox, applied),
  };
}

interface Steps {
  readonly whole: UpdateTest | undefined;
  readonly baselineOnly: UpdateTest;
  readonly slopeOnly: UpdateTest;
  readonly alpha: number;
}

function choose({ whole, baselineOnly, slopeOnly, alpha }: Steps): { choice: UpdateMethod; reason: string } {
  const said = (test: UpdateTest): string => `${test.name}: χ² ${round(test.statistic)} on ${test.df} df, P ${probability(test.p)}`;
  if (whole !== undefined && whole.rejected === false)
    return { choice: 'none', reason: `The model as it is cannot be told from a full refit (${said(whole)}, not below ${alpha}). Nothing is changed.` };
  const start =
    whole === undefined
      ? 'The model has no baseline, so one is estimated here in any case.'
      : whole.rejected === null
        ? 'The model as it is could not be tested with its baseline.'
        : `The model as it is does not fit (${said(whole)}).`;
  if (baselineOnly.rejected !== true)
    return {
      choice: 'baseline',
      reason: `${start} With a new baseline its coefficients cannot be told from refitted ones (${said(baselineOnly)}): a new baseline is enough.`,
    };
  if (slopeOnly.df < 1 || slopeOnly.rejected === false)
    return {
      choice: 'slope',
      reason: `${start} A new baseline alone is not enough (${said(baselineOnly)}), but one factor on all coefficients is (${slopeOnly.df < 1 ? 'the model has one coefficient' : said(slopeOnly)}).`,
    };
  return {
    choice: 'refit',
    reason: `${start} Neither a new baseline (${said(baselineOnly)}) nor one factor (${said(slopeOnly)}) is enough: the coefficients are estimated anew.`,
  };
}

/** Four significant digits for statistics in sentences. */
const round = (value: number | null): string => (value === null ? 'not computable' : String(Number(value.toPrecision(4))));
const probability = (p: number | null): string => (p === null ? 'not computable' : p < 0.001 ? '< 0.001' : String(Number(p.toPrecision(2))));

function noRefit(cox: CoxUpdating, applied: AppliedModel): { noRefit?: string } {
  const bad = cox.refit.terms.flatMap((term, j) => {
    const { label } = applied.columns[j]!;
    if (term.status === 'aliased') return [`${label} does not vary here, or only together with another covariate`];
    return term.status === 'infinite' ? [`${label} separates patients with an event from those without`] : [];
  });
  return bad.length === 0 ? {} : { noRefit: `${bad.join('; ')}.` };
}

interface PoissonLadder {
  readonly calibration: PoissonCalibration;
  /** Likelihood-ratio statistics against the model as it is; null where a fit does not converge. */
  readonly whole: number | null;
  readonly level: number | null;
}

/** Poisson fits with the model's own expected events as offset: as it is, with a new level, and with new coefficients as well. */
function poissonLadder(applied: AppliedModel, cox: CoxUpdating): PoissonLadder {
  const { surv, expected } = expectedEvents(applied);
  const calibration = poissonCalibration(surv, expected, applied.score);
  const used = Array.from(expected.keys()).filter((i) => expected[i]! > 0);
  const y = used.map((i) => surv.status[i]!);
  const logExpected = used.map((i) => Math.log(expected[i]!));
  const baseline = used.map((i, k) => logExpected[k]! - applied.score[i]!);
  const columns = applied.columns.filter((_, j) => cox.refit.terms[j]!.status !== 'aliased');
  const asItIs = logLikelihood(y, logExpected);
  const level = attempt(() => y.map((_, k) => logExpected[k]! + calibration.logRatio));
  const refitted = attempt(() => {
    const design = used.map((i) => [1, ...columns.map(({ values }) => values[i]!)]);
    const { coef } = poissonRegression(y, design, baseline);
    return design.map((row, k) => row.reduce((sum, x, j) => sum + x * coef[j]!, baseline[k]!));
  });
  const against = (eta: readonly number[] | undefined): number | null => (eta === undefined ? null : 2 * (logLikelihood(y, eta) - asItIs));
  return { calibration, whole: against(refitted), level: against(level) };
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof SurvivalError) return undefined;
    throw error;
  }
}

/** Poisson log-likelihood up to its constant. */
function logLikelihood(y: readonly number[], eta: readonly number[]): number {
  return y.reduce((sum, count, k) => sum + count * eta[k]! - Math.exp(eta[k]!), 0);
}

/** What the number of events allows. @see survival.md section 6: Steyerberg, Janssen; 50, 100 and ten per parameter */
export function eventAdvice(events: number, parameters: number, chosen: UpdateMethod): string[] {
  const advice: string[] = [];
  if (events < 50)
    advice.push(`${events} events: fewer than 50 allow a new baseline only; slope and coefficients would be estimated too loosely to be trusted.`);
  else if (events < 100) advice.push(`${events} events: between 50 and 100 a new baseline and one slope can be estimated; a refit needs more.`);
  if (events < 10 * parameters)
    advice.push(
      `A refit of ${parameters} coefficients asks for at least ${10 * parameters} events (ten per coefficient), better with shrinkage; here are ${events}.`,
    );
  if (chosen === 'slope' && events < 50) advice.push('The slope was chosen against this advice: check it on other patients before it is used.');
  if (chosen === 'refit' && events < Math.max(100, 10 * parameters))
    advice.push('The refit was chosen against this advice: check it on other patients before it is used.');
  if (events < 100) advice.push('The updated model still needs a validation on other patients, with at least 100 events.');
  return advice;
}

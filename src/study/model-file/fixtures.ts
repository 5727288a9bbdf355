// SPDX-License-Identifier: Apache-2.0
// Worked examples of the file. The expected numbers come from a refit and its predicted curves in the survival room, not from the code that serves the file.
import type { Covariate, ModelFixture } from '../../nomogram/model-file.ts';
import type { Known } from '../../nomogram/transforms.ts';
import { coxph, survfitCox } from '../../survival/index.ts';
import type { Cohort } from '../cohort/cohort.ts';
import type { FittedModel } from '../models/fitted-model.ts';
import { DAYS_PER_YEAR } from './baseline.ts';
import { designRow } from './design-row.ts';
import { type ModelTerm, RAD_SCORE } from './terms.ts';

/** The refit must be the fit: relative to the standard error, what Newton's stopping rule may leave. */
const SAME_FIT = 1e-5;
const TOLERANCE = 1e-8;
const Z95 = 1.959963984540054;

type Patient = ReadonlyMap<string, Known>;
type Expected = ModelFixture['expect'];
type Survival = NonNullable<Expected['survival']>;

export interface FixtureInput {
  readonly terms: readonly ModelTerm[];
  readonly covariates: readonly Covariate[];
  readonly cohort: Cohort;
  readonly fitted: FittedModel;
  /** Patients whom the model was fitted on. */
  readonly rows: readonly number[];
  /** Horizons with a probability; empty where the file has no baseline. */
  readonly horizonsYears: readonly number[];
}

/** A reference patient, one of low and one of high risk (made up from the studied ranges: no patient of the cohort), and for a rad-score two tumours. */
export function fixturesOf(input: FixtureInput): ModelFixture[] {
  const { terms, covariates, fitted } = input;
  const reference: Patient = new Map(covariates.map((covariate) => [covariate.key, covariate.reference[covariate.key]!]));
  const patients: readonly (readonly [string, Patient])[] = [
    ['reference patient', reference],
    ['low risk: every covariate at its most favourable studied value', extreme(input, -1)],
    ['high risk: every covariate at its least favourable studied value', extreme(input, 1)],
  ];
  const predict = predictor(input);
  const fixtures = patients.map(([name, patient]): ModelFixture => {
    const row = terms.flatMap((term) => designRow(term, patient.get(term.key)!));
    const { score, survival } = predict.at(row);
    return {
      name,
      inputs: Object.fromEntries(patient),
      expect: {
        score,
        ...(fitted.cutoff === undefined ? {} : { group: score > fitted.cutoff.value ? 'high' : 'low' }),
        ...(survival.length === 0 ? {} : { survival }),
      },
      tolerance: TOLERANCE,
      origin: predict.origin,
    };
  });
  return [...fixtures, ...radScoreFixtures(fitted)];
}

/** The studied values of a covariate that an extreme patient may have. */
function choices({ inputs, transform, reference, key }: Covariate): readonly Known[] {
  const [spec] = inputs;
  if (spec!.levels !== undefined) return spec!.levels.map(({ code }) => code);
  const range = spec!.cohortRange;
  if (range === undefined) return [reference[key]!];
  const steps = transform.kind === 'threshold' || transform.kind === 'bins';
  return steps ? [range.min, reference[key]!, range.max] : [range.p05, reference[key]!, range.p95];
}

function extreme({ terms, covariates }: FixtureInput, sign: 1 | -1): Patient {
  return new Map(
    terms.map((term, t) => {
      const share = (value: Known): number => designRow(term, value).reduce((sum, x, j) => sum + sign * term.terms[j]!.coef * x, 0);
      const best = choices(covariates[t]!).reduce((most, value) => (share(value) > share(most) ? value : most));
      return [term.key, best];
    }),
  );
}

interface Predictor {
  readonly origin: string;
  at(row: readonly number[]): { readonly score: number; readonly survival: Survival };
}

/** Refit and predicted curves where the patients of the fit are at hand; else the formula on the fitted numbers, written out here. */
function predictor(input: FixtureInput): Predictor {
  const { terms, cohort, fitted, rows, horizonsYears } = input;
  const times = horizonsYears.map((years) => years * DAYS_PER_YEAR);
  const shown = <T extends number | null>(at: readonly { readonly surv: T; readonly lower: T; readonly upper: T }[]): Survival =>
    at.flatMap(({ surv, lower, upper }, i) =>
      surv === null ? [] : [{ years: horizonsYears[i]!, survival: surv, ...(lower === null || upper === null ? {} : { lower, upper }) }],
    );
  const complete = rows.filter((row) => terms.every(({ values }) => values[row] !== undefined));
  const design = complete.map((row) => terms.flatMap((term) => designRow(term, term.values[row]!)));
  const names = fitted.terms.map((_, j) => `x${j}`);
  const columns = (matrix: readonly (readonly number[])[]) => Object.fromEntries(names.map((name, j) => [name, matrix.map((row) => row[j]!)]));
  const refit =
    complete.length === fitted.n
      ? coxph({ time: complete.map((row) => cohort.timeDays[row]!), status: complete.map((row) => cohort.status[row]!) }, columns(design))
      : undefined;
  const same =
    refit?.terms.every(({ coef, status }, j) => status === 'ok' && Math.abs(coef! - fitted.terms[j]!.coef) <= SAME_FIT * fitted.terms[j]!.se) ?? false;
  if (refit !== undefined && same) {
    return {
      origin:
        'Cox refit on the patients of the study and its predicted curve (R’s survfit(coxph, newdata)), apart from the code that serves the file; tolerance is rounding',
      at: (row) => {
        const { curves } = survfitCox(refit, columns([row]), { times });
        const { linearPredictor, surv, lower, upper } = curves[0]!;
        return { score: linearPredictor, survival: shown(surv.map((s, i) => ({ surv: s, lower: lower[i]!, upper: upper[i]! }))) };
      },
    };
  }
  return {
    origin: 'the fitted coefficients, baseline and covariance put into the formula apart from the code that serves the file; tolerance is rounding',
    at: (row) => {
      const score = fitted.terms.reduce((sum, term, j) => sum + term.coef * row[j]!, 0);
      return { score, survival: shown(times.map((time) => byFormula(fitted, row, score, time))) };
    },
  };
}

/** exp(−H₀ eˢ) and its interval exp(−H ± z·se), se² = e²ˢ [v + (H₀x − w)ᵀ V (H₀x − w)]. */
function byFormula(fitted: FittedModel, row: readonly number[], score: number, time: number): { surv: number; lower: number; upper: number } {
  const step = fitted.baseline.findLast(({ timeDays }) => timeDays <= time);
  if (step === undefined) return { surv: 1, lower: 1, upper: 1 };
  const h0 = step.cumulativeHazard;
  const q = row.map((x, j) => h0 * x - step.meanByHazard[j]!);
  const form = q.reduce((sum, a, i) => sum + q.reduce((inner, b, j) => inner + a * b * fitted.vcov[i]![j]!, 0), 0);
  const hazard = h0 * Math.exp(score);
  const half = Z95 * Math.exp(score) * Math.sqrt(step.varianceOfH0 + form);
  return { surv: Math.exp(-hazard), lower: Math.exp(-hazard - half), upper: Math.min(1, Math.exp(half - hazard)) };
}

function radScoreFixtures({ radScore }: FittedModel): ModelFixture[] {
  if (radScore === undefined) return [];
  const fixture = (name: string, shift: number, expected: number, origin: string): ModelFixture => ({
    name,
    inputs: {},
    features: Object.fromEntries(radScore.map(({ feature, mean, sd }) => [feature, mean + shift * sd])),
    expect: { [RAD_SCORE]: expected },
    tolerance: TOLERANCE,
    origin,
  });
  const weights = radScore.reduce((sum, { weight }) => sum + weight, 0);
  return [
    fixture('average tumour: every feature at its mean', 0, 0, 'a standardised feature at its mean is 0; tolerance is rounding'),
    fixture('every feature one standard deviation above its mean', 1, weights, 'the sum of the weights; tolerance is rounding'),
  ];
}

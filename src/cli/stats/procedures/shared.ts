// SPDX-License-Identifier: Apache-2.0
// What several procedures ask for and do alike.
import { basehaz, type CoxFit, type CoxOptions, coxph, hazardAt, type Surv, SurvivalError, survfitCox } from '../../../survival/index.ts';
import { InputError } from '../../input-error.ts';
import type { Frame } from '../data/frame.ts';
import { column, columns, maybeColumn, type NamedColumns, numberOr, type Option, predictions, textOr, toggle, word } from '../option.ts';

/** Follow-up. */
export const followUp = {
  time: column('follow-up time, in any one unit'),
  status: column('what ended the follow-up'),
  eventCode: textOr('1', 'value of --status that is the event (several with commas); every other value is censored'),
} as const;

export const level = { level: numberOr(0.95, 'confidence level of intervals') } as const;

/** Options of a Cox model beside its covariates. */
export const coxSettings = {
  strata: maybeColumn('one baseline hazard per value of this column'),
  offset: maybeColumn('column that enters the linear predictor as it is'),
  weights: maybeColumn('case weights, above 0'),
  cluster: maybeColumn('rows with one value belong together: robust variance'),
  robust: toggle('robust (sandwich) variance'),
  ties: word(['efron', 'breslow', 'exact'], 'how events at one time are handled'),
  ...level,
} as const;

/** Follow-up, covariates and settings of a Cox model. */
export const coxModel = {
  ...followUp,
  x: columns('covariates; a column of text becomes one 0/1 column per level but the reference'),
  ...coxSettings,
} as const;

interface FollowUpValues {
  readonly time: string;
  readonly status: string;
  readonly eventCode: string;
}

interface CoxValues extends FollowUpValues {
  readonly x: readonly string[];
  readonly strata: string | undefined;
  readonly offset: string | undefined;
  readonly weights: string | undefined;
  readonly cluster: string | undefined;
  readonly robust: boolean;
  readonly ties: 'efron' | 'breslow' | 'exact';
  readonly level: number;
}

/** Options of {@link coxModel} as `coxph` takes them. */
export function coxOptions(frame: Frame, values: Omit<CoxValues, keyof FollowUpValues | 'x'>): CoxOptions {
  const { strata, offset, weights, cluster, robust, ties } = values;
  return {
    ties,
    level: values.level,
    ...(strata === undefined ? {} : { strata: frame.groups(strata) }),
    ...(offset === undefined ? {} : { offset: frame.numbers(offset) }),
    ...(weights === undefined ? {} : { weights: frame.numbers(weights) }),
    ...(cluster === undefined ? {} : { cluster: frame.groups(cluster) }),
    ...(robust ? { robust } : {}),
  };
}

/** Fits the model that the options of {@link coxModel} describe. */
export const fitCox = (frame: Frame, values: CoxValues): CoxFit => coxph(frame.surv(values), frame.design(values.x), coxOptions(frame, values));

/** Where predicted risks come from. */
export const riskSource = {
  risk: predictions('predicted risks of the event (0 to 1), one column per time of --at; repeat for further models'),
  model: predictions('instead of --risk: covariates of a Cox model that is fitted on the same rows (its performance is then apparent)'),
} as const;

interface RiskValues extends FollowUpValues {
  readonly risk: readonly NamedColumns[] | undefined;
  readonly model: readonly NamedColumns[] | undefined;
}

/** A model's predictions for the rows. */
export interface Predicted {
  readonly name: string;
  /** Risks per time. */
  readonly risks: readonly Float64Array[];
  /** Where the model was fitted here. */
  readonly fit?: CoxFit;
}

/** Risks at the given times from `--risk` columns or from Cox models fitted on the same rows. @throws InputError `option` */
export function predictedRisks(frame: Frame, surv: Surv, values: RiskValues, times: readonly number[]): Predicted[] {
  const given = (values.risk ?? []).map(({ name, columns: own }): Predicted => {
    if (own.length !== times.length)
      throw new InputError('option', `--risk ${name} names ${own.length} column(s) for ${times.length} time(s) of --at: one column per time is needed.`);
    return { name, risks: own.map((one) => frame.numbers(one)) };
  });
  const fitted = (values.model ?? []).map(({ name, columns: own }): Predicted => {
    const x = frame.design(own);
    const fit = coxph(surv, x);
    const { curves, warnings } = survfitCox(fit, x, { times });
    frame.warnings.push(...fit.warnings, ...warnings);
    return { name, risks: times.map((time, k) => Float64Array.from(curves, ({ surv: s }) => 1 - beforeEnd(s[k], time))), fit };
  });
  if (fitted.length > 0)
    frame.warnings.push({
      code: 'apparent',
      message: 'the model was fitted on the same rows: this is its apparent performance, which new patients will not show',
    });
  const all = [...given, ...fitted];
  if (all.length === 0) throw new InputError('option', '--risk is needed: columns with predicted risks, or --model with covariates of a Cox model.');
  return all;
}

function beforeEnd(survival: number | null | undefined, time: number): number {
  if (typeof survival === 'number') return survival;
  throw new SurvivalError('time-outside-range', `nobody is followed to ${time}: there is no predicted risk; choose an earlier time`, { time });
}

/** The one model of a procedure that judges one. */
export function oneModel(models: readonly Predicted[]): Predicted {
  if (models.length !== 1) throw new InputError('option', `This procedure judges one model; ${models.length} were given.`);
  return models[0]!;
}

/** Cumulative hazard of each subject at its own follow-up under a model. */
export function ownHazard(fit: CoxFit, surv: Surv): Float64Array {
  const hazard = hazardAt(basehaz(fit), Array.from(surv.time));
  return Float64Array.from(hazard, (h, i) => h * Math.exp(fit.linearPredictor[i]!));
}

/** Coefficients of an existing model: `Age=0.02,TNM=0.6`. */
export interface Coefficient {
  readonly term: string;
  readonly coef: number;
}

const coefficientsOf = (values: readonly (readonly [string, string])[]): Coefficient[] =>
  values.map(([term, text]) => {
    const coef = Number(text);
    if (text === '' || !Number.isFinite(coef)) throw new InputError('option', `--coef ${term} must be a number, got "${text}".`);
    return { term, coef };
  });

const coefficientPairs: Option<readonly (readonly [string, string])[]> = {
  ...textPairs('coefficients (log hazard ratios) of an existing model, instead of --predictor'),
  columnsOf: (value) => value.map(([term]) => term.split('=')[0]!),
};

/** Where the linear predictor of an existing model comes from. */
export const predictorSource = {
  predictor: maybeColumn('linear predictor of the model'),
  coef: coefficientPairs,
} as const;

function textPairs(about: string): Option<readonly (readonly [string, string])[]> {
  const base = textOr('', about);
  return {
    placeholder: 'column=number,…',
    about,
    schema: base.schema.transform((text) =>
      text
        .split(',')
        .filter((part) => part.trim() !== '')
        .map((part): readonly [string, string] => [part.slice(0, Math.max(0, part.lastIndexOf('='))).trim(), part.slice(part.lastIndexOf('=') + 1).trim()]),
    ) as Option<readonly (readonly [string, string])[]>['schema'],
  };
}

/** The linear predictor of an existing model. @throws InputError `option` */
export function linearPredictor(
  frame: Frame,
  { predictor, coef }: { readonly predictor: string | undefined; readonly coef: readonly (readonly [string, string])[] },
): Float64Array {
  if (predictor !== undefined) return frame.numbers(predictor);
  const model = coefficientsOf(coef);
  if (model.length === 0)
    throw new InputError('option', '--predictor is needed: the column with the linear predictor, or --coef with the coefficients of the model.');
  const x = frame.design([...new Set(model.map(({ term }) => term.split('=')[0]!))]);
  const sum = new Float64Array(frame.n);
  for (const { term, coef: weight } of model) {
    const values = x[term];
    if (values === undefined) throw new InputError('option', `--coef names ${term}; the columns are ${Object.keys(x).join(', ')}.`);
    for (let i = 0; i < sum.length; i++) sum[i]! += weight * values[i]!;
  }
  return sum;
}

/** Two samples: two number columns, or one number column in the two groups of another. @throws InputError `option` */
export function twoSamples(
  frame: Frame,
  x: readonly string[],
  by: string | undefined,
): { readonly names: readonly [string, string]; readonly samples: readonly [Float64Array, Float64Array] } {
  const { names, samples } = samplesOf(frame, x, by);
  if (samples.length !== 2)
    throw new InputError('option', `Two samples are compared; ${by === undefined ? '--x' : `--by ${by}`} gives ${samples.length} (${names.join(', ')}).`);
  return { names: [names[0]!, names[1]!], samples: [samples[0]!, samples[1]!] };
}

/** Samples: number columns, or one number column in the groups of another. @throws InputError `option` */
export function samplesOf(
  frame: Frame,
  x: readonly string[],
  by: string | undefined,
): { readonly names: readonly string[]; readonly samples: readonly Float64Array[] } {
  if (by === undefined) return { names: x, samples: x.map((name) => frame.numbers(name)) };
  if (x.length !== 1) throw new InputError('option', `With --by one column of --x is compared between groups; ${x.length} are named.`);
  const { levels, index } = frame.levels(by);
  const values = frame.numbers(x[0]!);
  return { names: levels.map((one) => `${by}=${one}`), samples: levels.map((_, k) => values.filter((_value, i) => index[i] === k)) };
}

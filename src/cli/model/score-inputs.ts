// SPDX-License-Identifier: Apache-2.0
// Words of the command line become the model's inputs and facts. What is not given stays unknown.
import type { EligibilityFacts, Fact, InputKey, InputSource, ModelInput, ModelInputs } from '../../nomogram/inputs.ts';
import type { LoadedModel } from '../../nomogram/prepare.ts';

/** A word that is not a value of its option. */
export class ScoreInputError extends Error {
  readonly code = 'bad-input';
}

/** Options of `hepanom score`, as commander names them. */
export interface ScoreOptions {
  readonly model: string;
  readonly afp?: string;
  readonly necrosis?: string;
  readonly portalVeinInvasion?: string;
  readonly radScore?: string;
  readonly features?: string;
  readonly sex?: string;
  readonly bilirubin?: string;
  readonly albumin?: string;
  readonly size?: string;
  readonly tumours?: string;
  readonly singleTumour?: boolean;
  readonly age?: string;
  /** `key=value` of inputs that have no option of their own. */
  readonly input?: readonly string[];
  readonly hccConfirmed?: boolean;
  readonly resectionPlanned?: boolean;
  readonly priorTreatment?: boolean;
  readonly extrahepaticDisease?: boolean;
  readonly otherMalignancy?: boolean;
  readonly operationDate?: string;
  readonly ctDate?: string;
  readonly bloodDate?: string;
  readonly assumeEligible?: boolean;
  readonly cohort?: string;
  readonly json?: boolean;
}

/** `420`, `<2`, `>=60500`: a number or a bound, in the unit that the help text states. */
export function parseNumber(option: string, text: string, unit: string, from: InputSource): ModelInput {
  const match = /^\s*(<=|>=|≤|≥|<|>)?\s*(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*$/i.exec(text);
  if (match === null)
    throw new ScoreInputError(`--${option} "${text}" is not a number; write it in ${unit === '1' ? 'plain digits' : unit}, for example 420 or "<2"`);
  const value = Number(match[2]);
  const comparator = match[1];
  if (comparator === undefined) return { kind: 'value', value, unit, from };
  const inclusive = comparator !== '<' && comparator !== '>';
  return { kind: 'bound', side: '<≤'.includes(comparator.charAt(0)) ? 'below' : 'above', ...(inclusive ? { inclusive } : {}), value, unit, from };
}

function parseLevel(option: string, text: string, levels: readonly string[], from: InputSource): ModelInput {
  if (text === 'unknown') return { kind: 'missing', reason: 'not-stated', passedOver: [] };
  if (!levels.includes(text)) throw new ScoreInputError(`--${option} "${text}" is not one of ${[...levels, 'unknown'].join(', ')}`);
  return { kind: 'level', level: text, from };
}

/** The model's inputs; keys that were not given are absent. */
export function scoreInputs(options: ScoreOptions, todayIso: string): ModelInputs {
  const from: InputSource = { kind: 'user', dateIso: todayIso };
  const inputs: Record<string, ModelInput> = {};
  const number = (key: InputKey, option: string, text: string | undefined, unit: string): void => {
    if (text !== undefined) inputs[key] = parseNumber(option, text, unit, from);
  };
  const level = (key: InputKey, option: string, text: string | undefined, levels: readonly string[]): void => {
    if (text !== undefined) inputs[key] = parseLevel(option, text, levels, from);
  };
  number('afp', 'afp', options.afp, 'ng/mL');
  level('necrosis', 'necrosis', options.necrosis, ['present', 'absent']);
  level('portalVeinInvasion', 'portal-vein-invasion', options.portalVeinInvasion, ['present', 'absent']);
  number('radScore', 'rad-score', options.radScore, '1');
  level('sex', 'sex', options.sex, ['male', 'female']);
  number('bilirubin', 'bilirubin', options.bilirubin, 'umol/L');
  number('albumin', 'albumin', options.albumin, 'g/L');
  number('tumourSize', 'size', options.size, 'cm');
  number('age', 'age', options.age, 'a');
  number('tumourCount', 'tumours', options.tumours ?? (options.singleTumour === true ? '1' : undefined), '1');
  return inputs;
}

/**
 * Inputs given as `key=value`, each in the model file's own unit or by a level code of the file.
 *
 * @throws {ScoreInputError} for a key that the model does not ask for, and for what is neither a number nor a level of the input
 */
export function siteInputs(options: ScoreOptions, model: LoadedModel, todayIso: string): ModelInputs {
  const from: InputSource = { kind: 'user', dateIso: todayIso };
  const specs = model.terms.flatMap(({ covariate }) => covariate.inputs);
  return Object.fromEntries(
    (options.input ?? []).map((text): [string, ModelInput] => {
      const at = text.indexOf('=');
      const key = at < 0 ? text : text.slice(0, at).trim();
      const spec = specs.find((one) => one.key === key);
      if (at < 0) throw new ScoreInputError(`--input "${text}" has no value; write key=value, for example ${specs[0]?.key ?? 'ast'}=48`);
      if (spec === undefined) throw new ScoreInputError(`--input ${key}: the model has no such input; it has ${specs.map((one) => one.key).join(', ')}`);
      const value = text.slice(at + 1).trim();
      const option = `input ${key}`;
      if (spec.levels === undefined) return [key, parseNumber(option, value, spec.unit, from)];
      return [
        key,
        parseLevel(
          option,
          value,
          spec.levels.map(({ code }) => code),
          from,
        ),
      ];
    }),
  );
}

/** Stands behind a criterion that `--assume-eligible` took as met. */
export const ASSUMED_BY = 'assumed on the command line';

/** What was asserted about the patient. `--assume-eligible` takes the criteria that could block as met, marked with {@link ASSUMED_BY}; dates are never invented. */
export function scoreFacts(options: ScoreOptions, todayIso: string): EligibilityFacts {
  const from: InputSource = { kind: 'user', dateIso: todayIso };
  const assumed: InputSource = { ...from, by: ASSUMED_BY };
  const fact = <T>(given: T | undefined, ifAssumed?: T): Fact<T> => {
    if (given !== undefined) return { kind: 'known', value: given, from };
    if (ifAssumed !== undefined && options.assumeEligible === true) return { kind: 'known', value: ifAssumed, from: assumed };
    return { kind: 'unknown', reason: 'not-asked' };
  };
  return {
    ageYears: fact(wholeNumber('age', options.age), 18),
    hcc: fact(options.hccConfirmed === true ? ('confirmed' as const) : undefined, 'confirmed'),
    tumourCount: fact(wholeNumber('tumours', options.tumours) ?? (options.singleTumour === true ? 1 : undefined), 1),
    priorLocalTreatment: fact(options.priorTreatment, false),
    extrahepaticDisease: fact(options.extrahepaticDisease, false),
    otherMalignancy: fact(options.otherMalignancy, false),
    resectionPlanned: fact(options.resectionPlanned === true ? true : undefined, true),
    operationDate: fact(options.operationDate),
    portalVenousCt: fact(options.ctDate === undefined ? undefined : { dateIso: options.ctDate }),
    laboratoryDate: fact(options.bloodDate),
  };
}

function wholeNumber(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw new ScoreInputError(`--${option} "${text}" is not a whole number`);
  return Number(text);
}

// SPDX-License-Identifier: Apache-2.0
// What is known of each covariate: its value, the values it could still have, or nothing that a bound could rest on.
import type { MissingItem } from './assessment.ts';
import { type InputKey, isKnownInput, type ModelInput, type ModelInputs, type NumericBound } from './inputs.ts';
import type { InputSpec } from './model-file.ts';
import type { LoadedModel, Term } from './prepare.ts';
import { type Interval, isInDomain, isStepwise, type Known, type Possible, transformCandidates, transformValue } from './transforms.ts';
import { canonicalUnit } from './unit.ts';

export type TermState =
  | {
      readonly kind: 'known';
      readonly term: Term;
      readonly columns: readonly number[];
      readonly atBound?: 'below' | 'above';
      readonly outsideRange: readonly InputKey[];
    }
  /** `candidates`: the columns among which the extremes lie. */
  | { readonly kind: 'open'; readonly term: Term; readonly candidates: readonly (readonly number[])[]; readonly missing: readonly MissingItem[] }
  /** Missing and the file gives no range (or refuses bounds). */
  | { readonly kind: 'unbounded'; readonly term: Term; readonly missing: readonly MissingItem[] };

type InputState =
  | {
      readonly kind: 'possible';
      readonly possible: Possible;
      readonly missing?: MissingItem;
      readonly atBound?: 'below' | 'above';
      readonly outsideRange: boolean;
    }
  | { readonly kind: 'nothing'; readonly missing: MissingItem };

/** State of every covariate of the model, in the file's order. */
export function termStates(model: LoadedModel, inputs: ModelInputs): readonly TermState[] {
  return model.terms.map((term) => termState(term, inputs));
}

function termState(term: Term, inputs: ModelInputs): TermState {
  const { covariate } = term;
  const states = covariate.inputs.map((spec, index) => inputState(term, spec, index, inputs[spec.key]));
  const missing = states.flatMap((state) => (state.missing === undefined ? [] : [state.missing]));
  const possible = states.flatMap((state) => (state.kind === 'possible' ? [state.possible] : []));
  if (possible.length < states.length || (covariate.missing === 'refuse' && missing.length > 0)) return { kind: 'unbounded', term, missing };

  const known = possible.flatMap((p) => (p.kind === 'known' ? [p.value] : []));
  const atBound = states.flatMap((state) => (state.kind === 'possible' && state.atBound !== undefined ? [state.atBound] : []))[0];
  const outsideRange = covariate.inputs.flatMap((spec, i) =>
    states[i]!.kind === 'possible' && (states[i] as { outsideRange: boolean }).outsideRange ? [spec.key] : [],
  );
  if (known.length === possible.length) {
    return { kind: 'known', term, columns: transformValue(covariate.transform, known), outsideRange, ...(atBound === undefined ? {} : { atBound }) };
  }
  const candidates = transformCandidates(covariate.transform, possible, term.coefficients);
  if (candidates.length === 1) return { kind: 'known', term, columns: candidates[0]!, outsideRange };
  return { kind: 'open', term, candidates, missing: missing.length > 0 ? missing : [boundItem(covariate.inputs[0]!)] };
}

/** `<50` where the model asks "above 20?": the result exists and does not decide. */
function boundItem(spec: InputSpec): MissingItem {
  return { key: spec.key, label: spec.label, reason: 'indeterminate', detailCode: 'bound-does-not-decide' };
}

function inputState(term: Term, spec: InputSpec, index: number, input: ModelInput | undefined): InputState {
  const item = (reason: MissingItem['reason'], detailCode?: string): MissingItem => ({
    key: spec.key,
    label: spec.label,
    reason,
    ...(detailCode === undefined ? {} : { detailCode }),
  });
  const { transform } = term.covariate;
  if (input === undefined) return lacking(term, spec, item('not-asked'));
  if (input.kind === 'missing') return lacking(term, spec, item(input.reason, input.detailCode));
  if (input.kind === 'level') {
    if (spec.levels === undefined || !isInDomain(transform, input.level)) return lacking(term, spec, item('indeterminate', 'level-not-in-model'));
    return { kind: 'possible', possible: { kind: 'known', value: input.level }, outsideRange: false };
  }
  if (spec.levels !== undefined) return lacking(term, spec, item('indeterminate', 'level-not-in-model'));
  if (canonicalUnit(input.unit) !== canonicalUnit(spec.unit)) return lacking(term, spec, item('unit-not-usable', 'unit-not-in-model'));
  if (!isInDomain(transform, input.value, index)) return lacking(term, spec, item('contradictory', 'value-out-of-domain'));
  const range = spec.cohortRange;
  if (input.kind === 'value') {
    const outsideRange = range !== undefined && (input.value < range.min || input.value > range.max);
    return { kind: 'possible', possible: { kind: 'known', value: input.value }, outsideRange };
  }
  if (term.covariate.censored === 'at-bound') {
    const outsideRange = range !== undefined && (input.value < range.min || input.value > range.max);
    return { kind: 'possible', possible: { kind: 'known', value: input.value }, atBound: input.side, outsideRange };
  }
  return { kind: 'possible', possible: { kind: 'interval', interval: sideOf(term, input, spec) }, outsideRange: false };
}

/** The whole domain of a stepwise covariate's input: which steps are reachable needs no studied range. What the product measures is never negative; a score or a site's own number may be. */
function whole(spec: InputSpec): Interval {
  const mayBeNegative = spec.key === 'radScore' || !isKnownInput(spec.key);
  return { low: mayBeNegative ? Number.NEGATIVE_INFINITY : 0, high: Number.POSITIVE_INFINITY };
}

/** Everything a missing input could be: its levels, every step, or the middle 90 % of the cohort; `nothing` where the file gives no range. */
function lacking(term: Term, spec: InputSpec, missing: MissingItem): InputState {
  const open = (possible: Possible): InputState => ({ kind: 'possible', possible, missing, outsideRange: false });
  if (spec.levels !== undefined) return open({ kind: 'levels', levels: spec.levels.map((level) => level.code) });
  if (isStepwise(term.covariate.transform)) return open({ kind: 'interval', interval: whole(spec) });
  if (spec.cohortRange === undefined) return { kind: 'nothing', missing };
  return open({ kind: 'interval', interval: { low: spec.cohortRange.p05, high: spec.cohortRange.p95 } });
}

/**
 * The completions of a censored result: its side, within the range that a missing value would be given, so that knowing the bound never widens the answer.
 * Where that leaves nothing the studied extremes are taken, and beyond them the bound alone.
 */
function sideOf(term: Term, bound: NumericBound, spec: InputSpec): Interval {
  const open = bound.inclusive !== true;
  const clip = (low: number, high: number): Interval | undefined => {
    if (bound.side === 'below') return bound.value > low ? { low, high: Math.min(high, bound.value), highOpen: open && bound.value <= high } : undefined;
    return bound.value < high ? { low: Math.max(low, bound.value), high, lowOpen: open && bound.value >= low } : undefined;
  };
  if (isStepwise(term.covariate.transform)) return clip(whole(spec).low, whole(spec).high) ?? { low: bound.value, high: bound.value };
  const range = spec.cohortRange;
  const inCohort = range === undefined ? undefined : (clip(range.p05, range.p95) ?? clip(range.min, range.max));
  return inCohort ?? { low: bound.value, high: bound.value };
}

/** A plain value as the patient's input: used by fixtures, the command line and tests. Numbers carry the file's unit, strings are levels. */
export function asInput(model: LoadedModel, key: InputKey, value: Known, from: ModelInputSource): ModelInput {
  if (typeof value === 'string') return { kind: 'level', level: value, from };
  const unit = model.terms.flatMap(({ covariate }) => covariate.inputs).find((spec) => spec.key === key)?.unit ?? '1';
  return { kind: 'value', value, unit, from };
}

type ModelInputSource = Extract<ModelInput, { kind: 'level' }>['from'];

// SPDX-License-Identifier: Apache-2.0
// Region 3: one row per input of the model: value, unit, date, source, days before the operation, or why there is none.
import type { Language } from '../../src/nomogram/assessment.ts';
import type { InputKey, ModelInput, ModelInputs, PassedOver } from '../../src/nomogram/inputs.ts';
import type { Covariate, InputSpec } from '../../src/nomogram/model-file.ts';
import type { LoadedModel } from '../../src/nomogram/prepare.ts';
import { decimal, quantity } from '../../src/nomogram/present.ts';
import type { Catalogue } from '../i18n/catalogue.ts';
import { daysBefore } from './days.ts';
import { date } from './format.ts';
import { inputName, levelName } from './input-name.ts';
import { comma, sourceLine } from './source-line.ts';

export interface InputRow {
  readonly key: InputKey;
  readonly label: string;
  readonly source: string;
  readonly value?: { readonly number: string; readonly unit: string; readonly note: string };
  /** `Missing`, `Unknown`, `Pending`. */
  readonly missing?: string;
  readonly days?: { readonly n: number; readonly stale: boolean };
  /** Results that were newer and could not be used. */
  readonly passedOver: readonly string[];
  readonly reference?: string;
  /** A finding is stated in the form; a laboratory value is corrected where it was made. */
  readonly action: 'finding' | 'details';
  readonly input: ModelInput | undefined;
}

const FINDINGS: readonly InputKey[] = ['necrosis', 'portalVeinInvasion', 'tumourCount'];
const TRI_STATE: readonly string[] = ['not-stated', 'indeterminate', 'contradictory'];

export interface InputsContext {
  readonly operationDate: string | undefined;
  /** Study's limit in days, from the criteria; undefined: no badge turns. */
  readonly limitDays: number | undefined;
  readonly t: Catalogue;
  readonly language: Language;
}

export function inputRows(model: LoadedModel | undefined, inputs: ModelInputs, context: InputsContext): readonly InputRow[] {
  const specs = model
    ? model.terms.flatMap(({ covariate }) => covariate.inputs.map((spec) => ({ key: spec.key, spec, covariate })))
    : Object.keys(inputs).map((key) => ({ key, spec: undefined, covariate: undefined }));
  return specs.map(({ key, spec, covariate }) => rowOf(key, inputs[key], spec, covariate, context));
}

function rowOf(key: InputKey, input: ModelInput | undefined, spec: InputSpec | undefined, covariate: Covariate | undefined, c: InputsContext): InputRow {
  const { t, language } = c;
  const base = { key, label: inputName(key, t, language, spec?.label), action: FINDINGS.includes(key) ? ('finding' as const) : ('details' as const), input };
  const passed = (list: readonly PassedOver[] | undefined): readonly string[] => (list ?? []).map((p) => passedOverText(p, c));
  if (input === undefined || input.kind === 'missing') {
    const reason = input?.reason ?? 'not-asked';
    const word = reason === 'pending' ? t.inputs.pending : TRI_STATE.includes(reason) && FINDINGS.includes(key) ? t.inputs.unknown : t.inputs.missing;
    return { ...base, source: t.inputs.reasons[reason], missing: word, passedOver: passed(input?.passedOver) };
  }
  const n = daysBefore(input.from.dateIso, c.operationDate);
  const timed = input.from.kind !== 'patient-record';
  return {
    ...base,
    source: timed ? sourceLine(input.from, t, language) : t.inputs.source['patient-record'],
    value: shownValue(key, input, spec, covariate, c),
    ...(timed && n !== undefined ? { days: { n, stale: c.limitDays !== undefined && (n > c.limitDays || n < 0) } } : {}),
    passedOver: passed(input.passedOver),
    ...(input.from.reference ? { reference: input.from.reference } : {}),
  };
}

function shownValue(
  key: InputKey,
  input: Exclude<ModelInput, { kind: 'missing' }>,
  spec: InputSpec | undefined,
  covariate: Covariate | undefined,
  c: InputsContext,
) {
  const { t, language } = c;
  if (input.kind === 'level') return { number: levelName(input.level, t, language, spec), unit: '', note: '' };
  // Tumour size is read in millimetres on reports; the model counts centimetres.
  const [number, unit = ''] = (
    key === 'tumourSize' && input.unit === 'cm' ? quantity(input.value * 10, 'mm', language) : quantity(input.value, input.unit, language)
  ).split('\u00a0');
  const sign = input.kind === 'bound' ? (input.side === 'below' ? '< ' : '> ') : '';
  return { number: `${sign}${number}`, unit, note: noteOf(input.value, input.kind === 'value', covariate, spec, t) };
}

/** Which side of the model's threshold, or the range that was studied. */
function noteOf(value: number, exact: boolean, covariate: Covariate | undefined, spec: InputSpec | undefined, t: Catalogue): string {
  if (covariate?.transform.kind === 'threshold' && exact) {
    const cut = decimal(covariate.transform.above, 2);
    return value > covariate.transform.above ? t.inputs.above(cut) : t.inputs.notAbove(cut);
  }
  if (covariate?.key === 'radScore' && covariate.axis) return t.inputs.studied(decimal(covariate.axis.min, 2), decimal(covariate.axis.max, 2));
  const range = covariate?.key === 'radScore' ? spec?.cohortRange : undefined;
  return range ? t.inputs.studied(decimal(range.min, 2), decimal(range.max, 2)) : '';
}

function passedOverText(p: PassedOver, { t, language }: InputsContext): string {
  const parts = [p.asWritten, p.dateIso ? date(p.dateIso, language) : undefined, t.inputs.reasons[p.reason]].filter((x) => x !== undefined);
  return t.inputs.passedOver(parts.join(comma(language)));
}

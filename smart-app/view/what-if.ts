// SPDX-License-Identifier: Apache-2.0
// What-if runs the server's own code in the browser: the facts behind the criteria are read back from the assessment, checked again, and the changed inputs predicted.

import { assessModel } from '../../src/nomogram/assess-model.ts';
import type { Assessment, CriterionId, CriterionResult, Outcome } from '../../src/nomogram/assessment.ts';
import type { EligibilityFacts, Fact, InputKey, InputSource, ModelInput } from '../../src/nomogram/inputs.ts';
import type { LoadedModel } from '../../src/nomogram/prepare.ts';
import { addDays } from './days.ts';

export type Overrides = Readonly<Partial<Record<InputKey, ModelInput>>>;

const unknown = { kind: 'unknown', reason: 'not-asked' } as const;

/**
 * The facts that an assessment's criteria were judged by, as far as the criteria tell them; the rest is unknown, never assumed.
 */
export function factsFromCriteria(criteria: readonly CriterionResult[], operationDate: string | undefined): EligibilityFacts {
  const by = new Map<CriterionId, CriterionResult>(criteria.map((c) => [c.id, c]));
  const known = <T>(id: CriterionId, value: (v: CriterionResult['values']) => T | undefined): Fact<T> => {
    const c = by.get(id);
    const found = c === undefined || c.verdict === 'unknown' ? undefined : value(c.values);
    return found === undefined || c === undefined ? unknown : { kind: 'known', value: found, from: c.from ?? nowhere(operationDate) };
  };
  const presence = (v: CriterionResult['values']): boolean | undefined => (v.finding === 'present' ? true : v.finding === 'absent' ? false : undefined);
  const num = (v: number | string | undefined): number | undefined => (typeof v === 'number' ? v : undefined);
  const window = by.get('ct-and-blood-in-window');
  const dayOf = (days: number | string | undefined): string | undefined =>
    operationDate !== undefined && typeof days === 'number' ? addDays(operationDate, -days) : undefined;
  const ctDate = dayOf(window?.values.ctDays);
  const bloodDate = dayOf(window?.values.bloodDays);
  return {
    ageYears: known('adult', (v) => num(v.ageYears)),
    hcc: known('hcc-confirmed', (v) => (v.diagnosis === 'confirmed' || v.diagnosis === 'none' ? v.diagnosis : undefined)),
    tumourCount: known('single-tumour', (v) => num(v.count)),
    priorLocalTreatment: known('no-prior-local-treatment', presence),
    extrahepaticDisease: known('no-extrahepatic-disease', presence),
    otherMalignancy: known('no-other-malignancy', presence),
    resectionPlanned: known('resection-planned', (v) => (v.planned === undefined ? undefined : v.planned === 'resection')),
    operationDate: operationDate === undefined ? unknown : { kind: 'known', value: operationDate, from: nowhere(operationDate) },
    portalVenousCt: portalCt(by.get('portal-venous-ct'), ctDate, operationDate),
    laboratoryDate: bloodDate === undefined ? unknown : { kind: 'known', value: bloodDate, from: nowhere(operationDate) },
  };
}

function portalCt(c: CriterionResult | undefined, windowDate: string | undefined, operationDate: string | undefined): EligibilityFacts['portalVenousCt'] {
  const dateIso = typeof c?.values.date === 'string' ? c.values.date : windowDate;
  if (dateIso === undefined || c?.verdict === 'unknown') return unknown;
  const mm = c?.values.sliceThicknessMm;
  return { kind: 'known', value: { dateIso, ...(typeof mm === 'number' ? { sliceThicknessMm: mm } : {}) }, from: c?.from ?? nowhere(operationDate) };
}

const nowhere = (operationDate: string | undefined): InputSource => ({ kind: 'patient-record', dateIso: operationDate ?? '1970-01-01' });

/** The outcome with changed inputs; nothing of it is sent anywhere. */
export function whatIfOutcome(model: LoadedModel, assessment: Assessment, overrides: Overrides): Outcome {
  const facts = factsFromCriteria(assessment.criteria, assessment.operationDate);
  return assessModel(model, facts, { ...assessment.inputs, ...overrides }, assessment.createdIso).outcome;
}

// SPDX-License-Identifier: Apache-2.0
// History facts join what was stated with what was coded. Positive evidence with a negative statement is a contradiction, and that is unknown.
import type { Condition, Observation, Procedure } from 'fhir/r4';
import type { Fact, InputSource, MissingReason } from '../../nomogram/inputs.ts';
import { type Code, EXTRAHEPATIC_CODES, OTHER_MALIGNANCY_CODES, PRIOR_TREATMENT_CODES } from '../codes.ts';
import type { Window } from '../sift.ts';
import { fullDate } from '../time.ts';
import { hasCode } from '../values.ts';
import { otherCancers, problemSource } from './diagnosis.ts';
import { readStatement } from './statement.ts';

/** Procedure tables; a site adds its local codes. */
export interface TreatmentRule {
  readonly local: readonly Code[];
  readonly possible: readonly Code[];
}

/** Earlier ablation, TACE or other local treatment: a coded Procedure, or a statement of a person. */
export function readPriorLocalTreatment(
  procedures: readonly Procedure[],
  observations: readonly Observation[],
  rule: TreatmentRule,
  window: Window,
): Fact<boolean> {
  const happened = procedures.filter(({ status }) => status === 'completed' || status === 'in-progress' || status === 'stopped' || status === 'on-hold');
  const evidence = happened.filter(({ code }) => hasCode(code, rule.local)).map((procedure) => procedureSource(procedure, window.asOfIso));
  const doubtful = happened.some(({ code }) => hasCode(code, rule.possible));
  return joined(evidence, doubtful, statementFact(observations, PRIOR_TREATMENT_CODES, window, 'history'));
}

/** Spread outside the liver: ICD-10 C77 to C79 on the problem list, or a statement. */
export function readExtrahepaticDisease(conditions: readonly Condition[], observations: readonly Observation[], window: Window): Fact<boolean> {
  const evidence = otherCancers(conditions).metastasis.map((condition) => problemSource(condition, window.asOfIso));
  return joined(evidence, false, statementFact(observations, EXTRAHEPATIC_CODES, window, 'imaging-report'));
}

/** Another malignancy: an active ICD-10 cancer code that is not the liver's, or a statement. */
export function readOtherMalignancy(conditions: readonly Condition[], observations: readonly Observation[], window: Window): Fact<boolean> {
  const evidence = otherCancers(conditions).malignancy.map((condition) => problemSource(condition, window.asOfIso));
  return joined(evidence, false, statementFact(observations, OTHER_MALIGNANCY_CODES, window, 'history'));
}

function joined(evidence: readonly InputSource[], doubtful: boolean, stated: Fact<boolean>): Fact<boolean> {
  const newest = evidence.toSorted((a, b) => (a.dateIso < b.dateIso ? 1 : a.dateIso > b.dateIso ? -1 : (a.reference ?? '') < (b.reference ?? '') ? -1 : 1))[0];
  if (newest !== undefined)
    return stated.kind === 'known' && !stated.value ? { kind: 'unknown', reason: 'contradictory' } : { kind: 'known', value: true, from: newest };
  if (doubtful && stated.kind === 'unknown') return { kind: 'unknown', reason: 'indeterminate' };
  return stated;
}

function statementFact(observations: readonly Observation[], codes: readonly Code[], window: Window, kind: InputSource['kind']): Fact<boolean> {
  const statement = readStatement(observations, codes, window, kind);
  if (statement.kind === 'level') return { kind: 'known', value: statement.level === 'present', from: statement.from };
  const reason: MissingReason = statement.kind === 'missing' ? statement.reason : 'not-stated';
  return { kind: 'unknown', reason };
}

function procedureSource(procedure: Procedure, asOfIso: string): InputSource {
  const performed = procedure.performedDateTime ?? procedure.performedPeriod?.end ?? procedure.performedPeriod?.start;
  const dateIso = fullDate(performed ?? procedure.meta?.lastUpdated, asOfIso);
  return { kind: 'history', dateIso, ...(procedure.id === undefined ? {} : { reference: `Procedure/${procedure.id}` }) };
}

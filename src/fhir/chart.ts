// SPDX-License-Identifier: Apache-2.0
// From a chart's resources to what a model may be told. The only place where FHIR becomes clinical input.
import type { Condition, Endpoint, ImagingStudy, Observation, Patient, Procedure, ServiceRequest } from 'fhir/r4';
import type { EligibilityFacts, Fact, ModelInput, ModelInputs } from '../nomogram/inputs.ts';
import { type Code, HEPATECTOMY_CODES, LOCAL_TREATMENT_CODES, POSSIBLE_LOCAL_TREATMENT_CODES } from './codes.ts';
import { type ImagingPointer, imagingPointers } from './imaging-pointers.ts';
import { AFP_RULE, type AfpRule, readAfp } from './inputs/afp.ts';
import { DIAGNOSIS_RULE, type DiagnosisRule, readDiagnosis } from './inputs/diagnosis.ts';
import { readExtrahepaticDisease, readOtherMalignancy, readPriorLocalTreatment, type TreatmentRule } from './inputs/history.ts';
import { readAlbumin, readBilirubin } from './inputs/liver-function.ts';
import { type ModelQuestions, readSiteInputs } from './inputs/site-input.ts';
import { readNecrosis, readPortalVeinInvasion } from './inputs/statement.ts';
import { readTumourCount, readTumourSize } from './inputs/tumour.ts';
import { windowBefore } from './sift.ts';
import { completedYears, earliestDay, fullDate } from './time.ts';
import { hasCode } from './values.ts';

export type { ImagingAddress, ImagingPointer, SeriesPointer } from './imaging-pointers.ts';

/** An identifier of the patient with its system. */
export interface PatientIdentifier {
  readonly system: string;
  readonly value: string;
}

/** What was read of one patient, from prefetch and FHIR, before any interpretation. */
export interface ChartResources {
  readonly patient: Patient;
  readonly conditions: readonly Condition[];
  readonly observations: readonly Observation[];
  readonly procedures: readonly Procedure[];
  readonly imagingStudies: readonly ImagingStudy[];
  readonly endpoints: readonly Endpoint[];
  /** The hepatectomy order that asks, or the one found on the server. */
  readonly order?: ServiceRequest;
  /** True when the order was read from the server, so that it may be referenced. */
  readonly orderOnServer?: boolean;
  /** `Endpoint/<id>` and `ImagingStudy/<id>` (contained endpoints) that came in the answer of an authorised search. */
  readonly authorisedEndpoints?: readonly string[];
  /** True where the studies were asked of the FHIR base that serves them, beside the chart's own: then this list is what the token may see. */
  readonly imagingAsked?: boolean;
}

/** Site rules: code tables and time windows. Windows are calendar days before the operation (before today while no date is planned). */
export interface ChartRules {
  readonly afp: AfpRule;
  readonly diagnosis: DiagnosisRule;
  readonly treatment: TreatmentRule;
  readonly hepatectomy: readonly Code[];
  /** Laboratory tests: 14 days in the study. */
  readonly laboratoryDays: number;
  /** Imaging findings and history statements: older ones are asked for again; between 14 days and this the model's own rule warns. */
  readonly statementDays: number;
  /** What the site's models ask beyond the known inputs; the first is the active one. */
  readonly models?: readonly ModelQuestions[];
}

export const DEFAULT_CHART_RULES: ChartRules = {
  afp: AFP_RULE,
  diagnosis: DIAGNOSIS_RULE,
  treatment: { local: LOCAL_TREATMENT_CODES, possible: POSSIBLE_LOCAL_TREATMENT_CODES },
  hepatectomy: HEPATECTOMY_CODES,
  laboratoryDays: 14,
  statementDays: 90,
};

export interface ChartFacts {
  /** Every known input but the rad-score. */
  readonly inputs: ModelInputs;
  /** Site inputs by the hash of the model that asks: two models may mean two things by one name. Absent where no model has any. */
  readonly siteInputs?: Readonly<Record<string, ModelInputs>>;
  readonly facts: EligibilityFacts;
  /** Studies that may hold the CT, newest first. */
  readonly imaging: readonly ImagingPointer[];
  /** Reference of the confirmed HCC Condition. */
  readonly condition?: string;
  /** References of everything that decided something and was read from the server, sorted. */
  readonly basis: readonly string[];
  /** Identifiers in use, for sites whose archive is asked by them. Absent in contexts stored before. */
  readonly identifiers?: readonly PatientIdentifier[];
  /** See {@link ChartResources.imagingAsked}. */
  readonly imagingAsked?: boolean;
}

/**
 * Reads inputs, eligibility facts and imaging pointers out of a chart.
 *
 * @param options.asOfIso moment of asking, ISO 8601: nothing later counts
 * @param options.operationDate planned day given by the user (`YYYY-MM-DD`); wins over the order's
 * @returns the same answer for any order, paging or duplication of the resources
 */
export function readChart(
  resources: ChartResources,
  options: { readonly asOfIso: string; readonly rules?: ChartRules; readonly operationDate?: string },
): ChartFacts {
  const rules = options.rules ?? DEFAULT_CHART_RULES;
  const { asOfIso } = options;
  const { patient, conditions, observations, procedures } = resources;
  const operationDate = readOperationDate(resources.order, rules, asOfIso, options.operationDate);
  const anchor = operationDate.kind === 'known' ? operationDate.value : asOfIso.slice(0, 10);
  const laboratory = windowBefore(anchor, rules.laboratoryDays, asOfIso);
  const statements = windowBefore(anchor, rules.statementDays, asOfIso);

  const ageYears = readAge(patient, asOfIso);
  const inputs = {
    afp: readAfp(observations, laboratory, rules.afp),
    bilirubin: readBilirubin(observations, laboratory),
    albumin: readAlbumin(observations, laboratory),
    necrosis: readNecrosis(observations, statements),
    portalVeinInvasion: readPortalVeinInvasion(observations, statements),
    tumourSize: readTumourSize(observations, statements),
    tumourCount: readTumourCount(observations, statements),
    sex: readSex(patient, asOfIso),
    age: ageInput(ageYears),
  } satisfies ModelInputs;
  const site = { anchorDay: anchor, asOfIso, laboratoryDays: rules.laboratoryDays, statementDays: rules.statementDays };
  const siteInputs = (rules.models ?? [])
    .map((model): [string, ModelInputs] => [model.hash, readSiteInputs(observations, model, site)])
    .filter(([, asked]) => Object.keys(asked).length > 0);
  const ofActive = siteInputs.find(([hash]) => hash === rules.models?.[0]?.hash)?.[1] ?? {};
  const diagnosis = readDiagnosis(conditions, rules.diagnosis, asOfIso);
  const imaging = imagingPointers(resources.imagingStudies, resources.endpoints, resources.authorisedEndpoints);
  const facts: EligibilityFacts = {
    ageYears,
    hcc: diagnosis.hcc,
    tumourCount: countFact(inputs.tumourCount),
    priorLocalTreatment: readPriorLocalTreatment(procedures, observations, rules.treatment, statements),
    extrahepaticDisease: readExtrahepaticDisease(conditions, observations, statements),
    otherMalignancy: readOtherMalignancy(conditions, observations, statements),
    resectionPlanned: readResectionPlanned(resources.order, rules, asOfIso, operationDate),
    operationDate,
    portalVenousCt: portalVenousCt(imaging),
    laboratoryDate: laboratoryDate(inputs, ofActive),
  };
  return {
    inputs,
    ...(siteInputs.length === 0 ? {} : { siteInputs: Object.fromEntries(siteInputs) }),
    facts,
    imaging,
    ...(diagnosis.condition === undefined ? {} : { condition: diagnosis.condition }),
    basis: basisOf({ ...inputs, ...ofActive }, facts, imaging, resources),
    identifiers: identifiersOf(patient),
    ...(resources.imagingAsked === true ? { imagingAsked: true } : {}),
  };
}

/** True for an order that plans a resection: by code only, never by text. */
export function isHepatectomy(order: ServiceRequest, rules: Pick<ChartRules, 'hepatectomy'> = DEFAULT_CHART_RULES): boolean {
  return hasCode(order.code, rules.hepatectomy);
}

function readResectionPlanned(order: ServiceRequest | undefined, rules: ChartRules, asOfIso: string, operationDate: Fact<string>): Fact<boolean> {
  if (order === undefined || !isHepatectomy(order, rules)) {
    // A surgeon who states the day of the resection has said that one is planned.
    const stated = operationDate.kind === 'known' && operationDate.from.kind === 'user';
    return stated ? { kind: 'known', value: true, from: operationDate.from } : { kind: 'unknown', reason: 'not-stated' };
  }
  const off = order.doNotPerform === true || order.status === 'revoked' || order.status === 'entered-in-error';
  return { kind: 'known', value: !off, from: { kind: 'order', dateIso: fullDate(order.authoredOn, asOfIso) } };
}

function readOperationDate(order: ServiceRequest | undefined, rules: ChartRules, asOfIso: string, given: string | undefined): Fact<string> {
  if (given !== undefined && earliestDay(given) !== undefined && given.length >= 10)
    return { kind: 'known', value: given.slice(0, 10), from: { kind: 'user', dateIso: asOfIso } };
  const planned = order !== undefined && isHepatectomy(order, rules) ? (order.occurrenceDateTime ?? order.occurrencePeriod?.start) : undefined;
  // A bare month is no day to count from.
  if (planned === undefined || planned.length < 10 || earliestDay(planned) === undefined) return { kind: 'unknown', reason: 'not-stated' };
  return { kind: 'known', value: planned.slice(0, 10), from: { kind: 'order', dateIso: fullDate(order?.authoredOn, asOfIso) } };
}

function identifiersOf(patient: Patient): PatientIdentifier[] {
  return (patient.identifier ?? [])
    .flatMap(({ system, use, value }) =>
      system === undefined || value === undefined || value === '' || use === 'old' || use === 'temp' ? [] : [{ system, value }],
    )
    .toSorted((a, b) => (`${a.system}|${a.value}` < `${b.system}|${b.value}` ? -1 : 1));
}

function readAge(patient: Patient, asOfIso: string): Fact<number> {
  const age = patient.birthDate === undefined ? undefined : completedYears(patient.birthDate, asOfIso.slice(0, 10));
  if (age === undefined || age < 0) return { kind: 'unknown', reason: 'not-stated' };
  return { kind: 'known', value: age, from: patientSource(patient, asOfIso) };
}

function ageInput(age: Fact<number>): ModelInput {
  return age.kind === 'known' ? { kind: 'value', value: age.value, unit: 'a', from: age.from } : { kind: 'missing', reason: age.reason, passedOver: [] };
}

function readSex(patient: Patient, asOfIso: string): ModelInput {
  if (patient.gender !== 'male' && patient.gender !== 'female') return { kind: 'missing', reason: 'not-stated', passedOver: [] };
  return { kind: 'level', level: patient.gender, from: patientSource(patient, asOfIso) };
}

function patientSource(patient: Patient, asOfIso: string): { readonly kind: 'patient-record'; readonly dateIso: string; readonly reference?: string } {
  return { kind: 'patient-record', dateIso: asOfIso.slice(0, 10), ...(patient.id === undefined ? {} : { reference: `Patient/${patient.id}` }) };
}

function countFact(input: ModelInput): Fact<number> {
  if (input.kind === 'value') return { kind: 'known', value: input.value, from: input.from };
  // ">2" is surely not single; "<3" and ">1" (which may have been ">=1") are not a number of tumours.
  if (input.kind === 'bound' && input.side === 'above' && input.value >= 2) return { kind: 'known', value: input.value, from: input.from };
  return { kind: 'unknown', reason: input.kind === 'missing' ? input.reason : 'indeterminate' };
}

/** The chart alone knows a portal venous CT only where the series says so; the images themselves decide later. */
function portalVenousCt(imaging: readonly ImagingPointer[]): EligibilityFacts['portalVenousCt'] {
  if (imaging.length === 0) return { kind: 'unknown', reason: 'no-imaging' };
  for (const pointer of imaging) {
    const series = pointer.ctSeries.find(({ description }) => description !== undefined && /portal|venous|门(?:静)?脉期/iu.test(description));
    const dateIso = series?.startedIso ?? pointer.startedIso;
    if (series !== undefined && dateIso !== undefined)
      return { kind: 'known', value: { dateIso }, from: { kind: 'imaging-report', dateIso, reference: pointer.reference } };
  }
  return { kind: 'unknown', reason: 'not-stated' };
}

function laboratoryDate(inputs: { readonly afp: ModelInput; readonly bilirubin: ModelInput; readonly albumin: ModelInput }, ofSite: ModelInputs): Fact<string> {
  const own = Object.values(ofSite).filter((input) => input.kind !== 'missing' && input.from.kind === 'laboratory');
  for (const input of [inputs.afp, inputs.bilirubin, inputs.albumin, ...own])
    if (input.kind !== 'missing') return { kind: 'known', value: input.from.dateIso.slice(0, 10), from: input.from };
  return { kind: 'unknown', reason: inputs.afp.kind === 'missing' ? inputs.afp.reason : 'no-result' };
}

function basisOf(inputs: ModelInputs, facts: EligibilityFacts, imaging: readonly ImagingPointer[], resources: ChartResources): string[] {
  const references = new Set<string>();
  for (const input of Object.values(inputs)) if (input.kind !== 'missing' && input.from.reference !== undefined) references.add(input.from.reference);
  for (const fact of Object.values(facts) as Fact<unknown>[])
    if (fact.kind === 'known' && fact.from.reference !== undefined) references.add(fact.from.reference);
  const study = imaging[0];
  if (study !== undefined) references.add(study.reference);
  if (resources.orderOnServer === true && resources.order?.id !== undefined) references.add(`ServiceRequest/${resources.order.id}`);
  references.delete(`Patient/${resources.patient.id}`); // the subject, not a basis
  return [...references].toSorted();
}

// SPDX-License-Identifier: Apache-2.0
import type {
  AllergyIntolerance,
  AuditEvent,
  CodeableConcept,
  Condition,
  FhirResource,
  ImagingStudy,
  Observation,
  Patient,
  Procedure,
  RiskAssessment,
} from 'fhir/r4';
import type { FhirEngine } from '../fhir/engine.ts';
import type { AccessGrant } from '../fhir/grant.ts';
import { isHepatectomy, type Order } from './orders.ts';

// What the order page shows. Texts are the record's own; numbers are passed on as recorded, never rounded here.

export interface PatientView {
  readonly id: string;
  readonly name: string;
  readonly gender?: string;
  readonly birthDate?: string;
  readonly mrn?: string;
}

export interface OrderView {
  readonly id: string;
  readonly title: string;
  readonly detail: readonly string[];
  readonly date?: string;
  readonly by?: string;
  readonly status: string;
  readonly hepatectomy: boolean;
  readonly procedureCode?: string;
  readonly approach?: string;
  /** Reference of the Condition that the order names as its reason. */
  readonly indication?: string;
}

export interface ResultView {
  readonly id: string;
  readonly group: 'laboratory' | 'imaging' | 'other';
  readonly title: string;
  readonly value: string;
  readonly date?: string;
  readonly status: string;
}

export interface StudyView {
  readonly id: string;
  readonly title: string;
  readonly date?: string;
  readonly series: readonly { readonly modality: string; readonly description?: string; readonly images?: number }[];
}

export interface AssessmentView {
  readonly id: string;
  readonly date?: string;
  readonly method?: string;
  readonly status: string;
  readonly predictions: readonly {
    readonly outcome: string;
    readonly percent?: number;
    readonly percentLow?: number;
    readonly percentHigh?: number;
    readonly group?: string;
  }[];
  readonly notes: readonly string[];
}

export interface AuditView {
  readonly id: string;
  readonly recorded: string;
  readonly action?: string;
  readonly event: string;
  readonly who: readonly string[];
  readonly outcome?: string;
  readonly entities: readonly string[];
}

export interface ChartView {
  readonly patient: PatientView;
  readonly allergies: readonly string[];
  readonly conditions: readonly { readonly reference: string; readonly title: string }[];
  readonly procedures: readonly { readonly title: string; readonly date?: string }[];
  readonly results: readonly ResultView[];
  readonly studies: readonly StudyView[];
  readonly assessments: readonly AssessmentView[];
}

/** Reads a chart with the user's rights. */
export async function readChart(engine: FhirEngine, grant: AccessGrant, patient: Patient): Promise<ChartView> {
  const of = <T extends FhirResource>(query: string): Promise<T[]> =>
    engine.searchAll<T>(grant, `${query}${query.includes('?') ? '&' : '?'}patient=${patient.id}`);
  const [allergies, conditions, procedures, observations, studies, assessments] = await Promise.all([
    of<AllergyIntolerance>('AllergyIntolerance'),
    of<Condition>('Condition'),
    of<Procedure>('Procedure'),
    of<Observation>('Observation?_sort=-date'),
    of<ImagingStudy>('ImagingStudy?_sort=-started'),
    of<RiskAssessment>('RiskAssessment?_sort=-date'),
  ]);
  return {
    patient: patientView(patient),
    allergies: allergies.map(({ code }) => conceptText(code)),
    conditions: conditions.map(({ bodySite, code, id }) => ({
      reference: `Condition/${id}`,
      title: [conceptText(code), ...(bodySite ?? []).map(conceptText)].filter((text) => text !== '').join(', '),
    })),
    procedures: procedures.map(({ code, performedDateTime, performedPeriod }) => ({
      title: conceptText(code),
      ...optional('date', performedDateTime ?? performedPeriod?.start),
    })),
    results: observations.map(resultView),
    studies: studies.map(studyView),
    assessments: assessments.map(assessmentView),
  };
}

/** The banner's facts. */
export function patientView({ birthDate, gender, id, identifier, name }: Patient): PatientView {
  const [first] = name ?? [];
  const written = first?.text ?? [...(first?.given ?? []), first?.family].filter((part) => part !== undefined).join(' ');
  return { id: id as string, name: written, ...optional('gender', gender), ...optional('birthDate', birthDate), ...optional('mrn', identifier?.[0]?.value) };
}

/** One line of the orders table. */
export function orderView(order: Order): OrderView {
  const common = { id: order.id as string, ...optional('by', order.requester?.display), hepatectomy: isHepatectomy(order) };
  if (order.resourceType === 'MedicationRequest') {
    const [dosage] = order.dosageInstruction ?? [];
    return {
      ...common,
      title: conceptText(order.medicationCodeableConcept),
      detail: dosage?.text === undefined ? [] : [dosage.text],
      ...optional('date', dosage?.timing?.event?.[0]),
      status: order.status,
    };
  }
  const details = [...(order.orderDetail ?? []).map(conceptText), ...(order.note ?? []).map(({ text }) => text)];
  const detail = details.filter((text) => text !== '');
  return {
    ...common,
    title: conceptText(order.code),
    detail: detail.length > 0 ? detail : (order.category ?? []).map(conceptText).filter((text) => text !== ''),
    ...optional(
      'date',
      order.occurrenceDateTime ?? order.occurrencePeriod?.start ?? order.occurrenceTiming?.event?.[0] ?? order.occurrenceTiming?.repeat?.boundsPeriod?.start,
    ),
    status: order.status,
    ...optional('approach', order.orderDetail?.[0]?.text),
    ...optional('procedureCode', order.code?.coding?.find(({ system }) => system === 'http://snomed.info/sct')?.code),
    ...optional('indication', order.reasonReference?.[0]?.reference),
  };
}

/** AuditEvents of a patient, newest first. */
export async function readAuditTrail(engine: FhirEngine, grant: AccessGrant, patientId: string): Promise<readonly AuditView[]> {
  const events = await engine.searchAll<AuditEvent>(grant, `AuditEvent?patient=Patient/${patientId}&_sort=-date`);
  return events.map(({ action, agent, entity, id, outcome, recorded, subtype, type }) => ({
    id: id as string,
    recorded,
    ...optional('action', action),
    event: [type, ...(subtype ?? [])]
      .map(({ code, display }) => display ?? code ?? '')
      .filter((text) => text !== '')
      .join(', '),
    who: agent.map(({ altId, name, who }) => name ?? who?.display ?? who?.reference ?? who?.identifier?.value ?? altId ?? '').filter((text) => text !== ''),
    ...optional('outcome', outcome),
    entities: (entity ?? [])
      .map(({ description, name, what }) => what?.reference ?? name ?? description ?? what?.identifier?.value ?? '')
      .filter((text) => text !== ''),
  }));
}

function resultView(observation: Observation): ResultView {
  const categories = (observation.category ?? []).flatMap(({ coding }) => (coding ?? []).map(({ code }) => code));
  const parts = (observation.component ?? []).map((component) => `${conceptText(component.code)}: ${valueText(component)}`);
  return {
    id: observation.id as string,
    group: categories.includes('laboratory') ? 'laboratory' : categories.includes('imaging') ? 'imaging' : 'other',
    title: conceptText(observation.code),
    value: [valueText(observation), ...parts].filter((text) => text !== '').join('; '),
    ...optional('date', observation.effectiveDateTime ?? observation.effectivePeriod?.start ?? observation.issued),
    status: observation.status,
  };
}

type Valued = Pick<Observation, 'valueQuantity' | 'valueCodeableConcept' | 'valueString' | 'valueInteger' | 'valueBoolean' | 'dataAbsentReason'>;

function valueText({ dataAbsentReason, valueBoolean, valueCodeableConcept, valueInteger, valueQuantity, valueString }: Valued): string {
  if (valueQuantity !== undefined) {
    const unit = valueQuantity.unit ?? (valueQuantity.code === '1' ? '' : (valueQuantity.code ?? ''));
    return `${valueQuantity.comparator ?? ''}${valueQuantity.value ?? ''}${unit === '' ? '' : `\u00a0${unit}`}`;
  }
  if (valueCodeableConcept !== undefined) return conceptText(valueCodeableConcept);
  return valueString ?? valueInteger?.toString() ?? valueBoolean?.toString() ?? (dataAbsentReason === undefined ? '' : conceptText(dataAbsentReason));
}

function studyView({ description, id, modality, series, started }: ImagingStudy): StudyView {
  return {
    id: id as string,
    title: description ?? (modality ?? []).map(({ code, display }) => display ?? code).join(', '),
    ...optional('date', started),
    series: (series ?? []).map((one) => ({
      modality: one.modality.code ?? '',
      ...optional('description', one.description),
      ...optional('images', one.numberOfInstances),
    })),
  };
}

function assessmentView({ id, method, note, occurrenceDateTime, prediction, status }: RiskAssessment): AssessmentView {
  return {
    id: id as string,
    status,
    ...optional('date', occurrenceDateTime),
    ...optional('method', method === undefined ? undefined : methodText(method)),
    predictions: (prediction ?? []).map(({ outcome, probabilityDecimal, probabilityRange, qualitativeRisk }) => ({
      outcome: outcome === undefined ? '' : conceptText(outcome),
      ...optional('percent', probabilityDecimal),
      ...optional('percentLow', probabilityRange?.low?.value),
      ...optional('percentHigh', probabilityRange?.high?.value),
      ...optional('group', qualitativeRisk === undefined ? undefined : conceptText(qualitativeRisk)),
    })),
    notes: (note ?? []).map(({ text }) => text),
  };
}

function methodText(method: CodeableConcept): string {
  const [coding] = method.coding ?? [];
  return method.text ?? [coding?.display ?? coding?.code, coding?.version].filter((part) => part !== undefined).join(' ');
}

function conceptText(concept: CodeableConcept | undefined): string {
  return concept?.text ?? concept?.coding?.find(({ display }) => display !== undefined)?.display ?? concept?.coding?.[0]?.code ?? '';
}

function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}

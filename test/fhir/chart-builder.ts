// SPDX-License-Identifier: Apache-2.0
// Small charts for tests: one builder a resource, everything overridable.
import type { Condition, ImagingStudy, Observation, Patient, ServiceRequest } from 'fhir/r4';
import type { ChartResources } from '../../src/fhir/chart.ts';
import { FINDING, OWN_SYSTEM, SYSTEM } from '../../src/fhir/codes.ts';

export const AS_OF = '2026-11-23T02:00:00Z';
export const OPERATION = '2026-11-26';
const subject = { reference: 'Patient/p' };

export function patient(over: Partial<Patient> = {}): Patient {
  return { resourceType: 'Patient', id: 'p', gender: 'male', birthDate: '1968-02-03', ...over };
}

export function hcc(over: Partial<Condition> = {}): Condition {
  return {
    resourceType: 'Condition',
    id: 'hcc',
    clinicalStatus: { coding: [{ system: SYSTEM.conditionClinical, code: 'active' }] },
    verificationStatus: { coding: [{ system: SYSTEM.conditionVerification, code: 'confirmed' }] },
    code: { coding: [{ system: SYSTEM.snomed, code: '109841003' }] },
    subject,
    recordedDate: '2026-11-18',
    ...over,
  };
}

export function afp(value: number, over: Partial<Observation> = {}): Observation {
  return {
    resourceType: 'Observation',
    id: 'afp-1',
    status: 'final',
    category: [{ coding: [{ system: SYSTEM.observationCategory, code: 'laboratory' }] }],
    code: { coding: [{ system: SYSTEM.loinc, code: '53962-7' }] },
    subject,
    effectiveDateTime: '2026-11-17T08:00:00+08:00',
    valueQuantity: { value, unit: 'ng/mL', system: SYSTEM.ucum, code: 'ng/mL' },
    ...over,
  };
}

/** A statement with a SNOMED value, e.g. `finding('necrosis', '52101004')`. */
export function finding(name: keyof typeof FINDING, value: string, over: Partial<Observation> = {}): Observation {
  return {
    resourceType: 'Observation',
    id: `${FINDING[name]}-1`,
    status: 'final',
    code: { coding: [{ system: OWN_SYSTEM.finding, code: FINDING[name] }] },
    subject,
    effectiveDateTime: '2026-11-14T10:12:00+08:00',
    performer: [{ reference: 'Practitioner/r', display: 'Dr. Reader' }],
    valueCodeableConcept: { coding: [{ system: SYSTEM.snomed, code: value }] },
    ...over,
  };
}

export function tumourCount(count: number, over: Partial<Observation> = {}): Observation {
  const { valueCodeableConcept: _, ...rest } = finding('tumourCount', '');
  return { ...rest, valueInteger: count, ...over };
}

export function order(over: Partial<ServiceRequest> = {}): ServiceRequest {
  return {
    resourceType: 'ServiceRequest',
    id: 'draft-1',
    status: 'draft',
    intent: 'order',
    code: { coding: [{ system: SYSTEM.snomed, code: '107963000' }] },
    subject,
    occurrenceDateTime: OPERATION,
    ...over,
  };
}

export function ctStudy(over: Partial<ImagingStudy> = {}): ImagingStudy {
  return {
    resourceType: 'ImagingStudy',
    id: 'ct',
    status: 'available',
    identifier: [{ system: 'urn:dicom:uid', value: 'urn:oid:1.2.3' }],
    subject,
    started: '2026-11-14T10:12:00+08:00',
    endpoint: [{ reference: 'Endpoint/wado' }],
    series: [
      { uid: '1.2.3.4', number: 4, description: 'portal venous', modality: { system: SYSTEM.dicom, code: 'CT' } },
      { uid: '1.2.3.9', number: 9, modality: { system: SYSTEM.dicom, code: 'SEG' } },
    ],
    ...over,
  };
}

/** A complete chart of an eligible patient. */
export function chart(over: Partial<ChartResources> = {}): ChartResources {
  return {
    patient: patient(),
    conditions: [hcc()],
    observations: [
      afp(420),
      finding('necrosis', '52101004'),
      finding('portalVeinInvasion', '127494000'),
      tumourCount(1),
      finding('priorLocalTreatment', '2667000'),
      finding('extrahepaticDisease', '2667000'),
      finding('otherMalignancy', '2667000'),
    ],
    procedures: [],
    imagingStudies: [ctStudy()],
    endpoints: [
      {
        resourceType: 'Endpoint',
        id: 'wado',
        status: 'active',
        connectionType: { system: SYSTEM.endpointConnectionType, code: 'dicom-wado-rs' },
        payloadType: [{ text: 'DICOM' }],
        address: 'https://pacs.example/dicom-web/',
      },
    ],
    order: order(),
    ...over,
  };
}

// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import type { Bundle } from 'fhir/r4';
import { demoPatientFor } from '../../fhir-fixtures/patients/index.ts';
import { hookRequest, sandboxRequestBeforeChoice } from '../../fhir-fixtures/requests/index.ts';

const PATIENT = demoPatientFor('high', { asOf: '2026-11-23', dicomwebBase: 'http://127.0.0.1/dicom-web' });
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('CDS Hooks requests about demo patients', () => {
  it('carries the draft resection first in a collection Bundle, and selects it in order-select', () => {
    const sign = hookRequest('order-sign', PATIENT);
    expect(sign.hookInstance).toMatch(UUID);
    expect(sign.context.draftOrders).toMatchObject({ type: 'collection' });
    expect(sign.context.draftOrders!.entry![0]!.resource).toBe(PATIENT.draftOrder);
    expect(sign.context.selections).toBeUndefined();
    expect(hookRequest('order-select', PATIENT).context.selections).toEqual([`ServiceRequest/${PATIENT.draftOrder.id}`]);
    expect(hookRequest('patient-view', PATIENT).context).not.toHaveProperty('draftOrders');
  });

  it('sends fhirServer only when asked, and a token only with it', () => {
    expect(hookRequest('patient-view', PATIENT)).not.toHaveProperty('fhirServer');
    expect(hookRequest('patient-view', PATIENT, { accessToken: 't' })).not.toHaveProperty('fhirAuthorization');
    expect(hookRequest('patient-view', PATIENT, { fhirServer: 'http://127.0.0.1/fhir', accessToken: 't' }).fhirAuthorization).toMatchObject({
      access_token: 't',
      token_type: 'Bearer',
    });
  });

  it('resolves prefetch templates: reads, token searches, dates, includes; null for a read of nothing', () => {
    const { prefetch } = hookRequest('order-sign', PATIENT, {
      templates: {
        patient: 'Patient/{{context.patientId}}',
        nobody: 'Practitioner/none',
        afp: 'Observation?patient={{context.patientId}}&code=http://loinc.org|53962-7,http://loinc.org|1834-1&_count=10',
        recent: 'Observation?patient={{context.patientId}}&category=laboratory&date=ge2026-11-17',
        none: 'Observation?patient={{context.patientId}}&date=gt2026-11-30',
        studies: 'ImagingStudy?patient={{context.patientId}}&_include=ImagingStudy:endpoint',
        conditions: 'Condition?patient={{context.patientId}}&clinical-status=active',
      },
    });
    const entries = (key: string) => ((prefetch![key] as Bundle).entry ?? []).map(({ resource }) => `${resource!.resourceType}/${resource!.id}`);
    expect(prefetch!.patient).toBe(PATIENT.patient);
    expect(prefetch!.nobody).toBeNull();
    expect(entries('afp')).toEqual(['Observation/demo-0017-afp']);
    expect(entries('recent')).toEqual(['Observation/demo-0017-afp', 'Observation/demo-0017-bilirubin', 'Observation/demo-0017-albumin']);
    expect(prefetch!.none).toEqual({ resourceType: 'Bundle', type: 'searchset', total: 0 });
    expect(entries('studies')).toEqual(['ImagingStudy/demo-0017-ct', 'Endpoint/demo-dicomweb']);
    expect(entries('conditions')).toEqual(['Condition/demo-0017-hcc']);
    expect(() => hookRequest('order-sign', PATIENT, { templates: { x: 'Patient/{{context.unknown}}' } })).toThrow(RangeError);
  });

  it('has the odd request of the public sandbox as it is', () => {
    const request = sandboxRequestBeforeChoice('order-select', PATIENT) as { context: { draftOrders: { type?: string; entry: { resource: unknown }[] } } };
    expect(request.context.draftOrders).not.toHaveProperty('type');
    expect(request.context.draftOrders.entry[0]!.resource).toMatchObject({ code: { coding: [{}] }, reasonCode: [] });
  });
});

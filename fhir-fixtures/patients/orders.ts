// SPDX-License-Identifier: Apache-2.0
// What the surgeon has on the order page: the draft resection and what goes with it.
import type { MedicationRequest, ServiceRequest } from 'fhir/r4';
import { SNOMED, SYSTEM } from '../../src/fhir/codes.ts';
import { code, concept, INVENTED_META, narrative } from './build.ts';
import { conditionId, encounterId, subjectOf } from './clinical.ts';
import { at, type CaseContext, DAY } from './context.ts';
import { SURGEON } from './people.ts';

const requester = { reference: `Practitioner/${SURGEON.id}`, display: 'Dr. Demo' };

/** The hepatectomy, not signed yet and not on any server: the resource that the hooks carry. */
export function hepatectomyOf(c: CaseContext): ServiceRequest {
  return {
    resourceType: 'ServiceRequest',
    id: `draft-${c.patientId}-hepatectomy`,
    meta: INVENTED_META,
    text: narrative(`Hepatectomy, ${c.spec.segments}, ${c.day(DAY.operation)}`),
    status: 'draft',
    intent: 'order',
    category: [{ text: 'Surgery' }],
    code: concept(`Hepatectomy, ${c.spec.segments}`, code(SYSTEM.snomed, SNOMED.excisionOfLiver)),
    orderDetail: [{ text: `${c.spec.approach}, curative intent` }],
    subject: subjectOf(c),
    encounter: { reference: `Encounter/${encounterId(c)}` },
    occurrenceDateTime: c.day(DAY.operation),
    authoredOn: at(c, 0, '08:05:00'),
    requester,
    reasonReference: [{ reference: `Condition/${conditionId(c)}` }],
    bodySite: [concept(`Liver, ${c.spec.segments}`, code(SYSTEM.snomed, SNOMED.liver))],
    note: [{ text: 'Theatre 4.' }],
  };
}

function service(c: CaseContext, name: string, title: string, detail: string, category: string, offset: number, signed: boolean): ServiceRequest {
  return {
    resourceType: 'ServiceRequest',
    id: `${signed ? '' : 'draft-'}${c.patientId}-${name}`,
    meta: INVENTED_META,
    text: narrative(`${title}, ${c.day(offset)}`),
    status: signed ? 'active' : 'draft',
    intent: 'order',
    category: [{ text: category }],
    code: { text: title },
    ...(detail === '' ? {} : { orderDetail: [{ text: detail }] }),
    subject: subjectOf(c),
    encounter: { reference: `Encounter/${encounterId(c)}` },
    occurrenceDateTime: c.day(offset),
    authoredOn: at(c, 0, '08:00:00'),
    requester,
  };
}

/** Orders beside the resection; those with status `active` are signed and on the server. */
export function otherOrdersOf(c: CaseContext): (ServiceRequest | MedicationRequest)[] {
  const antibiotic: MedicationRequest = {
    resourceType: 'MedicationRequest',
    id: `draft-${c.patientId}-antibiotic`,
    meta: INVENTED_META,
    text: narrative(`Ceftriaxone 2 g IV, once, ${c.day(DAY.operation)}`),
    status: 'draft',
    intent: 'order',
    medicationCodeableConcept: { text: 'Ceftriaxone 2 g IV, once' },
    subject: subjectOf(c),
    encounter: { reference: `Encounter/${encounterId(c)}` },
    authoredOn: at(c, 0, '08:00:00'),
    requester,
    dosageInstruction: [{ text: '30 min before incision', timing: { event: [c.day(DAY.operation)] } }],
  };
  return [
    service(c, 'cross-match', 'Cross-match, 4 units', '', 'Blood bank', DAY.dayBefore, false),
    service(c, 'anaesthesia', 'Anaesthetic assessment', '', 'Clinic', DAY.clinic, true),
    antibiotic,
    service(c, 'blood-tests', 'Full blood count, liver panel, PT', '', 'Laboratory', DAY.dayBefore, true),
  ];
}

// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import type { AuditEvent } from 'fhir/r4';
import {
  type AuditParties,
  auditAppEvent,
  auditAuthFailure,
  auditCreate,
  auditFeedback,
  auditHookCall,
  auditHookRefused,
  auditRead,
  auditSearch,
  auditUpdate,
} from '../../src/fhir/audit-event.ts';
import { valid } from './validated.ts';

const parties: AuditParties = {
  nowIso: '2026-11-23T02:00:00Z',
  ourHost: 'hepanom.example',
  ehrHost: '10.0.0.7',
  fhirBase: 'https://ehr.example/fhir',
  user: 'Practitioner/s',
  patient: 'Patient/p',
  requestId: 'req-1',
};
const roleOf = (event: AuditEvent, display: string): string | undefined => event.agent.find(({ who }) => who?.display === display)?.type?.coding?.[0]?.code;
const detail = (event: AuditEvent): Record<string, string | undefined> =>
  Object.fromEntries((event.entity?.at(-1)?.detail ?? []).map(({ type, valueString }) => [type, valueString]));

const events: Record<string, AuditEvent> = {
  read: auditRead(parties, 'Observation/afp'),
  search: auditSearch(parties, 'Observation?patient=p'),
  create: auditCreate(parties, 'RiskAssessment/1'),
  update: auditUpdate(parties, 'RiskAssessment/1'),
  hook: auditHookCall(parties, { serviceId: 's', hookInstance: 'h', cardUuids: ['c1', 'c2'], assessmentId: 'a', model: 'demo|1.0.0', answer: 'assessed' }),
  refused: auditHookRefused({ ...parties, patientRead: false }, { serviceId: 's', hookInstance: 'h', code: 'data-missing', missing: ['patient (not-found)'] }),
  auth: auditAuthFailure({ ...parties, user: undefined, patient: undefined } as unknown as AuditParties, {
    endpoint: '/cds-services/s',
    code: 'replayed',
    issuer: 'https://ehr.example',
    jti: 'j',
  }),
  feedback: auditFeedback(parties, { serviceId: 's', cardUuids: ['c1'], outcomes: ['overridden'] }),
  app: auditAppEvent(parties, 'opened', 'a'),
};

describe('audit events', () => {
  it.each(Object.entries(events))('%s is valid FHIR R4', (_, event) => {
    valid(event);
  });

  it('turn the direction round for a read: there the server is the source of the data', () => {
    expect([roleOf(events.read!, 'HepaNom'), roleOf(events.read!, 'EHR')]).toEqual(['110152', '110153']);
    for (const name of ['search', 'create', 'update'])
      expect([name, roleOf(events[name]!, 'HepaNom'), roleOf(events[name]!, 'EHR')]).toEqual([name, '110153', '110152']);
  });

  it('carry subtype and action of the table', () => {
    expect(['read', 'search', 'create', 'update'].map((name) => [events[name]?.subtype?.[0]?.code, events[name]?.action])).toEqual([
      ['read', 'R'],
      ['search-type', 'E'],
      ['create', 'C'],
      ['update', 'U'],
    ]);
    expect(events.app).toMatchObject({ action: 'R', outcome: '0' });
    expect(events.refused).toMatchObject({ action: 'E', outcome: '4' });
    expect(events.auth).toMatchObject({ action: 'E', outcome: '8' });
  });

  it('name exactly one requestor: the person when known, else who called', () => {
    for (const [name, event] of Object.entries(events)) expect([name, event.agent.filter(({ requestor }) => requestor).length]).toEqual([name, 1]);
    expect(events.read?.agent.find(({ requestor }) => requestor)).toMatchObject({ type: { coding: [{ code: 'IRCP' }] }, who: { identifier: { value: 's' } } });
    expect(events.create?.agent.find(({ requestor }) => requestor)?.type?.coding?.[0]?.code).toBe('AUT');
  });

  it('keep the search in base64 and nowhere else', () => {
    const query = events.search?.entity?.find(({ role }) => role?.code === '24');
    expect(Buffer.from(query?.query ?? '', 'base64').toString('utf8')).toBe('Observation?patient=p');
    expect(query?.name).toBeUndefined();
  });

  it('name a patient literally only where the patient was read', () => {
    const patientOf = (event: AuditEvent): unknown => event.entity?.find(({ role }) => role?.code === '1')?.what;
    expect(patientOf(events.hook!)).toEqual({ reference: 'Patient/p' });
    expect(patientOf(events.refused!)).toMatchObject({ identifier: { system: 'https://ehr.example/fhir/Patient', value: 'p' } });
    expect(patientOf(events.auth!)).toBeUndefined();
  });

  it('tell of a hook call: service, instance, cards, model, answer and the assessment', () => {
    expect(detail(events.hook!)).toEqual({ service: 's', hookInstance: 'h', answer: 'assessed', model: 'demo|1.0.0', cards: 'c1 c2' });
    expect(events.hook?.entity?.at(-1)?.what?.identifier?.value).toBe('a');
  });
});

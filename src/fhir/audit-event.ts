// SPDX-License-Identifier: Apache-2.0
// AuditEvents after IHE Basic Audit Log Patterns (BALP). A read reverses the direction of a query and of a create: the source of the data is the server.
import type { AuditEvent, AuditEventAgent, AuditEventEntity, CodeableConcept, Coding, Reference } from 'fhir/r4';
import { IDENTIFIER, OWN_SYSTEM, SYSTEM } from './codes.ts';
import { personReference, SOFTWARE_NAME } from './references.ts';

/** Who talks to whom. Host names or addresses only: never a URL with a query. */
export interface AuditParties {
  readonly nowIso: string;
  /** Host of this software. */
  readonly ourHost: string;
  /** Host of the EHR. */
  readonly ehrHost: string;
  readonly ehrName?: string;
  /** FHIR base of the EHR. */
  readonly fhirBase: string;
  /** Signed-in person (`Practitioner/x`), when there is one. */
  readonly user?: string;
  /** `Patient/x` at the EHR, when the event is about one. */
  readonly patient?: string;
  /** False where the patient was not read, so that a literal reference might dangle. */
  readonly patientRead?: boolean;
  /** `X-Request-Id` of the transaction. */
  readonly requestId?: string;
}

const SOURCE = '110153';
const DESTINATION = '110152';
const type = (code: string): CodeableConcept => ({ coding: [{ system: SYSTEM.dicom, code }] });
const rest: Coding = { system: SYSTEM.auditEventType, code: 'rest' };
const interaction = (code: string): Coding => ({ system: SYSTEM.restfulInteraction, code });
const own = (code: string): Coding => ({ system: OWN_SYSTEM.auditSubtype, code });

/** We read one resource of the EHR: data flow from the server (source) to us (destination). */
export function auditRead(parties: AuditParties, reference: string): AuditEvent {
  return event(
    parties,
    'R',
    interaction('read'),
    [agent('us', DESTINATION, parties), agent('ehr', SOURCE, parties), ...userAgent(parties, 'IRCP')],
    [data(reference.startsWith('urn:oid:') ? { type: 'ImagingStudy', identifier: { system: SYSTEM.dicomUid, value: reference } } : { reference })],
  );
}

/** We searched the EHR. `query` is the relative URL (`Observation?patient=…`); it is stored base64, as BALP asks. */
export function auditSearch(parties: AuditParties, query: string): AuditEvent {
  const entity: AuditEventEntity = { type: entityType('2'), role: objectRole('24'), query: base64(query) };
  return event(
    parties,
    'E',
    interaction('search-type'),
    [agent('us', SOURCE, parties), agent('ehr', DESTINATION, parties), ...userAgent(parties, 'IRCP')],
    [entity],
  );
}

/** A resource was created in the EHR with the user's or our token. */
export function auditCreate(parties: AuditParties, reference: string): AuditEvent {
  return event(
    parties,
    'C',
    interaction('create'),
    [agent('us', SOURCE, parties), agent('ehr', DESTINATION, parties), ...userAgent(parties, 'AUT')],
    [data({ reference })],
  );
}

/** A resource of the EHR was updated. */
export function auditUpdate(parties: AuditParties, reference: string): AuditEvent {
  return event(
    parties,
    'U',
    interaction('update'),
    [agent('us', SOURCE, parties), agent('ehr', DESTINATION, parties), ...userAgent(parties, 'AUT')],
    [data({ reference })],
  );
}

/** What a hook call showed. */
export interface HookCallDetail {
  readonly serviceId: string;
  readonly hookInstance: string;
  readonly cardUuids: readonly string[];
  readonly assessmentId?: string;
  /** `id|version` of the model. */
  readonly model?: string;
  /** Machine code of the answer, e.g. `assessed`, `incomplete`, `no-card`. */
  readonly answer: string;
}

/** A CDS Hooks call was answered with cards or without. No BALP profile exists for it: this is our own pattern on the same frame. */
export function auditHookCall(parties: AuditParties, detail: HookCallDetail): AuditEvent {
  return ownEvent(parties, 'cds-hooks-call', 'E', '0', detail.assessmentId, {
    service: detail.serviceId,
    hookInstance: detail.hookInstance,
    answer: detail.answer,
    ...(detail.model === undefined ? {} : { model: detail.model }),
    ...(detail.cardUuids.length === 0 ? {} : { cards: detail.cardUuids.join(' ') }),
  });
}

/** A call could not be answered: data that could not be had (412), or a request that was refused. */
export function auditHookRefused(
  parties: AuditParties,
  detail: { readonly serviceId: string; readonly hookInstance?: string; readonly code: string; readonly missing?: readonly string[] },
): AuditEvent {
  return ownEvent(parties, 'cds-hooks-refused', 'E', '4', undefined, {
    service: detail.serviceId,
    code: detail.code,
    ...(detail.hookInstance === undefined ? {} : { hookInstance: detail.hookInstance }),
    ...(detail.missing === undefined ? {} : { missing: detail.missing.join(' ') }),
  });
}

/** A caller could not prove who it is. Issuer and jti may be kept, the token never. */
export function auditAuthFailure(
  parties: AuditParties,
  detail: { readonly endpoint: string; readonly code: string; readonly issuer?: string; readonly jti?: string },
): AuditEvent {
  const { endpoint, code, issuer, jti } = detail;
  return ownEvent(parties, 'auth-failure', 'E', '8', undefined, {
    endpoint,
    code,
    ...(issuer === undefined ? {} : { issuer }),
    ...(jti === undefined ? {} : { jti }),
  });
}

/** Feedback on cards was received. Comments are not audited: they may hold patient data. */
export function auditFeedback(
  parties: AuditParties,
  detail: { readonly serviceId: string; readonly cardUuids: readonly string[]; readonly outcomes: readonly string[] },
): AuditEvent {
  return ownEvent(parties, 'cds-hooks-feedback', 'E', '0', undefined, {
    service: detail.serviceId,
    cards: detail.cardUuids.join(' '),
    outcomes: detail.outcomes.join(' '),
  });
}

/** The SMART app showed, printed or saved an assessment. */
export function auditAppEvent(parties: AuditParties, kind: string, assessmentId: string, details: Readonly<Record<string, string>> = {}): AuditEvent {
  return ownEvent(parties, 'smart-app-view', kind === 'opened' ? 'R' : 'E', '0', assessmentId, { kind, ...details });
}

/** Our own pattern: the EHR (or its app) asks, we answer; same agents and entities as BALP, subtype of our own code system. */
function ownEvent(
  parties: AuditParties,
  subtype: string,
  action: 'E' | 'R',
  outcome: '0' | '4' | '8',
  assessmentId: string | undefined,
  details: Readonly<Record<string, string>>,
): AuditEvent {
  const detail = Object.entries(details)
    .filter(([, value]) => value !== '')
    .map(([name, valueString]) => ({ type: name, valueString }));
  const entity: AuditEventEntity = {
    ...(assessmentId === undefined
      ? { name: subtype }
      : { what: { type: 'RiskAssessment', identifier: { system: IDENTIFIER.assessment, value: assessmentId } } }),
    type: entityType('2'),
    role: objectRole('20'), // job: what the software did
    ...(detail.length === 0 ? {} : { detail }),
  };
  return {
    ...event(parties, action, own(subtype), [agent('ehr', SOURCE, parties), agent('us', DESTINATION, parties), ...userAgent(parties, 'IRCP')], [entity]),
    outcome,
  };
}

function event(
  parties: AuditParties,
  action: AuditEvent['action'],
  subtype: Coding,
  agents: readonly AuditEventAgent[],
  entities: readonly AuditEventEntity[],
): AuditEvent {
  const transaction: AuditEventEntity[] =
    parties.requestId === undefined
      ? []
      : [{ what: { identifier: { value: parties.requestId } }, type: { system: SYSTEM.balpEntityType, code: 'XrequestId' } }];
  const patient: AuditEventEntity[] =
    parties.patient === undefined ? [] : [{ what: patientReference(parties.patient, parties), type: entityType('1'), role: objectRole('1') }];
  return {
    resourceType: 'AuditEvent',
    type: rest,
    subtype: [subtype],
    ...(action === undefined ? {} : { action }),
    recorded: parties.nowIso,
    outcome: '0',
    agent: [...agents],
    source: { observer: { display: SOFTWARE_NAME }, type: [{ system: 'http://terminology.hl7.org/CodeSystem/security-source-type', code: '4' }] },
    entity: [...transaction, ...patient, ...entities],
  };
}

function agent(who: 'us' | 'ehr', role: string, parties: AuditParties): AuditEventAgent {
  const address = who === 'us' ? parties.ourHost : parties.ehrHost;
  return {
    type: type(role),
    who: { display: who === 'us' ? SOFTWARE_NAME : (parties.ehrName ?? 'EHR') },
    // A person, when known, is the requestor; else the caller is.
    requestor: parties.user === undefined && role === SOURCE,
    network: { address, type: /^[\d.]+$|:/u.test(address) ? '2' : '1' },
  };
}

function userAgent(parties: AuditParties, code: 'IRCP' | 'AUT'): AuditEventAgent[] {
  if (parties.user === undefined) return [];
  return [{ type: { coding: [{ system: SYSTEM.participationType, code }] }, who: personReference(parties.user, parties.fhirBase), requestor: true }];
}

function patientReference(patient: string, parties: AuditParties): Reference {
  return parties.patientRead === false ? personReference(patient, parties.fhirBase) : { reference: patient };
}

function data(what: Reference): AuditEventEntity {
  return { what, type: entityType('2'), role: objectRole('4') };
}

function entityType(code: string): Coding {
  return { system: SYSTEM.auditEntityType, code };
}

function objectRole(code: string): Coding {
  return { system: SYSTEM.auditObjectRole, code };
}

/** UTF-8, base64: same in browser and Node. */
function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

// SPDX-License-Identifier: Apache-2.0
// CDS Hooks requests about the demo patients, as real clients send them.
import type { Bundle, FhirResource, MedicationRequest, ServiceRequest } from 'fhir/r4';
import { encounterIdOf } from '../patients/clinical.ts';
import { type DemoPatient, practitionerReference } from '../patients/index.ts';
import { prefetchFrom } from './search.ts';

export { prefetchFrom } from './search.ts';

export type HookName = 'order-sign' | 'order-select' | 'patient-view';

/** A CDS Hooks request body (2.0.1). */
export interface HookRequest {
  readonly hook: HookName;
  readonly hookInstance: string;
  readonly context: {
    readonly userId: string;
    readonly patientId: string;
    readonly encounterId?: string;
    readonly selections?: readonly string[];
    readonly draftOrders?: Bundle;
  };
  readonly fhirServer?: string;
  readonly fhirAuthorization?: {
    readonly access_token: string;
    readonly token_type: 'Bearer';
    readonly expires_in: number;
    readonly scope: string;
    readonly subject: string;
    readonly patient?: string;
  };
  readonly prefetch?: Readonly<Record<string, FhirResource | null>>;
}

export interface HookRequestOptions {
  /** UUID of the call; each real call has its own. */
  readonly hookInstance?: string;
  /** Given together with a token: the client's FHIR server. */
  readonly fhirServer?: string;
  readonly accessToken?: string;
  /** Prefetch templates of the service (from its discovery); absent: no prefetch is sent. */
  readonly templates?: Readonly<Record<string, string>>;
  /** Orders in place of the patient's own drafts. */
  readonly orders?: readonly (ServiceRequest | MedicationRequest)[];
}

export const EXAMPLE_HOOK_INSTANCE = '7a6f1c7e-0b8e-4f0c-9d57-1f6a5d1d3c01';
const SCOPE = 'user/Patient.read user/Observation.read user/Condition.read user/Procedure.read user/ImagingStudy.read user/ServiceRequest.read';

/** The draft resection and the drafts beside it, as one collection Bundle. */
export function draftOrdersOf(patient: DemoPatient, orders?: HookRequestOptions['orders']): Bundle {
  const drafts = orders ?? [patient.draftOrder, ...patient.otherOrders.filter(({ status }) => status === 'draft')];
  return { resourceType: 'Bundle', type: 'collection', entry: drafts.map((resource) => ({ resource })) };
}

/**
 * The request that an EHR sends for one patient.
 * order-sign and order-select carry the draft orders (order-select selects the resection); patient-view carries none.
 */
export function hookRequest(hook: HookName, patient: DemoPatient, options: HookRequestOptions = {}): HookRequest {
  const draftOrders = draftOrdersOf(patient, options.orders);
  const selections = (draftOrders.entry ?? []).slice(0, 1).map(({ resource }) => `${resource!.resourceType}/${resource!.id}`);
  const context = {
    userId: practitionerReference,
    patientId: patient.id,
    encounterId: encounterIdOf(patient.id),
    ...(hook === 'patient-view' ? {} : { draftOrders }),
    ...(hook === 'order-select' ? { selections } : {}),
  };
  const tokens = {
    'context.patientId': context.patientId,
    'context.userId': context.userId,
    'context.encounterId': context.encounterId,
    userPractitionerId: context.userId.replace('Practitioner/', ''),
  };
  const { fhirServer, accessToken, templates } = options;
  return {
    hook,
    hookInstance: options.hookInstance ?? EXAMPLE_HOOK_INSTANCE,
    context,
    ...(fhirServer === undefined ? {} : { fhirServer }),
    ...(fhirServer === undefined || accessToken === undefined
      ? {}
      : { fhirAuthorization: { access_token: accessToken, token_type: 'Bearer', expires_in: 300, scope: SCOPE, subject: 'demo-ehr', patient: patient.id } }),
    ...(templates === undefined ? {} : { prefetch: prefetchFrom(templates, tokens, patient.resources) }),
  };
}

/**
 * What the public CDS Hooks sandbox really posts before an order is chosen: an empty coding, an empty reason list, a Bundle without type.
 * It must be answered with no card, never with an error. The resource is not valid FHIR, hence no FHIR type.
 */
export function sandboxRequestBeforeChoice(hook: 'order-sign' | 'order-select', patient: DemoPatient): Readonly<Record<string, unknown>> {
  const draft = {
    resourceType: 'ServiceRequest',
    id: 'request-123',
    status: 'draft',
    intent: 'order',
    subject: { reference: `Patient/${patient.id}` },
    code: { coding: [{}] },
    reasonCode: [],
  };
  return {
    hook,
    hookInstance: EXAMPLE_HOOK_INSTANCE,
    context: {
      userId: practitionerReference,
      patientId: patient.id,
      ...(hook === 'order-select' ? { selections: [`ServiceRequest/${draft.id}`] } : {}),
      draftOrders: { resourceType: 'Bundle', entry: [{ resource: draft }] },
    },
  };
}

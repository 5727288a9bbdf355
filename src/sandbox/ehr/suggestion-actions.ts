// SPDX-License-Identifier: Apache-2.0
import type { FhirResource, ServiceRequest } from 'fhir/r4';
import type { FhirEngine } from '../fhir/engine.ts';
import type { AccessGrant } from '../fhir/grant.ts';
import type { CdsAction } from './cds-schema.ts';
import type { DraftOrders } from './orders.ts';

/** What came of one action of an accepted suggestion. */
export interface ActionResult {
  readonly type: CdsAction['type'];
  readonly done: boolean;
  /** Reference of the created or changed resource. */
  readonly reference?: string;
  /** Why it was not done. */
  readonly problem?: string;
}

interface ActionContext {
  readonly engine: FhirEngine;
  readonly grant: AccessGrant;
  readonly drafts: DraftOrders;
  /** Logical id of the patient whose card it is: an action for anybody else is refused. */
  readonly patient: string;
}

/** Carries out the actions of one suggestion in order; one that fails does not stop the next, and each says what became of it. */
export async function runActions(context: ActionContext, actions: readonly CdsAction[]): Promise<readonly ActionResult[]> {
  const results: ActionResult[] = [];
  for (const action of actions) results.push(await run(context, action));
  return results;
}

async function run({ drafts, engine, grant, patient }: ActionContext, action: CdsAction): Promise<ActionResult> {
  const failed = (problem: string): ActionResult => ({ type: action.type, done: false, problem });
  if (action.type === 'delete') {
    const ids = [action.resourceId ?? []].flat().map((reference) => reference.split('/').at(-1) as string);
    if (!ids.every((id) => drafts.get(patient, id) !== undefined)) return failed('Only an unsigned order may be removed by a suggestion.');
    for (const id of ids) drafts.remove(patient, id);
    return { type: 'delete', done: true };
  }
  const resource = action.resource as unknown as FhirResource;
  if (subjectOf(resource) !== `Patient/${patient}`) return failed('The suggestion is about another patient.');
  if (action.type === 'update') {
    if (resource.resourceType !== 'ServiceRequest' || resource.id === undefined || drafts.get(patient, resource.id) === undefined)
      return failed('Only an unsigned order may be changed by a suggestion.');
    drafts.put(patient, resource);
    return { type: 'update', done: true, reference: `ServiceRequest/${resource.id}` };
  }
  // Whatever the service wrote, what a suggestion creates stays unsigned until a person signs it.
  const body = resource.resourceType === 'ServiceRequest' ? ({ ...resource, status: 'draft' } satisfies ServiceRequest) : resource;
  const { resource: stored, status } = await engine.call(grant, { method: 'POST', url: `/${resource.resourceType}`, body });
  if (status >= 400) return failed(stored.resourceType === 'OperationOutcome' ? (stored.issue[0]?.details?.text ?? 'refused') : 'refused');
  return { type: 'create', done: true, reference: `${stored.resourceType}/${stored.id}` };
}

function subjectOf(resource: FhirResource): string | undefined {
  const { patient, subject } = resource as { subject?: { reference?: string }; patient?: { reference?: string } };
  return subject?.reference ?? patient?.reference;
}

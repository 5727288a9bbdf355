// SPDX-License-Identifier: Apache-2.0
import { OperationOutcomeError } from '@medplum/core';
import type { OperationOutcome, OperationOutcomeIssue } from 'fhir/r4';

/** HTTP status of each refusal that this server words itself. */
const STATUS = { login: 401, expired: 401, forbidden: 403, 'not-found': 404, 'not-supported': 404, 'too-long': 413, invalid: 400, throttled: 429 } as const;
export type RefusalCode = keyof typeof STATUS;

/** Names under which the router's library recognises a status. */
const STATUS_IDS: Readonly<Record<number, string>> = { 400: 'bad-request', 401: 'unauthorized', 403: 'forbidden', 404: 'not-found', 413: 'content-too-large' };

type MedplumOutcome = ConstructorParameters<typeof OperationOutcomeError>[0];

/** An OperationOutcome with one error. */
export function outcome(code: RefusalCode, text: string): OperationOutcome {
  return { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code, details: { text } }] };
}

/** HTTP status for a refusal code. */
export function statusOf(code: RefusalCode): number {
  return STATUS[code];
}

/** A throwable refusal; the FHIR router turns it into the response with its status. */
export function outcomeOf(code: RefusalCode, text: string): OperationOutcomeError {
  return new OperationOutcomeError({ ...outcome(code, text), id: STATUS_IDS[STATUS[code]] } as MedplumOutcome);
}

/** A throwable 400 that carries all validation issues. */
export function invalidOutcome(issues: readonly OperationOutcomeIssue[]): OperationOutcomeError {
  return new OperationOutcomeError({ resourceType: 'OperationOutcome', id: 'bad-request', issue: [...issues] } as MedplumOutcome);
}

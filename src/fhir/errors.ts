// SPDX-License-Identifier: Apache-2.0
import type { OperationOutcome } from 'fhir/r4';

/** Why a FHIR call failed, for machines. */
export type FhirErrorCode =
  | 'network'
  | 'timeout'
  | 'redirect'
  | 'unauthorised'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'refused'
  | 'server'
  | 'not-json'
  | 'too-large'
  | 'foreign-link';

/**
 * A FHIR call that did not succeed.
 *
 * The message names the method, the path without query and the status: never a token, a query string or a body, because those may hold patient data.
 */
export class FhirError extends Error {
  readonly code: FhirErrorCode;
  /** HTTP status, 0 where there was no answer. */
  readonly status: number;
  readonly outcome: OperationOutcome | undefined;
  /** Seconds the server asked to wait (`Retry-After`). */
  readonly retryAfterS: number | undefined;

  constructor(code: FhirErrorCode, message: string, details: { status?: number; outcome?: OperationOutcome; retryAfterS?: number } = {}) {
    super(message);
    this.name = 'FhirError';
    this.code = code;
    this.status = details.status ?? 0;
    this.outcome = details.outcome;
    this.retryAfterS = details.retryAfterS;
  }
}

/** The machine code of an HTTP status that is not a success. */
export function codeOfStatus(status: number): FhirErrorCode {
  if (status === 401) return 'unauthorised';
  if (status === 403) return 'forbidden';
  if (status === 404 || status === 410) return 'not-found';
  if (status === 409 || status === 412) return 'conflict';
  if (status === 413) return 'too-large';
  return status >= 500 ? 'server' : 'refused';
}

/** First error-level text of an OperationOutcome, for a person; empty when there is none. */
export function outcomeText(outcome: OperationOutcome | undefined): string {
  const issue = outcome?.issue.find(({ severity }) => severity === 'fatal' || severity === 'error') ?? outcome?.issue[0];
  return issue?.diagnostics ?? issue?.details?.text ?? issue?.code ?? '';
}

// SPDX-License-Identifier: Apache-2.0
import type { OperationOutcome, OperationOutcomeIssue } from 'fhir/r4';

/** A call that is not answered with cards. The status and the outcome go to the caller, `code` to log and audit. */
export class CdsProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly issues: readonly string[];
  /** Names of data that were missing (412). */
  readonly missing: readonly string[];

  constructor(status: number, code: string, issues: readonly string[], missing: readonly string[] = []) {
    super(`${code}: ${issues.join('; ')}`);
    this.name = 'CdsProblem';
    this.status = status;
    this.code = code;
    this.issues = issues;
    this.missing = missing;
  }
}

const ISSUE_CODES: Readonly<Record<number, OperationOutcomeIssue['code']>> = {
  400: 'invalid',
  401: 'login',
  403: 'forbidden',
  404: 'not-found',
  412: 'incomplete',
  413: 'too-long',
  415: 'not-supported',
  503: 'transient',
};

/** FHIR body of a refusal. */
export function operationOutcome(status: number, issues: readonly string[]): OperationOutcome {
  return {
    resourceType: 'OperationOutcome',
    issue: issues.map((diagnostics) => ({ severity: 'error', code: ISSUE_CODES[status] ?? 'processing', diagnostics })),
  };
}

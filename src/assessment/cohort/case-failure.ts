// SPDX-License-Identifier: Apache-2.0
import type { CohortCaseOutcome } from './types.ts';

/** What stops a case before anything could be read of it. */
export class CaseFailure extends Error {
  readonly outcome: Extract<CohortCaseOutcome, { kind: 'failed' }>;
  constructor(code: string, message: string, outage = false) {
    super(message);
    this.outcome = { kind: 'failed', code, message, outage };
  }
}

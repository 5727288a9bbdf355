// SPDX-License-Identifier: Apache-2.0
import type { ResourceScope } from './scopes.ts';

/** What a valid access token allows: the FHIR server knows nothing else of its caller. */
export interface AccessGrant {
  readonly clientId: string;
  /** Granted scope string, as in the token response. */
  readonly scope: string;
  readonly scopes: readonly ResourceScope[];
  /** Logical id of the patient in context; `patient/` scopes reach nothing else. */
  readonly patient?: string;
  readonly encounter?: string;
  /** Reference of the person who works, e.g. `Practitioner/demo`; absent for a service. */
  readonly user?: string;
  readonly expiresAtMs: number;
}

/** How the FHIR server asks about a token: a grant, or why there is none. */
export type TokenCheck = (token: string) => AccessGrant | 'unknown' | 'expired';

// SPDX-License-Identifier: Apache-2.0
import { errors, jwtVerify } from 'jose';
import { SecurityError } from './errors.ts';
import type { KeySets } from './key-sets.ts';

export interface IdTokenOptions {
  /** SMART issuer of the EHR (`iss` of the token). */
  readonly issuer: string;
  /** Our client id at that EHR (`aud`). */
  readonly clientId: string;
  /** The issuer's key set address, from its own discovery document. */
  readonly jwksUri: string;
  readonly keySets: KeySets;
  readonly nonce?: string;
  readonly nowMs?: () => number;
}

/** Who signed in at the EHR. */
export interface SignedInUser {
  /** `fhirUser` as the EHR names it: `Practitioner/x` or an absolute URL. */
  readonly fhirUser?: string;
  readonly subject: string;
}

/** Verifies an OpenID Connect id_token: signature, issuer, audience, expiry, nonce where one was sent. @throws SecurityError */
export async function verifyIdToken(token: string, options: IdTokenOptions): Promise<SignedInUser> {
  try {
    const { payload } = await jwtVerify(token, options.keySets.get(options.jwksUri), {
      issuer: options.issuer,
      audience: options.clientId,
      algorithms: ['RS256', 'RS384', 'ES256', 'ES384'],
      requiredClaims: ['exp', 'iat', 'sub'],
      clockTolerance: 60,
      ...(options.nowMs === undefined ? {} : { currentDate: new Date(options.nowMs()) }),
    });
    if (options.nonce !== undefined && payload.nonce !== options.nonce) throw new SecurityError('claims', 'The nonce of the id_token is not ours.');
    const fhirUser = typeof payload.fhirUser === 'string' ? payload.fhirUser : undefined;
    return { subject: payload.sub ?? '', ...(fhirUser === undefined ? {} : { fhirUser }) };
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw new SecurityError('expired', 'The id_token has expired.');
    if (error instanceof errors.JWTClaimValidationFailed) throw new SecurityError('claims', `The id_token's ${error.claim} is not what was expected.`);
    if (error instanceof errors.JOSEError) throw new SecurityError('signature', 'The id_token does not verify.');
    throw error;
  }
}

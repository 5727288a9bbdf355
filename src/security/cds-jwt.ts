// SPDX-License-Identifier: Apache-2.0
// JWT of a CDS client, checked in the order of the CDS Hooks best practices: iss, aud, exp, tenant, signature, jti unseen.
import { decodeJwt, decodeProtectedHeader, errors, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose';
import { SecurityError, type SecurityErrorCode } from './errors.ts';
import { type KeySets, localKeys } from './key-sets.ts';

/** One EHR that may call. */
export interface CdsIssuer {
  readonly iss: string;
  /** Exact key set addresses that this issuer may name. */
  readonly jku: readonly string[];
  /** Keys registered by hand, for clients that send no `jku`. */
  readonly jwks?: JSONWebKeySet | undefined;
  readonly tenants?: readonly string[] | undefined;
  /** Signature algorithms; ES384 and RS384 unless told. HMAC and `none` are never accepted. */
  readonly algorithms?: readonly string[] | undefined;
  /** FHIR bases that this issuer may name as `fhirServer`. */
  readonly fhirBases: readonly string[];
}

/** Replay protection: true when (issuer, jti) was not seen before. */
export interface JtiMemory {
  claim(issuer: string, jti: string, expiresAtIso: string): Promise<boolean>;
}

export interface CdsJwtOptions {
  readonly issuers: readonly CdsIssuer[];
  readonly keySets: KeySets;
  readonly jtiMemory: JtiMemory;
  readonly nowMs?: () => number;
  /** Longest accepted exp − iat, s; one hour unless told. */
  readonly maxLifetimeS?: number;
  /** Clock difference that is forgiven, s; 60 unless told. */
  readonly skewS?: number;
}

/** Who called. */
export interface CdsCaller {
  readonly issuer: string;
  readonly jti: string;
  readonly tenant?: string;
  readonly fhirBases: readonly string[];
}

export interface CdsJwtVerifier {
  /**
   * @param authorization the `Authorization` header as received
   * @param audiences addresses of the endpoint called; one of them must be in `aud`
   * @throws SecurityError whose code is for log and audit, not for the caller
   */
  verify(authorization: string | undefined, audiences: readonly string[]): Promise<CdsCaller>;
}

const ASYMMETRIC = new Set(['ES256', 'ES384', 'ES512', 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'EdDSA']);

/** Makes the verifier of a site. */
export function cdsJwtVerifier(options: CdsJwtOptions): CdsJwtVerifier {
  const nowMs = options.nowMs ?? Date.now;
  const skewS = options.skewS ?? 60;
  const maxLifetimeS = options.maxLifetimeS ?? 3600;

  return {
    async verify(authorization, audiences) {
      const token = bearer(authorization);
      const { header, claims } = decoded(token);
      const issuer = options.issuers.find(({ iss }) => iss === claims.iss);
      const jti = typeof claims.jti === 'string' && claims.jti !== '' && claims.jti.length <= 256 ? claims.jti : undefined;
      const refuse = (code: SecurityErrorCode, message: string): never => {
        throw new SecurityError(code, message, { issuer: issuer?.iss, jti });
      };
      if (issuer === undefined) throw new SecurityError('issuer', 'The issuer is not registered at this site.');
      const aud = Array.isArray(claims.aud) ? claims.aud : [claims.aud];
      if (!audiences.some((audience) => aud.includes(audience))) refuse('audience', 'The token is for another endpoint.');
      const nowS = nowMs() / 1000;
      const { exp, iat, nbf } = claims;
      if (typeof exp !== 'number' || typeof iat !== 'number') return refuse('claims', 'exp or iat is missing.');
      if (exp + skewS <= nowS) refuse('expired', 'The token has expired.');
      if (exp <= iat || exp - iat > maxLifetimeS) refuse('lifetime', 'The token lives longer than this site accepts.');
      if (iat > nowS + skewS || (typeof nbf === 'number' && nbf > nowS + skewS)) refuse('not-yet', 'The token is not valid yet.');
      if (jti === undefined) return refuse('claims', 'jti is missing.');
      const tenant = typeof claims.tenant === 'string' ? claims.tenant : undefined;
      if (issuer.tenants !== undefined && (tenant === undefined || !issuer.tenants.includes(tenant)))
        refuse('tenant', 'The tenant is not registered at this site.');
      const algorithms = issuer.algorithms ?? ['ES384', 'RS384'];
      const alg = header.alg ?? '';
      if (!ASYMMETRIC.has(alg) || !algorithms.includes(alg)) refuse('algorithm', 'The signature algorithm is not accepted.');
      if (typeof header.kid !== 'string') refuse('claims', 'kid is missing.');
      if (header.typ !== undefined && header.typ.toUpperCase() !== 'JWT') refuse('claims', 'typ is not JWT.');

      await checkSignature(token, issuer, header.jku, [...algorithms], options.keySets, refuse);
      if (!(await options.jtiMemory.claim(issuer.iss, jti, new Date((exp + skewS) * 1000).toISOString()))) refuse('replayed', 'The token was used before.');
      return { issuer: issuer.iss, jti, fhirBases: issuer.fhirBases, ...(tenant === undefined ? {} : { tenant }) };
    },
  };
}

async function checkSignature(
  token: string,
  issuer: CdsIssuer,
  jku: string | undefined,
  algorithms: string[],
  sets: KeySets,
  refuse: (code: SecurityErrorCode, message: string) => never,
): Promise<void> {
  // An unlisted jku is never fetched, not even to fail.
  if (jku !== undefined && !issuer.jku.includes(jku)) refuse('jku', 'The key set address is not registered for this issuer.');
  const address = jku ?? (issuer.jwks === undefined ? issuer.jku[0] : undefined);
  const getKey =
    address !== undefined ? sets.get(address) : issuer.jwks !== undefined ? localKeys(issuer.jwks) : refuse('no-key', 'No key is registered for this issuer.');
  try {
    // Times and audience are checked already, with the site's own limits.
    await jwtVerify(token, getKey, { algorithms, currentDate: new Date(0), clockTolerance: Number.MAX_SAFE_INTEGER });
  } catch (error) {
    if (error instanceof SecurityError) refuse(error.code, error.message);
    if (error instanceof errors.JOSEError) refuse('signature', 'The signature does not verify.');
    throw error;
  }
}

function bearer(authorization: string | undefined): string {
  const match = /^Bearer ([\w-]+\.[\w-]+\.[\w-]*)$/iu.exec(authorization ?? '');
  if (match?.[1] === undefined || match[1].length > 16_384) throw new SecurityError('no-token', 'No bearer token was sent.');
  return match[1];
}

function decoded(token: string): { header: { alg?: string; kid?: string; jku?: string; typ?: string }; claims: JWTPayload } {
  try {
    return { header: decodeProtectedHeader(token) as { alg?: string; kid?: string; jku?: string; typ?: string }, claims: decodeJwt(token) };
  } catch {
    throw new SecurityError('malformed', 'The token cannot be read.');
  }
}

// SPDX-License-Identifier: Apache-2.0
import { decodeJwt, decodeProtectedHeader, importJWK, type JSONWebKeySet, type JWK, jwtVerify } from 'jose';
import type { BackendClient, ClientRegistry } from './clients.ts';
import { ExpiringMap } from './expiring-map.ts';

export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
export const ASSERTION_ALGORITHMS = ['RS384', 'ES384'] as const;

/** Longest accepted life of an assertion, and the clock difference forgiven, in seconds. */
const MAX_LIFE_S = 300;
const CLOCK_S = 5;
/** A remote key set is fetched again for an unknown kid, but not more often than this. */
const REFETCH_MS = 10_000;
const FETCH_TIMEOUT_MS = 3000;

/** Why an assertion is refused; the caller is told only `invalid_client`. */
export class AssertionError extends Error {
  readonly code = 'invalid_client';
}

/**
 * Checks `private_key_jwt` client authentication of SMART Backend Services.
 *
 * Order: form, client, algorithm, key (exactly one with that kid), signature, iss = sub = client id, aud = token URL, life at most 5 minutes, jti unseen.
 * @see https://hl7.org/fhir/smart-app-launch/STU2.2/client-confidential-asymmetric.html
 */
export class AssertionVerifier {
  readonly #clients: ClientRegistry;
  readonly #audience: string;
  readonly #now: () => number;
  readonly #seen: ExpiringMap<true>;
  readonly #remote = new Map<string, { readonly keys: JSONWebKeySet; readonly fetchedMs: number }>();

  constructor(clients: ClientRegistry, audience: string, now: () => number = Date.now) {
    this.#clients = clients;
    this.#audience = audience;
    this.#now = now;
    this.#seen = new ExpiringMap(now);
  }

  /** @throws AssertionError when the assertion does not prove a registered backend client */
  async verify(assertion: string): Promise<BackendClient> {
    const { header, claims } = read(assertion);
    const client = typeof claims.iss === 'string' ? this.#clients.backend(claims.iss) : undefined;
    if (client === undefined || claims.iss !== claims.sub) throw new AssertionError('iss and sub must both be the id of a registered backend client');
    if (!ASSERTION_ALGORITHMS.some((alg) => alg === header.alg)) throw new AssertionError(`alg must be one of ${ASSERTION_ALGORITHMS.join(', ')}`);
    if (header.jku !== undefined && header.jku !== client.jwksUri) throw new AssertionError('jku is not the registered key set');
    if (typeof header.kid !== 'string') throw new AssertionError('kid is missing');
    const key = await this.#key(client, header.kid);
    const { payload } = await jwtVerify(assertion, await importJWK(key, header.alg), {
      algorithms: [...ASSERTION_ALGORITHMS],
      issuer: client.clientId,
      subject: client.clientId,
      audience: this.#audience,
      clockTolerance: CLOCK_S,
      currentDate: new Date(this.#now()),
      requiredClaims: ['exp', 'jti'],
    }).catch((error: unknown) => {
      throw new AssertionError(error instanceof Error ? error.message : 'not verifiable');
    });
    const expMs = (payload.exp ?? 0) * 1000;
    if (expMs > this.#now() + (MAX_LIFE_S + CLOCK_S) * 1000) throw new AssertionError('exp is more than five minutes ahead');
    const jti = `${client.clientId} ${payload.jti}`;
    if (this.#seen.get(jti) === true) throw new AssertionError('jti was used before');
    this.#seen.set(jti, true, expMs + CLOCK_S * 1000);
    return client;
  }

  async #key(client: BackendClient, kid: string): Promise<JWK> {
    const matching = (set: JSONWebKeySet): JWK[] => set.keys.filter((key) => key.kid === kid);
    let found = matching(client.jwks ?? (await this.#fetched(client.jwksUri ?? '', false)));
    if (found.length === 0 && client.jwksUri !== undefined) found = matching(await this.#fetched(client.jwksUri, true));
    if (found.length !== 1) throw new AssertionError(found.length === 0 ? 'kid is not in the client’s key set' : 'kid is ambiguous');
    return found[0] as JWK;
  }

  async #fetched(url: string, fresh: boolean): Promise<JSONWebKeySet> {
    const cached = this.#remote.get(url);
    if (cached !== undefined && (!fresh || this.#now() - cached.fetchedMs < REFETCH_MS)) return cached.keys;
    try {
      const response = await fetch(url, { headers: { accept: 'application/json' }, redirect: 'error', signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
      const keys = (await response.json()) as JSONWebKeySet;
      if (!response.ok || !Array.isArray(keys.keys)) throw new AssertionError('The client’s key set is not a JWK Set');
      this.#remote.set(url, { keys, fetchedMs: this.#now() });
      return keys;
    } catch (error) {
      if (error instanceof AssertionError) throw error;
      throw new AssertionError(`The client’s key set at ${url} cannot be fetched`);
    }
  }
}

function read(assertion: string): { header: ReturnType<typeof decodeProtectedHeader> & { jku?: string }; claims: ReturnType<typeof decodeJwt> } {
  try {
    return { header: decodeProtectedHeader(assertion) as ReturnType<typeof decodeProtectedHeader> & { jku?: string }, claims: decodeJwt(assertion) };
  } catch {
    throw new AssertionError('not a signed JWT');
  }
}

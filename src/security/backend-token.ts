// SPDX-License-Identifier: Apache-2.0
// SMART Backend Services: our own token for jobs that outlive a hook call. The hook's token is never used for them.
import { importJWK, type JWK, SignJWT } from 'jose';
import { isAllowedUrl } from './allow-list.ts';
import { SecurityError } from './errors.ts';

export interface BackendClient {
  readonly fhirBase: string;
  readonly clientId: string;
  readonly privateKey: JWK;
  readonly kid: string;
  readonly algorithm: 'ES384' | 'RS384';
  readonly scopes: string;
  /** Only where the EHR publishes no smart-configuration. */
  readonly tokenUrl?: string;
  /** Addresses the discovered token endpoint may have; the FHIR server's own origin unless told. */
  readonly allowedTokenUrls?: readonly string[];
  readonly fetch?: typeof fetch;
  readonly nowMs?: () => number;
  readonly uuid?: () => string;
  readonly timeoutMs?: number;
}

export interface BackendToken {
  readonly accessToken: string;
  /** Scopes granted, which may be fewer than asked. */
  readonly scope: string;
  readonly expiresAtMs: number;
}

export interface BackendTokens {
  /** A token good for at least half a minute more; one request at a time however many ask. @throws SecurityError `token-endpoint` */
  token(): Promise<BackendToken>;
  /** Forgets the kept token (after a 401). */
  forget(): void;
}

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const MARGIN_MS = 30_000;

/** Token source of one EHR: discovery, private_key_jwt assertion (5 minutes at most), cached until near expiry. */
export function backendTokens(client: BackendClient): BackendTokens {
  const nowMs = client.nowMs ?? Date.now;
  let kept: BackendToken | undefined;
  let pending: Promise<BackendToken> | undefined;
  let endpoint = client.tokenUrl;

  const ask = async (): Promise<BackendToken> => {
    endpoint ??= await discover(client);
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      scope: client.scopes,
      client_assertion_type: ASSERTION_TYPE,
      client_assertion: await assertion(client, endpoint, nowMs()),
    });
    const answer = await call(client, endpoint, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json' },
      body,
    });
    const { access_token: accessToken, token_type: type, expires_in: expiresIn, scope } = answer as Record<string, unknown>;
    if (typeof accessToken !== 'string' || accessToken === '' || typeof type !== 'string' || type.toLowerCase() !== 'bearer')
      throw new SecurityError('token-endpoint', `The token endpoint ${new URL(endpoint).origin} answered without a bearer token.`);
    const lifetimeS = typeof expiresIn === 'number' && expiresIn > 0 ? expiresIn : 60;
    return { accessToken, scope: typeof scope === 'string' ? scope : client.scopes, expiresAtMs: nowMs() + lifetimeS * 1000 };
  };

  return {
    async token() {
      if (kept !== undefined && kept.expiresAtMs - MARGIN_MS > nowMs()) return kept;
      pending ??= ask().finally(() => {
        pending = undefined;
      });
      kept = await pending;
      return kept;
    },
    forget() {
      kept = undefined;
    },
  };
}

async function assertion(client: BackendClient, endpoint: string, nowMs: number): Promise<string> {
  const key = await importJWK(client.privateKey, client.algorithm);
  const nowS = Math.floor(nowMs / 1000);
  return new SignJWT({})
    .setProtectedHeader({ alg: client.algorithm, kid: client.kid, typ: 'JWT' })
    .setIssuer(client.clientId)
    .setSubject(client.clientId)
    .setAudience(endpoint)
    .setIssuedAt(nowS)
    .setExpirationTime(nowS + 240)
    .setJti((client.uuid ?? (() => crypto.randomUUID()))())
    .sign(key);
}

async function discover(client: BackendClient): Promise<string> {
  const base = client.fhirBase.replace(/\/+$/u, '');
  const document = (await call(client, `${base}/.well-known/smart-configuration`, { headers: { Accept: 'application/json' } })) as { token_endpoint?: unknown };
  const endpoint = document.token_endpoint;
  const allowed = client.allowedTokenUrls ?? [new URL(base).origin];
  if (typeof endpoint !== 'string' || !isAllowedUrl(endpoint, allowed))
    throw new SecurityError(
      'token-endpoint',
      `The smart-configuration of ${new URL(base).origin} names no token endpoint that this site allows; set "tokenUrl".`,
    );
  return endpoint;
}

async function call(client: BackendClient, address: string, init: RequestInit): Promise<unknown> {
  const { origin } = new URL(address);
  let response: Response;
  try {
    response = await (client.fetch ?? fetch)(address, { ...init, redirect: 'error', signal: AbortSignal.timeout(client.timeoutMs ?? 5000) });
  } catch {
    throw new SecurityError('token-endpoint', `${origin} cannot be reached for a backend token.`);
  }
  const text = await response.text();
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    answer = {};
  }
  if (!response.ok) {
    const code = (answer as { error?: unknown }).error;
    throw new SecurityError(
      'token-endpoint',
      `${origin} refused a backend token: ${response.status}${typeof code === 'string' && /^[\w-]{1,64}$/u.test(code) ? ` ${code}` : ''}.`,
    );
  }
  return answer;
}

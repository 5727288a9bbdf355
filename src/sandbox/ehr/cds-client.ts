// SPDX-License-Identifier: Apache-2.0
import { SignJWT } from 'jose';
import type { z } from 'zod';
import type { SigningKey } from '../smart/keys.ts';
import { type CdsCard, type CdsService, DiscoverySchema, HookResponseSchema } from './cds-schema.ts';

export interface CdsClientOptions {
  /** `iss` of the JWT: this EHR. */
  readonly issuer: string;
  /** Where the service finds our public key. */
  readonly jwksUri: string;
  readonly key: SigningKey;
  /** How long a hook may take before the user is told that decision support did not answer. */
  readonly timeoutMs: number;
}

/** One CDS service as discovered. */
export interface KnownService extends CdsService {
  /** Base URL of the provider, without trailing slash. */
  readonly baseUrl: string;
  /** OAuth client id of the provider: the subject of the tokens that it gets with a hook. */
  readonly clientId: string;
  /** Scopes of those tokens. */
  readonly scope: string;
}

/** What one service said to a hook. `failed.reason` is for the log, never for the chart. */
export type HookAnswer =
  | { readonly state: 'answered'; readonly cards: readonly CdsCard[] }
  | { readonly state: 'timeout' }
  | { readonly state: 'failed'; readonly reason: string; readonly status?: number };

export interface FeedbackItem {
  readonly card: string;
  readonly outcome: 'accepted' | 'overridden';
  readonly acceptedSuggestions?: readonly { readonly id: string }[];
  readonly overrideReason?: { readonly reason?: { readonly code: string; readonly system?: string; readonly display?: string }; readonly userComment?: string };
  readonly outcomeTimestamp: string;
}

/** `exp` of the client JWT, in seconds (CDS Hooks: at most five minutes). */
const JWT_LIFE_S = 300;

/** The EHR's side of CDS Hooks 2.0.1: discovery, hook calls and feedback, each with its own signed JWT. */
export class CdsClient {
  readonly #options: CdsClientOptions;

  constructor(options: CdsClientOptions) {
    this.#options = options;
  }

  /** Reads `{baseUrl}/cds-services`. @throws Error when the provider does not answer with a valid list */
  async discover(baseUrl: string): Promise<readonly CdsService[]> {
    const url = `${baseUrl}/cds-services`;
    const response = await this.#send('GET', url);
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    return DiscoverySchema.parse(await response.json()).services;
  }

  /** Calls a service; every way in which this can go wrong is an answer. */
  async call(service: KnownService, request: unknown, language: string): Promise<HookAnswer> {
    try {
      const response = await this.#send('POST', `${service.baseUrl}/cds-services/${service.id}`, request, language);
      if (!response.ok) return { state: 'failed', status: response.status, reason: `HTTP ${response.status}` };
      const parsed = HookResponseSchema.safeParse(await response.json());
      return parsed.success ? { state: 'answered', cards: parsed.data.cards } : { state: 'failed', reason: describe(parsed.error) };
    } catch (error) {
      if (error instanceof DOMException && error.name === 'TimeoutError') return { state: 'timeout' };
      return { state: 'failed', reason: error instanceof Error ? error.message : String(error) };
    }
  }

  /** Tells the service what became of its card. @returns whether it took note */
  async feedback(service: KnownService, items: readonly FeedbackItem[]): Promise<boolean> {
    try {
      return (await this.#send('POST', `${service.baseUrl}/cds-services/${service.id}/feedback`, { feedback: items })).ok;
    } catch {
      return false;
    }
  }

  async #send(method: 'GET' | 'POST', url: string, body?: unknown, language = 'en'): Promise<Response> {
    return fetch(url, {
      method,
      headers: {
        accept: 'application/json',
        'accept-language': language,
        authorization: `Bearer ${await this.#jwt(url)}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      redirect: 'error',
      signal: AbortSignal.timeout(this.#options.timeoutMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  #jwt(audience: string): Promise<string> {
    const { issuer, jwksUri, key } = this.#options;
    return new SignJWT({})
      .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: 'JWT', jku: jwksUri })
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(`${JWT_LIFE_S}s`)
      .setJti(crypto.randomUUID())
      .sign(key.privateKey);
  }
}

function describe(error: z.ZodError): string {
  const [issue] = error.issues;
  return `not a CDS Hooks response: ${issue?.path.join('.')} ${issue?.message}`;
}

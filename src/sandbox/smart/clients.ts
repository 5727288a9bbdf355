// SPDX-License-Identifier: Apache-2.0
import type { JSONWebKeySet } from 'jose';

/** An application known to the authorization server. */
export type ClientRegistration =
  | {
      readonly type: 'public';
      readonly clientId: string;
      /** Shown on the consent page. */
      readonly name?: string;
      /** Compared exactly, character by character. */
      readonly redirectUris: readonly string[];
      /** SMART launch URL; smart links of cards may open only this. */
      readonly launchUrl: string;
      /** Most that may be granted, space-separated. */
      readonly scopes: string;
    }
  | {
      readonly type: 'backend';
      readonly clientId: string;
      readonly name?: string;
      readonly scopes: string;
      /** Public keys, inline or by URL; exactly one of the two. */
      readonly jwks?: JSONWebKeySet;
      readonly jwksUri?: string;
    };

export type PublicClient = Extract<ClientRegistration, { type: 'public' }>;
export type BackendClient = Extract<ClientRegistration, { type: 'backend' }>;

/** Thrown when a registration cannot work as written. */
export class ClientRegistrationError extends Error {
  readonly code = 'client-registration';
}

/** Registered clients by id. */
export class ClientRegistry {
  readonly #clients = new Map<string, ClientRegistration>();

  /** @throws ClientRegistrationError for a duplicate id, a redirect that is not an absolute http(s) URL without fragment, or keys given twice or not at all */
  add(client: ClientRegistration): void {
    if (this.#clients.has(client.clientId)) throw new ClientRegistrationError(`Client "${client.clientId}" is already registered`);
    if (client.type === 'public') for (const url of [...client.redirectUris, client.launchUrl]) requireWebUrl(url);
    else if ((client.jwks === undefined) === (client.jwksUri === undefined))
      throw new ClientRegistrationError(`Backend client "${client.clientId}" needs either jwks or jwksUri`);
    this.#clients.set(client.clientId, client);
  }

  get(clientId: string): ClientRegistration | undefined {
    return this.#clients.get(clientId);
  }

  public(clientId: string): PublicClient | undefined {
    const client = this.#clients.get(clientId);
    return client?.type === 'public' ? client : undefined;
  }

  backend(clientId: string): BackendClient | undefined {
    const client = this.#clients.get(clientId);
    return client?.type === 'backend' ? client : undefined;
  }

  publicClients(): PublicClient[] {
    return [...this.#clients.values()].filter((client): client is PublicClient => client.type === 'public');
  }

  /** Origins of browser apps: the only ones that get CORS headers. */
  appOrigins(): ReadonlySet<string> {
    return new Set(this.publicClients().flatMap(({ redirectUris }) => redirectUris.map((uri) => new URL(uri).origin)));
  }
}

function requireWebUrl(text: string): void {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol) || url.hash !== '')
    throw new ClientRegistrationError(`"${text}" is not an absolute http(s) URL without fragment`);
}

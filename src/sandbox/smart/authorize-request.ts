// SPDX-License-Identifier: Apache-2.0
import { isWithin, parseScope } from '../fhir/scopes.ts';
import type { ClientRegistry, PublicClient } from './clients.ts';
import { PLAIN_SCOPES } from './configuration.ts';

/** A checked authorization request, waiting for the user. */
export interface AuthorizeRequest {
  readonly client: PublicClient;
  readonly redirectUri: string;
  readonly state: string;
  readonly codeChallenge: string;
  /** Requested scopes that the client may have; others are left out, as SMART allows. */
  readonly scope: string;
  readonly launch?: string;
  readonly nonce?: string;
}

/** The result of checking: go on, tell the app by redirect, or show a page because the redirect cannot be trusted. */
export type AuthorizeCheck =
  | { readonly kind: 'ok'; readonly request: AuthorizeRequest }
  | { readonly kind: 'redirect'; readonly to: string }
  | { readonly kind: 'page'; readonly text: string };

const PLAIN: ReadonlySet<string> = new Set(PLAIN_SCOPES);

/**
 * Checks the parameters of an authorization request.
 *
 * The client and its redirect URI come first, compared exactly: nothing is ever redirected to an address that was not registered.
 * PKCE S256 and `state` are required; `aud` must be this FHIR server.
 * @see https://hl7.org/fhir/smart-app-launch/STU2.2/app-launch.html
 */
export function checkAuthorizeRequest(parameters: URLSearchParams, clients: ClientRegistry, fhirBase: string): AuthorizeCheck {
  const client = clients.public(parameters.get('client_id') ?? '');
  if (client === undefined) return { kind: 'page', text: 'The application is not registered at this hospital (client_id).' };
  const redirectUri = parameters.get('redirect_uri') ?? '';
  if (!client.redirectUris.includes(redirectUri))
    return { kind: 'page', text: 'The application asked to return to an address that is not registered (redirect_uri).' };

  const state = parameters.get('state') ?? '';
  const refuse = (error: string, description: string): AuthorizeCheck => ({ kind: 'redirect', to: errorRedirect(redirectUri, state, error, description) });
  for (const name of new Set(parameters.keys())) if (parameters.getAll(name).length > 1) return refuse('invalid_request', `${name} is given twice`);
  if (parameters.get('response_type') !== 'code') return refuse('unsupported_response_type', 'response_type must be code');
  if (state === '') return refuse('invalid_request', 'state is required');
  const codeChallenge = parameters.get('code_challenge') ?? '';
  if (parameters.get('code_challenge_method') !== 'S256' || !/^[A-Za-z0-9_-]{43}$/.test(codeChallenge))
    return refuse('invalid_request', 'PKCE with code_challenge_method S256 is required');
  const audience = parameters.get('aud')?.replace(/\/$/, '');
  if (audience !== fhirBase) return refuse('invalid_request', `aud must be ${fhirBase}`);

  const scope = (parameters.get('scope') ?? '')
    .split(/\s+/)
    .filter((token) => (PLAIN.has(token) || parseScope(token) !== undefined) && isWithin(token, client.scopes))
    .join(' ');
  if (scope === '') return refuse('invalid_scope', 'none of the requested scopes may be granted to this application');
  const launch = parameters.get('launch') ?? undefined;
  if (launch !== undefined && !scope.split(' ').includes('launch')) return refuse('invalid_scope', 'a launch parameter needs the scope launch');
  const nonce = parameters.get('nonce') ?? undefined;
  return {
    kind: 'ok',
    request: { client, redirectUri, state, codeChallenge, scope, ...(launch === undefined ? {} : { launch }), ...(nonce === undefined ? {} : { nonce }) },
  };
}

/** True when granting the scope needs a patient in context. */
export function needsPatient(scope: string): boolean {
  return scope.split(' ').some((token) => token === 'launch/patient' || parseScope(token)?.level === 'patient');
}

/** The registered redirect with an OAuth error and the state. */
export function errorRedirect(redirectUri: string, state: string, error: string, description: string): string {
  const url = new URL(redirectUri);
  url.searchParams.set('error', error);
  url.searchParams.set('error_description', description);
  if (state !== '') url.searchParams.set('state', state);
  return url.href;
}

/** The registered redirect with the code and the state. */
export function codeRedirect(redirectUri: string, state: string, code: string): string {
  const url = new URL(redirectUri);
  url.searchParams.set('code', code);
  url.searchParams.set('state', state);
  return url.href;
}

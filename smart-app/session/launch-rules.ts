// SPDX-License-Identifier: Apache-2.0
// What a launch must hold before anybody is sent to sign in: a known issuer, PKCE with S256, and nothing smuggled in the URL.

export type LaunchRefusal =
  | { readonly code: 'noIss' }
  | { readonly code: 'issRefused'; readonly iss: string }
  | { readonly code: 'noPkce'; readonly iss: string };

export interface Launch {
  readonly iss: string;
  /** The same issuer as the site's list spells it. */
  readonly known: string;
  /** Opaque handle of an EHR launch; absent for a standalone one. */
  readonly launch?: string;
}

const bare = (url: string): string => url.replace(/\/+$/, '');

/** Accepts the launch, or says why not. Issuers compare as URLs without a closing slash, exactly. */
export function checkLaunch(search: string, issuers: readonly string[]): Launch | LaunchRefusal {
  const params = new URLSearchParams(search);
  const iss = params.get('iss');
  if (!iss) return { code: 'noIss' };
  const known = issuers.find((candidate) => bare(candidate) === bare(iss));
  if (known === undefined) return { code: 'issRefused', iss };
  const launch = params.get('launch');
  return { iss, known, ...(launch ? { launch } : {}) };
}

/**
 * The query that the SMART library may see. It lets `patientId`, `clientId` and `fhirServiceUrl` of the URL override the page's own settings, so only these two stay.
 */
export function cleanQuery({ iss, launch }: Pick<Launch, 'iss' | 'launch'>): string {
  return `?${new URLSearchParams({ iss, ...(launch === undefined ? {} : { launch }) })}`;
}

/** SMART configuration: S256 offered, endpoints named. */
export function offersPkce(configuration: unknown): boolean {
  if (typeof configuration !== 'object' || configuration === null) return false;
  const c = configuration as Record<string, unknown>;
  const methods = c.code_challenge_methods_supported;
  return typeof c.authorization_endpoint === 'string' && typeof c.token_endpoint === 'string' && Array.isArray(methods) && methods.includes('S256');
}

/** Scopes to ask for: an EHR launch asks for `launch`, a standalone one for a patient picker. */
export function scopesFor(scopes: string, { launch }: Pick<Launch, 'launch'>): string {
  const list = scopes.split(/\s+/).filter((s) => s !== '' && s !== 'launch' && s !== 'launch/patient');
  return [launch === undefined ? 'launch/patient' : 'launch', ...list].join(' ');
}

// SPDX-License-Identifier: Apache-2.0
// What an EHR says of itself in .well-known/smart-configuration, kept for a while.
import { z } from 'zod';
import type { Config } from '../config.ts';
import { ehrOf } from '../config.ts';
import { isAllowedUrl } from '../security/allow-list.ts';
import { SecurityError } from '../security/errors.ts';

const SmartConfiguration = z.looseObject({
  issuer: z.string().optional(),
  jwks_uri: z.string().optional(),
  authorization_endpoint: z.string().optional(),
  token_endpoint: z.string().optional(),
  capabilities: z.array(z.string()).optional(),
});
export type SmartConfiguration = z.output<typeof SmartConfiguration>;

export interface Discovery {
  /** @throws SecurityError when the document cannot be read */
  configuration(fhirBase: string): Promise<SmartConfiguration>;
  /** Issuer and key set of id_tokens. @throws SecurityError when the EHR names none that this site allows */
  openId(fhirBase: string): Promise<{ issuer: string; jwksUri: string }>;
  /** Origins of authorization and token endpoints seen so far: the app must be able to call them. */
  origins(): readonly string[];
}

const KEEP_MS = 600_000;

/** @param send the platform's fetch; no redirect is followed */
export function discovery(config: Config, send: typeof fetch = fetch, nowMs: () => number = Date.now): Discovery {
  const kept = new Map<string, { readonly document: SmartConfiguration; readonly atMs: number }>();
  const configuration = async (fhirBase: string): Promise<SmartConfiguration> => {
    const known = kept.get(fhirBase);
    if (known !== undefined && nowMs() - known.atMs < KEEP_MS) return known.document;
    let document: SmartConfiguration;
    try {
      const response = await send(`${fhirBase}/.well-known/smart-configuration`, {
        headers: { Accept: 'application/json' },
        redirect: 'error',
        signal: AbortSignal.timeout(config.deadlines.fhirMs),
      });
      if (!response.ok) throw new Error(String(response.status));
      document = SmartConfiguration.parse(await response.json());
    } catch (error) {
      throw new SecurityError(
        'token-endpoint',
        `The smart-configuration of ${new URL(fhirBase).origin} cannot be read (${error instanceof Error ? error.message.slice(0, 80) : 'unknown reason'}).`,
      );
    }
    kept.set(fhirBase, { document, atMs: nowMs() });
    return document;
  };
  return {
    configuration,
    async openId(fhirBase) {
      const document = await configuration(fhirBase);
      const ehr = ehrOf(config, fhirBase);
      const issuer = ehr?.issuer ?? document.issuer ?? fhirBase;
      const trusted = [new URL(fhirBase).origin, ...(ehr?.issuer === undefined ? [] : [new URL(ehr.issuer).origin])];
      if (document.jwks_uri === undefined || !isAllowedUrl(document.jwks_uri, trusted))
        throw new SecurityError('no-key', 'The EHR names no key set for id_tokens at its own address. Set "issuer" of this EHR if its keys live elsewhere.');
      return { issuer, jwksUri: document.jwks_uri };
    },
    origins: () =>
      [...kept.values()]
        .flatMap(({ document }) => [document.authorization_endpoint, document.token_endpoint])
        .flatMap((address) => (address !== undefined && URL.canParse(address) ? [new URL(address).origin] : [])),
  };
}

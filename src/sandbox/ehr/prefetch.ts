// SPDX-License-Identifier: Apache-2.0
import type { FhirResource } from 'fhir/r4';
import type { FhirEngine } from '../fhir/engine.ts';
import type { AccessGrant } from '../fhir/grant.ts';

/** Values for prefetch tokens: `context.patientId`, `userPractitionerId`, … */
export type PrefetchTokens = Readonly<Record<string, string>>;

/**
 * Fills the tokens of one prefetch template.
 *
 * @returns undefined when a token has no value here: the key is then left out and the service fetches for itself
 */
export function fillTemplate(template: string, tokens: PrefetchTokens): string | undefined {
  let complete = true;
  const filled = template.replace(/\{\{\s*([\w.]+)\s*\}\}/g, (_whole, name: string) => {
    const value = tokens[name];
    if (value === undefined) complete = false;
    return encodeURIComponent(value ?? '');
  });
  return complete ? filled : undefined;
}

/**
 * Resolves the templates of a service with the user's own rights.
 *
 * A key that was asked for and has nothing behind it is `null`; a key that could not be asked for is absent (CDS Hooks, prefetch).
 */
export async function resolvePrefetch(
  engine: FhirEngine,
  grant: AccessGrant,
  templates: Readonly<Record<string, string>>,
  tokens: PrefetchTokens,
): Promise<Record<string, FhirResource | null>> {
  const prefetch: Record<string, FhirResource | null> = {};
  await Promise.all(
    Object.entries(templates).map(async ([key, template]) => {
      const url = fillTemplate(template, tokens);
      if (url === undefined) return;
      const { resource, status } = await engine.call(grant, { method: 'GET', url: `/${url}` });
      if (status < 400) prefetch[key] = resource;
      else if (status === 404) prefetch[key] = null;
    }),
  );
  return prefetch;
}

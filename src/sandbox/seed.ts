// SPDX-License-Identifier: Apache-2.0
import type { FhirResource } from 'fhir/r4';
import type { FhirEngine } from './fhir/engine.ts';
import type { AccessGrant } from './fhir/grant.ts';
import { parseScopes } from './fhir/scopes.ts';

const SCOPE = 'system/*.cruds';
const GRANT: AccessGrant = { clientId: 'seed', scope: SCOPE, scopes: parseScopes(SCOPE), expiresAtMs: Number.POSITIVE_INFINITY };

/** Stores resources under their own ids, each once, through the same validation as any client's. @throws Error for the first that is refused, with the reason */
export async function seed(engine: FhirEngine, resources: readonly FhirResource[]): Promise<number> {
  const byReference = new Map(resources.map((resource) => [`${resource.resourceType}/${resource.id}`, resource]));
  for (const [reference, resource] of byReference) {
    const { resource: answer, status } = await engine.call(GRANT, { method: 'PUT', url: `/${reference}`, body: resource });
    if (status >= 400) throw new Error(`${reference} is not valid: ${JSON.stringify(answer)}`);
  }
  return byReference.size;
}

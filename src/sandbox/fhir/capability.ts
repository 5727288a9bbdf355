// SPDX-License-Identifier: Apache-2.0
import type { CapabilityStatement, CapabilityStatementRestResource } from 'fhir/r4';
import { loadDefinitions, SERVED_TYPES, searchParameters } from './definitions.ts';
import { isSupportedParameterType } from './search.ts';

/** Where SMART clients find the authorization server; the FHIR server only points at it. */
export interface AuthorizationUrls {
  readonly authorize: string;
  readonly token: string;
  readonly revoke: string;
  readonly introspect: string;
}

/**
 * The server's CapabilityStatement, built from what the code does: served types, supported parameter types, conditional create.
 *
 * @param baseUrl FHIR base without trailing slash
 * @param dateIso date of publication
 */
export function capabilityStatement(baseUrl: string, dateIso: string, urls: AuthorizationUrls): CapabilityStatement {
  loadDefinitions();
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: dateIso,
    kind: 'instance',
    software: { name: 'HepaNom sandbox EHR' },
    implementation: { description: 'Demonstration EHR with invented patients', url: baseUrl },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json', 'json'],
    rest: [
      {
        mode: 'server',
        security: {
          service: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/restful-security-service', code: 'SMART-on-FHIR' }] }],
          extension: [
            {
              url: 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris',
              extension: Object.entries(urls).map(([url, valueUri]) => ({ url, valueUri })),
            },
          ],
        },
        resource: SERVED_TYPES.map(restResource),
        interaction: [{ code: 'transaction' }, { code: 'batch' }],
      },
    ],
  };
}

function restResource(type: (typeof SERVED_TYPES)[number]): CapabilityStatementRestResource {
  const supported = [...searchParameters(type)].filter(([, { type: parameterType }]) => isSupportedParameterType(parameterType));
  const references = supported.filter(([, { type: parameterType }]) => parameterType === 'reference').map(([code]) => `${type}:${code}`);
  const immutable = type === 'AuditEvent';
  return {
    type,
    interaction: (immutable
      ? (['read', 'vread', 'create', 'search-type'] as const)
      : (['read', 'vread', 'create', 'update', 'delete', 'search-type'] as const)
    ).map((code) => ({ code })),
    versioning: 'versioned',
    conditionalCreate: true,
    updateCreate: !immutable,
    searchParam: supported.map(([name, info]) => ({ name, type: info.type as 'token' | 'reference' | 'string' | 'uri' | 'date' })),
    ...(references.length === 0 ? {} : { searchInclude: references }),
  };
}

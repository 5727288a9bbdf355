// SPDX-License-Identifier: Apache-2.0
// Resolves prefetch templates over fixtures, as a client that has the patient's resources at hand would.
import type { Bundle, FhirResource, Resource } from 'fhir/r4';

/** Values of prefetch tokens: `context.patientId`, `userPractitionerId`, ... */
export type Tokens = Readonly<Record<string, string>>;

/** Fills `{{token}}`s; throws where one has no value. */
function fill(template: string, tokens: Tokens): string {
  return template.replace(/\{\{\s*([\w.]+)\s*\}\}/g, (_all, name: string) => {
    const value = tokens[name];
    if (value === undefined) throw new RangeError(`the prefetch template asks for {{${name}}}, which these fixtures do not have`);
    return value;
  });
}

type Node = { readonly [key: string]: unknown };
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;
const nodes = (value: unknown): readonly Node[] => (Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : []);

/** `system|code` texts of a coding or concept, and bare codes of a code element. */
function tokensOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return nodes(value).flatMap((node) => [
    ...(typeof node.code === 'string' ? [`${typeof node.system === 'string' ? node.system : ''}|${node.code}`] : []),
    ...(typeof node.value === 'string' ? [`${typeof node.system === 'string' ? node.system : ''}|${node.value}`] : []),
    ...tokensOf(node.coding ?? []),
  ]);
}

const DATE_ELEMENTS = ['effectiveDateTime', 'performedDateTime', 'started', 'authoredOn', 'occurrenceDateTime', 'recordedDate'];

function matches(resource: Resource, parameter: string, wanted: string): boolean {
  const node = resource as unknown as Node;
  const [name = ''] = parameter.split(':');
  if (name.startsWith('_') && name !== '_id') return true; // _count, _sort, _include shape the answer, not the match
  if (name === '_id') return wanted.split(',').includes(resource.id ?? '');
  if (name === 'patient' || name === 'subject') {
    const target = wanted.includes('/') ? wanted : `Patient/${wanted}`;
    return nodes(node.subject ?? node.patient).some((one) => one.reference === target);
  }
  if (name === 'date' || name === 'authored' || name === 'occurrence' || name === 'started') return dateMatches(node, wanted);
  const element = name === 'clinical-status' ? 'clinicalStatus' : name === 'verification-status' ? 'verificationStatus' : name;
  const found = tokensOf(node[element]);
  return wanted
    .split(',')
    .some((token) =>
      found.some((one) => one === token || (!token.includes('|') && one.endsWith(`|${token}`)) || (token.endsWith('|') && one.startsWith(token))),
    );
}

function dateMatches(node: Node, wanted: string): boolean {
  const text = DATE_ELEMENTS.map((key) => node[key]).find((value) => typeof value === 'string') as string | undefined;
  if (text === undefined) return false;
  const [, prefix = 'eq', day = ''] = /^(eq|ge|le|gt|lt)?(.*)$/.exec(wanted) ?? [];
  const at = text.slice(0, day.length);
  return { eq: at === day, ge: at >= day, le: at <= day, gt: at > day, lt: at < day }[prefix] ?? false;
}

/** One template: a read gives the resource or null, a search a searchset Bundle. */
function resolve(template: string, tokens: Tokens, resources: readonly Resource[]): FhirResource | null {
  const url = new URL(fill(template, tokens), 'http://fixtures/');
  const [, type = '', id] = url.pathname.split('/');
  if (id !== undefined) return (resources.find((one) => one.resourceType === type && one.id === id) as FhirResource | undefined) ?? null;
  const found = resources.filter((one) => one.resourceType === type && [...url.searchParams].every(([name, value]) => matches(one, name, value)));
  const entry: NonNullable<Bundle['entry']> = found.map((resource) => ({ resource: resource as FhirResource, search: { mode: 'match' } }));
  for (const include of url.searchParams.getAll('_include')) {
    const [, element = ''] = include.split(':');
    const references = new Set(found.flatMap((one) => nodes((one as unknown as Node)[element]).map(({ reference }) => reference)));
    for (const one of resources)
      if (references.has(`${one.resourceType}/${one.id}`)) entry.push({ resource: one as FhirResource, search: { mode: 'include' } });
  }
  return { resourceType: 'Bundle', type: 'searchset', total: found.length, ...(entry.length === 0 ? {} : { entry }) };
}

/**
 * Prefetch data for the templates of a service (as its discovery lists them).
 * Understands reads and searches by patient, subject, status, token and date parameters, `_id` and `_include`; `_count` and `_sort` change nothing.
 * @throws RangeError for a token without a value
 */
export function prefetchFrom(templates: Readonly<Record<string, string>>, tokens: Tokens, resources: readonly Resource[]): Record<string, FhirResource | null> {
  return Object.fromEntries(Object.entries(templates).map(([key, template]) => [key, resolve(template, tokens, resources)]));
}

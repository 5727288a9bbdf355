// SPDX-License-Identifier: Apache-2.0
import { evalFhirPath, type SearchRequest, toPeriod } from '@medplum/core';
import type { Resource } from 'fhir/r4';
import { isServedType, searchParameter } from './definitions.ts';
import { outcomeOf } from './outcomes.ts';

/** Page size when `_count` is not given, and the most that one page may hold. */
export const DEFAULT_COUNT = 50;
export const MAX_COUNT = 500;

const SUPPORTED_TYPES: ReadonlySet<string> = new Set(['token', 'reference', 'string', 'uri', 'date']);
const OPERATORS: Readonly<Record<string, ReadonlySet<string>>> = {
  token: new Set(['eq', 'not', 'missing']),
  reference: new Set(['eq', 'missing']),
  string: new Set(['eq', 'contains', 'missing']),
  uri: new Set(['eq', 'missing']),
  date: new Set(['eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb', 'missing']),
};

/** True for a search parameter type that this server can evaluate. */
export function isSupportedParameterType(type: string): boolean {
  return SUPPORTED_TYPES.has(type);
}

/**
 * Brings a parsed search into the one form that the store evaluates, and refuses what it cannot answer truthfully.
 *
 * An unknown parameter is a 400, never ignored: a client that filters by a parameter the server passes over would read the wrong resources.
 * Bare ids and absolute URLs on this server become `Type/id`.
 *
 * @param baseUrl FHIR base, without trailing slash
 * @throws OperationOutcomeError 400 for unknown or unsupported parameters, modifiers and chains
 */
export function normaliseSearch(request: SearchRequest, baseUrl: string): SearchRequest {
  const type = request.resourceType;
  if (!isServedType(type)) throw outcomeOf('not-supported', `Resource type ${type} is not stored by this server`);
  if (request.types !== undefined || request.cursor !== undefined) throw outcomeOf('invalid', 'Search over several types is not supported');
  const filters = (request.filters ?? []).map((filter) => {
    const parameter = searchParameter(type, filter.code);
    if (parameter === undefined) throw outcomeOf('invalid', `Unknown search parameter "${filter.code}" for ${type}`);
    if (!SUPPORTED_TYPES.has(parameter.type)) throw outcomeOf('invalid', `Search by "${filter.code}" (${parameter.type}) is not supported`);
    if (OPERATORS[parameter.type]?.has(filter.operator) !== true)
      throw outcomeOf('invalid', `Modifier or prefix "${filter.operator}" is not supported on "${filter.code}"`);
    if (filter.value === '') throw outcomeOf('invalid', `Search parameter "${filter.code}" has no value`);
    if (parameter.type !== 'reference') return filter;
    const fallback = filter.code === 'patient' ? 'Patient' : parameter.target?.length === 1 ? parameter.target[0] : undefined;
    return {
      ...filter,
      value: filter.value
        .split(',')
        .map((value) => canonicalReference(value, baseUrl, fallback))
        .join(','),
    };
  });
  for (const rule of request.sortRules ?? []) {
    if (searchParameter(type, rule.code) === undefined) throw outcomeOf('invalid', `Cannot sort ${type} by "${rule.code}"`);
  }
  for (const include of [...(request.include ?? []), ...(request.revInclude ?? [])]) {
    if (searchParameter(include.resourceType, include.searchParam)?.type !== 'reference')
      throw outcomeOf('invalid', `Unknown include ${include.resourceType}:${include.searchParam}`);
  }
  const count = request.count ?? DEFAULT_COUNT;
  const offset = request.offset ?? 0;
  if (!Number.isInteger(count) || count < 0 || !Number.isInteger(offset) || offset < 0)
    throw outcomeOf('invalid', '_count and _offset must be whole numbers from 0 up');
  return { ...request, filters, count: Math.min(count, MAX_COUNT), offset };
}

function canonicalReference(value: string, baseUrl: string, fallbackType: string | undefined): string {
  const local = value.startsWith(`${baseUrl}/`) ? value.slice(baseUrl.length + 1) : value;
  return local.includes('/') || fallbackType === undefined ? local : `${fallbackType}/${local}`;
}

/** Orders by every `_sort` rule in turn; resources without the value come last in both directions. */
export function compareBy(request: SearchRequest): (a: Resource, b: Resource) => number {
  const rules = (request.sortRules ?? []).map(({ code, descending }) => ({ code, sign: descending === true ? -1 : 1 }));
  return (a, b) => {
    for (const { code, sign } of rules) {
      const left = sortKey(a, code);
      const right = sortKey(b, code);
      if (left === right) continue;
      if (left === undefined) return 1;
      if (right === undefined) return -1;
      return (left < right ? -1 : 1) * sign;
    }
    return 0;
  };
}

function sortKey(resource: Resource, code: string): string | undefined {
  const parameter = searchParameter(resource.resourceType, code);
  if (parameter === undefined) return undefined;
  const first: unknown = evalFhirPath(parameter.expression, resource)[0];
  if (first === undefined) return undefined;
  if (parameter.type === 'date') return toPeriod(first)?.start;
  return typeof first === 'object' ? JSON.stringify(first) : String(first);
}

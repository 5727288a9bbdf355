// SPDX-License-Identifier: Apache-2.0

/** FHIR interactions as SMART 2.x names them: create, read, update, delete, search. */
export type Interaction = 'c' | 'r' | 'u' | 'd' | 's';
export type ScopeLevel = 'patient' | 'user' | 'system';

/** One clinical scope, v1 or v2, in v2 terms. */
export interface ResourceScope {
  readonly level: ScopeLevel;
  /** Resource type, or `*`. */
  readonly type: string;
  readonly interactions: ReadonlySet<Interaction>;
  /** Search parameters that a resource must satisfy (granular scopes of SMART 2.x). */
  readonly filter?: string;
}

const V1: Readonly<Record<string, string>> = { read: 'rs', write: 'cud', '*': 'cruds' };
const SCOPE = /^(patient|user|system)\/(\*|[A-Z][A-Za-z]+)\.(read|write|\*|[cruds]+)(?:\?(.+))?$/;

/**
 * Reads one scope token.
 *
 * v1: `patient/Observation.read` (read and search), `.write` (create, update, delete), `.*`.
 * v2: a non-empty subset of `cruds` in that order, with an optional query.
 *
 * @returns undefined for anything that is not a clinical scope (`openid`, `launch`, a misspelt scope)
 * @see https://hl7.org/fhir/smart-app-launch/STU2.2/scopes-and-launch-context.html
 */
export function parseScope(token: string): ResourceScope | undefined {
  const match = SCOPE.exec(token);
  if (match === null) return undefined;
  const [, level, type, access, filter] = match as unknown as [string, ScopeLevel, string, string, string | undefined];
  const letters = V1[access] ?? access;
  if (!/^c?r?u?d?s?$/.test(letters)) return undefined;
  if (access in V1 && filter !== undefined) return undefined;
  return { level, type, interactions: new Set([...letters] as Interaction[]), ...(filter === undefined ? {} : { filter }) };
}

/** All clinical scopes of a space-separated scope string; other scopes are passed over. */
export function parseScopes(scope: string): readonly ResourceScope[] {
  return scope
    .split(/\s+/)
    .map(parseScope)
    .filter((parsed): parsed is ResourceScope => parsed !== undefined);
}

/** The scopes that grant an interaction on a type; empty when none does. */
export function scopesFor(scopes: readonly ResourceScope[], type: string, interaction: Interaction): readonly ResourceScope[] {
  return scopes.filter((scope) => (scope.type === '*' || scope.type === type) && scope.interactions.has(interaction));
}

/** True when `wanted` (one scope token) asks for nothing beyond `allowed` (a client's registered scope string). */
export function isWithin(wanted: string, allowed: string): boolean {
  const tokens = allowed.split(/\s+/);
  if (tokens.includes(wanted)) return true;
  const scope = parseScope(wanted);
  if (scope === undefined) return false;
  const registered = parseScopes(allowed).filter((other) => other.filter === undefined && other.level === scope.level);
  return [...scope.interactions].every((interaction) => scopesFor(registered, scope.type, interaction).length > 0);
}

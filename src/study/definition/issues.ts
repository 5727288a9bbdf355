// SPDX-License-Identifier: Apache-2.0
// What a schema found, in words for a person who wrote the file by hand.
import { quoted } from '../table/cells.ts';

/** A zod issue, or a contradiction found later. */
export interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly code?: string;
  readonly errors?: readonly (readonly Issue[])[];
  readonly keys?: readonly string[];
  readonly values?: readonly unknown[];
  readonly expected?: string;
  readonly minimum?: number | bigint;
  readonly maximum?: number | bigint;
  readonly origin?: string;
  readonly inclusive?: boolean;
}

/** Of a union that fits nowhere, the alternative that got furthest says most; unknown members become one issue each. */
export function flatten(issue: Issue): Issue[] {
  if (issue.code === 'unrecognized_keys' && issue.keys !== undefined)
    return issue.keys.map((key) => ({
      path: [...issue.path, key],
      code: 'unknown-member',
      message: 'the study file knows no such member; check its spelling and its place',
    }));
  if (issue.code !== 'invalid_union' || issue.errors === undefined || issue.errors.length === 0) return [issue];
  const depth = (issues: readonly Issue[]): number => Math.max(...issues.map((inner) => inner.path.length));
  const deepest = Math.max(...issue.errors.map(depth));
  const inPlace = (inner: Issue): Issue => ({ ...inner, path: [...issue.path, ...inner.path] });
  if (deepest === 0) {
    // Wrong members of one alternative say more than that it is no text.
    const members = issue.errors.find((errors) => errors.some((inner) => inner.code === 'unrecognized_keys'));
    if (members !== undefined) return members.flatMap((inner) => flatten(inPlace(inner)));
    return [{ path: issue.path, code: 'alternatives', message: alternatives(issue.errors.flat()) }];
  }
  const best = issue.errors.filter((errors) => depth(errors) === deepest).sort((a, b) => a.length - b.length)[0]!;
  return best.flatMap((inner) => flatten(inPlace(inner)));
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list in [ ]',
  object: 'members in { }',
  record: 'members in { }',
};

/** Any scalar passes for a text, so numbers and booleans need no mention beside it. */
function alternatives(issues: readonly Issue[]): string {
  const all = [...new Set(issues.map(wanted))];
  return all.filter((one) => !all.includes('text') || (one !== 'a number' && one !== 'true or false')).join(' or ');
}

function wanted(issue: Issue): string {
  if (issue.code === 'invalid_type') return KINDS[issue.expected ?? ''] ?? issue.expected ?? issue.message;
  if (issue.code === 'invalid_value' && issue.values !== undefined)
    return `${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map((value) => quoted(String(value))).join(', ')}`;
  if (issue.code === 'invalid_union' && issue.errors !== undefined) return alternatives(issue.errors.flat());
  return issue.message;
}

function shown(value: unknown): string {
  if (value === null) return 'is empty';
  if (Array.isArray(value)) return 'is a list';
  return typeof value === 'object' ? 'has members' : `is ${typeof value === 'string' ? quoted(value) : String(value)}`;
}

/** One issue in words. @param value what stands there */
export function issueText(issue: Issue, value: unknown): string {
  switch (issue.code) {
    case 'alternatives':
      return value === undefined ? `is missing; it must be ${issue.message}` : `must be ${issue.message}, ${shown(value)}`;
    case 'invalid_type':
    case 'invalid_value':
      return value === undefined ? `is missing; it must be ${wanted(issue)}` : `must be ${wanted(issue)}, ${shown(value)}`;
    case 'invalid_union':
      return value === undefined
        ? `is missing. ${issue.message}`
        : `${issue.message.replace(/^Invalid discriminator value\. E/, 'is not known: e')}, ${shown(value)}`;
    case 'too_small':
    case 'too_big': {
      const bound = issue.code === 'too_small' ? issue.minimum : issue.maximum;
      const isList = issue.origin === 'array';
      if (issue.origin !== 'number' && issue.origin !== 'int' && !isList) return issue.message;
      const how = issue.code === 'too_small' ? (issue.inclusive === false ? 'more than' : 'at least') : issue.inclusive === false ? 'less than' : 'at most';
      if (isList) return issue.message.startsWith('Too') ? `needs ${how} ${bound} ${bound === 1 ? 'entry' : 'entries'}` : issue.message;
      return `must be ${how} ${bound}, ${shown(value)}`;
    }
    case 'invalid_format':
      return `${issue.message}, ${shown(value)}`;
    default:
      return issue.message;
  }
}

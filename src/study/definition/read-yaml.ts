// SPDX-License-Identifier: Apache-2.0
// YAML to plain data, keeping where each value stands so that a problem can name its line.
import { isNode, LineCounter, type Node, parseDocument } from 'yaml';
import type { TableProblem } from '../table/table.ts';

/** A zod issue, or a contradiction found later. */
interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly code?: string;
  readonly errors?: readonly (readonly Issue[])[];
}

export interface YamlFile {
  readonly value: unknown;
  /** Syntax errors; nothing else of this object is of use when there are any. */
  readonly problems: readonly TableProblem[];
  /** Issues of a schema as problems with line numbers. */
  readonly describe: (issues: readonly Issue[]) => TableProblem[];
}

/** `candidates[2].unit` */
function pathText(path: readonly PropertyKey[]): string {
  return path.map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i === 0 ? '' : '.'}${String(part)}`)).join('');
}

/** Of a union that fits nowhere, the alternative that got furthest says most. */
function flatten(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union' || issue.errors === undefined || issue.errors.length === 0) return [issue];
  const depth = (issues: readonly Issue[]): number => Math.max(...issues.map((inner) => inner.path.length));
  const deepest = Math.max(...issue.errors.map(depth));
  if (deepest === 0) {
    const wanted = [...new Set(issue.errors.flat().map((inner) => inner.message))].join(', or ');
    return [{ path: issue.path, message: wanted }];
  }
  const best = issue.errors.filter((errors) => depth(errors) === deepest).sort((a, b) => a.length - b.length)[0]!;
  return best.flatMap((inner) => flatten({ ...inner, path: [...issue.path, ...inner.path] }));
}

/**
 * @param text YAML 1.2 (JSON is YAML)
 * @param name for messages
 */
export function readYaml(text: string, name: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { version: '1.2', uniqueKeys: true, lineCounter: lines, prettyErrors: false });
  const problems = document.errors.map(
    (error): TableProblem => ({
      code: 'yaml',
      file: name,
      rows: [lines.linePos(error.pos[0]).line],
      message: `is not valid YAML: ${error.message.split('\n')[0]}`,
    }),
  );
  const lineOf = (path: readonly PropertyKey[]): number | undefined => {
    for (let length = path.length; length >= 0; length--) {
      const node = document.getIn(path.slice(0, length), true);
      const range = isNode(node) ? (node as Node).range : undefined;
      if (range) return lines.linePos(range[0]).line;
    }
    return undefined;
  };
  let value: unknown;
  if (problems.length === 0)
    try {
      // Few aliases are needed by hand-written files; the limit stops files that expand without end.
      value = document.toJS({ maxAliasCount: 100 });
    } catch (error) {
      problems.push({ code: 'yaml', file: name, message: `cannot be expanded: ${(error as Error).message}` });
    }
  return {
    value,
    problems,
    describe: (issues) =>
      issues.flatMap(flatten).map((issue): TableProblem => {
        const line = lineOf(issue.path);
        const where = pathText(issue.path);
        return {
          code: 'definition-invalid',
          file: name,
          ...(line === undefined ? {} : { rows: [line] }),
          message: where === '' ? issue.message : `${where}: ${issue.message}`,
        };
      }),
  };
}

// SPDX-License-Identifier: Apache-2.0
// YAML to plain data, keeping where each value stands so that a problem can name its line.
import { isNode, LineCounter, type Node, parseDocument } from 'yaml';
import type { TableProblem } from '../table/table.ts';
import { flatten, type Issue, issueText } from './issues.ts';

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

/** What stands at a place; undefined where nothing does. */
function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, key) => (typeof inner === 'object' && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : undefined), value);
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
    describe: (issues) => {
      const found = issues.flatMap(flatten).map((issue): TableProblem => {
        const line = lineOf(issue.path);
        const where = pathText(issue.path);
        const message = issueText(issue, valueAt(value, issue.path));
        return {
          code: 'definition-invalid',
          file: name,
          ...(line === undefined ? {} : { rows: [line] }),
          message: where === '' ? message : `${where}: ${message}`,
        };
      });
      return found.sort((a, b) => (a.rows?.[0] ?? 0) - (b.rows?.[0] ?? 0));
    },
  };
}

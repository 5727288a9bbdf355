// SPDX-License-Identifier: Apache-2.0
import type { StudyDefinition } from '../definition/study-definition.ts';
import { quoted } from '../table/cells.ts';
import type { TableProblem } from '../table/table.ts';
import type { Reading } from './reading.ts';

/** A column that the study file names, and where it does. */
interface Needed {
  readonly column: string;
  readonly by: string;
}

function neededColumns(definition: StudyDefinition): Needed[] {
  const { cohort, outcome, exclusions, split, candidates, subgroups, pathology } = definition;
  return [
    { column: cohort.id, by: 'cohort.id' },
    ...(['time', 'start', 'end', 'status'] as const).flatMap((member) =>
      outcome[member] === undefined ? [] : [{ column: outcome[member], by: `outcome.${member}` }],
    ),
    ...exclusions.map(({ column }) => ({ column, by: 'exclusions' })),
    ...(split.method === 'column' ? [{ column: split.column, by: 'split.column' }] : []),
    ...candidates.map(({ column, key }) => ({ column, by: `candidate ${key}` })),
    ...subgroups.flatMap((subgroup) => (subgroup.source === 'column' ? [{ column: subgroup.column, by: 'subgroups' }] : [])),
    ...pathology.map(({ column }) => ({ column, by: 'pathology' })),
  ];
}

/** Letters and digits only: `AFP (ng/mL)` and `afp_ng_ml` are near. */
const bare = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** Levenshtein's distance, for a hint. */
function distance(a: string, b: string): number {
  let before = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const now = [i];
    for (let j = 1; j <= b.length; j++) now.push(Math.min(before[j]! + 1, now[j - 1]! + 1, before[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    before = now;
  }
  return before[b.length]!;
}

/** The column that was probably meant. */
export function nearestColumn(wanted: string, columns: readonly string[]): string | undefined {
  const target = bare(wanted);
  const best = columns
    .slice(0, 500)
    .filter((column) => column !== '')
    .map((column) => ({ column, far: distance(target, bare(column)) }))
    .sort((a, b) => a.far - b.far)[0];
  return best !== undefined && best.far <= Math.max(1, Math.floor(target.length / 4)) ? best.column : undefined;
}

/** Says that a column is not there. */
export function columnMissing(file: string, column: string, by: string, columns: readonly string[]): TableProblem {
  const near = nearestColumn(column, columns);
  const named = columns.filter((name) => name !== '');
  const has = named.length > 12 ? `${named.slice(0, 12).join(', ')} and ${named.length - 12} more` : named.join(', ');
  return {
    code: 'column-missing',
    file,
    column,
    message: `the column is named by ${by} and is not in the file${near === undefined ? `; the file has ${has}` : `; is ${quoted(near)} meant?`}`,
  };
}

/** Adds a problem for every column that the study file names and the cohort file lacks. */
export function checkColumns(read: Reading, definition: StudyDefinition): void {
  const uses = new Map<string, string[]>();
  for (const { column, by } of neededColumns(definition)) uses.set(column, [...(uses.get(column) ?? []), by]);
  for (const [column, by] of uses)
    if (!read.at.has(column)) read.problems.push(columnMissing(read.table.name, column, [...new Set(by)].join(' and '), read.table.columns));
}

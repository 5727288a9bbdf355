// SPDX-License-Identifier: Apache-2.0
import type { StudyDefinition, Subgroup } from '../definition/study-definition.ts';
import { StudyError } from '../errors.ts';
import { afterNumber } from '../unit-text.ts';
import type { Cohort, LevelColumn, NumberColumn } from './cohort.ts';

export interface SubgroupColumn {
  readonly key: string;
  readonly label: { readonly en: string; readonly zh: string };
  readonly column: LevelColumn;
}

/** Groups of a number between edges; a value belongs to the group whose lower edge it exceeds (`above`) or reaches. */
function banded(column: NumberColumn, edges: readonly number[], upper: 'above' | 'from'): LevelColumn {
  const { unit } = column;
  const [lower, higher] = upper === 'above' ? ['≤', '>'] : ['<', '≥'];
  const said = afterNumber(unit);
  const labels = [
    `${lower} ${edges[0]}${said}`,
    ...edges.map((edge, k) => (k + 1 < edges.length ? `${higher} ${edge} and ${lower} ${edges[k + 1]}${said}` : `${higher} ${edge}${said}`)),
  ];
  const index = Int16Array.from(column.values, (value) => {
    if (Number.isNaN(value)) return -1;
    return edges.filter((edge) => (upper === 'above' ? value > edge : value >= edge)).length;
  });
  return { kind: 'levels', levels: labels.map((_, k) => String(k)), labels, index };
}

/**
 * A subgroup as levels: those of its column, or the two sides of its threshold.
 *
 * @throws StudyError `option-out-of-range` when the subgroup is not of this study
 */
export function subgroupColumn(definition: StudyDefinition, cohort: Cohort, subgroup: Subgroup): SubgroupColumn {
  const column = subgroup.source === 'candidate' ? cohort.covariates.get(subgroup.key) : cohort.others.get(subgroup.key);
  const candidate = subgroup.source === 'candidate' ? definition.candidates.find(({ key }) => key === subgroup.key) : undefined;
  const label = subgroup.label ?? candidate?.label;
  if (column === undefined || label === undefined) throw new StudyError('option-out-of-range', `"${subgroup.key}" is no subgroup of this study`);
  const name = { key: subgroup.key, label };
  if (column.kind === 'levels') return { ...name, column };
  const above = 'above' in subgroup ? subgroup.above : undefined;
  if (above !== undefined) return { ...name, column: banded(column, [above], 'above') };
  const transform = candidate?.kind === 'number' ? candidate.transform : undefined;
  if (transform?.kind === 'threshold') return { ...name, column: banded(column, [transform.above], 'above') };
  if (transform?.kind === 'bins') return { ...name, column: banded(column, transform.edges, 'from') };
  throw new StudyError('option-out-of-range', `the subgroup "${subgroup.key}" needs \`above\``);
}

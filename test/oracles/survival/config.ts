// SPDX-License-Identifier: Apache-2.0

import { completeCases } from '../../../src/survival/core/columns.ts';
import { quantile } from '../../../src/survival/core/rank.ts';
import type { FileComparer, SurvivalFolder, Table } from './folder.ts';
import { isStudy } from './models.ts';

/** Lists of names and provenance: what the other comparisons read. */
const INPUTS = [
  'name',
  'model_vars',
  'small_vars',
  'times',
  'cont',
  'bin',
  'group2',
  'groupk',
  'subgroups',
  'nomogram_vars',
  'r',
  'packages',
  'seed',
  'final_vars',
  'combined_vars',
  'radscore_features',
  'pipeline',
  'glmnet_time_unit',
];

const events = (table: Table, rows: readonly number[]): number => rows.reduce((sum, row) => sum + table.column('status')[row]!, 0);

function counts(data: SurvivalFolder, modelVars: readonly string[]): Record<string, number> {
  if (isStudy(data)) {
    const table = data.table('clinical.csv');
    const cohort = table.text('cohort');
    const rowsOf = (name: string): number[] => cohort.flatMap((value, i) => (value === name ? [i] : []));
    const train = rowsOf('train');
    const valid = rowsOf('valid');
    return { n_train: train.length, n_valid: valid.length, events_train: events(table, train), events_valid: events(table, valid) };
  }
  const table = data.table('data.csv');
  const rows = Array.from({ length: table.length }, (_, i) => i);
  return {
    n: table.length,
    n_complete: completeCases(...['time', 'status', ...modelVars].map((name) => table.column(name))).length,
    events: events(table, rows),
  };
}

/** `config.json`: settings of the other files; its counts are compared with the data. */
export const compareConfig: FileComparer = (root, data) => {
  for (const key of INPUTS) if (root.has(key)) root.get(key).used();
  const ours = counts(data, root.has('model_vars') ? root.get('model_vars').asStrings() : []);
  for (const [key, value] of Object.entries(ours)) if (root.has(key)) root.get(key).same(value);
  if (root.has('median_time')) root.get('median_time').number(quantile(data.table('clinical.csv').column('time'), [0.5])[0], { relative: 1e-12 });
};

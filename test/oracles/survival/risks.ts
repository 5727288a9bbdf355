// SPDX-License-Identifier: Apache-2.0
import { pick } from '../../../src/survival/core/columns.ts';
import type { FileComparer } from './folder.ts';
import type { ReferenceNode } from './node.ts';
import { type RiskModel, type RiskSet, riskSets } from './risk-sets.ts';

const RISK = { absolute: 1e-8 };

/** Values of all sets of subjects back in the order of the file. */
function inFileOrder(sets: readonly RiskSet[], valuesOf: (set: RiskSet) => ArrayLike<number>): number[] {
  const pairs = sets.flatMap((set) => Array.from(valuesOf(set), (value, i) => [set.rows[i]!, value] as const));
  return pairs.sort(([a], [b]) => a - b).map(([, value]) => value);
}

function compareKeys(root: ReferenceNode, sets: readonly RiskSet[]): void {
  const { table } = sets[0]!;
  for (const key of ['id', 'cohort']) if (root.has(key)) root.get(key).same(table.text(key));
  if (root.has('row0')) root.get('row0').same(inFileOrder(sets, ({ rows }) => rows));
  for (const key of ['time', 'status']) {
    if (root.has(key)) {
      root.get(key).numbers(
        inFileOrder(sets, ({ rows }) => pick(table.column(key), rows)),
        {},
      );
    }
  }
}

export const compareDerived: FileComparer = (root, data) => {
  const sets = riskSets(data);
  compareKeys(root, sets);
  for (const name of Object.keys(sets[0]!.models)) {
    root.get(`lp_${name}`).numbers(
      inFileOrder(sets, ({ models }) => models[name]!.predictor),
      RISK,
    );
  }
};

export const compareRisks: FileComparer = (root, data) => {
  const sets = riskSets(data);
  compareKeys(root, sets);
  for (const name of Object.keys(sets[0]!.models)) {
    const all = (valuesOf: (model: RiskModel) => Float64Array): number[] => inFileOrder(sets, ({ models }) => valuesOf(models[name]!));
    for (const key of root.keys()) {
      const at = new RegExp(`^risk_${name}_([0-9.]+)$`).exec(key);
      if (at !== null) {
        root.get(key).numbers(
          all((model) => model.riskAt(Number(at[1]))),
          RISK,
        );
      } else if (key === `cumhaz_own_${name}`) {
        root.get(key).numbers(
          all((model) => model.ownHazard),
          RISK,
        );
      }
    }
  }
};

// SPDX-License-Identifier: Apache-2.0
import { pick } from '../../../src/survival/core/columns.ts';
import { standardisation, standardise } from '../../../src/survival/filters/index.ts';
import { cvCoxnet } from '../../../src/survival/penalised/index.ts';
import type { FileComparer, SurvivalFolder } from './folder.ts';
import { isStudy } from './models.ts';
import type { ReferenceNode } from './node.ts';
import { type RiskModel, type RiskSet, riskSets } from './risk-sets.ts';
import { selected, selectionData } from './study.ts';

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

/** The radiomics score of every patient: penalised Cox on the kept, standardised training features at lambda.min. */
function radScores(data: SurvivalFolder): number[] {
  const source = selectionData(data);
  const { keep } = data.json<{ keep: string[] }>('filters.json');
  const { foldid, tight_settings } = data.json<{ foldid: number[]; tight_settings: Record<string, number> }>('glmnet.json');
  const training = selected(source, keep);
  const constants = standardisation(training);
  const { coefMin } = cvCoxnet(source.surv!, standardise(training, constants), {
    foldId: foldid,
    lambdaMinRatio: tight_settings['lambda.min.ratio']!,
    nLambda: tight_settings.nlambda!,
    foldGrid: 'interpolated',
  });
  const all = standardise(Object.fromEntries(keep.map((name) => [name, source.table.column(name)])), constants);
  return Array.from({ length: source.table.length }, (_, row) =>
    coefMin.index.reduce((sum, column, k) => sum + coefMin.coef[k]! * all[keep[column]!]![row]!, 0),
  );
}

export const compareDerived: FileComparer = (root, data) => {
  const sets = riskSets(data);
  compareKeys(root, sets);
  if (root.has('radscore') && isStudy(data)) {
    // glmnet at thresh 1e-14 misses the optimum by up to 1e-5 over all coefficients.
    root.get('radscore').numbers(radScores(data), { absolute: 1e-5 });
  }
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

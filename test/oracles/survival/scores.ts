// SPDX-License-Identifier: Apache-2.0
import { brierScore } from '../../../src/survival/brier/brier.ts';
import { compareTimeRoc } from '../../../src/survival/roc/compare-roc.ts';
import { timeRoc } from '../../../src/survival/roc/time-roc.ts';
import type { FileComparer } from './folder.ts';
import type { ReferenceNode } from './node.ts';
import { type RiskSet, riskSets } from './risk-sets.ts';

const SCORE = { absolute: 1e-9 };
const SE = { absolute: 1e-6 };
const Z = 1.959963984540054;

function compareBrier(node: ReferenceNode, { surv, models }: RiskSet): void {
  const brier = node.get('brier');
  const times = [...new Set(brier.get('times').asNumbers())];
  const risks = Object.fromEntries(Object.entries(models).map(([name, model]) => [name, times.map((t) => model.riskAt(t))]));
  const { scores, contrasts } = brierScore(surv, risks, times);
  brier.get('model').same(scores.map(({ model }) => model));
  brier.get('Brier').numbers(
    scores.map((one) => one.brier),
    SCORE,
  );
  for (const field of ['se', 'lower', 'upper'] as const) {
    brier.get(field).numbers(
      scores.map((one) => one[field]),
      SE,
    );
  }
  brier.get('IPA').numbers(
    scores.map((one) => one.ipa),
    SCORE,
  );
  const expected = node.get('brier_contrasts');
  expected.get('times').numbers(
    contrasts.map((one) => one.time),
    {},
  );
  expected.get('model').same(contrasts.map((one) => one.model));
  expected.get('reference').same(contrasts.map((one) => one.reference));
  expected.get('delta.Brier').numbers(
    contrasts.map((one) => one.difference),
    SCORE,
  );
  for (const field of ['se', 'lower', 'upper'] as const) {
    expected.get(field).numbers(
      contrasts.map((one) => one[field]),
      SE,
    );
  }
  expected.get('p').numbers(
    contrasts.map((one) => one.p),
    { absolute: 1e-6, relative: 1e-4 },
  );
}

function compareAuc(node: ReferenceNode, { surv, models }: RiskSet): void {
  const auc = node.get('auc');
  const times = [...new Set(auc.get('times').asNumbers())];
  const names = Object.keys(models);
  const at = names.flatMap((name) => times.map((t) => timeRoc(surv, models[name]!.riskAt(t), [t], { convention: 'riskRegression' }).at[0]!));
  auc.get('model').same(names.flatMap((name) => times.map(() => name)));
  auc.get('AUC').numbers(
    at.map((one) => one.auc),
    SCORE,
  );
  for (const field of ['se', 'lower', 'upper'] as const) {
    auc.get(field).numbers(
      at.map((one) => one[field]),
      SE,
    );
  }
  const expected = node.get('auc_contrasts');
  const rows = times.flatMap((t) => {
    const pairs = compareTimeRoc(surv, Object.fromEntries(names.map((name) => [name, models[name]!.riskAt(t)])), [t], { convention: 'riskRegression' });
    return pairs.map(({ a, b, difference, se, p }) => ({ time: t, model: b, reference: a, difference: -difference[0]!, se: se[0]!, p: p[0] ?? null }));
  });
  expected.get('times').numbers(
    rows.map((row) => row.time),
    {},
  );
  expected.get('model').same(rows.map((row) => row.model));
  expected.get('reference').same(rows.map((row) => row.reference));
  expected.get('delta.AUC').numbers(
    rows.map((row) => row.difference),
    SCORE,
  );
  expected.get('se').numbers(
    rows.map((row) => row.se),
    SE,
  );
  expected.get('lower').numbers(
    rows.map((row) => row.difference - Z * row.se),
    SE,
  );
  expected.get('upper').numbers(
    rows.map((row) => row.difference + Z * row.se),
    SE,
  );
  expected.get('p').numbers(
    rows.map((row) => row.p),
    { absolute: 1e-6, relative: 1e-4 },
  );
}

export const compareScores: FileComparer = (root, data) => {
  for (const set of riskSets(data)) {
    const node = set.path === '' ? root : root.get(set.path);
    compareBrier(node, set);
    compareAuc(node, set);
  }
};

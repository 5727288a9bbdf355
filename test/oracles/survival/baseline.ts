// SPDX-License-Identifier: Apache-2.0
import { basehaz, hazardAt } from '../../../src/survival/cox/baseline.ts';
import type { CoxFit } from '../../../src/survival/cox/coxph.ts';
import { survfitCox } from '../../../src/survival/cox/survfit-cox.ts';
import type { FileComparer } from './folder.ts';
import { cohortRows, type DataConfig, fitOn, isStudy, mergedTable, type StudyConfig } from './models.ts';
import type { ReferenceNode } from './node.ts';

const CURVE = { absolute: 1e-8 };

function compareHazard(node: ReferenceNode, fit: CoxFit): void {
  const base = basehaz(fit);
  const times = node.get('times').asNumbers();
  const hazard = hazardAt(base, times);
  if (node.has('coef')) {
    node.get('coef').numbers(
      fit.terms.map(({ coef }) => coef),
      { relative: 1e-8 },
    );
  }
  node.get('H0').numbers(hazard, CURVE);
  node.get('S0').numbers(
    hazard.map((value) => Math.exp(-value)),
    CURVE,
  );
  node.get('curve_time').numbers(base.strata[0]!.time, {});
  node.get('curve_H0').numbers(base.strata[0]!.hazard, CURVE);
}

export const compareBaseline: FileComparer = (root, data) => {
  const study = isStudy(data);
  const table = study ? mergedTable(data) : data.table('data.csv');
  const names = study ? data.json<StudyConfig>('config.json').combined_vars : data.json<DataConfig>('config.json').model_vars;
  const among = study ? cohortRows(table, 'train') : undefined;
  const { fit } = fitOn(table, names, {}, among);
  compareHazard(root.get('efron'), fit);
  compareHazard(root.get('breslow_ties_model'), fitOn(table, names, { ties: 'breslow' }, among).fit);
  const newdata = Object.fromEntries(
    root
      .get('newdata')
      .keys()
      .map((name) => [name, root.get('newdata').get(name).asNumbers()]),
  );
  const times = root.get('efron').get('times').asNumbers();
  for (const [key, confType] of [
    ['log', 'log'],
    ['loglog', 'log-log'],
    ['plain', 'plain'],
  ] as const) {
    const { curves } = survfitCox(fit, newdata, { times, confType, extend: true });
    const node = root.get(key);
    for (const [name, field] of [
      ['surv', 'surv'],
      ['std_err', 'stdErr'],
      ['lower', 'lower'],
      ['upper', 'upper'],
    ] as const) {
      node.get(name).matrix(
        curves.map((curve) => curve[field]),
        CURVE,
      );
    }
  }
  root.get('kalbfleisch_prentice_surv').matrix(
    survfitCox(fit, newdata, { times, estimator: 'product', extend: true }).curves.map(({ surv }) => surv),
    CURVE,
  );
};

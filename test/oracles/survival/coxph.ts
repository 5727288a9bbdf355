// SPDX-License-Identifier: Apache-2.0
import type { CoxFit } from '../../../src/survival/cox/coxph.ts';
import { coxResiduals } from '../../../src/survival/cox/residuals.ts';
import type { FileComparer, Table } from './folder.ts';
import { type DataConfig, fitOn, isStudy } from './models.ts';
import type { ReferenceNode } from './node.ts';

const COEF = { relative: 1e-8, absolute: 1e-12 };
const P = { relative: 1e-7, absolute: 1e-300 };
const TEST = { relative: 1e-8, absolute: 1e-9 };

/** One model of coxph.json against our fit. */
export function compareCoxFit(node: ReferenceNode, fit: CoxFit): void {
  const of = (key: 'coef' | 'hazardRatio' | 'se' | 'z' | 'lower' | 'upper' | 'p'): (number | null)[] => fit.terms.map((term) => term[key]);
  node.get('terms').same(fit.terms.map(({ term }) => term));
  node.get('coef').numbers(of('coef'), COEF);
  node.get('hr').numbers(of('hazardRatio'), COEF);
  node.get('se').numbers(of('se'), COEF);
  node.get('z').numbers(of('z'), COEF);
  node.get('p').numbers(of('p'), P);
  node.get('hr_lo95').numbers(of('lower'), COEF);
  node.get('hr_hi95').numbers(of('upper'), COEF);
  node.get('n').number(fit.n, {});
  node.get('nevent').number(fit.nEvents, {});
  node.get('loglik_null').number(fit.loglikNull, COEF);
  node.get('loglik').number(fit.loglik, COEF);
  for (const name of ['lrt', 'wald', 'score'] as const) {
    const test = node.get(name);
    test.get('stat').number(fit[name].statistic, TEST);
    test.get('df').number(fit[name].df, {});
    if (test.has('p')) test.get('p').number(fit[name].p, P);
  }
  node.get('aic').number(fit.aic, COEF);
  node.get('bic_nevent').number(fit.bic, COEF);
  node.get('ties').same(fit.ties);
  if (node.has('vcov')) node.get('vcov').matrix(fit.vcov, COEF);
  if (node.has('means')) node.get('means').numbers(fit.means, COEF);
  if (node.has('lp_uncentered')) node.get('lp_uncentered').numbers(fit.linearPredictor, { absolute: 1e-8 });
  if (node.has('martingale')) node.get('martingale').numbers(coxResiduals(fit).martingale, { absolute: 1e-8 });
}

function compareUnivariate(node: ReferenceNode, table: Table, among?: readonly number[]): void {
  for (const name of node.keys()) compareCoxFit(node.get(name), fitOn(table, [name], {}, among).fit);
}

export const compareCoxph: FileComparer = (root, data) => {
  if (isStudy(data)) return;
  const table = data.table('data.csv');
  const { model_vars, small_vars } = data.json<DataConfig>('config.json');
  compareUnivariate(root.get('univariate'), table);
  const { fit, rows } = fitOn(table, model_vars);
  compareCoxFit(root.get('multivariate'), fit);
  compareCoxFit(root.get('small'), fitOn(table, small_vars, {}, rows).fit);
  compareCoxFit(root.get('multivariate_breslow'), fitOn(table, model_vars, { ties: 'breslow' }).fit);
};

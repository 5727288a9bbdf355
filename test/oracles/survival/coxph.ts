// SPDX-License-Identifier: Apache-2.0
import { coxAnova } from '../../../src/survival/cox/anova.ts';
import type { CoxFit, CoxOptions } from '../../../src/survival/cox/coxph.ts';
import { coxResiduals } from '../../../src/survival/cox/residuals.ts';
import { type CoxZph, coxZph } from '../../../src/survival/cox/zph.ts';
import type { FileComparer, SurvivalFolder, Table } from './folder.ts';
import { cohortRows, type DataConfig, fitOn, isStudy, mergedTable, type StudyConfig } from './models.ts';
import type { ReferenceNode, Tolerance } from './node.ts';

const INFINITE = 'a coefficient without a finite maximum has a status, not a value';
const COEF = { relative: 1e-8, absolute: 1e-12 };
const P = { relative: 1e-7, absolute: 1e-300 };
const TEST = { relative: 1e-8, absolute: 1e-9 };

/** The key of each term; a coefficient without a finite maximum has a status, not a value: the file's must be as far out. */
function compareTerms(node: ReferenceNode, ours: readonly (number | null)[], fit: CoxFit, tolerance: Tolerance): void {
  if (!fit.terms.some(({ status }) => status === 'infinite')) {
    node.numbers(ours, tolerance);
    return;
  }
  node.items().forEach((item, j) => {
    if (fit.terms[j]!.status !== 'infinite') item.number(ours[j], { ...tolerance, relative: 1e-6 });
    else if (node.path.endsWith('.se')) node.report.check(item.path, item.asNumber() > 10, 'we find an infinite coefficient, the file a usable standard error');
    else item.skip(INFINITE);
  });
}

/** One model of coxph.json against our fit. */
export function compareCoxFit(node: ReferenceNode, fit: CoxFit): void {
  const of = (key: 'coef' | 'hazardRatio' | 'se' | 'z' | 'lower' | 'upper' | 'p'): (number | null)[] => fit.terms.map((term) => term[key]);
  node.get('terms').same(fit.terms.map(({ term }) => term));
  compareTerms(node.get('coef'), of('coef'), fit, COEF);
  compareTerms(node.get('hr'), of('hazardRatio'), fit, COEF);
  compareTerms(node.get('se'), of('se'), fit, COEF);
  compareTerms(node.get('z'), of('z'), fit, COEF);
  compareTerms(node.get('p'), of('p'), fit, P);
  compareTerms(node.get('hr_lo95'), of('lower'), fit, COEF);
  compareTerms(node.get('hr_hi95'), of('upper'), fit, COEF);
  node.get('n').number(fit.n, {});
  node.get('nevent').number(fit.nEvents, {});
  node.get('loglik_null').number(fit.loglikNull, COEF);
  node.get('loglik').number(fit.loglik, COEF);
  const infinite = fit.terms.some(({ status }) => status === 'infinite');
  for (const name of ['lrt', 'wald', 'score'] as const) {
    const test = node.get(name);
    // An infinite coefficient has no Wald test; how far Newton's method went decides its statistic.
    if (infinite && name === 'wald') {
      test.skip(INFINITE);
      continue;
    }
    test.get('stat').number(fit[name].statistic, TEST);
    test.get('df').number(fit[name].df, {});
    if (test.has('p')) test.get('p').number(fit[name].p, P);
  }
  node.get('aic').number(fit.aic, COEF);
  node.get('bic_nevent').number(fit.bic, COEF);
  node.get('ties').same(fit.ties);
  if (infinite) {
    for (const key of ['vcov', 'lp_uncentered', 'martingale', 'means', 'zph_km', 'zph_identity']) if (node.has(key)) node.get(key).skip(INFINITE);
    return;
  }
  if (node.has('vcov')) node.get('vcov').matrix(fit.vcov, COEF);
  if (node.has('means')) node.get('means').numbers(fit.means, COEF);
  if (node.has('lp_uncentered')) node.get('lp_uncentered').numbers(fit.linearPredictor, { absolute: 1e-8 });
  if (node.has('martingale')) node.get('martingale').numbers(coxResiduals(fit).martingale, { absolute: 1e-8 });
  for (const transform of ['km', 'identity'] as const) if (node.has(`zph_${transform}`)) compareZph(node.get(`zph_${transform}`), coxZph(fit, transform));
}

function compareZph(node: ReferenceNode, zph: CoxZph): void {
  const tests = [...zph.terms, { term: 'GLOBAL', ...zph.global }];
  node.get('terms').same(tests.map(({ term }) => term));
  node.get('chisq').numbers(
    tests.map(({ statistic }) => statistic),
    { relative: 1e-6, absolute: 1e-9 },
  );
  node.get('df').numbers(
    tests.map(({ df }) => df),
    {},
  );
  node.get('p').numbers(
    tests.map(({ p }) => p),
    { relative: 1e-6 },
  );
}

function compareUnivariate(node: ReferenceNode, table: Table, among?: readonly number[]): void {
  for (const name of node.keys()) compareCoxFit(node.get(name), fitOn(table, [name], {}, among).fit);
}

function compareAnova(node: ReferenceNode, small: CoxFit, full: CoxFit): void {
  const test = coxAnova(small, full);
  node.get('chisq').number(test.statistic, TEST);
  node.get('df').number(test.df, {});
  node.get('p').number(test.p, P);
}

/** Univariate screening, the selected and final models, and the models with the rad-score (training rows). */
function compareStudy(root: ReferenceNode, data: SurvivalFolder): void {
  const table = mergedTable(data);
  const { final_vars, combined_vars } = data.json<StudyConfig>('config.json');
  const train = cohortRows(table, 'train');
  const candidates = root.get('candidates').asStrings();
  compareUnivariate(root.get('univariate'), table, train);
  const fitted = (names: readonly string[], options: CoxOptions = {}): CoxFit => fitOn(table, names, options, train).fit;
  const significant = (fit: CoxFit): string[] => fit.terms.flatMap(({ term, p }) => (p !== null && p < 0.05 ? [term] : []));
  const selected = candidates.flatMap((name) => significant(fitted([name])));
  root.get('selected_p05').same(selected);
  const multivariate = fitted(selected);
  compareCoxFit(root.get('multivariate'), multivariate);
  compareCoxFit(root.get('multivariate_all'), fitted(candidates));
  root.get('final_vars').same(significant(multivariate));
  const models = { clinical: fitted(final_vars), radiomics: fitted(['radscore']), combined: fitted(combined_vars) };
  for (const [name, fit] of Object.entries(models)) compareCoxFit(root.get(name), fit);
  if (root.has('lrt_comb_vs_clin')) compareAnova(root.get('lrt_comb_vs_clin'), models.clinical, models.combined);
  if (root.has('combined_vars')) root.get('combined_vars').same(combined_vars);
  for (const key of root.keys()) {
    const node = root.get(key);
    if (/breslow/.test(key) && node.has('coef')) {
      const names = node.get('terms').asStrings();
      compareCoxFit(node, fitted(names, { ties: 'breslow' }));
    }
  }
}

export const compareCoxph: FileComparer = (root, data) => {
  if (isStudy(data)) {
    compareStudy(root, data);
    return;
  }
  const table = data.table('data.csv');
  const { model_vars, small_vars } = data.json<DataConfig>('config.json');
  compareUnivariate(root.get('univariate'), table);
  const { fit, rows } = fitOn(table, model_vars);
  compareCoxFit(root.get('multivariate'), fit);
  const small = fitOn(table, small_vars, {}, rows).fit;
  compareCoxFit(root.get('small'), small);
  compareAnova(root.get('anova_small_vs_full'), small, fit);
  compareCoxFit(root.get('multivariate_breslow'), fitOn(table, model_vars, { ties: 'breslow' }).fit);
};

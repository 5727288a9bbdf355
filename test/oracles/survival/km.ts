// SPDX-License-Identifier: Apache-2.0
import { completeCases, pick } from '../../../src/survival/core/columns.ts';
import type { Surv } from '../../../src/survival/core/surv.ts';
import { coxph } from '../../../src/survival/cox/coxph.ts';
import { pairwiseSurvdiff } from '../../../src/survival/kaplan-meier/pairwise.ts';
import { survQuantile } from '../../../src/survival/kaplan-meier/quantile.ts';
import { rmst } from '../../../src/survival/kaplan-meier/rmst.ts';
import { survdiff } from '../../../src/survival/kaplan-meier/survdiff.ts';
import { type KaplanMeier, survfit, survfitAt } from '../../../src/survival/kaplan-meier/survfit.ts';
import type { FileComparer, Table } from './folder.ts';
import { cohortRows, isStudy, mergedTable, R_CONTROL, survOf } from './models.ts';
import type { ReferenceNode } from './node.ts';

const KM = { absolute: 1e-10 };
const P = { relative: 1e-8, absolute: 1e-300 };
const TEST = { relative: 1e-10, absolute: 1e-10 };
const CONF = { log: 'log', loglog: 'log-log', plain: 'plain' } as const;

export function compareTable(table: ReferenceNode, curve: KaplanMeier): void {
  table.get('time').numbers(curve.time, {});
  table.get('n_risk').numbers(curve.nRisk, {});
  table.get('n_event').numbers(curve.nEvent, {});
  table.get('n_censor').numbers(curve.nCensor, {});
  table.get('surv').numbers(curve.surv, KM);
  table.get('cumhaz').numbers(curve.cumhaz, KM);
  table.get('lower').numbers(curve.lower, KM);
  table.get('upper').numbers(curve.upper, KM);
  // R writes an infinite standard error where S = 0.
  const se = table.get('std_err_logscale');
  se.numbers(
    curve.stdErrLog.map((value) => value ?? Infinity),
    KM,
  );
}

function compareCurve(node: ReferenceNode, surv: Surv): void {
  for (const [key, confType] of Object.entries(CONF)) {
    const [curve] = survfit(surv, { confType }).curves;
    if (curve === undefined) throw new Error('no curve');
    if (key === 'log') {
      node.get('n').number(curve.n, {});
      node.get('events').number(curve.nEvents, {});
    }
    const expected = node.get(key);
    if (expected.has('table')) compareTable(expected.get('table'), curve);
    const at = survfitAt(curve, expected.get('at').get('times').asNumbers(), { extend: true });
    expected.get('at').get('surv').numbers(at.surv, KM);
    expected.get('at').get('std_err').numbers(at.stdErr, KM);
    expected.get('at').get('lower').numbers(at.lower, KM);
    expected.get('at').get('upper').numbers(at.upper, KM);
    expected.get('at').get('n_risk').numbers(at.nRisk, {});
    const quantile = expected.get('quantile');
    const ours = survQuantile(curve, quantile.get('p').asNumbers());
    for (const [name, field] of [
      ['est', 'estimate'],
      ['lower', 'lower'],
      ['upper', 'upper'],
    ] as const) {
      quantile.get(name).numbers(
        ours.map((one) => one[field]),
        KM,
      );
    }
    if (key === 'log') {
      const restricted = rmst(curve, node.get('rmst').get('tau').asNumber());
      node.get('rmst').get('rmean').number(restricted.mean, { absolute: 1e-10, relative: 1e-12 });
      node.get('rmst').get('se').number(restricted.se, KM);
      const [followUp] = survfit(surv, { reverse: true }).curves;
      node.get('median_followup_reverse_km').number(survQuantile(followUp!, [0.5])[0]!.estimate, {});
    }
  }
}

function compareGroups(node: ReferenceNode, table: Table, among: readonly number[]): void {
  const variable = node.get('group_var').asStrings()[0]!;
  const complete = new Set(completeCases(table.column('time'), table.column(variable)));
  const rows = among.filter((row) => complete.has(row));
  const surv = survOf(table, rows);
  const group = Array.from(pick(table.column(variable), rows));
  const { curves } = survfit(surv, { group });
  node.get('levels').same(curves.map((curve) => curve.group));
  for (const curve of curves) {
    const own = rows.filter((_, i) => group[i] === curve.group);
    compareCurve(node.get('groups').get(`g${curve.group}`), survOf(table, own));
  }
  for (const [key, rho] of [
    ['logrank', 0],
    ['peto_rho1', 1],
  ] as const) {
    const test = survdiff(surv, group, { rho });
    const expected = node.get(key);
    expected.get('obs').numbers(test.observed, KM);
    expected.get('exp').numbers(test.expected, KM);
    expected.get('var').matrix(test.variance, KM);
    expected.get('chisq').number(test.statistic, TEST);
    expected.get('df').number(test.df, {});
    expected.get('p').number(test.p, P);
  }
  if (node.has('pairwise')) {
    const pairs = pairwiseSurvdiff(surv, group);
    const expected = node.get('pairwise');
    expected.get('a').same(pairs.map(({ a }) => a));
    expected.get('b').same(pairs.map(({ b }) => b));
    expected.get('p').numbers(
      pairs.map(({ test }) => test.p),
      P,
    );
    for (const [name, method] of [
      ['p_bh', 'BH'],
      ['p_bonferroni', 'bonferroni'],
      ['p_holm', 'holm'],
    ] as const) {
      expected.get(name).numbers(
        pairs.map(({ adjusted }) => adjusted[method]),
        P,
      );
    }
  }
  if (node.has('trend_score')) {
    const fit = coxph(surv, { [variable]: group }, { control: R_CONTROL });
    const trend = fit.score;
    node.get('trend_score').get('chisq').number(trend.statistic, TEST);
    node.get('trend_score').get('p').number(trend.p, P);
  }
}

function compareKmOf(node: ReferenceNode, table: Table, rows: readonly number[]): void {
  compareCurve(node.get('overall'), survOf(table, rows));
  for (const key of node.keys()) if (key.startsWith('by_')) compareGroups(node.get(key), table, rows);
}

export const compareKm: FileComparer = (root, data) => {
  if (isStudy(data)) {
    const table = mergedTable(data);
    for (const cohort of ['train', 'valid'] as const) compareKmOf(root.get(cohort), table, cohortRows(table, cohort));
  } else {
    const table = data.table('data.csv');
    compareKmOf(
      root,
      table,
      Array.from({ length: table.length }, (_, i) => i),
    );
  }
};

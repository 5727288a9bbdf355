// SPDX-License-Identifier: Apache-2.0
import { maxstat } from '../../../src/survival/cutpoint/maxstat.ts';
import { survdiff } from '../../../src/survival/kaplan-meier/survdiff.ts';
import type { FileComparer } from './folder.ts';
import { cohortRows, isStudy, mergedTable, survOf } from './models.ts';

const STATISTIC = { absolute: 1e-10 };
const P = { relative: 1e-8, absolute: 1e-16 };
/** R integrates by quasi-Monte Carlo. */
const SAMPLED = { absolute: 2e-3 };

/** `cutpoint.json`: maximally selected log-rank statistics per marker. */
export const compareCutpoint: FileComparer = (root, data) => {
  const study = isStudy(data);
  const table = study ? mergedTable(data) : data.table('derived.csv');
  const rows = study ? cohortRows(table, 'train') : table.column('row0').map((_, i) => i);
  const surv = survOf(table, rows);
  const minProp = root.get('minprop').asNumber();
  for (const marker of root.keys()) {
    if (marker === 'minprop' || marker === 'note') continue;
    const node = root.get(marker);
    const source = data.has('data.csv') ? data.table('data.csv') : table;
    const values = table.has(marker) ? rows.map((row) => table.column(marker)[row]!) : table.column('row0').map((row) => source.column(marker)[row]!);
    const ours = maxstat(surv, values, { minProp });
    node.get('cutpoint').number(ours.cutpoint, { relative: 1e-14 });
    node.get('statistic').number(ours.statistic, STATISTIC);
    node.get('cuts').numbers(ours.cuts, { relative: 1e-14 });
    node.get('stats').numbers(ours.statistics, STATISTIC);
    node.get('logrank_scores').numbers(ours.scores, STATISTIC);
    node.get('p_lau92').number(ours.pLausen92, P);
    node.get('p_lau94').number(ours.pLausen94, P);
    node.get('p_exactGauss_mean_of_5').number(ours.pGauss, SAMPLED);
    node.get('p_exactGauss_range').numbers([ours.pGauss, ours.pGauss], SAMPLED);
    node.get('n_low').same(ours.nLow);
    node.get('n_high').same(ours.nHigh);
    const naive = survdiff(
      surv,
      values.map((value) => (value > ours.cutpoint ? 1 : 0)),
    );
    node.get('naive_logrank_chisq').number(naive.statistic, { relative: 1e-10 });
    node.get('naive_logrank_p').number(naive.p, { relative: 1e-8 });
  }
  if (root.has('note')) root.get('note').used();
};

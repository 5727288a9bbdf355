// SPDX-License-Identifier: Apache-2.0
import {
  anova,
  chiSquareTest,
  crossTable,
  describe,
  fisherTest,
  kendallTest,
  kruskalWallis,
  mannWhitney,
  pearsonTest,
  present,
  shapiroTest,
  spearmanTest,
  standardisedDifference,
  tTest,
  varianceTest,
} from '../../../src/survival/tests/index.ts';
import type { FileComparer, Table } from './folder.ts';
import { isStudy, mergedTable } from './models.ts';
import type { ReferenceNode } from './node.ts';

const EXACT = { relative: 1e-9, absolute: 1e-12 };
const SHAPIRO = { absolute: 1e-5 };
const FISHER_P = { relative: 1e-6 };
/** R finds the root of the odds ratio, or of its inverse when above 1, with uniroot's default tolerance of eps^0.25 = 1.22e-4: as much in u is OR² times as much in 1/u. */
const fisherOdds = (reference: number): { absolute: number } => ({ absolute: 1.25e-4 * Math.max(1, reference * reference) });

const METHODS = {
  exact: 'Wilcoxon rank sum exact test',
  normal: 'Wilcoxon rank sum test',
  'normal-continuity': 'Wilcoxon rank sum test with continuity correction',
} as const;

/** Values of a column by the level of another. */
const split = (values: readonly number[], group: readonly number[], level: number): Float64Array => present(values.filter((_, i) => group[i] === level));

const sortedLevels = (group: readonly number[]): number[] => [...new Set(group.filter((value) => Number.isFinite(value)))].sort((a, b) => a - b);

function compareTwoSamples(node: ReferenceNode, a: Float64Array, b: Float64Array): void {
  for (const [key, sample] of [
    ['a', a],
    ['b', b],
  ] as const) {
    const ours = describe(sample);
    for (const field of ['n', 'mean', 'sd', 'median', 'q1', 'q3', 'min', 'max'] as const) node.get(key).get(field).number(ours[field], EXACT);
    if (node.has(`shapiro_${key}`)) {
      const shapiro = shapiroTest(sample);
      node.get(`shapiro_${key}`).get('W').number(shapiro.w, SHAPIRO);
      node.get(`shapiro_${key}`).get('p').number(shapiro.p, SHAPIRO);
    }
  }
  for (const [key, pooled] of [
    ['welch', false],
    ['pooled', true],
  ] as const) {
    const ours = tTest(a, b, { pooled });
    const expected = node.get(key);
    expected.get('t').number(ours.t, EXACT);
    expected.get('df').number(ours.df, EXACT);
    expected.get('p').number(ours.p, EXACT);
    if (expected.has('ci')) expected.get('ci').numbers(ours.ci, EXACT);
  }
  const corrected = mannWhitney(a, b, { exact: false });
  node.get('wilcox_cc').get('W').number(corrected.w, EXACT);
  node.get('wilcox_cc').get('p').number(corrected.p, EXACT);
  node
    .get('wilcox_nocc')
    .get('p')
    .number(mannWhitney(a, b, { exact: false, continuity: false }).p, EXACT);
  const automatic = mannWhitney(a, b);
  node.get('wilcox_default').get('p').number(automatic.p, EXACT);
  node.get('wilcox_default').get('method').same(METHODS[automatic.method]);
  node.get('var_test_p').number(varianceTest(a, b).p, EXACT);
  node.get('smd').number(standardisedDifference(a, b), EXACT);
}

function compareTable(node: ReferenceNode, first: readonly number[], second: readonly number[]): void {
  const rows = first.flatMap((value, i) => (Number.isFinite(value) && Number.isFinite(second[i]) ? [i] : []));
  const { table } = crossTable(
    rows.map((i) => first[i]!),
    rows.map((i) => second[i]!),
  );
  node.get('table').same(table);
  const ours = chiSquareTest(table);
  node.get('default').get('chisq').number(ours.chisq, EXACT);
  node.get('default').get('df').number(ours.df, EXACT);
  node.get('default').get('p').number(ours.p, EXACT);
  const plain = chiSquareTest(table, { correct: false });
  node.get('nocorrect').get('chisq').number(plain.chisq, EXACT);
  node.get('nocorrect').get('p').number(plain.p, EXACT);
  node.get('expected').matrix(ours.expected, EXACT);
  const fisher = fisherTest(table);
  node.get('fisher_p').number(fisher.p, FISHER_P);
  if (node.has('fisher_or'))
    node.get('fisher_or').number(fisher.oddsRatio === null ? Infinity : fisher.oddsRatio, fisherOdds(node.get('fisher_or').asNumber()));
  if (node.has('fisher_ci'))
    node
      .get('fisher_ci')
      .items()
      .forEach((limit, k) => {
        limit.number(fisher.ci?.[k] === null ? Infinity : fisher.ci?.[k], fisherOdds(limit.asNumber()));
      });
}

function compareGroups(node: ReferenceNode, groups: readonly Float64Array[]): void {
  const kruskal = kruskalWallis(groups);
  node.get('kw_chisq').number(kruskal.chisq, EXACT);
  node.get('df').number(kruskal.df, EXACT);
  node.get('p').number(kruskal.p, EXACT);
  const variance = anova(groups);
  node.get('anova_F').number(variance.f, EXACT);
  node.get('anova_df').numbers(variance.df, EXACT);
  node.get('anova_p').number(variance.p, EXACT);
}

function compareCorrelation(node: ReferenceNode, column: (name: string) => number[]): void {
  const [first, second] = ['a', 'b'].map((key) => column(node.get(key).asStrings()[0]!)) as [number[], number[]];
  const rows = first.flatMap((value, i) => (Number.isFinite(value) && Number.isFinite(second[i]) ? [i] : []));
  const a = rows.map((i) => first[i]!);
  const b = rows.map((i) => second[i]!);
  node.get('n').same(rows.length);
  const spearman = spearmanTest(a, b);
  node.get('spearman_rho').number(spearman.estimate, EXACT);
  node.get('spearman_S').number(spearman.s, EXACT);
  node.get('spearman_p_t').number(spearman.p, EXACT);
  node.get('spearman_p_continuity').number(spearmanTest(a, b, { continuity: true }).p, EXACT);
  const pearson = pearsonTest(a, b);
  node.get('pearson_r').number(pearson.estimate, EXACT);
  node.get('pearson_p').number(pearson.p, EXACT);
  node.get('pearson_ci').numbers(pearson.ci, EXACT);
  const kendall = kendallTest(a, b);
  node.get('kendall_tau').number(kendall.estimate, EXACT);
  node.get('kendall_p').number(kendall.p, EXACT);
}

/** One block of comparisons between groups. */
function compareBlock(node: ReferenceNode, column: (name: string) => number[]): void {
  if (node.has('group2')) {
    const group = column(node.get('group2').asStrings()[0]!);
    const levels = node.get('levels').asNumbers();
    for (const name of node.has('cont') ? node.get('cont').keys() : []) {
      const values = column(name);
      compareTwoSamples(node.get('cont').get(name), split(values, group, levels[0]!), split(values, group, levels[1]!));
    }
    for (const name of node.has('cat') ? node.get('cat').keys() : []) compareTable(node.get('cat').get(name), group, column(name));
  }
  if (node.has('groupk')) {
    const group = column(node.get('groupk').asStrings()[0]!);
    for (const name of node.has('k') ? node.get('k').keys() : []) {
      const values = column(name);
      compareGroups(
        node.get('k').get(name),
        sortedLevels(group).map((level) => split(values, group, level)),
      );
    }
    for (const name of node.has('kcat') ? node.get('kcat').keys() : []) compareTable(node.get('kcat').get(name), group, column(name));
  }
  if (node.has('cor')) for (const item of node.get('cor').items()) compareCorrelation(item, column);
}

/** `tests.json`: baseline table, pathology and correlations. */
export const compareTests: FileComparer = (root, data) => {
  const table: Table = isStudy(data) ? mergedTable(data) : data.table('data.csv');
  const column = (name: string): number[] => (name === 'cohort_valid' ? table.text('cohort').map((value) => (value === 'valid' ? 1 : 0)) : table.column(name));
  if (!root.has('baseline_table')) {
    compareBlock(root, column);
    return;
  }
  compareBlock(root.get('baseline_table'), column);
  for (const name of root.get('pathology').keys()) compareBlock(root.get('pathology').get(name), column);
  for (const item of root.get('spearman').items()) compareCorrelation(item, column);
};

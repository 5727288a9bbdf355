// SPDX-License-Identifier: Apache-2.0
import { pAdjust } from '../../../src/survival/core/p-adjust.ts';
import { averageRanks, quantile } from '../../../src/survival/core/rank.ts';
import { logPnorm, pchisq, pf, pnorm, pt, pwilcox, qchisq, qnorm, qt } from '../../../src/survival/distributions/index.ts';
import { pretty } from '../../../src/survival/nomogram/pretty.ts';
import { spearmanTest } from '../../../src/survival/tests/index.ts';
import type { FileComparer } from './folder.ts';
import type { ReferenceNode, Tolerance } from './node.ts';

const EXACT: Tolerance = { relative: 1e-12 };
/** R's own qchisq stops early near p = 1: its value misses p by 5e-10 of 1 − p there, ours is the root. */
const QUANTILE_OF_CHI_SQUARE: Tolerance = { relative: 1e-10, absolute: 1e-300 };

/** One distribution function over a list of points. */
function compareFunction(node: ReferenceNode, input: string, output: string, compute: (value: number, node: ReferenceNode) => number, tolerance = EXACT): void {
  const points = node.get(input).asNumbers();
  node.get(output).numbers(
    points.map((point) => compute(point, node)),
    tolerance,
  );
}

const df = (node: ReferenceNode): number => node.get('df').asNumber();

/** Comparers of each key; a key that is not here is named as left out. */
const KEYS: Readonly<Record<string, (node: ReferenceNode) => void>> = {
  pnorm: (node) => {
    compareFunction(node, 'x', 'p', (x) => pnorm(x));
    compareFunction(node, 'x', 'log_p', (x) => logPnorm(x));
  },
  qnorm: (node) => compareFunction(node, 'p', 'x', (p) => qnorm(p)),
  pchisq_upper: (node) => {
    for (const item of node.items()) compareFunction(item, 'x', 'p', (x) => pchisq(x, df(item), 'upper'));
  },
  qchisq: (node) => {
    for (const item of node.items()) compareFunction(item, 'p', 'x', (p) => qchisq(p, df(item)), QUANTILE_OF_CHI_SQUARE);
  },
  pt: (node) => {
    for (const item of node.items()) compareFunction(item, 'x', 'p', (x) => pt(x, df(item)));
  },
  qt: (node) => {
    for (const item of node.items()) compareFunction(item, 'p', 'x', (p) => qt(p, df(item)));
  },
  pf_upper: (node) => {
    for (const item of node.items()) compareFunction(item, 'x', 'p', (x) => pf(x, item.get('df1').asNumber(), item.get('df2').asNumber(), 'upper'));
  },
  pretty: (node) => {
    for (const item of node.items()) {
      const [from, to] = item.get('range').asNumbers() as [number, number];
      item.get('out').numbers(pretty(from, to, item.get('n').asNumber()), EXACT);
    }
  },
  quantile_types: (node) => {
    const x = node.get('x').asNumbers();
    const p = node.get('p').asNumbers();
    for (const type of [2, 6, 7] as const) node.get(`type${type}`).numbers(quantile(x, p, type), EXACT);
  },
  pwilcox: (node) => compareFunction(node, 'q', 'p', (q) => pwilcox(q, node.get('m').asNumber(), node.get('n').asNumber())),
  spearman_exact: (node) => node.get('p').number(spearmanTest(node.get('a').asNumbers(), node.get('b').asNumbers(), { method: 'auto' }).p, EXACT),
  rank: (node) => node.get('avg').numbers(averageRanks(node.get('x').asNumbers()), EXACT),
  p_adjust: (node) => {
    const p = node.get('p').asNumbers();
    for (const [key, method] of [
      ['bh', 'BH'],
      ['holm', 'holm'],
      ['bonferroni', 'bonferroni'],
    ] as const)
      node.get(key).numbers(pAdjust(p, method), EXACT);
  },
};

/** `numerics.json`: distribution functions and small numerical helpers against base R. */
export const compareNumerics: FileComparer = (root) => {
  for (const key of root.keys()) KEYS[key]?.(root.get(key));
};

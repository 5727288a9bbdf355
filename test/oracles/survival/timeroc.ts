// SPDX-License-Identifier: Apache-2.0
import type { Columns } from '../../../src/survival/core/columns.ts';
import type { Surv } from '../../../src/survival/core/surv.ts';
import { compareTimeRoc } from '../../../src/survival/roc/compare-roc.ts';
import { type TimeRocAt, timeRoc } from '../../../src/survival/roc/time-roc.ts';
import type { FileComparer } from './folder.ts';
import { markerSets } from './models.ts';
import type { ReferenceNode } from './node.ts';

const AUC = { absolute: 1e-10 };
const SE = { absolute: 1e-8 };
const FIELDS = {
  auc: 'auc',
  se: 'se',
  lo95: 'lower',
  hi95: 'upper',
  cuminc: 'cumulativeIncidence',
  surv: 'survival',
  cases: 'cases',
  controls: 'controls',
  censored_before: 'neither',
} as const;

function compareMarker(node: ReferenceNode, at: readonly TimeRocAt[]): void {
  for (const [key, field] of Object.entries(FIELDS)) {
    node.get(key).numbers(
      at.map((one) => one[field]),
      ['se', 'lo95', 'hi95'].includes(key) ? SE : AUC,
    );
  }
  if (!node.has('TP')) return;
  node.get('TP').matrix(
    at.map(({ curve }) => curve!.truePositive),
    AUC,
  );
  node.get('FP').matrix(
    at.map(({ curve }) => curve!.falsePositive),
    AUC,
  );
  node
    .get('youden')
    .get('index')
    .numbers(
      at.map(({ curve }) => curve!.youden.index),
      AUC,
    );
  node
    .get('youden')
    .get('cut_ge')
    .numbers(
      at.map(({ curve }) => curve!.youden.cutAtOrAbove),
      AUC,
    );
}

function compareRocs(node: ReferenceNode, surv: Surv, markers: Columns): void {
  const times = node.get('times').asNumbers();
  const names = node.keys().filter((key) => key !== 'times' && key !== 'compare');
  for (const name of names) {
    const own = node.get(name);
    compareMarker(own, timeRoc(surv, markers[name]!, times, { curve: own.has('TP') }).at);
  }
  if (!node.has('compare')) return;
  const pairs = compareTimeRoc(surv, Object.fromEntries(names.map((name) => [name, markers[name]!])), times);
  for (const expected of node.get('compare').items()) {
    const a = expected.get('a').asStrings()[0];
    const b = expected.get('b').asStrings()[0];
    const pair = pairs.find((one) => one.a === a && one.b === b);
    if (pair === undefined) throw new Error(`no pair ${a}, ${b}`);
    expected.get('diff').numbers(pair.difference, AUC);
    expected.get('se').numbers(pair.se, SE);
    expected.get('p').numbers(pair.p, { absolute: 1e-8, relative: 1e-6 });
  }
}

export const compareTimeroc: FileComparer = (root, data) => {
  for (const { path, surv, markers } of markerSets(data)) compareRocs(path === '' ? root : root.get(path), surv, markers);
};

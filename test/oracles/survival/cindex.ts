// SPDX-License-Identifier: Apache-2.0

import { type ConcordanceOptions, compareConcordance, concordance } from '../../../src/survival/concordance/concordance.ts';
import { somersDxy } from '../../../src/survival/concordance/somers.ts';
import type { Columns } from '../../../src/survival/core/columns.ts';
import type { Surv } from '../../../src/survival/core/surv.ts';
import type { FileComparer } from './folder.ts';
import { markerSets } from './models.ts';
import type { ReferenceNode } from './node.ts';

const C = { absolute: 1e-10 };
const COUNT = { relative: 1e-12 };

function compareIndex(node: ReferenceNode, surv: Surv, marker: ArrayLike<number>, options: ConcordanceOptions): void {
  const ours = concordance(surv, marker, node.has('tau') ? { ...options, tau: node.get('tau').asNumber() } : options);
  node.get('c').number(ours.concordance, C);
  node.get('se').number(ours.se, C);
  node.get('ci_lo').number(ours.lower, C);
  node.get('ci_hi').number(ours.upper, C);
  for (const [name, field] of [
    ['concordant', 'concordant'],
    ['discordant', 'discordant'],
    ['tied.x', 'tiedX'],
    ['tied.y', 'tiedY'],
    ['tied.xy', 'tiedXY'],
  ] as const) {
    node.get('count').get(name).number(ours.count[field], COUNT);
  }
}

function compareMarkers(node: ReferenceNode, surv: Surv, markers: Columns): void {
  for (const name of node.keys()) {
    if (name === 'compare') continue;
    const marker = markers[name];
    if (marker === undefined) {
      node.get(name).skip(`no column ${name} in the data`);
      continue;
    }
    const own = node.get(name);
    for (const key of own.keys()) {
      if (key === 'somers_dxy_rms') {
        const { concordance: c, dxy, sd } = somersDxy(surv, marker);
        own.get(key).numbers([c, dxy, sd], C);
      } else compareIndex(own.get(key), surv, marker, key.startsWith('uno') ? { timeWeight: 'n/G2' } : {});
    }
  }
  const compare = node.get('compare');
  const names = compare.get('markers').asStrings();
  const ours = compareConcordance(surv, Object.fromEntries(names.map((name) => [name, markers[name]!])));
  compare.get('c').numbers(ours.concordance, C);
  compare.get('vcov').matrix(ours.vcov, C);
  ours.pairs.forEach((pair, i) => {
    const expected = compare.get('pairs').get(i);
    expected.get('a').same(pair.a);
    expected.get('b').same(pair.b);
    expected.get('diff').number(pair.difference, C);
    expected.get('se').number(pair.se, C);
    expected.get('z').number(pair.z, { relative: 1e-8 });
    expected.get('p').number(pair.p, { relative: 1e-8 });
  });
}

export const compareCindex: FileComparer = (root, data) => {
  for (const { path, surv, markers } of markerSets(data)) compareMarkers(path === '' ? root : root.get(path), surv, markers);
};

// SPDX-License-Identifier: Apache-2.0
import { decisionCurve } from '../../../src/survival/decision-curve/decision-curve.ts';
import { nri } from '../../../src/survival/reclassification/nri.ts';
import type { FileComparer } from './folder.ts';
import { markerSets } from './models.ts';
import type { ReferenceNode } from './node.ts';

const RATE = { absolute: 1e-10 };

type Part = ReturnType<typeof markerSets>[number];

/** The nodes of one part: one per time under `t365` …, or the part itself. */
const timesOf = (node: ReferenceNode): ReferenceNode[] => (node.has('time') ? [node] : node.keys().map((key) => node.get(key)));

function partsOf(root: ReferenceNode, data: Parameters<FileComparer>[1]): { node: ReferenceNode; part: Part }[] {
  return markerSets(data).map((part) => ({ part, node: part.path === '' ? root : root.get(part.path) }));
}

/** Predicted risks of one model by a time, at the rows of a part. */
function riskOf(data: Parameters<FileComparer>[1], part: Part, model: string, time: number): number[] {
  const column = data.table('risks.csv').column(`risk_${model}_${time}`);
  return part.rows.map((row) => column[row]!);
}

/** `dca.json`: decision curves. */
export const compareDca: FileComparer = (root, data) => {
  for (const { node, part } of partsOf(root, data)) {
    for (const at of timesOf(node)) {
      const time = at.get('time').asNumber();
      const models = at
        .get('curves')
        .keys()
        .filter((name) => name !== 'all' && name !== 'none');
      const risks = Object.fromEntries(models.map((model) => [model, riskOf(data, part, model, time)]));
      const ours = decisionCurve(part.surv, risks, time, at.get('thresholds').asNumbers());
      for (const curve of ours.curves) {
        const expected = at.get('curves').get(curve.name);
        expected.get('pos_rate').numbers(
          ours.thresholds.map(() => curve.eventRate),
          RATE,
        );
        expected.get('tp_rate').numbers(curve.truePositiveRate, RATE);
        expected.get('fp_rate').numbers(curve.falsePositiveRate, RATE);
        expected.get('net_benefit').numbers(curve.netBenefit, RATE);
      }
    }
  }
};

/** `nri.json`: net reclassification of the second of two models against the first. */
export const compareNri: FileComparer = (root, data) => {
  for (const { node, part } of partsOf(root, data)) {
    const [standard, updated] = part.path === '' ? ['small', 'full'] : ['clin', 'comb'];
    for (const at of timesOf(node)) {
      const time = at.get('time').asNumber();
      const old = riskOf(data, part, standard!, time);
      const fresh = riskOf(data, part, updated!, time);
      for (const kind of ['category', 'continuous'] as const) {
        const cuts = at.get(kind).get('cut').asNumbers();
        const ours = nri(part.surv, old, fresh, time, kind === 'category' ? { categories: cuts } : { difference: cuts[0]! });
        const expected = at.get(kind).get('est');
        for (const [key, value] of [
          ['nri', ours.nri],
          ['nri_event', ours.nriEvent],
          ['nri_nonevent', ours.nriNonEvent],
          ['up_case', ours.upCase],
          ['down_case', ours.downCase],
          ['down_ctrl', ours.downControl],
          ['up_ctrl', ours.upControl],
        ] as const) {
          expected.get(key).number(value, RATE);
        }
      }
    }
  }
};

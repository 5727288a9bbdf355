// SPDX-License-Identifier: Apache-2.0
import { interactionTest } from '../../../src/survival/interaction/interaction-test.ts';
import type { FileComparer } from './folder.ts';
import { columnsOf, type DataConfig, isStudy, markerSets, R_CONTROL, survOf } from './models.ts';

const COEF = { relative: 1e-8, absolute: 1e-12 };
const P = { relative: 1e-7 };

export const compareSubgroup: FileComparer = (root, data) => {
  const study = isStudy(data);
  const table = data.table(study ? 'subgroup.csv' : 'data.csv');
  const rows = study ? Array.from({ length: table.length }, (_, i) => i) : markerSets(data)[0]!.table.column('row0');
  const effect = study ? 'risk_high' : data.json<DataConfig>('config.json').group2;
  for (const name of root.keys()) {
    const columns = columnsOf(table, [effect, name], rows);
    const ours = interactionTest(survOf(table, rows), columns[effect]!, columns[name]!, { control: R_CONTROL });
    const node = root.get(name);
    node
      .get('rows')
      .items()
      .forEach((row, i) => {
        const own = ours.rows[i]!;
        row.get('level').same(own.level);
        row.get('n').number(own.n, {});
        row.get('nevent').number(own.nEvents, {});
        row.get('coef').number(own.effect?.coef, COEF);
        row.get('se').number(own.effect?.se, COEF);
        row.get('hr').number(own.effect?.hazardRatio, COEF);
        row.get('hr_lo95').number(own.effect?.lower, COEF);
        row.get('hr_hi95').number(own.effect?.upper, COEF);
        row.get('p').number(own.effect?.p, P);
      });
    node.get('lrt_chisq').number(ours.lrt.statistic, { relative: 1e-8, absolute: 1e-9 });
    node.get('p_interaction_lrt').number(ours.lrt.p, P);
    node.get('wald_z').numbers(
      ours.terms.map(({ z }) => z),
      COEF,
    );
    node.get('p_interaction_wald').numbers(
      ours.terms.map(({ p }) => p),
      P,
    );
    node.get('interaction_coef').numbers(
      ours.terms.map(({ coef }) => coef),
      COEF,
    );
  }
};

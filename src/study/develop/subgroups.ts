// SPDX-License-Identifier: Apache-2.0
import { interactionTest } from '../../survival/index.ts';
import type { Cohort } from '../cohort/cohort.ts';
import { subgroupColumn } from '../cohort/subgroups.ts';
import type { StudyDefinition } from '../definition/study-definition.ts';
import { survAt } from '../models/fit-model.ts';
import type { FittedModel } from '../models/fitted-model.ts';
import { finiteOrNull, orElse } from '../performance/applied-model.ts';
import type { StudyReport } from '../report/study-report.ts';

type Subgroups = NonNullable<StudyReport['subgroups']>;

/**
 * Hazard ratio of the high against the low group within each level of each subgroup, with the likelihood-ratio P of the interaction, over training and validation
 * patients together. A ratio is left out where a level has fewer than 10 events or the ratio is infinite.
 */
export function subgroupSection(definition: StudyDefinition, cohort: Cohort, model: FittedModel): Subgroups | undefined {
  const { cutoff } = model;
  if (cutoff === undefined || definition.subgroups.length === 0) return undefined;
  const scored = Int32Array.from([...cohort.training, ...cohort.validation]).filter((row) => Number.isFinite(model.score[row]!));
  const rows = definition.subgroups.flatMap((subgroup) => {
    const { label, column } = subgroupColumn(definition, cohort, subgroup);
    const own = scored.filter((row) => column.index[row]! >= 0);
    const high = Float64Array.from(own, (row) => (model.score[row]! > cutoff.value ? 1 : 0));
    const levels = Float64Array.from(own, (row) => column.index[row]!);
    const test = orElse(undefined, () => interactionTest(survAt(cohort, own), high, levels));
    return column.labels.map((level, k) => {
      const members = own.filter((row) => column.index[row] === k);
      const found = test?.rows.find((row) => row.level === k);
      const shown = found !== undefined && !found.suppressed ? found.effect : null;
      return {
        variable: label.en,
        level,
        n: members.length,
        events: members.reduce((sum, row) => sum + cohort.status[row]!, 0),
        hazardRatio: finiteOrNull(shown?.hazardRatio),
        lower: finiteOrNull(shown?.lower),
        upper: finiteOrNull(shown?.upper),
        pInteraction: finiteOrNull(test?.lrt.p),
      };
    });
  });
  return { model: model.name, exposure: 'high against low group, training and validation patients together', rows };
}

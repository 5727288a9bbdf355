// SPDX-License-Identifier: Apache-2.0
import type { Cohort } from '../../../src/study/cohort/cohort.ts';
import type { DesignColumn } from '../../../src/study/models/design.ts';
import { survAt } from '../../../src/study/models/fit-model.ts';
import type { OptimismRow } from '../../../src/study/report/study-report.ts';
import { bootstrapCox } from '../../../src/survival/index.ts';

/** Optimism of a Cox model with fixed terms by forty refits, and one row without an answer. */
export function bootstrapRows(cohort: Cohort, columns: readonly DesignColumn[], horizonDays: number): readonly OptimismRow[] {
  const x = Object.fromEntries(columns.map((column) => [column.name, Float64Array.from(cohort.training, (row) => column.values[row]!)]));
  const found = bootstrapCox(survAt(cohort, cohort.training), x, { samples: { count: 40, seed: 11 } });
  return [
    { measure: 'concordance', apparent: found.cApparent, optimism: found.optimism, corrected: { value: found.cCorrected } },
    { measure: 'slope', apparent: 1, optimism: 1 - found.slopeCorrected, corrected: { value: found.slopeCorrected } },
    { measure: 'ici', timeDays: horizonDays, apparent: 0.021, optimism: null, corrected: { value: null } },
  ];
}

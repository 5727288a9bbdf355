// SPDX-License-Identifier: Apache-2.0
import { maxstat, quantile7, SurvivalError, survdiff } from '../../survival/index.ts';
import type { Cohort } from '../cohort/cohort.ts';
import type { StudyDefinition } from '../definition/study-definition.ts';
import type { StudyWarning } from '../selection/selection.ts';
import { survAt } from './fit-model.ts';
import type { FittedModel } from './fitted-model.ts';

/** A cut-off of the score with how it was found, or why there is none. */
export interface FoundCutoff {
  readonly cutoff?: NonNullable<FittedModel['cutoff']>;
  /** Every cut that was looked at. */
  readonly scan: readonly { readonly cut: number; readonly statistic: number }[];
  readonly warnings: readonly StudyWarning[];
}

/**
 * The cut-off of a model's score on the patients of its fit: high when above it. `maxstat` takes the cut with the largest log-rank statistic (as
 * `survminer::surv_cutpoint`), with the P value corrected for the search (Lausen 1994); `median` the median score, with the plain log-rank P.
 */
export function findCutoff(cohort: Cohort, model: FittedModel, rows: Int32Array, groups: StudyDefinition['groups']): FoundCutoff {
  if (groups.rule === 'none') return { scan: [], warnings: [] };
  const usable = rows.filter((row) => Number.isFinite(model.score[row]!));
  const surv = survAt(cohort, usable);
  const score = Float64Array.from(usable, (row) => model.score[row]!);
  try {
    if (groups.rule === 'median') {
      const value = quantile7(score, 0.5);
      const test = survdiff(
        surv,
        Array.from(score, (one) => (one > value ? 1 : 0)),
      );
      return {
        cutoff: { value, rule: 'median score of the training patients', statistic: Math.sqrt(test.statistic), pCorrected: test.p ?? 1 },
        scan: [],
        warnings: [],
      };
    }
    const found = maxstat(surv, score, { minProp: groups.minprop });
    const warnings = found.warnings.map(
      ({ code, message }): StudyWarning => ({ code, severity: 'note', message: `Cut-off of the ${model.name} model: ${message}.` }),
    );
    return {
      cutoff: {
        value: found.cutpoint,
        rule: `maximally selected log-rank statistic, at least ${Math.round(groups.minprop * 100)} % of the patients on either side`,
        statistic: found.statistic,
        pCorrected: Math.min(1, found.pLausen94),
      },
      scan: found.cuts.map((cut, k) => ({ cut, statistic: found.statistics[k]! })),
      warnings,
    };
  } catch (error) {
    if (!(error instanceof SurvivalError)) throw error;
    return { scan: [], warnings: [{ code: 'no-cutoff', severity: 'serious', message: `The ${model.name} model has no risk groups: ${error.message}.` }] };
  }
}

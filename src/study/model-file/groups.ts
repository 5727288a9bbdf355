// SPDX-License-Identifier: Apache-2.0
// Two groups by the cut-off that the training patients gave, and what was observed in them.
import type { LocalText } from '../../nomogram/assessment.ts';
import type { ModelFile } from '../../nomogram/model-file.ts';
import { type KaplanMeier, survfit } from '../../survival/index.ts';
import type { Cohort } from '../cohort/cohort.ts';
import type { StudyDefinition } from '../definition/study-definition.ts';
import type { FittedModel } from '../models/fitted-model.ts';
import { DAYS_PER_YEAR } from './baseline.ts';
import type { NumberEvidence } from './evidence.ts';

type Groups = NonNullable<ModelFile['groups']>;
type Curve = Groups['curves'][number];

const LEVELS: Groups['levels'] = [
  { id: 'low', label: { en: 'Low group', zh: '低风险组' }, shape: 'circle' },
  { id: 'high', label: { en: 'High group', zh: '高风险组' }, shape: 'triangle' },
];

const RULES: Readonly<Record<string, LocalText>> = {
  maxstat: {
    en: 'the cut-off that parts the training patients best (maximally selected log-rank statistic); its P value is corrected for the search',
    zh: '使训练队列两组差异最大的界值（最大选择秩统计量）；P 值已校正',
  },
  median: { en: 'the median score of the training patients', zh: '训练队列评分的中位数' },
};

/**
 * Groups of the file: above the cut-off is high. Observed curves with 95 % intervals for the training and, where there is one, the validation set.
 *
 * @param lastDays curves end at the last horizon of the file
 */
export function groupsOf(
  definition: StudyDefinition,
  cohort: Cohort,
  fitted: FittedModel,
  horizonsYears: readonly number[],
  evidence: NumberEvidence,
): Groups | undefined {
  const { cutoff } = fitted;
  if (cutoff === undefined) return undefined;
  const sets = [
    { id: 'training', name: { en: 'training patients', zh: '训练队列' }, rows: scored(fitted, cohort.training) },
    { id: 'validation', name: { en: 'validation patients', zh: '验证队列' }, rows: scored(fitted, cohort.validation) },
  ].filter(({ rows }) => rows.length > 0);
  const lastDays = (horizonsYears.at(-1) ?? definition.horizonsYears.at(-1)!) * DAYS_PER_YEAR;
  const marks = [0, ...(horizonsYears.length > 0 ? horizonsYears : definition.horizonsYears).map((years) => years * DAYS_PER_YEAR)];
  const { name } = definition.cohort;
  return {
    levels: LEVELS,
    cutoffs: [{ value: cutoff.value, ...evidence }],
    atCutoff: 'lower-group',
    rule: RULES[definition.groups.rule] ?? { en: cutoff.rule, zh: cutoff.rule },
    assignable: true,
    cohorts: sets.map((set) => ({ id: set.id, name: set.name, detail: name, n: set.rows.length })),
    observed: [],
    curves: sets.flatMap(({ id, rows }) =>
      LEVELS.flatMap(({ id: group }): Curve[] => {
        const members = rows.filter((row) => fitted.score[row]! > cutoff.value === (group === 'high'));
        if (members.length === 0) return [];
        const surv = { time: members.map((row) => cohort.timeDays[row]!), status: members.map((row) => cohort.status[row]!) };
        const curve = survfit(surv).curves[0]!;
        const atRisk = marks.map((timeDays) => ({ timeDays, n: surv.time.filter((time) => time >= timeDays).length }));
        return [{ cohort: id, group, steps: stepsOf(curve, lastDays), atRisk, ...evidence }];
      }),
    ),
    nearestCohort: 'training',
  };
}

const scored = (fitted: FittedModel, rows: Int32Array): number[] => [...rows].filter((row) => Number.isFinite(fitted.score[row]!));

/** The curve at its events up to a day, from 1 on day 0; a limit that the method does not give is left out. */
function stepsOf(curve: KaplanMeier, lastDays: number): Curve['steps'] {
  const steps: Curve['steps'] = [{ timeDays: 0, survival: 1 }];
  curve.time.forEach((timeDays, k) => {
    if (curve.nEvent[k] === 0 || timeDays > lastDays) return;
    const lower = curve.lower[k];
    const upper = curve.upper[k];
    steps.push({ timeDays, survival: curve.surv[k]!, ...(typeof lower === 'number' && typeof upper === 'number' ? { lower, upper } : {}) });
  });
  return steps;
}

// SPDX-License-Identifier: Apache-2.0
import type { ModelFile, ModelGroups } from '../../nomogram/model-file.ts';
import { maxstat, quantile7, survfit, survfitAt } from '../../survival/index.ts';
import type { StudyDefinition } from '../definition/study-definition.ts';
import { StudyError } from '../errors.ts';
import type { AppliedModel } from '../validate/apply-model.ts';
import type { SiteEvidence } from './site-evidence.ts';
import type { ModelUpdate } from './updates.ts';

/** `keep`: the file's own cut-offs (moved with the slope); the others choose a new one on the site's scores. */
export type GroupsChoice = 'keep' | 'maxstat' | 'median';

interface Context {
  readonly definition: StudyDefinition;
  readonly evidence: SiteEvidence;
  readonly n: number;
}

/** Share of patients that each side of an optimal cut-off must have. */
const MIN_SHARE = 0.1;

/**
 * Groups of the updated file: cut-offs on the new score, and what was observed in each group at the site. Undefined where the file has none and none is asked for.
 *
 * @throws StudyError `not-computable` where no cut-off can be found
 */
export function updatedGroups(applied: AppliedModel, update: ModelUpdate, choice: GroupsChoice, context: Context): ModelFile['groups'] {
  const own = applied.model.file.groups;
  const scores = scoresOf(applied, update);
  if (choice !== 'keep') return withCurves(chosen(applied, scores, choice, context), applied, scores, context);
  if (own === undefined) return undefined;
  const bare: ModelGroups = { ...own, cohorts: [], observed: [], curves: [] };
  delete bare.nearestCohort;
  if (!own.assignable) return bare;
  if (update.method === 'refit') {
    return {
      ...bare,
      assignable: false,
      because: {
        en: 'The coefficients were estimated anew, so the cut-off of the parent file is no longer one of this score; choose a new one with --groups.',
        zh: '系数已重新估计，母文件的界值不再适用于本评分；请用 --groups 重新选定。',
      },
    };
  }
  if (update.method !== 'slope') return withCurves(bare, applied, scores, context);
  const cutoffs = own.cutoffs.map((cutoff) => ({
    value: cutoff.value * update.factor!,
    evidence: cutoff.evidence === 'assumed' || context.evidence.evidence === 'assumed' ? ('assumed' as const) : ('derived' as const),
    source: context.evidence.source,
    date: context.evidence.date,
    derivation: `${cutoff.value} of the parent file times the slope ${update.factor}: the same patients are in the same groups.`,
  }));
  return withCurves({ ...bare, cutoffs }, applied, scores, context);
}

/** The new score of every patient, at x = 0. */
function scoresOf({ columns, rows }: AppliedModel, { coefficients }: ModelUpdate): Float64Array {
  const score = new Float64Array(rows.length);
  columns.forEach(({ values }, j) => {
    for (let i = 0; i < score.length; i++) score[i]! += coefficients[j]! * values[i]!;
  });
  return score;
}

function chosen(applied: AppliedModel, scores: Float64Array, choice: 'maxstat' | 'median', { evidence }: Context): ModelGroups {
  const value = choice === 'median' ? quantile7(scores, 0.5) : optimal(applied, scores);
  return {
    levels: [
      { id: 'low', label: { en: 'Low group', zh: '低风险组' }, shape: 'circle' },
      { id: 'high', label: { en: 'High group', zh: '高风险组' }, shape: 'triangle' },
    ],
    cutoffs: [{ value, ...evidence }],
    atCutoff: 'lower-group',
    rule:
      choice === 'median'
        ? { en: 'median score of the site’s patients', zh: '本院患者评分的中位数' }
        : {
            en: 'optimal cut-off of the site’s scores (maximally selected log-rank statistic); group curves of the same patients look better than they are',
            zh: '本院评分的最优界值（最大选择对数秩统计量）；同一批患者的分组曲线偏乐观',
          },
    assignable: true,
    cohorts: [],
    observed: [],
    curves: [],
  };
}

function optimal(applied: AppliedModel, scores: Float64Array): number {
  try {
    return maxstat(applied.surv, scores, { minProp: MIN_SHARE }).cutpoint;
  } catch (error) {
    throw new StudyError(
      'not-computable',
      `No optimal cut-off can be found on these patients (${error instanceof Error ? error.message : String(error)}); use --groups median or keep.`,
    );
  }
}

/** Index of the group of a score. */
export function groupIndex(groups: Pick<ModelGroups, 'cutoffs' | 'atCutoff'>, score: number): number {
  return groups.cutoffs.filter(({ value }) => (groups.atCutoff === 'higher-group' ? score >= value : score > value)).length;
}

/** Distance of the times of the table of patients at risk. */
const AT_RISK_STEP_DAYS = 182;

function withCurves(groups: ModelGroups, { surv, model }: AppliedModel, scores: Float64Array, { definition, evidence, n }: Context): ModelGroups {
  const id = definition.id;
  const last = Math.max(...Array.from(surv.time));
  const curves = groups.levels.flatMap((level, k) => {
    const rows = Array.from(scores.keys()).filter((i) => groupIndex(groups, scores[i]!) === k);
    if (rows.length === 0) return [];
    const curve = survfit({ time: rows.map((i) => surv.time[i]!), status: rows.map((i) => surv.status[i]!) }).curves[0]!;
    const steps = curve.time.flatMap((timeDays, t) => (curve.nEvent[t]! > 0 ? [{ timeDays, survival: curve.surv[t]! }] : []));
    const times = Array.from({ length: Math.floor(last / AT_RISK_STEP_DAYS) + 1 }, (_, t) => t * AT_RISK_STEP_DAYS);
    const { nRisk } = survfitAt(curve, times, { extend: true });
    return [
      {
        cohort: id,
        group: level.id,
        steps: [{ timeDays: 0, survival: 1 }, ...steps],
        atRisk: times.map((timeDays, t) => ({ timeDays, n: nRisk[t]! })),
        ...evidence,
      },
    ];
  });
  const { country, accrual } = definition.cohort;
  const detail = [country, accrual === undefined ? undefined : `${accrual.from}/${accrual.to}`].filter((part) => part !== undefined).join(', ');
  return {
    ...groups,
    cohorts: [{ id, name: definition.cohort.name, ...(detail === '' ? {} : { detail: { en: detail, zh: detail } }), n }],
    observed: model.file.kind === 'cox' ? [] : groups.observed,
    curves,
    nearestCohort: id,
  };
}

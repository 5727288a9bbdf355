// SPDX-License-Identifier: Apache-2.0
// Each way of measuring the model is an entry of its own: apparent and corrected numbers never share a field.
import type { LocalText } from '../../nomogram/assessment.ts';
import type { ModelFile } from '../../nomogram/model-file.ts';
import type { StudyDefinition } from '../definition/study-definition.ts';
import type { Estimate, ModelSection, Performance } from '../report/study-report.ts';
import { DAYS_PER_YEAR } from './baseline.ts';
import type { NumberEvidence } from './evidence.ts';

type Validation = ModelFile['validation'][number];
type Measure = NonNullable<Validation['concordance']>;

const FORMS: Readonly<Record<Performance['set'], { readonly kind: Validation['kind']; readonly name: LocalText; readonly method: LocalText }>> = {
  training: {
    kind: 'apparent',
    name: { en: 'training patients', zh: '训练队列' },
    method: { en: 'in the patients who made the model, not corrected for optimism', zh: '建模患者内，未做乐观校正' },
  },
  all: {
    kind: 'apparent',
    name: { en: 'all patients', zh: '全部患者' },
    method: { en: 'in the patients who made the model, not corrected for optimism', zh: '建模患者内，未做乐观校正' },
  },
  validation: {
    kind: 'internal',
    name: { en: 'validation patients', zh: '验证队列' },
    method: { en: 'patients of the same study set aside by its split', zh: '同一研究中划分出的验证患者' },
  },
};

/** The entries that a study can fill: apparent, corrected by bootstrap, and its own validation set. */
export function validationOf(definition: StudyDefinition, section: ModelSection, samples: number | undefined, evidence: NumberEvidence): Validation[] {
  const { country, accrual } = definition.cohort;
  const place = {
    ...(country === undefined ? {} : { country }),
    ...(accrual === undefined ? {} : { dates: `${accrual.from}/${accrual.to}` }),
  };
  const { performance } = section;
  // Where the model was fitted on a training set, figures over everybody mix both and say nothing of either.
  const shown = performance.some(({ set }) => set === 'training') ? performance.filter(({ set }) => set !== 'all') : performance;
  const measured = shown.map((one): Validation => {
    const { kind, name, method } = FORMS[one.set];
    return { kind, method, cohort: { name, ...place, n: one.n, events: one.events }, ...measuresOf(one), ...evidence };
  });
  const corrected = correctedOf(section);
  if (corrected === undefined) return measured;
  const made = measured.find(({ kind }) => kind === 'apparent');
  const times = samples === undefined ? '' : ` (${samples} samples)`;
  return [
    ...measured.filter(({ kind }) => kind === 'apparent'),
    {
      kind: 'internal',
      method: {
        en: `bootstrap of the whole procedure, from the filters to the final model${times}: apparent value less mean optimism`,
        zh: `对从筛选到最终模型的全过程做自助法${samples === undefined ? '' : `（${samples} 次）`}：表观值减平均乐观量`,
      },
      cohort: made?.cohort ?? { name: FORMS.training.name, ...place },
      ...corrected,
      ...evidence,
    },
    ...measured.filter(({ kind }) => kind !== 'apparent'),
  ];
}

function measuresOf(one: Performance): Partial<Validation> {
  const concordance = measure(one.concordance);
  const slope = measure(one.slope);
  const large = measure(one.inTheLarge);
  const auc = one.auc.flatMap((at) => entryAt(at.timeDays, at));
  const last = one.brier.findLast(({ brier }) => brier.value !== null);
  const brier = last === undefined ? undefined : measure(last.brier);
  return {
    ...(concordance === undefined ? {} : { concordance }),
    ...(auc.length === 0 ? {} : { auc }),
    ...(slope === undefined ? {} : { calibrationSlope: slope }),
    ...(large === undefined ? {} : { observedToExpected: large }),
    ...(brier === undefined ? {} : { brier, remark: brierRemark(last!.timeDays) }),
  };
}

function correctedOf({ optimism = [] }: ModelSection): Partial<Validation> | undefined {
  const of = (name: string): Measure | undefined => {
    const row = optimism.find(({ measure: which }) => which === name);
    return row === undefined ? undefined : measure(row.corrected);
  };
  const concordance = of('concordance');
  const slope = of('slope');
  const auc = optimism.flatMap((row) => (row.measure === 'auc' && row.timeDays !== undefined ? entryAt(row.timeDays, row.corrected) : []));
  const last = optimism.findLast((row) => row.measure === 'brier' && row.corrected.value !== null);
  const brier = last === undefined ? undefined : measure(last.corrected);
  if (concordance === undefined && slope === undefined && auc.length === 0 && brier === undefined) return undefined;
  return {
    ...(concordance === undefined ? {} : { concordance }),
    ...(auc.length === 0 ? {} : { auc }),
    ...(slope === undefined ? {} : { calibrationSlope: slope }),
    ...(brier === undefined ? {} : { brier, ...(last!.timeDays === undefined ? {} : { remark: brierRemark(last!.timeDays) }) }),
  };
}

/** The Brier score has no time of its own in the file. */
function brierRemark(timeDays: number): LocalText {
  const years = yearsOf(timeDays);
  return { en: `Brier score at ${years} ${years === 1 ? 'year' : 'years'}.`, zh: `Brier 评分为 ${years} 年时。` };
}

const yearsOf = (timeDays: number): number => Math.round((timeDays / DAYS_PER_YEAR) * 100) / 100;

function entryAt(timeDays: number, estimate: Estimate): NonNullable<Validation['auc']> {
  const found = measure(estimate);
  return found === undefined ? [] : [{ years: yearsOf(timeDays), ...found }];
}

/** An estimate without what could not be had; undefined where the value itself could not. */
function measure({ value, lower, upper, se }: Estimate): Measure | undefined {
  if (value === null || !Number.isFinite(value)) return undefined;
  return {
    value,
    ...(typeof lower === 'number' && typeof upper === 'number' ? { lower, upper } : {}),
    ...(typeof se === 'number' && se > 0 ? { standardError: se } : {}),
  };
}

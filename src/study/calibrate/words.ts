// SPDX-License-Identifier: Apache-2.0
// What an updated model file says of itself, in both languages.
import type { LocalText } from '../../nomogram/assessment.ts';
import type { UpdateMethod } from './closed-test.ts';

/** What was changed, as a phrase. */
export const METHOD_WORDS: Readonly<Record<UpdateMethod, LocalText>> = {
  none: { en: 'nothing changed', zh: '未改动' },
  standardisation: { en: 'new standardisation constants', zh: '重新估计标准化常数' },
  'in-the-large': { en: 'baseline scaled to the observed number of events', zh: '按观察事件数缩放基线' },
  baseline: { en: 'new baseline, coefficients as they were', zh: '重新估计基线，系数不变' },
  slope: { en: 'new baseline and one factor on all coefficients', zh: '重新估计基线，并以同一因子缩放全部系数' },
  refit: { en: 'coefficients and baseline estimated anew', zh: '重新估计系数与基线' },
};

/** Facts that the sentences need. */
export interface UpdateFacts {
  readonly method: UpdateMethod;
  readonly newConstants: boolean;
  readonly cohort: LocalText;
  readonly n: number;
  readonly events: number;
  readonly parent: string;
  readonly horizons: readonly number[];
  readonly synthetic: boolean;
}

/** One sentence for lineage, change log and notice. */
export function changeWords({ method, newConstants, cohort, n, events }: UpdateFacts): LocalText {
  const constants = newConstants && method !== 'standardisation';
  const en = [constants ? METHOD_WORDS.standardisation.en : '', method === 'none' && constants ? '' : METHOD_WORDS[method].en]
    .filter((part) => part !== '')
    .join('; ');
  const zh = [constants ? METHOD_WORDS.standardisation.zh : '', method === 'none' && constants ? '' : METHOD_WORDS[method].zh]
    .filter((part) => part !== '')
    .join('；');
  return { en: `${en}; estimated on ${cohort.en} (${n} patients, ${events} events)`, zh: `${zh}；依据${cohort.zh}（${n} 例，${events} 例事件）` };
}

/** The sentence on every screen; due whenever an assumed number is used. @param assumed labels of covariates (or parts) with assumed numbers */
export function noticeWords(facts: UpdateFacts, assumed: readonly LocalText[]): LocalText | undefined {
  if (facts.synthetic) return { en: 'Demonstration: calibrated on generated patients. Not for patient care.', zh: '演示：以虚拟患者校准，不得用于诊疗。' };
  if (assumed.length === 0) return undefined;
  return {
    en: `Demonstration: calibrated on ${facts.cohort.en}, but still with assumed numbers (${assumed.map(({ en }) => en).join(', ')}).`,
    zh: `演示：已用${facts.cohort.zh}校准，但仍含假定数值（${assumed.map(({ zh }) => zh).join('、')}）。`,
  };
}

/** Limits that come with the update; the parent's are kept under its name. */
export function limitWords(facts: UpdateFacts, parentLimits: readonly LocalText[]): LocalText[] {
  const { n, events, cohort, parent } = facts;
  return [
    {
      en: `Calibrated on ${cohort.en} (${n} patients, ${events} events); not yet validated on other patients.`,
      zh: `依据${cohort.zh}校准（${n} 例，${events} 例事件）；尚未在其他患者中验证。`,
    },
    ...(events < 100 ? [{ en: `Only ${events} events: the baseline is uncertain; see the interval.`, zh: `仅 ${events} 例事件：基线不确定，请看区间。` }] : []),
    ...parentLimits.map(({ en, zh }) =>
      en.startsWith('Of the parent model') ? { en, zh } : { en: `Of the parent model ${parent}: ${en}`, zh: `母模型 ${parent}：${zh}` },
    ),
  ];
}

/** Source attributes that an update makes true or false. */
export function attributeWords(facts: UpdateFacts): Readonly<Record<'output-value' | 'relevance-to-site' | 'validity-local', LocalText>> {
  const { horizons, cohort, n, events, synthetic } = facts;
  return {
    'output-value': {
      en: `score, and the probability of staying free of recurrence at ${horizons.join(', ')} years with an interval`,
      zh: `评分，以及 ${horizons.join('、')} 年无复发概率及区间`,
    },
    'relevance-to-site': synthetic
      ? { en: 'none: generated patients', zh: '无：虚拟患者' }
      : { en: `calibrated on ${cohort.en}: ${n} patients, ${events} events`, zh: `已用${cohort.zh}校准：${n} 例，${events} 例事件` },
    'validity-local': { en: 'not yet validated on patients other than those of the calibration', zh: '尚未在校准患者以外的患者中验证' },
  };
}

// SPDX-License-Identifier: Apache-2.0
// What the file says about itself in words: limits, attributes, intended use. Chinese falls back to what the study file gives.
import type { Language, LocalText } from '../../nomogram/assessment.ts';
import { CRITERION_LABELS } from '../../nomogram/labels.ts';
import type { ModelFile } from '../../nomogram/model-file.ts';
import { modelOutcome } from '../../nomogram/outcome.ts';
import { type OutcomeWords, outcomeWords } from '../../nomogram/outcome-words.ts';
import { rangeText, yearsText } from '../../nomogram/present.ts';
import type { StudyDefinition } from '../definition/study-definition.ts';
import type { FittedModel, ModelName } from '../models/fitted-model.ts';
import { FEWEST_AT_RISK, type Horizons } from './baseline.ts';
import { type ModelTerm, unseenLevels } from './terms.ts';

export const MODEL_WORDS: Readonly<Record<ModelName, LocalText>> = {
  clinical: { en: 'clinical model', zh: '临床模型' },
  radiomics: { en: 'radiomics model', zh: '影像组学模型' },
  combined: { en: 'combined model', zh: '联合模型' },
};

const plain = (text: string): LocalText => ({ en: text, zh: text });

const wordsOf =
  ({ outcome }: StudyDefinition) =>
  (language: Language): OutcomeWords =>
    outcomeWords(modelOutcome(outcome), language);

export function intendedUseOf(definition: StudyDefinition): LocalText {
  const given = definition.report.intendedUse;
  if (given !== undefined) return plain(given);
  const words = wordsOf(definition);
  if (definition.synthetic) return { en: 'Demonstration and teaching only. Not for patient care.', zh: '仅供演示与教学，不得用于诊疗。' };
  return {
    en: `Research: to estimate ${words('en').freeSurvival} before resection at the hospital that made the model, once it has been validated there on other patients.`,
    zh: `研究用途：经本院其他患者验证后，用于本院肝切除术前估计${words('zh').freeSurvival}。`,
  };
}

/** What a reader must know before trusting a number. */
export function knownLimitsOf(definition: StudyDefinition, fitted: FittedModel, horizons: Horizons, terms: readonly ModelTerm[]): LocalText[] {
  const { n, nEvents } = fitted;
  const last = horizons.kept.at(-1);
  const { name, centre } = definition.cohort;
  const limits: LocalText[] = [];
  if (definition.synthetic)
    limits.push({
      en: 'Made from generated patients: nothing shown by this file says anything about a real patient.',
      zh: '由生成的虚拟患者建立：本文件显示的任何数字均不反映真实患者。',
    });
  limits.push(
    {
      en: `One cohort (${[name.en, centre].filter((part) => part !== undefined).join(', ')}): ${n} patients, ${nEvents} events in the fit.`,
      zh: `单一队列（${[name.zh, centre].filter((part) => part !== undefined).join('，')}）：建模 ${n} 例，事件 ${nEvents} 例。`,
    },
    { en: 'Not validated on patients of another time or hospital.', zh: '未在其他时期或其他医院的患者中验证。' },
    last === undefined
      ? { en: 'No probability: too few patients were followed to the first horizon.', zh: '不给概率：随访至首个时间点的患者过少。' }
      : { en: `No number after ${yearsText(last, 'en')}.`, zh: `${yearsText(last, 'zh')}之后不给数字。` },
  );
  for (const { years, atRisk } of horizons.dropped)
    limits.push({
      en: `Left out: ${yearsText(years, 'en')}, with ${atRisk} patients still followed (at least ${FEWEST_AT_RISK} are needed).`,
      zh: `未给出 ${yearsText(years, 'zh')}：仍在随访者 ${atRisk} 例（至少需 ${FEWEST_AT_RISK} 例）。`,
    });
  for (const { covariate, level } of unseenLevels(definition, terms))
    limits.push({
      en: `${covariate.en} ${level.en}: the fit gave it no coefficient (no or hardly any patients), so it has no number here.`,
      zh: `${covariate.zh} ${level.zh}：建模时未能估计系数（无或极少患者），故不给数字。`,
    });
  const told = new Set<string>();
  for (const { message } of fitted.warnings) if (!told.has(message)) limits.push(plain(told.add(message) && message));
  return limits;
}

/** The source attributes that the study knows; what it does not know stays away and reads "not assessed". */
export function attributesOf(
  definition: StudyDefinition,
  fitted: FittedModel,
  covariates: ModelFile['covariates'],
  validation: ModelFile['validation'],
  horizonsYears: readonly number[],
): ModelFile['sourceAttributes'] {
  const { report, cohort, eligibility, exclusions, synthetic } = definition;
  const sensitive = covariates.flatMap(({ inputs }) => inputs.filter(({ key }) => key === 'sex' || key === 'age').map(({ label }) => label));
  const years = horizonsYears.join(', ');
  const words = wordsOf(definition);
  const rules = eligibility.map(({ rule }) => CRITERION_LABELS[rule]);
  const left = exclusions.map(({ reason }) => reason);
  const accrual = cohort.accrual === undefined ? '' : `${cohort.accrual.from} to ${cohort.accrual.to}`;
  const joined = (list: readonly LocalText[]): LocalText => ({ en: list.map(({ en }) => en).join(', '), zh: list.map(({ zh }) => zh).join('、') });
  const corrected = validation.filter(({ kind }) => kind === 'internal' && kind.length > 0);
  const best = corrected.find(({ concordance }) => concordance !== undefined) ?? validation.find(({ concordance }) => concordance !== undefined);
  const given = (key: string): LocalText | undefined => (report[key] === undefined ? undefined : plain(report[key]));
  const fromReport = {
    developer: given('authors') ?? given('developer'),
    funding: given('funding'),
    'intended-users': given('intendedUsers'),
    'fairness-approach': given('fairness'),
    'update-process': given('updateProcess'),
  };
  const patients = joined(rules);
  return {
    ...Object.fromEntries(Object.entries(fromReport).filter(([, value]) => value !== undefined)),
    'output-value':
      horizonsYears.length === 0
        ? { en: 'score and group', zh: '评分与分组' }
        : {
            en: `${words('en').free} of 100 at ${years} years, with range; group`,
            zh: `${horizonsYears.join('、')} 年每 100 人${words('zh').free}人数及范围；分组`,
          },
    'output-type': { en: 'prediction and classification', zh: '预测与分类' },
    'intended-use': intendedUseOf(definition),
    'intended-patients': patients,
    'decision-role': { en: 'informs; does not replace judgement', zh: '提供信息，不替代判断' },
    'known-risks': synthetic
      ? { en: 'made from generated patients: not for patient care', zh: '由虚拟患者建立：不得用于诊疗' }
      : {
          en: 'not validated on other patients; may be too optimistic for patients unlike those studied',
          zh: '未在其他患者中验证；对与研究对象不同者可能过于乐观',
        },
    'inclusion-exclusion': {
      en: [`${fitted.n} patients${accrual === '' ? '' : `, ${accrual}`}: ${patients.en}`, left.length === 0 ? '' : `left out: ${left.join(', ')}`]
        .filter((part) => part !== '')
        .join('; '),
      zh: [
        `${fitted.n} 例${cohort.accrual === undefined ? '' : `，${cohort.accrual.from} 至 ${cohort.accrual.to}`}：${patients.zh}`,
        left.length === 0 ? '' : `排除：${left.join('、')}`,
      ]
        .filter((part) => part !== '')
        .join('；'),
    },
    'sensitive-inputs': sensitive.length === 0 ? { en: 'none in the model', zh: '模型未使用' } : joined(sensitive),
    representativeness: {
      en: `${cohort.name.en}: ${fitted.n} patients, ${fitted.nEvents} events${cohort.country === undefined ? '' : `, ${cohort.country}`}`,
      zh: `${cohort.name.zh}：${fitted.n} 例，事件 ${fitted.nEvents} 例${cohort.country === undefined ? '' : `，${cohort.country}`}`,
    },
    'relevance-to-site': synthetic ? { en: 'none: generated patients', zh: '无：虚拟患者' } : { en: 'made from patients of the site', zh: '由本院患者建立' },
    ...(best === undefined ? {} : { 'validity-same-source': sameSource(best) }),
  };
}

function sameSource({ concordance, method }: ModelFile['validation'][number]): LocalText {
  const c = concordance!;
  const hundredths = (value: number): number => Math.round(value * 100);
  const range = c.lower === undefined || c.upper === undefined ? '' : ` (${rangeText(hundredths(c.lower), hundredths(c.upper))})`;
  return {
    en: `of 100 pairs of patients ${hundredths(c.value)}${range} in the right order; ${method.en}`,
    zh: `每 100 对患者中 ${hundredths(c.value)} 对${range}次序正确；${method.zh}`,
  };
}

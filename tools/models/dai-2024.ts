// SPDX-License-Identifier: Apache-2.0
// Exactly what the study publishes. What it leaves out stays out.
import type { DraftModel } from './shared.ts';
import {
  RAD_SCORE_PROFILE,
  RAD_SCORE_WEIGHTS,
  STUDY_ATTRIBUTES,
  STUDY_CITATION,
  STUDY_CUTOFF,
  STUDY_DATE,
  STUDY_ELIGIBILITY,
  STUDY_OUTCOME,
  STUDY_SOURCES,
  STUDY_VALIDATION,
  studyCovariates,
  TWO_GROUPS,
} from './shared.ts';

const thousandths = (value: number): number => Math.round(value * 1000) / 1000;

/** ln of a printed hazard ratio, to the three decimals that two printed decimals can carry, with the standard error of its printed interval. */
function printed(value: number, lower: number, upper: number) {
  return {
    value: thousandths(Math.log(value)),
    standardError: thousandths((Math.log(upper) - Math.log(lower)) / (2 * 1.959964)),
    hazardRatio: { value, lower, upper },
    evidence: 'derived' as const,
    source: 'dai',
    date: STUDY_DATE,
    derivation: `ln of the hazard ratio ${value} (${lower}–${upper}) printed in Table 2; standard error from the width of the printed interval. That multivariable model does not contain the rad-score.`,
  };
}

export function dai2024(): DraftModel {
  const published = { evidence: 'published', source: 'dai', date: STUDY_DATE } as const;
  const assumed = {
    evidence: 'assumed',
    source: 'dai',
    date: STUDY_DATE,
    derivation:
      'Not published: Figure 3A only. Set to 1 so that the rad-score enters on its own scale; it was fitted as a log hazard, so 1 is its apparent slope before any other covariate.',
  } as const;
  return {
    schemaVersion: 1,
    id: 'dai-2024',
    version: '1.0.0',
    title: { en: 'HCC recurrence-free survival, CT radiomics (as published)', zh: '肝癌无复发生存，CT 影像组学（按原文）' },
    sourceLabel: { en: 'Dai and others, J Hepatocell Carcinoma', zh: 'Dai 等，J Hepatocell Carcinoma' },
    kind: 'cox',
    status: 'research',
    timing: 'preoperative',
    treatment: 'resection',
    outcome: STUDY_OUTCOME,
    horizonsYears: [1, 2, 3],
    daysPerYear: 365,
    notice: {
      en: 'The study prints neither the constants of its rad-score nor a baseline: no rad-score, group or probability can be given. The rad-score coefficient is assumed.',
      zh: '原文未给出影像组学评分的标准化常数和基线生存，因此不能给出评分、分组或概率；评分系数为假定值。',
    },
    sources: STUDY_SOURCES,
    eligibility: STUDY_ELIGIBILITY,
    covariates: studyCovariates(
      {
        afp: printed(1.95, 1.2, 3.18),
        necrosis: printed(2.91, 1.55, 5.44),
        portalVeinInvasion: printed(2.28, 1.27, 4.1),
        radScore: { value: 1, ...assumed },
      },
      {
        afp: { cohortMean: { value: 135 / 225, ...published } },
        necrosis: { cohortMean: { value: 141 / 225, ...published } },
        portalVeinInvasion: { cohortMean: { value: 46 / 225, ...published } },
        radScore: {},
      },
    ),
    radScore: {
      features: RAD_SCORE_WEIGHTS.map(([name, weight]) => ({ name, weight: { value: weight, ...published } })),
      profile: RAD_SCORE_PROFILE,
      engine: { compat: '2.2.0', itk: 'not published', ...published },
    },
    groups: {
      levels: TWO_GROUPS,
      cutoffs: [STUDY_CUTOFF],
      atCutoff: 'higher-group',
      rule: {
        en: 'optimal cut-off of the study’s combined score (survminer), chosen on the training cohort',
        zh: '研究组合评分的最优界值（survminer），在训练队列中选定',
      },
      assignable: false,
      because: {
        en: 'The cut-off 1.38 belongs to the study’s own combined score, whose coefficients are not published; a score made of other coefficients must not be compared with it.',
        zh: '界值 1.38 属于研究自身的组合评分，其系数未发表；用其他系数算得的评分不能与之比较。',
      },
      cohorts: [],
      observed: [],
      curves: [],
    },
    validation: STUDY_VALIDATION,
    sourceAttributes: {
      ...STUDY_ATTRIBUTES,
      'output-value': {
        en: 'score and hazard ratio against the reference patient, once a rad-score is supplied; no probability',
        zh: '提供影像组学评分后给出评分及相对参照患者的风险比；不给概率',
      },
      'known-risks': { en: 'one centre; no external validation; decisive constants unpublished', zh: '单中心；无外部验证；关键常数未发表' },
    },
    citation: STUDY_CITATION,
    licence: { source: 'facts restated from the article; the article keeps its own licence', file: 'Apache-2.0' },
    intendedUse: {
      en: 'Research: shows what the study publishes, as the starting point of a site calibration.',
      zh: '研究用途：展示原文发表的内容，作为本院校准的起点。',
    },
    knownLimits: [
      {
        en: 'Means and standard deviations of the five features are not published, so no rad-score can be computed.',
        zh: '五个特征的均值和标准差未发表，无法计算影像组学评分。',
      },
      { en: 'No baseline survival is published, so no probability is given.', zh: '基线生存未发表，不给出概率。' },
      {
        en: 'The coefficients of the combined model are not published; the three used here come from a model without the rad-score.',
        zh: '组合模型的系数未发表；此处三项系数来自不含影像组学评分的模型。',
      },
      { en: 'The signature had six features; five appear in the printed formula.', zh: '签名含六个特征，印出的公式中仅五个。' },
      {
        en: 'One centre in China, random split, no external validation; AUC fell from 0.83 to 0.72 at one year between training and validation.',
        zh: '中国单中心，随机划分，无外部验证；1 年 AUC 由训练队列 0.83 降至验证队列 0.72。',
      },
      { en: 'Recurrence-free survival counts recurrence and metastasis; death is not named.', zh: '无复发生存计入复发与转移，未提及死亡。' },
    ],
    changeLog: [{ version: '1.0.0', date: '2026-11-23', text: 'First release.' }],
    fixtures: [
      {
        name: 'AFP above 20, necrosis, no portal vein invasion, rad-score given as 0.82',
        inputs: { afp: 420, necrosis: 'present', portalVeinInvasion: 'absent', radScore: 0.82 },
        expect: { score: 2.556 },
        tolerance: 1e-9,
        origin: '0.668 + 1.068 + 0 + 0.82, added by hand; tolerance is binary rounding',
      },
      {
        name: 'AFP of exactly 20 is not above 20',
        inputs: { afp: 20, necrosis: 'absent', portalVeinInvasion: 'present', radScore: 0 },
        expect: { score: 0.824 },
        tolerance: 1e-9,
        origin: 'ln 2.28 to three decimals, by hand; tolerance is binary rounding',
      },
      {
        name: 'no rad-score without the constants of the cohort',
        inputs: {},
        features: Object.fromEntries(RAD_SCORE_WEIGHTS.map(([name]) => [name, 1])),
        expect: { radScoreMissing: 'no-standardisation' },
        tolerance: 1e-9,
        origin: 'the study prints weights and neither means nor standard deviations',
      },
    ],
  };
}

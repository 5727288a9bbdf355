// SPDX-License-Identifier: Apache-2.0
// Pieces that the study's file and the demonstration file have in common.
import type { ModelFile } from '../../src/nomogram/model-file.ts';
import { RAD_SCORE_PARAMS } from '../../src/radiomics/params.ts';

/** A model file before its defaults are filled in and its hash is known. */
export type DraftModel = Omit<ModelFile, 'hash'>;

export const STUDY_SOURCES: ModelFile['sources'] = {
  dai: {
    citation:
      'Dai T, Gu QB, Peng YJ, Yu CL, Liu P, He YQ. Preoperative Noninvasive Prediction of Recurrence-Free Survival in Hepatocellular Carcinoma Using CT-Based Radiomics Model. J Hepatocell Carcinoma (Dove Medical Press).',
    licence: 'facts and formulae restated; the article keeps its own licence',
  },
};

export const STUDY_DATE = '2024-02-29';

const published = { evidence: 'published', source: 'dai', date: STUDY_DATE } as const;

/** Weights of the printed formula; features are standardised first. */
export const RAD_SCORE_WEIGHTS: readonly (readonly [name: string, weight: number])[] = [
  ['gradient_firstorder_Kurtosis', 0.24],
  ['log-sigma-3-0-mm-3D_glszm_LargeAreaLowGrayLevelEmphasis', 0.2],
  ['original_glszm_SmallAreaLowGrayLevelEmphasis', -0.32],
  ['original_shape_Sphericity', -0.3],
  ['wavelet-HHL_gldm_DependenceVariance', -0.39],
];

/**
 * The parameter file that computes the five features: the settings that the study states.
 * Sigma is the float 3.0: PyRadiomics names the feature `log-sigma-3-0-mm-3D`, and `log-sigma-3-mm-3D` for an integer, which JSON cannot tell apart.
 */
export const RAD_SCORE_PROFILE = RAD_SCORE_PARAMS;

export const STUDY_ELIGIBILITY: ModelFile['eligibility'] = [
  { rule: 'single-tumour', required: true, maxTumours: 1 },
  { rule: 'resection-planned', required: true },
  { rule: 'ct-and-blood-in-window', required: false, maxDays: 14 },
  { rule: 'portal-venous-ct', required: false },
  { rule: 'no-prior-local-treatment', required: true },
  { rule: 'no-extrahepatic-disease', required: true },
  { rule: 'adult', required: true, minAgeYears: 18 },
  { rule: 'no-other-malignancy', required: true },
  { rule: 'hcc-confirmed', required: true },
];

type Coefficient = Extract<ModelFile['covariates'][number]['coefficient'], { value: number }>;

/** The covariates of the study's nomogram with the coefficients and means of one file. */
export function studyCovariates(
  coefficients: Readonly<Record<'afp' | 'necrosis' | 'portalVeinInvasion' | 'radScore', Coefficient>>,
  extras: Readonly<Record<'afp' | 'necrosis' | 'portalVeinInvasion' | 'radScore', Partial<ModelFile['covariates'][number]>>>,
  radScoreRange?: NonNullable<ModelFile['covariates'][number]['inputs'][number]['cohortRange']>,
): ModelFile['covariates'] {
  const finding = [
    { code: 'absent', label: { en: 'absent', zh: '无' } },
    { code: 'present', label: { en: 'present', zh: '有' } },
  ];
  const steps = (en: readonly [string, string], zh: readonly [string, string]) => [
    { x: 0, label: { en: en[0], zh: zh[0] } },
    { x: 1, label: { en: en[1], zh: zh[1] } },
  ];
  const common = { missing: 'bounds', censored: 'bounds' } as const;
  return [
    {
      key: 'afp',
      label: { en: 'AFP', zh: '甲胎蛋白' },
      hint: { en: 'above 20 ng/mL', zh: '高于 20 ng/mL' },
      inputs: [{ key: 'afp', unit: 'ng/mL', label: { en: 'AFP', zh: '甲胎蛋白' } }],
      transform: { kind: 'threshold', above: 20 },
      levels: steps(['no', 'yes'], ['否', '是']),
      reference: { afp: 5 },
      ...common,
      coefficient: coefficients.afp,
      ...extras.afp,
    },
    {
      key: 'necrosis',
      label: { en: 'Intratumoural necrosis', zh: '瘤内坏死' },
      hint: { en: 'on CT', zh: 'CT 所见' },
      inputs: [{ key: 'necrosis', unit: '1', label: { en: 'Intratumoural necrosis', zh: '瘤内坏死' }, levels: finding }],
      transform: { kind: 'levels', x: { absent: 0, present: 1 } },
      levels: steps(['absent', 'present'], ['无', '有']),
      reference: { necrosis: 'absent' },
      ...common,
      coefficient: coefficients.necrosis,
      ...extras.necrosis,
    },
    {
      key: 'portalVeinInvasion',
      label: { en: 'Portal vein invasion', zh: '门静脉侵犯' },
      hint: { en: 'on CT', zh: 'CT 所见' },
      inputs: [{ key: 'portalVeinInvasion', unit: '1', label: { en: 'Portal vein invasion', zh: '门静脉侵犯' }, levels: finding }],
      transform: { kind: 'levels', x: { absent: 0, present: 1 } },
      levels: steps(['absent', 'present'], ['无', '有']),
      reference: { portalVeinInvasion: 'absent' },
      ...common,
      coefficient: coefficients.portalVeinInvasion,
      ...extras.portalVeinInvasion,
    },
    {
      key: 'radScore',
      label: { en: 'Rad-score', zh: '影像组学评分' },
      inputs: [
        { key: 'radScore', unit: '1', label: { en: 'Rad-score', zh: '影像组学评分' }, ...(radScoreRange === undefined ? {} : { cohortRange: radScoreRange }) },
      ],
      transform: { kind: 'identity' },
      reference: { radScore: 0 },
      ...common,
      coefficient: coefficients.radScore,
      ...extras.radScore,
    },
  ];
}

/** The two groups and the cut-off that the study prints for its own combined score. */
export const STUDY_CUTOFF = { value: 1.38, ...published };

export const TWO_GROUPS: NonNullable<ModelFile['groups']>['levels'] = [
  { id: 'low', label: { en: 'Low group', zh: '低风险组' }, shape: 'circle' },
  { id: 'high', label: { en: 'High group', zh: '高风险组' }, shape: 'triangle' },
];

export const STUDY_OUTCOME: ModelFile['outcome'] = {
  event: { en: 'recurrence or metastasis', zh: '复发或转移' },
  timeZero: { en: 'the operation', zh: '手术' },
  unit: 'days',
};

const auc = (years: number, value: number, lower: number, upper: number) => ({ years, value, lower, upper });

/** What the study measured of its own model. */
export const STUDY_VALIDATION: ModelFile['validation'] = [
  {
    kind: 'apparent',
    method: { en: 'time-dependent AUC in the cohort that made the model, not corrected for optimism', zh: '建模队列内的时间依赖 AUC，未做乐观校正' },
    cohort: { name: { en: 'study, training cohort', zh: '研究训练队列' }, country: 'China', dates: '2019-12/2021-12', n: 225, events: 88 },
    auc: [auc(1, 0.834, 0.769, 0.9), auc(2, 0.765, 0.688, 0.842), auc(3, 0.831, 0.744, 0.917)],
    remark: { en: 'The abstract counts 223 patients, the tables 225.', zh: '摘要写 223 例，表格为 225 例。' },
    ...published,
  },
  {
    kind: 'internal',
    method: { en: 'random 7:3 split of one hospital', zh: '单中心随机 7:3 划分' },
    cohort: { name: { en: 'study, validation cohort', zh: '研究验证队列' }, country: 'China', dates: '2019-12/2021-12', n: 97, events: 42 },
    auc: [auc(1, 0.715, 0.591, 0.839), auc(2, 0.71, 0.59, 0.83), auc(3, 0.793, 0.669, 0.918)],
    remark: { en: 'No external validation has been published.', zh: '尚无已发表的外部验证。' },
    ...published,
  },
];

/** Source attributes that hold for both files. */
export const STUDY_ATTRIBUTES: ModelFile['sourceAttributes'] = {
  developer: { en: 'HepaNom project; contact on the project page', zh: 'HepaNom 项目；联系方式见项目页' },
  'output-type': { en: 'prediction and classification', zh: '预测与分类' },
  'intended-use': { en: 'inform follow-up planning before resection', zh: '术前为随访计划提供参考' },
  'intended-patients': { en: 'adults, single HCC, curative resection', zh: '成人，单发肝癌，根治性切除' },
  'intended-users': { en: 'liver surgeons, hepatologists, multidisciplinary team', zh: '肝脏外科、肝病科、多学科团队' },
  'decision-role': { en: 'informs; does not replace judgement', zh: '提供信息，不替代判断' },
  'out-of-scope': { en: 'several tumours, earlier treatment, spread, transplant', zh: '多发、既往治疗、转移、移植' },
  'inclusion-exclusion': {
    en: '322 patients, Dec 2019 to Dec 2021: adults with a single HCC confirmed by pathology, curative resection, contrast CT and blood within two weeks; excluded: other cancer, spread, earlier local treatment, incomplete data or poor images',
    zh: '322 例，2019-12 至 2021-12：成人、病理证实的单发肝癌、根治性切除、两周内增强 CT 与化验；排除其他肿瘤、转移、既往局部治疗、数据不全或图像质量差',
  },
  'sensitive-inputs': { en: 'none in the nomogram', zh: '列线图未使用' },
  representativeness: { en: 'training cohort: 84 % men, mean age 55, mostly hepatitis B', zh: '训练队列男 84 %，平均 55 岁，多为乙肝' },
  'validity-same-source': { en: 'AUC(t) 0.72, 0.71, 0.79 at 1, 2, 3 years (n = 97)', zh: '1、2、3 年 AUC 0.72、0.71、0.79（n = 97）' },
  'update-process': { en: 'with each model file version', zh: '随模型文件版本' },
};

export const STUDY_CITATION = STUDY_SOURCES.dai!.citation;

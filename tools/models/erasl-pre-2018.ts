// SPDX-License-Identifier: Apache-2.0
// ERASL-pre: complete and published. Group and observed survival of named cohorts; never an individual probability.
import type { DraftModel } from './shared.ts';

const published = { evidence: 'published', source: 'chan', date: '2018' } as const;

type Group = 'low' | 'intermediate' | 'high';
const GROUPS: readonly Group[] = ['low', 'intermediate', 'high'];

/** One row of the paper's table: two-year recurrence-free survival in per cent, with interval where printed. */
type Row = readonly [percent: number, lower?: number, upper?: number];

const COHORTS: readonly {
  readonly id: string;
  readonly en: string;
  readonly zh: string;
  readonly detail?: { en: string; zh: string };
  readonly n: number;
  readonly rows: readonly [Row, Row, Row];
}[] = [
  {
    id: 'hong-kong-derivation',
    en: 'Hong Kong',
    zh: '香港',
    detail: { en: 'derivation', zh: '建模队列' },
    n: 451,
    rows: [
      [76.3, 70.1, 81.4],
      [57.4, 49.0, 64.8],
      [29.5, 19.0, 40.7],
    ],
  },
  {
    id: 'hong-kong-2013-2015',
    en: 'Hong Kong, 2013–15',
    zh: '香港，2013–15',
    n: 130,
    rows: [
      [77.1, 65.7, 85.1],
      [67.5, 49.0, 80.5],
      [19.7, 5.5, 40.3],
    ],
  },
  {
    id: 'china-nanning-wenzhou',
    en: 'China',
    zh: '中国内地',
    detail: { en: 'Nanning, Wenzhou', zh: '南宁、温州' },
    n: 1297,
    rows: [
      [60.9, 53.3, 67.6],
      [34.9, 30.1, 39.7],
      [13.6, 8.5, 19.7],
    ],
  },
  { id: 'japan', en: 'Japan', zh: '日本', n: 596, rows: [[62.5], [39.7], [19.9]] },
  { id: 'united-states', en: 'United States', zh: '美国', n: 549, rows: [[64.7], [41.6], [25.7]] },
  { id: 'italy', en: 'Italy', zh: '意大利', n: 742, rows: [[60.5], [47.2], [31.8]] },
  {
    id: 'all',
    en: 'All cohorts',
    zh: '全部队列',
    n: 3765,
    rows: [
      [64.8, 62.2, 67.3],
      [42.5, 39.6, 45.3],
      [20.7, 16.7, 25.0],
    ],
  },
];

/** Per cent to fraction without the binary dust of a division. */
const fraction = (percent: number): number => Math.round(percent * 10) / 1000;

const EXTERNAL: readonly (readonly [en: string, zh: string, country: string, n: number, c: number, se: number | undefined])[] = [
  ['China (Nanning, Wenzhou)', '中国内地（南宁、温州）', 'China', 1297, 0.672, 0.012],
  ['Japan', '日本', 'Japan', 596, 0.656, undefined],
  ['United States', '美国', 'United States', 549, 0.669, undefined],
  ['Italy', '意大利', 'Italy', 742, 0.601, undefined],
];

export function eraslPre2018(): DraftModel {
  return {
    schemaVersion: 1,
    id: 'erasl-pre-2018',
    version: '1.0.0',
    title: { en: 'ERASL-pre: early recurrence after resection, pre-operative', zh: 'ERASL-pre：肝癌切除术后早期复发（术前）' },
    sourceLabel: { en: 'Chan and others 2018, J Hepatol', zh: 'Chan 等 2018，J Hepatol' },
    kind: 'score-groups',
    status: 'research',
    timing: 'preoperative',
    treatment: 'resection',
    outcome: { event: { en: 'recurrence within two years', zh: '两年内复发' }, timeZero: { en: 'the operation', zh: '手术' }, unit: 'days' },
    horizonsYears: [2],
    daysPerYear: 365,
    sources: {
      chan: {
        citation:
          'Chan AWH and others. Development of pre and post-operative models to predict early recurrence of hepatocellular carcinoma after surgical resection. J Hepatol 2018;69:1284.',
        doi: '10.1016/j.jhep.2018.08.027',
        licence: 'CC BY 4.0',
      },
      beumer: {
        citation: 'Beumer BR and others, 2021: external check of the models in cohorts from the Netherlands and Japan.',
        doi: '10.1245/s10434-021-10235-3',
        licence: 'figures cited',
      },
    },
    eligibility: [
      { rule: 'resection-planned', required: true },
      { rule: 'no-extrahepatic-disease', required: true },
      { rule: 'hcc-confirmed', required: true },
    ],
    covariates: [
      {
        key: 'sex',
        label: { en: 'Male', zh: '男性' },
        inputs: [
          {
            key: 'sex',
            unit: '1',
            label: { en: 'Sex', zh: '性别' },
            levels: [
              { code: 'female', label: { en: 'female', zh: '女' } },
              { code: 'male', label: { en: 'male', zh: '男' } },
            ],
          },
        ],
        transform: { kind: 'levels', x: { female: 0, male: 1 } },
        levels: [
          { x: 0, label: { en: 'female', zh: '女' } },
          { x: 1, label: { en: 'male', zh: '男' } },
        ],
        reference: { sex: 'female' },
        missing: 'bounds',
        censored: 'bounds',
        coefficient: { value: 0.818, ...published },
      },
      {
        key: 'albi',
        label: { en: 'ALBI grade 2 or 3', zh: 'ALBI 2 级或 3 级' },
        inputs: [
          { key: 'bilirubin', unit: 'umol/L', label: { en: 'Total bilirubin', zh: '总胆红素' } },
          { key: 'albumin', unit: 'g/L', label: { en: 'Albumin', zh: '白蛋白' } },
        ],
        // Grade 1 up to and including −2.60; grades 2 and 3 share one coefficient.
        transform: { kind: 'albi', next: { kind: 'threshold', above: -2.6 } },
        levels: [
          { x: 0, label: { en: 'grade 1', zh: '1 级' } },
          { x: 1, label: { en: 'grade 2 or 3', zh: '2 级或 3 级' } },
        ],
        reference: { bilirubin: 10, albumin: 40 },
        missing: 'bounds',
        censored: 'bounds',
        coefficient: { value: 0.447, ...published },
      },
      {
        key: 'afp',
        label: { en: 'ln AFP', zh: 'ln 甲胎蛋白' },
        hint: { en: 'ng/mL, the same number as µg/L', zh: 'ng/mL，数值同 µg/L' },
        inputs: [{ key: 'afp', unit: 'ng/mL', label: { en: 'AFP', zh: '甲胎蛋白' } }],
        transform: { kind: 'ln' },
        reference: { afp: 1 },
        missing: 'bounds',
        censored: 'at-bound',
        coefficient: { value: 0.1, ...published },
      },
      {
        key: 'tumourSize',
        label: { en: 'ln size', zh: 'ln 最大径' },
        hint: { en: 'cm, largest tumour before surgery', zh: 'cm，术前最大肿瘤' },
        inputs: [{ key: 'tumourSize', unit: 'cm', label: { en: 'Tumour size', zh: '肿瘤最大径' } }],
        transform: { kind: 'ln' },
        reference: { tumourSize: 1 },
        missing: 'bounds',
        censored: 'at-bound',
        coefficient: { value: 0.58, ...published },
      },
      {
        key: 'tumourCount',
        label: { en: 'Number of tumours', zh: '肿瘤数目' },
        hint: { en: 'single, 2 or 3, 4 or more', zh: '单发、2–3 个、4 个及以上' },
        inputs: [{ key: 'tumourCount', unit: '1', label: { en: 'Number of tumours', zh: '肿瘤数目' } }],
        transform: { kind: 'bins', edges: [2, 4], values: [0, 1, 2] },
        levels: [
          { x: 0, label: { en: 'single', zh: '单发' } },
          { x: 1, label: { en: '2 or 3', zh: '2–3 个' } },
          { x: 2, label: { en: '4 or more', zh: '4 个及以上' } },
        ],
        reference: { tumourCount: 1 },
        missing: 'bounds',
        censored: 'bounds',
        coefficient: { value: 0.492, ...published },
      },
    ],
    groups: {
      levels: [
        { id: 'low', label: { en: 'Low group', zh: '低风险组' }, shape: 'circle' },
        { id: 'intermediate', label: { en: 'Intermediate group', zh: '中风险组' }, shape: 'diamond' },
        { id: 'high', label: { en: 'High group', zh: '高风险组' }, shape: 'triangle' },
      ],
      cutoffs: [
        { value: 2.558, ...published },
        { value: 3.521, ...published },
      ],
      atCutoff: 'lower-group',
      rule: { en: '50th and 85th centile of the derivation cohort', zh: '建模队列的第 50 与第 85 百分位' },
      assignable: true,
      cohorts: COHORTS.map(({ id, en, zh, detail, n }) => ({ id, name: { en, zh }, ...(detail === undefined ? {} : { detail }), n })),
      observed: COHORTS.flatMap((cohort) =>
        GROUPS.map((group, i) => {
          const [percent, lower, upper] = cohort.rows[i]!;
          return {
            cohort: cohort.id,
            group,
            years: 2,
            survival: fraction(percent),
            ...(lower === undefined || upper === undefined ? {} : { lower: fraction(lower), upper: fraction(upper) }),
            ...published,
          };
        }),
      ),
      curves: [],
      nearestCohort: 'china-nanning-wenzhou',
    },
    validation: [
      {
        kind: 'apparent',
        method: { en: 'Harrell C in the derivation cohort', zh: '建模队列 Harrell C' },
        cohort: { name: { en: 'Hong Kong, derivation', zh: '香港，建模队列' }, country: 'China, Hong Kong', n: 451 },
        concordance: { value: 0.713, standardError: 0.021 },
        ...published,
      },
      {
        kind: 'internal',
        method: { en: 'Harrell C in later patients of the same hospital', zh: '同一医院后期患者 Harrell C' },
        cohort: { name: { en: 'Hong Kong, 2013–15', zh: '香港，2013–15' }, country: 'China, Hong Kong', dates: '2013/2015', n: 130 },
        concordance: { value: 0.708, standardError: 0.043 },
        ...published,
      },
      ...EXTERNAL.map(([en, zh, country, n, value, standardError]) => ({
        kind: 'external' as const,
        method: { en: 'Harrell C, by the authors', zh: 'Harrell C，由作者完成' },
        cohort: { name: { en, zh }, country, n },
        concordance: { value, ...(standardError === undefined ? {} : { standardError }) },
        ...published,
      })),
      ...(
        [
          ['Netherlands', '荷兰', 0.57],
          ['Japan', '日本', 0.69],
        ] as const
      ).map(([country, zh, value]) => ({
        kind: 'external' as const,
        method: { en: 'C index, independent check (Beumer 2021)', zh: 'C 指数，独立检验（Beumer 2021）' },
        cohort: { name: { en: country, zh }, country },
        concordance: { value },
        remark: { en: 'Predictions were systematically too optimistic; recalibration helped.', zh: '预测系统性偏乐观；重新校准后改善。' },
        evidence: 'published' as const,
        source: 'beumer',
        date: '2021',
      })),
    ],
    sourceAttributes: {
      developer: { en: 'model: Chan and others; software: HepaNom project', zh: '模型：Chan 等；软件：HepaNom 项目' },
      'output-value': {
        en: 'score, group, and what was observed at 2 years in that group of a named cohort',
        zh: '评分、分组，以及具名队列中该组 2 年的观察结果',
      },
      'output-type': { en: 'classification', zh: '分类' },
      'intended-use': { en: 'put a patient into a group before resection', zh: '术前分组' },
      'intended-patients': { en: 'HCC, curative resection, no rupture, no spread outside the liver', zh: '肝细胞癌，根治性切除，无破裂，无肝外转移' },
      'intended-users': { en: 'liver surgeons, hepatologists, multidisciplinary team', zh: '肝脏外科、肝病科、多学科团队' },
      'decision-role': { en: 'informs; does not replace judgement', zh: '提供信息，不替代判断' },
      'out-of-scope': { en: 'ablation, transplant, ruptured tumours, spread outside the liver', zh: '消融、移植、肿瘤破裂、肝外转移' },
      'known-risks': { en: 'too optimistic in an independent check in the Netherlands and Japan', zh: '在荷兰与日本的独立检验中预测偏乐观' },
      'inclusion-exclusion': {
        en: 'curative resection, complete cases; Eastern centres: single or up to three tumours in one segment',
        zh: '根治性切除、资料完整；东方中心：单发或同一肝段内不超过 3 个',
      },
      'sensitive-inputs': { en: 'sex', zh: '性别' },
      representativeness: { en: '3,765 patients from Hong Kong, China, Japan, United States, Italy', zh: '香港、中国内地、日本、美国、意大利共 3765 例' },
      'external-setting': { en: 'Netherlands and Japan, 2021', zh: '荷兰与日本，2021' },
      'external-party': { en: 'Beumer and others, independent of the authors', zh: 'Beumer 等，独立于原作者' },
      'validity-same-source': { en: 'C 0.71 (Hong Kong)', zh: 'C 指数 0.71（香港）' },
      'validity-external': {
        en: 'C 0.60 to 0.67 by the authors; 0.57 (Netherlands) and 0.69 (Japan) independently, too optimistic in both',
        zh: '作者：C 指数 0.60–0.67；独立检验：荷兰 0.57、日本 0.69，均偏乐观',
      },
      'update-process': { en: 'with each model file version', zh: '随模型文件版本' },
    },
    citation: 'Chan AWH and others, J Hepatol 2018;69:1284, doi:10.1016/j.jhep.2018.08.027',
    licence: { source: 'CC BY 4.0', file: 'Apache-2.0; numbers from the source under CC BY 4.0' },
    intendedUse: {
      en: 'Research: a second, published view beside the nomogram, never averaged with it.',
      zh: '研究用途：与列线图并列的另一已发表模型，不取平均。',
    },
    knownLimits: [
      {
        en: 'What is shown was observed in a group of a cohort. It is not a probability for this patient.',
        zh: '显示的是某队列该组的观察结果，不是本患者的个体概率。',
      },
      {
        en: 'Independent check: C 0.57 (Netherlands), 0.69 (Japan), too optimistic in both (Beumer 2021).',
        zh: '独立检验：C 指数 0.57（荷兰）、0.69（日本），均偏乐观（Beumer 2021）。',
      },
      {
        en: 'The paper’s table and text differ on the Japanese and American counts (596 and 549 in the table, 582 and 548 in the text).',
        zh: '原文表与正文对日本、美国例数记载不一（表 596、549，正文 582、548）。',
      },
      { en: 'No interval was printed for the groups in Japan, the United States and Italy.', zh: '日本、美国、意大利各组未给出区间。' },
      {
        en: 'Ruptured tumours were excluded; the record is not asked about rupture, so the surgeon must exclude it.',
        zh: '研究排除了破裂肿瘤；系统不读取破裂信息，需由外科医生排除。',
      },
    ],
    changeLog: [{ version: '1.0.0', date: '2026-11-23', text: 'First release.' }],
    fixtures: (
      [
        ['ALBI 1, AFP 420, 4.6 cm, single', 'male', 10, 40, 420, 4.6, 1, 2.3071, 'low'],
        ['ALBI 2, AFP 420, 4.6 cm, single', 'male', 20, 35, 420, 4.6, 1, 2.7541, 'intermediate'],
        ['woman, ALBI 1, AFP 5, 2 cm, single', 'female', 12, 42, 5, 2, 1, 0.563, 'low'],
        ['ALBI 2, AFP 2000, 9 cm, four tumours', 'male', 25, 33, 2000, 9, 4, 4.2835, 'high'],
      ] as const
    ).map(([name, sex, bilirubin, albumin, afp, tumourSize, tumourCount, score, group]) => ({
      name,
      inputs: { sex, bilirubin, albumin, afp, tumourSize, tumourCount },
      expect: { score, group },
      tolerance: 5.1e-5,
      origin: 'the published formula evaluated separately, printed to four decimals; tolerance is half of the last one',
    })),
  };
}

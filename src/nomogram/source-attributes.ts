// SPDX-License-Identifier: Apache-2.0
import type { LocalText } from './assessment.ts';

/** One heading of the source attributes with its items: 9 headings, 31 items. */
export interface SourceAttributeGroup {
  readonly title: LocalText;
  readonly items: readonly { readonly id: SourceAttributeId; readonly title: LocalText }[];
}

export const SOURCE_ATTRIBUTE_IDS = [
  'developer',
  'funding',
  'output-value',
  'output-type',
  'intended-use',
  'intended-patients',
  'intended-users',
  'decision-role',
  'out-of-scope',
  'known-risks',
  'inclusion-exclusion',
  'sensitive-inputs',
  'representativeness',
  'relevance-to-site',
  'fairness-approach',
  'bias-handling',
  'external-setting',
  'external-party',
  'external-representativeness',
  'external-process',
  'validity-same-source',
  'fairness-same-source',
  'validity-external',
  'fairness-external',
  'outcome-evaluation',
  'monitoring-validity',
  'validity-local',
  'monitoring-fairness',
  'fairness-local',
  'update-process',
  'correction-process',
] as const;

export type SourceAttributeId = (typeof SOURCE_ATTRIBUTE_IDS)[number];

const item = (id: SourceAttributeId, en: string, zh: string) => ({ id, title: { en, zh } });

/**
 * The source attributes that a predictive decision support must show, grouped under nine headings; an item that the file leaves out reads "not assessed".
 *
 * @see 45 CFR 170.315(b)(11)(iv)(B)
 */
export const SOURCE_ATTRIBUTE_GROUPS: readonly SourceAttributeGroup[] = [
  {
    title: { en: 'Details and output', zh: '概况与输出' },
    items: [
      item('developer', 'Developer and contact', '开发者与联系方式'),
      item('funding', 'Funding', '资金来源'),
      item('output-value', 'Value it produces', '输出的值'),
      item('output-type', 'Kind of output', '输出类型'),
    ],
  },
  {
    title: { en: 'Purpose', zh: '用途' },
    items: [
      item('intended-use', 'Intended use', '预期用途'),
      item('intended-patients', 'Intended patients', '适用患者'),
      item('intended-users', 'Intended users', '适用人员'),
      item('decision-role', 'Role in the decision', '在决策中的作用'),
    ],
  },
  {
    title: { en: 'Caution', zh: '慎用范围' },
    items: [item('out-of-scope', 'Out of scope', '超出范围'), item('known-risks', 'Known risks and limits', '已知风险与局限')],
  },
  {
    title: { en: 'Development', zh: '建模' },
    items: [
      item('inclusion-exclusion', 'Inclusion, exclusion', '纳入与排除'),
      item('sensitive-inputs', 'Sensitive inputs used', '所用敏感变量'),
      item('representativeness', 'Who is represented', '人群构成'),
      item('relevance-to-site', 'Relevance to this site', '与本院的相关性'),
    ],
  },
  {
    title: { en: 'Fairness', zh: '公平性' },
    items: [item('fairness-approach', 'Approach to fairness', '公平性方法'), item('bias-handling', 'Managing bias', '偏倚处理')],
  },
  {
    title: { en: 'External validation', zh: '外部验证' },
    items: [
      item('external-setting', 'Data and setting', '数据与场景'),
      item('external-party', 'Who did it', '执行方'),
      item('external-representativeness', 'Who was represented', '人群构成'),
      item('external-process', 'How', '方法'),
    ],
  },
  {
    title: { en: 'Measures', zh: '性能指标' },
    items: [
      item('validity-same-source', 'Validity, same source', '同源数据有效性'),
      item('fairness-same-source', 'Fairness, same source', '同源数据公平性'),
      item('validity-external', 'Validity, external', '外部有效性'),
      item('fairness-external', 'Fairness, external', '外部公平性'),
      item('outcome-evaluation', 'Effect on outcomes', '对结局的影响'),
    ],
  },
  {
    title: { en: 'Upkeep', zh: '维护' },
    items: [
      item('monitoring-validity', 'Monitoring validity', '有效性监测'),
      item('validity-local', 'Validity, local data', '本院有效性'),
      item('monitoring-fairness', 'Monitoring fairness', '公平性监测'),
      item('fairness-local', 'Fairness, local data', '本院公平性'),
    ],
  },
  {
    title: { en: 'Updates', zh: '更新' },
    items: [item('update-process', 'When it is updated', '更新频率'), item('correction-process', 'When performance drops', '性能下降时')],
  },
];

/** What an absent item reads. */
export const NOT_ASSESSED: LocalText = { en: 'not assessed', zh: '未评估' };

// SPDX-License-Identifier: Apache-2.0
import type { LocalText } from '../../nomogram/assessment.ts';

/** Words of the model card page. */
export const TEXTS = {
  modelCard: { en: 'Model card', zh: '模型说明' },
  version: { en: 'version', zh: '版本' },
  notAssessed: { en: 'not assessed', zh: '未评估' },
  demonstration: { en: 'Demonstration model, synthetic constants', zh: '演示模型，常数为人工设定' },
  limits: { en: 'Known limits', zh: '已知局限' },
  coefficients: { en: 'What it uses', zh: '所用变量' },
  covariate: { en: 'Covariate', zh: '变量' },
  coefficient: { en: 'Coefficient', zh: '系数' },
  tested: { en: 'Where it was tested', zh: '验证情况' },
  kind: { en: 'Kind', zh: '类型' },
  cohort: { en: 'Cohort', zh: '队列' },
  patients: { en: 'Patients', zh: '例数' },
  concordance: { en: 'C-index (95 % CI)', zh: 'C 指数（95% CI）' },
  date: { en: 'Date', zh: '日期' },
  attributes: { en: 'Source attributes', zh: '来源属性' },
  sources: { en: 'Sources', zh: '文献来源' },
  wholeFile: { en: 'The whole model file (JSON)', zh: '完整模型文件（JSON）' },
  apparent: { en: 'apparent', zh: '表观' },
  internal: { en: 'internal', zh: '内部' },
  external: { en: 'external', zh: '外部' },
  local: { en: 'local', zh: '本地' },
  published: { en: 'published', zh: '已发表' },
  derived: { en: 'derived', zh: '推导' },
  assumed: { en: 'assumed', zh: '假定' },
  site: { en: 'this site', zh: '本院' },
  research: { en: 'research use', zh: '研究用途' },
  'validated-locally': { en: 'validated locally', zh: '已本地验证' },
  retired: { en: 'retired', zh: '已停用' },
} as const satisfies Readonly<Record<string, LocalText>>;

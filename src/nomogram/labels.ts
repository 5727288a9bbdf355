// SPDX-License-Identifier: Apache-2.0
// Words for codes, in both languages, shared by the card, the app and the command line.
import type { CriterionId, CriterionResult, Evidence, Language, LocalText } from './assessment.ts';
import { type InputKey, isKnownInput, type KnownInputKey, type MissingReason } from './inputs.ts';
import { date, daysText, decimal, quantity } from './present.ts';

export const INPUT_LABELS: Readonly<Record<KnownInputKey, LocalText>> = {
  afp: { en: 'AFP', zh: '甲胎蛋白' },
  necrosis: { en: 'Intratumoural necrosis', zh: '瘤内坏死' },
  portalVeinInvasion: { en: 'Portal vein invasion', zh: '门静脉侵犯' },
  radScore: { en: 'Rad-score', zh: '影像组学评分' },
  sex: { en: 'Sex', zh: '性别' },
  age: { en: 'Age', zh: '年龄' },
  bilirubin: { en: 'Total bilirubin', zh: '总胆红素' },
  albumin: { en: 'Albumin', zh: '白蛋白' },
  tumourSize: { en: 'Tumour size', zh: '肿瘤最大径' },
  tumourCount: { en: 'Number of tumours', zh: '肿瘤数目' },
};

/** The name of an input: our own word for a known one, the model file's for a site input (its key where nobody gave one). */
export function inputLabel(key: InputKey, ofFile?: LocalText): LocalText {
  return isKnownInput(key) ? INPUT_LABELS[key] : (ofFile ?? { en: key, zh: key });
}

export const LEVEL_LABELS: Readonly<Record<string, LocalText>> = {
  present: { en: 'present', zh: '有' },
  absent: { en: 'absent', zh: '无' },
  yes: { en: 'yes', zh: '是' },
  no: { en: 'no', zh: '否' },
  male: { en: 'male', zh: '男' },
  female: { en: 'female', zh: '女' },
};

export const CRITERION_LABELS: Readonly<Record<CriterionId, LocalText>> = {
  'single-tumour': { en: 'Single tumour', zh: '单发肿瘤' },
  'resection-planned': { en: 'Curative resection planned', zh: '拟行根治性切除' },
  'ct-and-blood-in-window': { en: 'CT and blood within 2 weeks', zh: '术前两周内 CT 与化验' },
  'portal-venous-ct': { en: 'Portal venous CT', zh: '门静脉期增强 CT' },
  'no-prior-local-treatment': { en: 'No earlier ablation or TACE', zh: '无消融或 TACE 史' },
  'no-extrahepatic-disease': { en: 'No spread outside the liver', zh: '无肝外转移' },
  adult: { en: 'Adult', zh: '年龄 ≥ 18 岁' },
  'no-other-malignancy': { en: 'No other cancer', zh: '无其他肿瘤' },
  'hcc-confirmed': { en: 'HCC confirmed', zh: '肝细胞癌已确诊' },
};

/** Why an input is missing, as a phrase after its name. */
export const MISSING_REASONS: Readonly<Record<MissingReason, LocalText>> = {
  'no-result': { en: 'no result', zh: '无结果' },
  'too-old': { en: 'result too old', zh: '结果过旧' },
  'unit-not-usable': { en: 'unit cannot be used', zh: '单位无法使用' },
  'not-final': { en: 'result not final', zh: '结果未最终确认' },
  'not-stated': { en: 'not mentioned, which is not “absent”', zh: '报告未提及，不等于无' },
  indeterminate: { en: 'cannot be decided from the record', zh: '记录不足以判定' },
  contradictory: { en: 'record contradicts itself', zh: '记录互相矛盾' },
  'no-imaging': { en: 'no portal venous CT', zh: '无门静脉期 CT' },
  'no-segmentation': { en: 'no tumour outline', zh: '无肿瘤轮廓' },
  'imaging-unavailable': { en: 'imaging server did not answer', zh: '影像服务器未响应' },
  'imaging-refused': { en: 'images could not be used', zh: '影像无法使用' },
  pending: { en: 'being computed', zh: '计算中' },
  'no-standardisation': { en: 'means and standard deviations of the cohort are not published', zh: '研究未发表标准化常数' },
  'not-asked': { en: 'not given', zh: '未提供' },
};

export const EVIDENCE_LABELS: Readonly<Record<Evidence, LocalText>> = {
  site: { en: 'estimated at this hospital', zh: '本院估计' },
  published: { en: 'published', zh: '已发表' },
  derived: { en: 'derived from published numbers', zh: '由已发表数据推导' },
  assumed: { en: 'assumed (demonstration)', zh: '假定值（演示）' },
};

export const STATUS_LABELS: Readonly<Record<'research' | 'validated-locally' | 'retired', LocalText>> = {
  research: { en: 'Not validated at this hospital', zh: '未经本院验证' },
  'validated-locally': { en: 'Validated at this hospital', zh: '已经本院验证' },
  retired: { en: 'Retired', zh: '已停用' },
};

/** The demonstration banner. */
export const DEMONSTRATION_NOTICE: LocalText = {
  en: 'Demonstration model, synthetic constants. Not for patient care.',
  zh: '演示模型，常数为合成数据。不得用于诊疗。',
};

/** What the low group must not be read as. */
export const LOW_GROUP_CAVEAT: LocalText = {
  en: 'Lower than average, not zero; surveillance continues.',
  zh: '低于平均，并非为零；仍需随访。',
};

const UNKNOWN: LocalText = { en: 'unknown', zh: '未知' };

/**
 * What was found for a criterion, as a short phrase: "2 recorded", "CT 43 days before (limit 14)", "58 years".
 *
 * @param criterion a result of `checkEligibility`
 */
export function criterionDetail(criterion: CriterionResult, language: Language): string {
  const zh = language === 'zh';
  const { values } = criterion;
  if (criterion.verdict === 'unknown' && typeof values.reason === 'string') {
    const reason = MISSING_REASONS[values.reason as MissingReason];
    return reason === undefined ? UNKNOWN[language] : reason[language];
  }
  switch (criterion.id) {
    case 'single-tumour':
      return zh ? `记录为 ${values.count} 个` : `${values.count} recorded`;
    case 'resection-planned':
      if (criterion.verdict === 'met') return zh ? '手术医嘱' : 'ordered';
      return zh ? '本模型用于肝切除' : `the model is for ${values.modelTreatment}`;
    case 'ct-and-blood-in-window':
      return windowDetail(criterion, language);
    case 'portal-venous-ct':
      return [
        typeof values.date === 'string' ? date(values.date, language) : '',
        typeof values.sliceThicknessMm === 'number'
          ? zh
            ? `层厚 ${quantity(values.sliceThicknessMm, 'mm', 'zh', 1)}`
            : `${quantity(values.sliceThicknessMm, 'mm', 'en', 1)} slices`
          : '',
      ]
        .filter((part) => part !== '')
        .join(zh ? '，' : ', ');
    case 'adult':
      return typeof values.ageYears === 'number'
        ? zh
          ? `${decimal(values.ageYears, 0, 'zh')} 岁`
          : `${decimal(values.ageYears, 0)} years`
        : UNKNOWN[language];
    case 'hcc-confirmed':
      return (
        { confirmed: zh ? '已确诊' : 'confirmed', none: zh ? '无此诊断' : 'no such diagnosis', suspected: zh ? '疑似' : 'suspected' }[
          String(values.diagnosis)
        ] ?? UNKNOWN[language]
      );
    default:
      return LEVEL_LABELS[String(values.finding)]?.[language] ?? UNKNOWN[language];
  }
}

function windowDetail({ values }: CriterionResult, language: Language): string {
  const zh = language === 'zh';
  const limit = typeof values.limitDays === 'number' ? values.limitDays : 14;
  const part = (value: number | string | undefined, en: string, chinese: string): string[] => {
    if (typeof value !== 'number') return [];
    const side = value < 0 ? (zh ? '术后' : 'after') : zh ? '术前' : 'before';
    const days = daysText(Math.abs(value), language);
    const over = value > limit ? (zh ? `（时限 ${limit} 天）` : ` (limit ${limit})`) : '';
    return [zh ? `${chinese}${side} ${days}${over}` : `${en} ${days} ${side}${over}`];
  };
  const parts = [...part(values.ctDays, 'CT', ' CT '), ...part(values.bloodDays, 'blood', '化验')];
  if (parts.length === 0) return UNKNOWN[language];
  return parts.join(zh ? '，' : ', ').trim();
}

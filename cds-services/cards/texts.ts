// SPDX-License-Identifier: Apache-2.0
// Words of the cards, English and Simplified Chinese. Chinese: to be read by a hepatobiliary clinician before use.
import type { CriterionId, CriterionResult, LocalText, MissingItem } from '../../src/nomogram/assessment.ts';
import { type InputKey, isKnownInput, type KnownInputKey, type MissingReason } from '../../src/nomogram/inputs.ts';
import { escapeMarkdown } from './escape.ts';

const text = (en: string, zh: string): LocalText => ({ en, zh });

/** The same words wherever a demonstration model speaks. */
export const DEMONSTRATION = text('Demonstration model, synthetic constants.', '演示模型，常数为合成数据。');
export const NOT_FOR_CARE = text('Not for patient care.', '不得用于诊疗。');

const INPUT_NAMES: Readonly<Record<KnownInputKey, LocalText>> = {
  afp: text('AFP', '甲胎蛋白'),
  necrosis: text('intratumoural necrosis', '瘤内坏死'),
  portalVeinInvasion: text('portal vein invasion', '门静脉侵犯'),
  radScore: text('CT rad-score', '影像组学评分'),
  sex: text('sex', '性别'),
  age: text('age', '年龄'),
  bilirubin: text('total bilirubin', '总胆红素'),
  albumin: text('albumin', '白蛋白'),
  tumourSize: text('tumour size', '肿瘤最大径'),
  tumourCount: text('number of tumours', '肿瘤数目'),
};

/** The name of an input inside a plain sentence; a site's own input goes by the label of the model file. */
export function inputName(key: InputKey, ofFile: LocalText | undefined): LocalText {
  return isKnownInput(key) ? INPUT_NAMES[key] : (ofFile ?? text(key, key));
}

/** The same for Markdown. */
export function inputNameInMarkdown(key: InputKey, ofFile: LocalText | undefined): LocalText {
  const name = inputName(key, ofFile);
  return isKnownInput(key) ? name : text(escapeMarkdown(name.en), escapeMarkdown(name.zh));
}

/** Short words after the name of an input, for the summary. */
const SHORT_REASONS: Readonly<Record<MissingReason, LocalText>> = {
  'no-result': text('missing', '缺失'),
  'too-old': text('too old', '过期'),
  'unit-not-usable': text('unit not usable', '单位不可用'),
  'not-final': text('not final', '未终审'),
  'not-stated': text('not stated', '未提及'),
  indeterminate: text('uncertain', '不确定'),
  contradictory: text('contradictory', '记录矛盾'),
  'no-imaging': text('no CT listed', '无 CT'),
  'no-segmentation': text('lacks a tumour outline', '无肿瘤轮廓'),
  'imaging-unavailable': text('images not available', '影像不可用'),
  'imaging-refused': text('images not usable', '影像不合要求'),
  pending: text('pending', '计算中'),
  'no-standardisation': text('not computable', '无法计算'),
  'not-asked': text('not asked', '未查询'),
};

/** Whole sentences after the name of an input, for the detail. */
const LONG_REASONS: Readonly<Record<MissingReason, LocalText>> = {
  'no-result': text('has no result in the time window', '时限内无结果'),
  'too-old': text('was last measured before the time window of the study', '最近结果早于研究时限'),
  'unit-not-usable': text('has a unit that cannot be converted without a factor of this laboratory', '单位须有本院换算系数方可使用'),
  'not-final': text('has a result that is not final', '结果未终审'),
  'not-stated': text('is not stated in the record, which is not the same as absent', '病历未提及，不等于无'),
  indeterminate: text('is stated as uncertain', '记录为不确定'),
  contradictory: text('is stated in two ways that contradict each other', '记录相互矛盾'),
  'no-imaging': text('needs a CT; none is visible to this service', '需要 CT；本服务未见到 CT'),
  'no-segmentation': text('needs the tumour outline (DICOM SEG); the study has none', '需要肿瘤轮廓（DICOM SEG）；该检查没有'),
  'imaging-unavailable': text('could not be computed: the imaging server did not answer in time', '无法计算：影像服务器未及时响应'),
  'imaging-refused': text('could not be computed: the images do not fit together', '无法计算：影像不合要求'),
  pending: text('is being computed from the CT; open the app in a moment', '正在由 CT 计算；请稍后打开应用'),
  'no-standardisation': text(
    'cannot be computed: the study does not publish the means and standard deviations of its features',
    '无法计算：研究未发表特征的均值与标准差',
  ),
  'not-asked': text('was not asked for', '未查询'),
};

/** `AFP missing`. */
export function missingShort(item: MissingItem): LocalText {
  const name = inputName(item.key, item.label);
  const reason = SHORT_REASONS[item.reason];
  return text(`${name.en} ${reason.en}`, `${name.zh}${reason.zh}`);
}

/** `AFP has no result in the time window`. */
export function missingLong(item: MissingItem): LocalText {
  const name = inputNameInMarkdown(item.key, item.label);
  const reason = LONG_REASONS[item.reason];
  return text(`${name.en} ${reason.en}`, `${name.zh}${reason.zh}`);
}

export const CRITERION_NAMES: Readonly<Record<CriterionId, LocalText>> = {
  'single-tumour': text('single tumour', '单发肿瘤'),
  'resection-planned': text('curative resection planned', '拟行根治性切除'),
  'ct-and-blood-in-window': text('CT and blood within 2 weeks before surgery', '术前两周内 CT 与化验'),
  'portal-venous-ct': text('portal venous CT', '门静脉期增强 CT'),
  'no-prior-local-treatment': text('no earlier ablation or TACE', '无消融或 TACE 史'),
  'no-extrahepatic-disease': text('no spread outside the liver', '无肝外转移'),
  adult: text('adult', '年龄 ≥ 18 岁'),
  'no-other-malignancy': text('no other cancer', '无其他肿瘤'),
  'hcc-confirmed': text('confirmed hepatocellular carcinoma', '确诊肝细胞癌'),
};

/** What was found and what the model was built for: the middle of "the model does not apply". */
export function failedText(criterion: CriterionResult): LocalText {
  const { values } = criterion;
  switch (criterion.id) {
    case 'single-tumour':
      return text(`${values.count ?? 'several'} tumours recorded; it was built for a single HCC`, `记录 ${values.count ?? '多'} 个肿瘤，模型仅用于单发肝癌`);
    case 'no-prior-local-treatment':
      return text('earlier ablation or TACE recorded; it was built for untreated tumours', '有消融或 TACE 史，模型仅用于未经治疗的肿瘤');
    case 'no-extrahepatic-disease':
      return text('spread outside the liver recorded; it was built for disease within the liver', '有肝外转移记录，模型仅用于肝内病变');
    case 'adult':
      return text(`age ${values.ageYears ?? 'below 18'}; it was built for adults`, `年龄 ${values.ageYears ?? '未满 18'} 岁，模型仅用于成人`);
    case 'no-other-malignancy':
      return text('another cancer recorded; it was built for patients without one', '有其他肿瘤记录，模型仅用于无其他肿瘤者');
    case 'hcc-confirmed':
      return text('no hepatocellular carcinoma on the problem list', '诊断列表中无肝细胞癌');
    case 'resection-planned':
      return text('no liver resection is planned; it was built for resection', '未计划肝切除，模型仅用于切除术');
    case 'portal-venous-ct':
      return text('no portal venous CT; it was built on that phase', '无门静脉期 CT，模型仅用于该期相');
    case 'ct-and-blood-in-window':
      return text('CT or blood was taken after the operation date; it was built on tests before surgery', 'CT 或化验晚于手术日期，模型仅用于术前资料');
  }
}

/** What a person has to confirm before an estimate may be given. */
export function blockedText(criterion: CriterionResult): LocalText {
  const name = CRITERION_NAMES[criterion.id];
  return criterion.values.reason === 'contradictory' ? text(`${name.en} (record contradicts itself)`, `${name.zh}（记录矛盾）`) : name;
}

/** Criteria that warn without forbidding. */
export function staleText(criterion: CriterionResult): LocalText | undefined {
  if (criterion.verdict !== 'stale') return undefined;
  const { ctDays, bloodDays, limitDays } = criterion.values;
  const late = typeof ctDays === 'number' && typeof limitDays === 'number' && ctDays > limitDays;
  const days = late ? ctDays : bloodDays;
  return late
    ? text(
        `The CT was taken ${days} days before the operation; the study used CT within ${limitDays} days.`,
        `CT 摄于术前 ${days} 天，研究只用术前 ${limitDays} 天内的 CT。`,
      )
    : text(
        `Blood was taken ${days} days before the operation; the study used tests within ${limitDays} days.`,
        `化验采于术前 ${days} 天，研究只用术前 ${limitDays} 天内的化验。`,
      );
}

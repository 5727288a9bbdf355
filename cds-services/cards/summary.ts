// SPDX-License-Identifier: Apache-2.0
// The one line that must stand alone: group, share, horizon, range, model. Under 140 code points in both languages, whatever the numbers.
import type { Assessment, GroupObserved, Language, MissingItem, Outcome, Prediction, RiskGroup, SurvivalAt } from '../../src/nomogram/assessment.ts';
import { mainHorizon } from '../../src/nomogram/main-horizon.ts';
import { capital, outcomeWords } from '../../src/nomogram/outcome-words.ts';
import { codePoints } from './escape.ts';
import { recurRange, recurText, score, version, years as yearsText } from './format.ts';
import { blockedText, CRITERION_NAMES, DEMONSTRATION, failedText, inputName, missingShort } from './texts.ts';

/** CDS Hooks 2.0.1: fewer than 140. */
export const SUMMARY_LIMIT = 139;

const GROUP_WORDS: Readonly<Record<Language, Readonly<Record<RiskGroup['id'], string>>>> = {
  en: { low: 'LOW', intermediate: 'INTERMEDIATE', high: 'HIGH' },
  zh: { low: '低风险组', intermediate: '中风险组', high: '高风险组' },
};

/** The first candidate that fits; candidates go from full to short, and the last is cut rather than sent too long. */
export function firstFitting(candidates: readonly string[]): string {
  const fitting = candidates.find((candidate) => codePoints(candidate) <= SUMMARY_LIMIT);
  if (fitting !== undefined) return fitting;
  return `${[...(candidates.at(-1) ?? '')].slice(0, SUMMARY_LIMIT - 1).join('')}…`;
}

/** Summary line of an assessment. */
export function summaryOf(assessment: Assessment, language: Language): string {
  const { outcome } = assessment;
  if (outcome.status === 'not-applicable') return notApplicable(assessment, outcome, language);
  if (outcome.status === 'incomplete') return incomplete(assessment, outcome, language);
  const { prediction } = outcome;
  const at = mainHorizon(prediction.survival);
  if (at !== undefined) return individual(assessment, prediction, at, language);
  const observed = observedOf(prediction);
  return observed === undefined ? scoreOnly(assessment, prediction, language) : groupOnly(assessment, prediction, observed, language);
}

/** The row of the cohort that the site chose, else the first. */
export function observedOf(prediction: Prediction): GroupObserved | undefined {
  return mainHorizon(prediction.observed.filter(({ chosen }) => chosen)) ?? mainHorizon(prediction.observed);
}

function modelWords(assessment: Assessment, language: Language): string {
  const { model } = assessment;
  if (model.demonstration) return DEMONSTRATION[language];
  const v = version(model.version);
  if (model.status === 'validated-locally') return language === 'zh' ? `模型 ${v}，已经本院验证。` : `Model ${v}, validated here.`;
  return language === 'zh' ? `研究模型 ${v}，未经本院验证。` : `Research model ${v}.`;
}

function individual(assessment: Assessment, prediction: Prediction, at: SurvivalAt, language: Language): string {
  const words = outcomeWords(assessment.model.outcome, language);
  const share = recurText(at.survival, language);
  const range = at.lower === undefined || at.upper === undefined ? undefined : recurRange(at.lower, at.upper, language);
  const model = modelWords(assessment, language);
  const { group } = prediction;
  if (language === 'zh') {
    const word = group === undefined ? '' : `${GROUP_WORDS.zh[group.id]}。`;
    const spread = range === undefined ? '' : `（范围 ${range}）`;
    const lead = `${words.topic}估计：${word}类似患者每 100 人约 ${share} 人在 ${at.years} 年内`;
    return firstFitting([...sentencesOf(assessment, words.short, words.does).map((does) => `${lead}${does}${spread}。${model}`)]);
  }
  const word = group === undefined ? '' : `${GROUP_WORDS.en[group.id]} group. `;
  const spread = range === undefined ? '' : ` (range ${range})`;
  const about = /^\d/u.test(share) ? `About ${share}` : `${share.charAt(0).toUpperCase()}${share.slice(1)}`;
  const years = yearsText(at.years, language);
  return firstFitting([
    ...sentencesOf(assessment, words.short, words.does).flatMap((does) => [
      `${words.topic} estimate: ${word}${about} of 100 similar patients ${does} within ${years}${spread}. ${model}`,
      // The topic names a recurrence; of another outcome only the verb says what happens.
      assessment.model.outcome === undefined
        ? `${words.topic}: ${word}${about} of 100 similar patients within ${years}${spread}. ${model}`
        : `${words.topic}: ${word}${about} of 100 ${does} within ${years}${spread}. ${model}`,
    ]),
    ...(assessment.model.outcome === undefined ? [`${words.topic}: ${word}${about} of 100 within ${years}${spread}. ${model}`] : []),
    `HCC: ${word}${about} of 100 ${words.short} in ${years}${spread}. ${model}`,
    // Only for a range whose both ends are words; the detail begins with the full sentence.
    `HCC: ${word}${about} of 100 ${words.short} in ${years}${spread}. ${assessment.model.demonstration ? 'Demonstration model.' : model}`,
  ]);
}

/** The short verb; of an event that only its label names, the verb with the label first. */
function sentencesOf({ model }: Assessment, short: string, labelled: string): readonly string[] {
  return model.outcome?.kind === 'other' ? [labelled, short] : [short];
}

function groupOnly(assessment: Assessment, prediction: Prediction, row: GroupObserved, language: Language): string {
  const words = outcomeWords(assessment.model.outcome, language);
  const share = recurText(row.survival, language);
  const range = row.lower === undefined || row.upper === undefined ? undefined : recurRange(row.lower, row.upper, language);
  const { group } = prediction;
  // `ERASL-pre: early recurrence after resection` is ERASL-pre in one line.
  const title = assessment.model.title[language].split(/[:：]/u)[0] ?? '';
  const note = assessment.model.demonstration ? DEMONSTRATION[language] : '';
  if (language === 'zh') {
    const word = group === undefined ? '' : `${GROUP_WORDS.zh[group.id]}。`;
    const spread = range === undefined ? '' : `（范围 ${range}）`;
    const tail = `非本患者的个体概率。${note}`;
    return firstFitting([
      ...sentencesOf(assessment, words.past, words.did).map(
        (did) => `${title}：${word}${row.cohort.zh}中该组每 100 人 ${share} 人 ${row.years} 年内${did}${spread}。${tail}`,
      ),
      `${word}某队列中该组每 100 人 ${share} 人 ${row.years} 年内${words.past}${spread}。${tail}`,
    ]);
  }
  const word = group === undefined ? 'this group' : `${GROUP_WORDS.en[group.id]} group`;
  const spread = range === undefined ? '' : ` (range ${range})`;
  const tail = `Not an individual probability.${note === '' ? '' : ` ${note}`}`;
  const years = yearsText(row.years, language);
  return firstFitting([
    ...sentencesOf(assessment, words.past, words.did).map(
      (did) => `${title} ${word}: ${share} of 100 in ${row.cohort.en} ${did} within ${years}${spread}. ${tail}`,
    ),
    `HCC, ${word}: ${share} of 100 in ${row.cohort.en} ${words.past} in ${years}${spread}. ${tail}`,
    `HCC, ${word}: ${share} of 100 in one cohort ${words.past} in ${years}${spread}. ${tail}`,
    `HCC, ${word}: ${share} of 100 ${words.past} in ${years}. ${tail}`,
  ]);
}

function scoreOnly(assessment: Assessment, prediction: Prediction, language: Language): string {
  const { topic } = outcomeWords(assessment.model.outcome, language);
  const { group, cutoff } = prediction;
  const value = score(prediction.score);
  const model = modelWords(assessment, language);
  if (language === 'zh') {
    const word = group === undefined ? '' : `${GROUP_WORDS.zh[group.id]}，`;
    const cut = cutoff === undefined ? '' : `，界值 ${score(cutoff)}`;
    return firstFitting([`${topic}评分：${word}评分 ${value}${cut}。模型未发表基线，不给概率。${model}`, `${topic}评分：${word}评分 ${value}。不给概率。`]);
  }
  const word = group === undefined ? 'Score' : `${GROUP_WORDS.en[group.id]} group, score`;
  const cut = cutoff === undefined ? '' : ` (cut-off ${score(cutoff)})`;
  return firstFitting([
    `${topic} score: ${word} ${value}${cut}. No baseline is published, so no probability is given. ${model}`,
    `${topic} score: ${word} ${value}${cut}. No probability is given. ${model}`,
    `${topic}: ${word} ${value}. No probability. ${model}`,
  ]);
}

function incomplete(assessment: Assessment, outcome: Extract<Outcome, { status: 'incomplete' }>, language: Language): string {
  const bound = mainHorizon(outcome.bounds?.survival ?? []);
  const group = outcome.bounds?.group;
  const zh = language === 'zh';
  const { topic } = outcomeWords(assessment.model.outcome, language);
  const between = bound === undefined ? '' : betweenText(bound, assessment, language);
  const known = group === undefined ? '' : zh ? `任何取值均为${GROUP_WORDS.zh[group.id]}。` : `${GROUP_WORDS.en[group.id]} group in every case. `;
  const note = assessment.model.demonstration ? DEMONSTRATION[language] : '';
  if (outcome.blockedBy.length > 0) {
    const full = outcome.blockedBy.map((criterion) => blockedText(criterion)[language]);
    const short = outcome.blockedBy.map(({ id }) => CRITERION_NAMES[id][language]);
    const lists = [full, short, short.slice(0, 2), short.slice(0, 1)].map(
      (shown) => `${shown.join(zh ? '、' : ', ')}${shown.length < full.length ? (zh ? '等' : ' and more') : ''}`,
    );
    const lines = lists.map((list) =>
      zh ? `${topic}估计不完整：需先确认${list}。不显示估计。` : `${topic} estimate incomplete: to be confirmed first: ${list}. No estimate is shown.`,
    );
    const last = zh
      ? `${topic}估计不完整：需先确认适用条件。不显示估计。`
      : `${topic} estimate incomplete: conditions are to be confirmed first. No estimate is shown.`;
    const noted = note === '' ? [] : lines.slice(0, 1).map((line) => (zh ? `${line}${note}` : `${line} ${note}`));
    return firstFitting([...noted, ...lines, last]);
  }
  const figure = between === '' ? (zh ? '暂不给数字。' : 'No number is given. ') : between;
  const add = zh ? '请在应用中补充。' : 'Add data in app.';
  // A demonstration says so first; what to do stands in the link below.
  const endings = note === '' ? [add, ''] : [note, zh ? '演示模型。' : 'Demonstration model.', ''];
  return firstFitting(
    shortened(outcome.missing, language).flatMap((list) =>
      endings.flatMap((ending) =>
        [known + figure, figure].map((middle) =>
          zh ? `${topic}估计不完整：${list}。${middle}${ending}` : `${topic} estimate incomplete: ${list}. ${middle}${ending}`.trim(),
        ),
      ),
    ),
  );
}

function betweenText(bound: { readonly years: number; readonly lowest: number; readonly highest: number }, { model }: Assessment, language: Language): string {
  const words = outcomeWords(model.outcome, language);
  const low = recurText(bound.highest, language);
  const high = recurText(bound.lowest, language);
  // Both ends may read the same once rounded: then the missing value makes no difference that can be said.
  const same = low === high;
  if (language === 'zh') return `${bound.years} 年内每 100 人 ${same ? low : `${low} 至 ${high}`} 人${words.short}。`;
  const years = yearsText(bound.years, language);
  // The topic names a recurrence; of another outcome the verb says which side is counted.
  const figure = same ? capital(low) : `Between ${low} and ${high}`;
  return model.outcome === undefined ? `${figure} of 100 at ${years}. ` : `${figure} of 100 ${words.short} in ${years}. `;
}

/** The missing inputs, from all named to `AFP and 2 more missing`. */
function shortened(missing: readonly MissingItem[], language: Language): string[] {
  const names = missing.map((item) => missingShort(item)[language]);
  const join = language === 'zh' ? '，' : ', ';
  const first = missing[0];
  const plural =
    first === undefined
      ? []
      : [
          language === 'zh'
            ? `缺 ${inputName(first.key, first.label).zh}等 ${missing.length} 项`
            : `${inputName(first.key, first.label).en} and ${missing.length - 1} more missing`,
        ];
  return [
    names.join(join),
    ...(missing.length > 2 ? [`${names.slice(0, 2).join(join)}${language === 'zh' ? ` 等 ${missing.length} 项` : ` and ${missing.length - 2} more`}`] : []),
    ...(missing.length > 1 ? plural : []),
  ];
}

function notApplicable({ model }: Assessment, outcome: Extract<Outcome, { status: 'not-applicable' }>, language: Language): string {
  const { topic } = outcomeWords(model.outcome, language);
  const first = outcome.failed[0];
  const reason = first === undefined ? '' : failedText(first)[language];
  return language === 'zh'
    ? firstFitting([`${topic}模型不适用：${reason}。不显示估计。`])
    : firstFitting([`${topic} model does not apply: ${reason}. No estimate is shown.`, `${topic} model does not apply: ${reason}.`]);
}

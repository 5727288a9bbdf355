// SPDX-License-Identifier: Apache-2.0
// The body of a card: bold words and lists only, so that it survives as plain text. First what it is, then how sure, from what, and what it is not.

import type { Assessment, Contribution, Language, LocalText, Outcome, Prediction } from '../../src/nomogram/assessment.ts';
import { candidateTitle, refusalSentence } from '../../src/nomogram/imaging-refusals.ts';
import type { InputKey } from '../../src/nomogram/inputs.ts';
import { mainHorizon } from '../../src/nomogram/main-horizon.ts';
import { capital, type OutcomeWords, outcomeWords } from '../../src/nomogram/outcome-words.ts';
import { escapeMarkdown } from './escape.ts';
import { day, freeRange, freeText, ratio as ratioText, recurRange, recurText, score, version, years as yearsText } from './format.ts';
import { inputText } from './input-text.ts';
import { observedOf } from './summary.ts';
import { blockedText, CRITERION_NAMES, DEMONSTRATION, failedText, inputNameInMarkdown, missingLong, NOT_FOR_CARE, staleText } from './texts.ts';

/** Detail of a card as GitHub-flavoured Markdown. */
export function detailOf(assessment: Assessment, language: Language): string {
  const { outcome, model } = assessment;
  const lines: (string | undefined)[] = [model.demonstration ? `**${DEMONSTRATION[language]}** ${NOT_FOR_CARE[language]}` : model.notice?.[language]];
  if (outcome.status === 'not-applicable') lines.push(...notApplicableLines(outcome, language));
  else if (outcome.status === 'incomplete') lines.push(...incompleteLines(assessment, outcome, language));
  else lines.push(...assessedLines(assessment, outcome.prediction, language));
  if (outcome.status !== 'not-applicable') {
    lines.push(...assessment.criteria.map((criterion) => staleText(criterion)?.[language]));
    lines.push(dataLine(assessment, language), limitsLine(assessment, language), followUpLine(assessment, language), ...otherModels(assessment, language));
  }
  lines.push(computedLine(assessment, language));
  return lines
    .filter((line) => line !== undefined)
    .map((line) => `- ${line}`)
    .join('\n');
}

function say(language: Language, en: string, zh: string): string {
  return language === 'zh' ? zh : en;
}

function bold(language: Language, en: string, zh: string): string {
  return `**${say(language, en, zh)}** `;
}

function assessedLines(assessment: Assessment, prediction: Prediction, language: Language): (string | undefined)[] {
  const years = (n: number): string => yearsText(n, language);
  const words = wordsOf(assessment.model, language);
  const lines: (string | undefined)[] = [];
  if (prediction.survival.length > 0) {
    const rows = prediction.survival.map(({ years: n, survival, lower, upper }) => {
      const range =
        lower === undefined || upper === undefined ? '' : say(language, ` (${freeRange(lower, upper, language)})`, `（${freeRange(lower, upper, language)}）`);
      return `${years(n)} ${freeText(survival, language)}${range}`;
    });
    lines.push(
      `${bold(language, `${capital(words.free)} after resection, 100 similar patients:`, `术后${words.free}（100 名类似患者）：`)}${rows.join(say(language, ', ', '，'))}`,
    );
    const at = mainHorizon(prediction.survival);
    if (at !== undefined)
      lines.push(
        say(
          language,
          `Counted from the operation: about ${recurText(at.survival, language)} of 100 ${words.does} within ${years(at.years)}, about ${freeText(at.survival, language)} ${words.doesNot}.`,
          `自手术起 ${at.years} 年内：每 100 人约 ${recurText(at.survival, language)} 人${words.does}，约 ${freeText(at.survival, language)} 人${words.doesNot}。`,
        ),
      );
  } else if (prediction.observed.length > 0) lines.push(...observedLines(prediction, words, language), elsewhereLine(assessment.model, language));
  else lines.push(...noProbabilityLines(assessment, prediction, language));
  if (prediction.group?.id === 'low')
    lines.push(say(language, '**Lower than average, not zero.** Surveillance continues by your site’s rule.', '**低于平均，并非为零。** 按本院规则继续监测。'));
  const why = prediction.contributions.map((part) => contributionText(part, assessment.inputs, language));
  if (why.length > 0) lines.push(`${bold(language, 'Why (associations, not causes):', '依据（关联，非病因）：')}${why.join(say(language, ', ', '，'))}`);
  lines.push(outsideText(prediction.outsideRange, prediction.contributions, language));
  return lines;
}

/** Which inputs lie outside the range of the studied patients; nothing where none does. */
function outsideText(keys: Prediction['outsideRange'], contributions: Prediction['contributions'], language: Language): string | undefined {
  if (keys.length === 0) return undefined;
  const names = keys.map((key) => inputNameInMarkdown(key, labelIn(contributions, key))[language]).join(say(language, ', ', '、'));
  return say(language, `Outside the studied range: ${names}. Use with caution.`, `超出研究范围：${names}。请谨慎使用。`);
}

/** The phrases of a model's outcome, safe in Markdown: a file's own label is text of the file. */
function wordsOf({ outcome }: Assessment['model'], language: Language): OutcomeWords {
  const escaped =
    outcome === undefined ? undefined : { kind: outcome.kind, event: { en: escapeMarkdown(outcome.event.en), zh: escapeMarkdown(outcome.event.zh) } };
  return outcomeWords(escaped, language);
}

function observedLines(prediction: Prediction, words: OutcomeWords, language: Language): (string | undefined)[] {
  const row = observedOf(prediction);
  if (row === undefined) return [];
  const range =
    row.lower === undefined || row.upper === undefined
      ? ''
      : say(language, ` (${recurRange(row.lower, row.upper, language)})`, `（${recurRange(row.lower, row.upper, language)}）`);
  return [
    `${bold(language, 'Observed in this group:', '该组的观察结果：')}${say(
      language,
      `${recurText(row.survival, language)} of 100${range} ${words.did} within ${yearsText(row.years, language)} in ${row.cohort.en} (${row.n} patients).`,
      `${row.cohort.zh}（${row.n} 例）该组每 100 人 ${recurText(row.survival, language)} 人${range} ${row.years} 年内${words.did}。`,
    )}`,
    say(language, 'This is what was observed in the group. It is not a probability for this patient.', '这是该组的观察结果，不是本患者的个体概率。'),
  ];
}

function elsewhereLine({ elsewhere }: Assessment['model'], language: Language): string | undefined {
  return elsewhere === undefined ? undefined : `${bold(language, 'Elsewhere:', '在其他人群：')}${elsewhere[language]}`;
}

function noProbabilityLines(assessment: Assessment, prediction: Prediction, language: Language): (string | undefined)[] {
  const cut = prediction.cutoff === undefined ? '' : say(language, ` (group cut-off ${score(prediction.cutoff)})`, `（分组界值 ${score(prediction.cutoff)}）`);
  const ratio = prediction.hazardRatioToReference;
  return [
    `${bold(language, 'Score:', '评分：')}${score(prediction.score)}${cut}${ratio === undefined ? '' : say(language, `; hazard ratio ${ratioText(ratio)} against the model’s reference patient`, `；与模型参考患者相比风险比 ${ratioText(ratio)}`)}`,
    unpublished(assessment, language),
  ];
}

/** Which numbers the model file does not hold, so that nobody looks for a probability. */
function unpublished(assessment: Assessment, language: Language): string | undefined {
  if (assessment.model.kind !== 'cox') return undefined;
  return say(
    language,
    '**No probability is given:** the study publishes neither the baseline survival, nor the coefficients of its combined model, nor the means and standard deviations of the radiomics features.',
    '**不给概率：** 研究未发表基线生存、联合模型系数，以及影像组学特征的均值与标准差。',
  );
}

function contributionText(part: Contribution, inputs: Assessment['inputs'], language: Language): string {
  const effect = part.pointsAgainstAverage ?? part.logHazard;
  const word = effect > 0 ? say(language, 'raises', '升高') : effect < 0 ? say(language, 'lowers', '降低') : say(language, 'reference', '参照');
  // A term made of several inputs (ALBI) goes by its own name.
  const value = (part.inputs?.length ?? 1) > 1 ? undefined : inputText(part.key, inputs[part.key], language, part);
  return say(language, `${value ?? part.label.en} (${word})`, `${value ?? part.label.zh}（${word}）`);
}

/** A known covariate of an incomplete answer; its hazard ratio where it is a yes that the model counts as one. */
function knownText(part: Contribution, assessment: Assessment, language: Language): string {
  const text = contributionText(part, assessment.inputs, language);
  if (assessment.model.kind !== 'cox' || part.x !== 1) return text;
  const hazard = ratioText(Math.exp(part.logHazard));
  return say(language, text.replace(/\)$/u, `, hazard ratio ${hazard})`), text.replace(/）$/u, `，风险比 ${hazard}）`));
}

function incompleteLines(assessment: Assessment, outcome: Extract<Outcome, { status: 'incomplete' }>, language: Language): (string | undefined)[] {
  const lines: (string | undefined)[] = [];
  const words = wordsOf(assessment.model, language);
  const join = say(language, '; ', '；');
  const stop = say(language, '.', '。');
  if (outcome.blockedBy.length > 0)
    lines.push(
      `${bold(language, 'To be confirmed first:', '需先确认：')}${outcome.blockedBy.map((criterion) => blockedText(criterion)[language]).join(join)}${stop} ${say(language, 'Unknown is not absent, so no estimate is shown.', '未知不等于无，故不显示估计。')}`,
    );
  if (outcome.missing.length > 0)
    lines.push(
      `${bold(language, 'Missing:', '缺失：')}${outcome.missing.map((item) => missingLong(item)[language]).join(join)}${stop} ${say(language, 'Nothing is filled in.', '不做填补。')}`,
    );
  const passed = passedOverText(assessment, outcome, language);
  if (passed !== undefined) lines.push(passed);
  const sentence = refusalSentence(assessment.radiomics, language);
  const { candidates = [] } = assessment.radiomics;
  if (sentence !== undefined && outcome.missing.some(({ key }) => key === 'radScore'))
    lines.push(
      `${bold(language, 'CT:', 'CT：')}${escapeMarkdown(sentence)}`,
      ...(candidates.length === 0
        ? []
        : [
            `${bold(language, 'To choose from, in the app:', '请在应用中选择：')}${candidates.map((one) => escapeMarkdown(candidateTitle(one, language))).join(join)}${stop}`,
          ]),
    );
  const known = (outcome.known ?? []).map((part) => knownText(part, assessment, language));
  if (known.length > 0)
    lines.push(`${bold(language, 'Known so far (associations, not causes):', '目前已知（关联，非病因）：')}${known.join(say(language, ', ', '，'))}`);
  lines.push(outsideText(outcome.outsideRange ?? [], outcome.known ?? [], language));
  const { bounds } = outcome;
  if (bounds !== undefined && bounds.survival.length > 0) {
    const rows = bounds.survival.map(({ years, lowest, highest }) => {
      const [low, high] = [recurText(highest, language), recurText(lowest, language)];
      if (low === high) return say(language, `${yearsText(years, language)} ${low}`, `${years} 年 ${low}`);
      return say(language, `${yearsText(years, language)} ${low} to ${high}`, `${years} 年 ${low} 至 ${high}`);
    });
    lines.push(
      `${bold(language, `${capital(words.noun)}, of 100, over all values of what is missing:`, `缺失项取任何值时，每 100 人${words.does}：`)}${rows.join(say(language, ', ', '，'))}`,
    );
  } else if (bounds !== undefined) {
    lines.push(
      `${bold(language, 'Score lies between:', '评分介于：')}${score(bounds.score[0])} ${say(language, 'and', '与')} ${score(bounds.score[1])}`,
      unpublished(assessment, language),
    );
  } else if (outcome.missing.some(({ reason }) => reason === 'no-standardisation')) lines.push(unpublished(assessment, language));
  if (bounds?.group !== undefined)
    lines.push(
      say(
        language,
        `**${bounds.group.label.en} in every case.** With the data added, the range narrows to one value.`,
        `**任何取值均为${bounds.group.label.zh}。** 补齐后给出单一估计。`,
      ),
    );
  return lines;
}

/** Results that were there and could not be used, as written in the record. */
function passedOverText(assessment: Assessment, outcome: Extract<Outcome, { status: 'incomplete' }>, language: Language): string | undefined {
  const items = outcome.missing.flatMap(({ key, label }) => {
    const input = assessment.inputs[key];
    const first = input?.kind === 'missing' ? input.passedOver.find(({ asWritten }) => asWritten !== undefined) : undefined;
    if (first?.asWritten === undefined) return [];
    const when = first.dateIso === undefined ? '' : say(language, ` of ${day(first.dateIso, language)}`, `（${day(first.dateIso, language)}）`);
    return [`${inputNameInMarkdown(key, label)[language]} ${escapeMarkdown(first.asWritten)}${when}`];
  });
  return items.length === 0 ? undefined : `${bold(language, 'Seen and not used:', '已见但未采用：')}${items.join(say(language, '; ', '；'))}`;
}

function notApplicableLines(outcome: Extract<Outcome, { status: 'not-applicable' }>, language: Language): string[] {
  const stop = say(language, '.', '。');
  return [
    ...outcome.failed.map((criterion) => {
      const from =
        criterion.from === undefined ? '' : say(language, `, ${day(criterion.from.dateIso, language)}`, `，${day(criterion.from.dateIso, language)}`);
      return `${bold(language, 'Which rule:', '条件：')}${CRITERION_NAMES[criterion.id][language]}${stop} ${bold(language, 'In this patient:', '本患者：')}${failedText(criterion)[language]}${from}${stop}`;
    }),
    say(
      language,
      'Shown because you asked. Without a request no card appears. Follow-up by guideline does not depend on the model.',
      '因您主动请求而显示；未请求时不出现卡片。指南随访不依赖本模型。',
    ),
  ];
}

function dataLine(assessment: Assessment, language: Language): string | undefined {
  const parts = partsOf(assessment);
  const used = Object.entries(assessment.inputs).flatMap(([key, input]) => {
    const part = parts.find((one) => one.key === key || (one.inputs?.includes(key) ?? false));
    // Inputs of other models are in the assessment too; only those that this model's answer names belong here.
    if (input.kind === 'missing' || part === undefined) return [];
    const by = input.from.by === undefined ? '' : `, ${escapeMarkdown(input.from.by)}`;
    return [
      `${inputText(key, input, language, part)} ${say(language, `(${day(input.from.dateIso, language)}${by})`, `（${day(input.from.dateIso, language)}${by}）`)}`,
    ];
  });
  return used.length === 0
    ? undefined
    : `${bold(language, 'Data used:', '所用数据：')}${used.join(say(language, '; ', '；'))}${say(language, '; pathology: none (pre-operative model)', '；病理：无（术前模型）')}`;
}

/** The terms that the answer names. */
function partsOf({ outcome }: Assessment): readonly Contribution[] {
  return outcome.status === 'assessed' ? outcome.prediction.contributions : outcome.status === 'incomplete' ? (outcome.known ?? []) : [];
}

const labelIn = (parts: readonly Contribution[], key: InputKey): LocalText | undefined => parts.find((part) => part.key === key)?.label;

function limitsLine(assessment: Assessment, language: Language): string {
  const local = assessment.model.status === 'validated-locally';
  return `${bold(language, 'Limits:', '局限：')}${say(
    language,
    `${local ? 'validated at this hospital' : 'not validated at this hospital'}. A range covers estimation error only. Supports, does not replace, MDT judgement.`,
    `${local ? '已经本院验证' : '未经本院验证'}。范围仅含估计误差。辅助而不替代多学科判断。`,
  )}`;
}

function followUpLine(assessment: Assessment, language: Language): string | undefined {
  const { followUp } = assessment;
  return followUp === undefined ? undefined : `${bold(language, 'Follow-up your site follows:', '本院随访规则：')}${followUp.text[language]}`;
}

/** Other registered models beside this one, never averaged. */
function otherModels(assessment: Assessment, language: Language): string[] {
  return assessment.others.flatMap(({ model, outcome }) => {
    if (outcome.status !== 'assessed') return [];
    const { group, observed, survival } = outcome.prediction;
    const row = observedOf(outcome.prediction);
    const words = wordsOf(model, language);
    if (group === undefined) return [];
    const figure =
      survival.length === 0 && observed.length > 0 && row !== undefined
        ? say(
            language,
            `; ${recurText(row.survival, language)} of 100 of that group in ${row.cohort.en} ${words.past} within ${yearsText(row.years, language)} (observed in the group, not a probability for this patient)`,
            `；${row.cohort.zh}中该组每 100 人 ${recurText(row.survival, language)} 人 ${row.years} 年内${words.past}（该组的观察结果，非个体概率）`,
          )
        : '';
    return [
      `${bold(language, 'Beside it, never averaged:', '并列，不取平均：')}${model.title[language]}${say(language, ', ', '，')}${group.label[language]}${figure}${model.elsewhere === undefined ? '' : `${say(language, '. ', '。')}${model.elsewhere[language]}`}`,
    ];
  });
}

function computedLine(assessment: Assessment, language: Language): string {
  const { model } = assessment;
  const when = day(assessment.createdIso, language);
  return say(
    language,
    `${model.title.en} ${version(model.version)}, computed ${when}. ${model.source.en}`,
    `${model.title.zh} ${version(model.version)}，计算于 ${when}。${model.source.zh}`,
  );
}

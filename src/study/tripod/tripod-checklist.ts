// SPDX-License-Identifier: Apache-2.0
import type { StudyReport, TripodItem } from '../report/study-report.ts';
import { TRIPOD_ANSWERS } from './tripod-answers.ts';
import { TRIPOD_TOPICS, type TripodTopic } from './tripod-items.ts';

/** Items that nobody can answer from a run, and that the pipeline does not do: said openly instead of left to be read as done. */
const NOT_DONE: Readonly<Record<string, string>> = {
  '12d': 'The run does not look at clusters.',
  '13': 'Outcomes are times to an event with censoring; no class is weighted or resampled.',
  '14': 'The run does nothing about fairness.',
  '23b': 'The run does not look at clusters.',
};

/**
 * The TRIPOD+AI 2024 checklist of a study: every item with what the run knows, and honestly `for the authors` where it cannot know.
 *
 * @param report the report without its checklist
 * @param authorTexts free texts of the study file by item number (`18a`) or by name (`funding`); they win over what the run knows
 * @returns 52 rows, in the order of the checklist
 * @see doi:10.1136/bmj-2023-078378 (Collins et al. 2024)
 */
export function tripodChecklist(report: Omit<StudyReport, 'tripod'>, authorTexts: Readonly<Record<string, string | undefined>> = {}): TripodItem[] {
  return TRIPOD_TOPICS.map((topic) => itemOf(topic, report, authorTexts));
}

function itemOf(
  { item, topic, asks, keys }: TripodTopic,
  report: Omit<StudyReport, 'tripod'>,
  authorTexts: Readonly<Record<string, string | undefined>>,
): TripodItem {
  const row = { item, topic };
  const own = [item, ...keys].map((key) => authorTexts[key]?.trim()).find((text) => text !== undefined && text !== '');
  const answer = TRIPOD_ANSWERS[item]?.(report);
  if (own !== undefined) {
    const text = answer === undefined ? own : `${own} ${answer.text}`;
    return { ...row, where: answer === undefined ? 'Study file' : `Study file; ${answer.where}`, status: 'filled', text };
  }
  const evaluates = report.kind !== 'development' || report.sets.some((set) => set.set === 'validation');
  if ((asks === 'D' && report.kind !== 'development') || (asks === 'E' && !evaluates)) {
    return { ...row, where: '', status: 'not applicable', text: asks === 'D' ? 'Asked of development studies.' : 'Asked of evaluations.' };
  }
  if ((item === '12f' || item === '24') && answer === undefined) return { ...row, where: '', status: 'not applicable', text: 'The model was not updated.' };
  const notDone = NOT_DONE[item];
  if (notDone !== undefined) return { ...row, where: '', status: item === '13' ? 'not applicable' : 'not assessed', text: notDone };
  if (answer === undefined) return { ...row, where: '', status: 'for the authors' };
  return { ...row, where: answer.where, status: answer.partly === true ? 'for the authors' : 'filled', text: answer.text };
}

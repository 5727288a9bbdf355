// SPDX-License-Identifier: Apache-2.0
// The sentence for the clinical note: model, group, numbers both ways, every input with its date.
import type { Assessment, Language, ModelRef, Prediction } from '../../src/nomogram/assessment.ts';
import type { ModelInputs } from '../../src/nomogram/inputs.ts';
import type { LoadedModel } from '../../src/nomogram/prepare.ts';
import { type Of100, scoreText } from '../../src/nomogram/present.ts';
import type { Catalogue } from '../i18n/catalogue.ts';
import { peopleText } from './estimate-view.ts';
import { date } from './format.ts';
import { inputRows } from './inputs-view.ts';

export interface NoteFacts {
  readonly assessment: Assessment;
  readonly model: ModelRef;
  readonly loaded: LoadedModel | undefined;
  readonly inputs: ModelInputs;
  readonly prediction: Prediction;
}

/** Inputs as `AFP 420 ng/mL (17 Nov 2026)`, one each. */
export function dataList(facts: Pick<NoteFacts, 'assessment' | 'loaded' | 'inputs'>, t: Catalogue, language: Language): readonly string[] {
  const context = { operationDate: facts.assessment.operationDate, limitDays: undefined, t, language };
  return inputRows(facts.loaded, facts.inputs, context).flatMap((row) => {
    if (!row.value || row.input === undefined || row.input.kind === 'missing') return [];
    const value = [row.value.number, row.value.unit].filter(Boolean).join('\u00a0');
    const day = date(row.input.from.dateIso, language);
    const word = row.input.kind === 'level' ? value.toLowerCase() : value;
    return [language === 'zh' ? `${row.label} ${word}（${day}）` : `${row.label} ${word} (${day})`];
  });
}

export function noteText(facts: NoteFacts, people: Of100, t: Catalogue, language: Language): string {
  const words = peopleText(people, language);
  const { prediction, model } = facts;
  const group = prediction.group ? t.groups[prediction.group.id] : '';
  const title = `${model.title[language]} v${model.version}`;
  return [
    t.estimate.note(
      title,
      language === 'en' ? group.toLowerCase() : group,
      scoreText(prediction.score),
      prediction.cutoff === undefined ? '–' : scoreText(prediction.cutoff),
    ),
    t.estimate.noteEstimate(words.recur, words.recurRange, t.estimate.years(people.years), words.free, words.freeRange),
    t.estimate.noteData(dataList(facts, t, language).join(language === 'zh' ? '，' : '; ')),
    t.estimate.computed(date(facts.assessment.createdIso, language)),
    ...(model.demonstration ? [t.frame.demoModel] : []),
  ].join(language === 'zh' ? '' : ' ');
}

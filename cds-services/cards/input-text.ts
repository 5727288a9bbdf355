// SPDX-License-Identifier: Apache-2.0
import type { Contribution, Language, LocalText } from '../../src/nomogram/assessment.ts';
import { type InputKey, isKnownInput, type ModelInput } from '../../src/nomogram/inputs.ts';
import { escapeMarkdown } from './escape.ts';
import { measured, score } from './format.ts';
import { inputNameInMarkdown } from './texts.ts';

/** `AFP 420 ng/mL`, `intratumoural necrosis present`; undefined for a missing input. `part`: the term that uses it, with the model file's words. */
export function inputText(key: InputKey, input: ModelInput | undefined, language: Language, part?: Contribution): string | undefined {
  const name = inputNameInMarkdown(key, part?.label)[language];
  if (input === undefined || input.kind === 'missing') return undefined;
  if (input.kind === 'level') return `${name} ${levelText(key, input.level, part)[language]}`;
  const sign = input.kind === 'bound' ? (input.side === 'below' ? '< ' : '> ') : '';
  // A less-than sign would begin HTML in some renderers.
  return `${name} ${escapeMarkdown(sign)}${key === 'radScore' ? score(input.value) : measured(input.value, input.unit, language)}`;
}

const LEVELS: Readonly<Record<string, LocalText>> = {
  present: { en: 'present', zh: '有' },
  absent: { en: 'absent', zh: '无' },
  male: { en: 'male', zh: '男' },
  female: { en: 'female', zh: '女' },
};

/** Our own words for our own inputs; the model file's for a site's. */
function levelText(key: InputKey, level: string, part: Contribution | undefined): LocalText {
  const ofFile = part?.choice === undefined ? undefined : { en: escapeMarkdown(part.choice.en), zh: escapeMarkdown(part.choice.zh) };
  if (!isKnownInput(key) && ofFile !== undefined) return ofFile;
  return (Object.hasOwn(LEVELS, level) ? LEVELS[level] : undefined) ?? ofFile ?? { en: escapeMarkdown(level), zh: escapeMarkdown(level) };
}

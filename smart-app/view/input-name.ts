// SPDX-License-Identifier: Apache-2.0
import type { Contribution, Language, LocalText } from '../../src/nomogram/assessment.ts';
import { type InputKey, isKnownInput } from '../../src/nomogram/inputs.ts';
import type { InputSpec } from '../../src/nomogram/model-file.ts';
import type { Catalogue } from '../i18n/catalogue.ts';

/** The name of an input: the app's own word for a known one, the model file's for a site's own input. */
export function inputName(key: InputKey, t: Catalogue, language: Language, ofFile: LocalText | undefined): string {
  return isKnownInput(key) ? t.inputs.keys[key] : (ofFile?.[language] ?? key);
}

/** Names of inputs in a list, for those that the answer's own terms name. */
export function namesOf(keys: readonly InputKey[], terms: readonly Contribution[], t: Catalogue, language: Language): string {
  return keys.map((key) => inputName(key, t, language, terms.find((term) => term.key === key)?.label)).join(language === 'zh' ? '、' : ', ');
}

/** The word for a level: the app's for the findings and sex, else the model file's, else the code itself. */
export function levelName(level: string, t: Catalogue, language: Language, spec: InputSpec | undefined): string {
  const words: Readonly<Record<string, string>> = t.inputs.levels;
  const ofFile = spec?.levels?.find(({ code }) => code === level)?.label[language];
  const own = Object.hasOwn(words, level) ? words[level] : undefined;
  return (spec !== undefined && !isKnownInput(spec.key) ? (ofFile ?? own) : (own ?? ofFile)) ?? level;
}

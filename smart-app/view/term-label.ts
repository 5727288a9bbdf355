// SPDX-License-Identifier: Apache-2.0
import type { Contribution, Language } from '../../src/nomogram/assessment.ts';
import { isKnownInput, type ModelInputs } from '../../src/nomogram/inputs.ts';
import type { LoadedModel } from '../../src/nomogram/prepare.ts';
import { quantity } from '../../src/nomogram/present.ts';
import type { Catalogue } from '../i18n/catalogue.ts';
import { inputName, levelName } from './input-name.ts';

/** One term of a score with the patient's value: `Sex: Male`, `ln AFP 420 ng/mL`, a step by the name of its level. */
export function termLabel(c: Contribution, model: LoadedModel, inputs: ModelInputs, t: Catalogue, language: Language): string {
  const covariate = model.terms.find((term) => term.covariate.key === (c.covariate ?? c.key))?.covariate;
  const name = covariate?.label[language] ?? inputName(c.key, t, language, c.label);
  const step = covariate?.levels?.find((level) => level.x === c.x)?.label[language] ?? (c.x === undefined ? c.choice?.[language] : undefined);
  if (step !== undefined) return name.toLowerCase().includes(step.toLowerCase()) ? name : `${name}${language === 'zh' ? '：' : ': '}${step}`;
  if (c.inputs && c.inputs.length > 1) return name;
  const input = inputs[c.key];
  if (input?.kind === 'level') {
    const word = levelName(input.level, t, language, covariate?.inputs[0]);
    return isKnownInput(c.key) ? word : `${name}${language === 'zh' ? '：' : ': '}${word}`;
  }
  if (input?.kind === 'value' || input?.kind === 'bound') return `${name} ${quantity(input.value, input.unit, language)}`;
  return name;
}

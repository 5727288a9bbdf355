// SPDX-License-Identifier: Apache-2.0
// What moved the estimate, as bars that lead exactly from the average patient's points to the shown total.
import type { Contribution, Language, Prediction } from '../../src/nomogram/assessment.ts';
import { averagePoints } from '../../src/nomogram/contributions.ts';
import type { InputKey, ModelInputs } from '../../src/nomogram/inputs.ts';
import { pointsScale } from '../../src/nomogram/points.ts';
import type { LoadedModel } from '../../src/nomogram/prepare.ts';
import { decimal, pointsAgainst, pointsSum, quantity, signed } from '../../src/nomogram/present.ts';
import type { ContributionBar } from '../charts/contributions.tsx';
import type { Catalogue } from '../i18n/catalogue.ts';
import { inputName } from './input-name.ts';

export interface Bars {
  readonly bars: readonly ContributionBar[];
  readonly average: string;
}

/** Undefined where the file does not know the average studied patient. */
export function contributionBars(model: LoadedModel, prediction: Prediction, inputs: ModelInputs, t: Catalogue, language: Language): Bars | undefined {
  const scale = pointsScale(model);
  const average = scale ? averagePoints(model, scale) : undefined;
  const parts = prediction.contributions.flatMap((c) =>
    c.pointsAgainstAverage === undefined || c.points === undefined ? [] : [{ c, against: c.pointsAgainstAverage, own: c.points }],
  );
  if (average === undefined || parts.length < prediction.contributions.length || parts.length === 0) return undefined;
  const total = pointsSum(parts.map((p) => p.own)).total;
  const shown = pointsAgainst(
    average,
    parts.map((p) => p.against),
    total,
  );
  return {
    average: String(shown.average),
    bars: parts.map(({ c }, i) => ({
      key: c.covariate ?? c.key,
      label: barLabel(c, model, inputs, t, language),
      points: shown.parts[i]!,
      shown: signed(shown.parts[i]!),
    })),
  };
}

/** One way to complete a missing covariate: `AFP ≤ 20`, `no portal vein invasion`. */
export function choiceText(
  key: InputKey,
  covariateKey: string,
  x: number,
  fallback: string,
  model: LoadedModel | undefined,
  t: Catalogue,
  language: Language,
): string {
  const covariate = model?.terms.find((term) => term.covariate.key === covariateKey)?.covariate;
  const name = inputName(key, t, language, covariate?.label);
  if (covariate?.transform.kind === 'threshold') return `${name} ${x > 0 ? '>' : '≤'}\u00a0${decimal(covariate.transform.above, 2)}`;
  const inside = language === 'en' ? name.toLowerCase() : name;
  if (key === 'necrosis' || key === 'portalVeinInvasion')
    return x > 0 ? (language === 'en' ? inside : t.contributions.present(inside)) : t.contributions.absent(inside).toLowerCase();
  return `${name} ${fallback}`;
}

/** `Necrosis present`, `No portal vein invasion`, `AFP above 20`, `Rad-score 0.82`. */
function barLabel(c: Contribution, model: LoadedModel, inputs: ModelInputs, t: Catalogue, language: Language): string {
  const covariate = model.terms.find((term) => term.covariate.key === (c.covariate ?? c.key))?.covariate;
  const name = inputName(c.key, t, language, covariate?.label ?? c.label);
  if (!covariate) return name;
  if ((c.key === 'necrosis' || c.key === 'portalVeinInvasion') && c.x !== undefined) {
    const low = language === 'en' ? name.toLowerCase() : name;
    return c.x > 0 ? t.contributions.present(name) : t.contributions.absent(low);
  }
  if (c.choice) return t.contributions.value(name, c.choice[language]);
  if (covariate.transform.kind === 'threshold' && c.x !== undefined) {
    const cut = decimal(covariate.transform.above, 2);
    return t.contributions.value(name, c.x > 0 ? t.inputs.above(cut) : t.inputs.notAbove(cut));
  }
  // The value as it was measured, not its logarithm or spline.
  const input = covariate.inputs.length === 1 ? inputs[c.key] : undefined;
  if (input?.kind === 'value') return t.contributions.value(name, quantity(input.value, input.unit, language));
  return c.x === undefined ? name : t.contributions.value(name, decimal(c.x, 2));
}

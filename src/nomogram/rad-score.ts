// SPDX-License-Identifier: Apache-2.0
import type { Evidence } from './assessment.ts';
import { canonicalJson } from './canonical-json.ts';
import { type LoadedModel, radScoreEvidence } from './prepare.ts';

/** One feature's share: weight × standardised value. */
export interface RadScorePart {
  readonly name: string;
  readonly value: number;
  readonly standardised: number;
  readonly weighted: number;
}

export type RadScoreResult =
  | { readonly kind: 'value'; readonly value: number; readonly parts: readonly RadScorePart[]; readonly evidence: Evidence }
  /**
   * `no-standardisation`: the file holds weights and not the means and standard deviations of its cohort.
   * `not-asked`: the model has no rad-score. `feature-missing`, `profile-differs`: the numbers given are not those that the model expects.
   */
  | {
      readonly kind: 'missing';
      readonly reason: 'no-standardisation' | 'not-asked' | 'imaging-refused';
      readonly code: 'no-standardisation' | 'no-rad-score' | 'feature-missing' | 'profile-differs';
      readonly detail: string;
    };

/**
 * The rad-score of a tumour: Σ weight · (feature − mean) / sd with the means and standard deviations of the model's own cohort.
 *
 * @param features PyRadiomics feature name to value
 * @param profile parameters that the features were extracted with; when given, they must equal the file's
 */
export function radScore(model: LoadedModel, features: Readonly<Record<string, number>>, profile?: unknown): RadScoreResult {
  const definition = model.file.radScore;
  if (definition === undefined) return { kind: 'missing', reason: 'not-asked', code: 'no-rad-score', detail: `model ${model.file.id} uses no rad-score` };
  if (!model.answers.radScore) {
    const lacking = definition.features.filter((feature) => feature.mean === undefined || feature.sd === undefined).map((feature) => feature.name);
    return {
      kind: 'missing',
      reason: 'no-standardisation',
      code: 'no-standardisation',
      detail: `model ${model.file.id} gives no mean and standard deviation for ${lacking.join(', ')}; a site calibration must supply them`,
    };
  }
  if (profile !== undefined && canonicalJson(profile) !== canonicalJson(definition.profile)) {
    return {
      kind: 'missing',
      reason: 'imaging-refused',
      code: 'profile-differs',
      detail: `the features were extracted with other settings than model ${model.file.id} expects`,
    };
  }
  const parts: RadScorePart[] = [];
  for (const feature of definition.features) {
    const value = features[feature.name];
    if (value === undefined || !Number.isFinite(value)) {
      return {
        kind: 'missing',
        reason: 'imaging-refused',
        code: 'feature-missing',
        detail: `${feature.name} is ${value === undefined ? 'absent' : String(value)}`,
      };
    }
    const standardised = (value - feature.mean!.value) / feature.sd!.value;
    parts.push({ name: feature.name, value, standardised, weighted: feature.weight.value * standardised });
  }
  return { kind: 'value', value: parts.reduce((sum, part) => sum + part.weighted, 0), parts, evidence: radScoreEvidence(model.file) };
}

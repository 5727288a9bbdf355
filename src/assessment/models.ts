// SPDX-License-Identifier: Apache-2.0
import type { ModelQuestions } from '../fhir/inputs/site-input.ts';
import { canonicalJson } from '../nomogram/canonical-json.ts';
import type { LoadedModel } from '../nomogram/prepare.ts';
import type { ExtractionRequest } from './ports.ts';

/** The models of a site: one answers, others stand beside it, shadows are computed and stored but never shown. */
export interface SiteModels {
  readonly active: LoadedModel;
  readonly others: readonly LoadedModel[];
  readonly shadow: readonly LoadedModel[];
}

/** What these models ask of a chart beyond the known inputs, the active one first. */
export function questionsOf(models: SiteModels): readonly ModelQuestions[] {
  return [models.active, ...models.shadow, ...models.others].map(({ file }) => ({ hash: file.hash, inputs: file.covariates.flatMap(({ inputs }) => inputs) }));
}

/**
 * What has to be measured for these models: the profile of the first that wants a rad-score (active first), and the features of all that share it.
 * Undefined where no model wants images. A model with another profile gets no rad-score from these features; it says so.
 *
 * @param fallback parameters for a file that gives none of its own
 */
export function extractionFor(models: SiteModels, fallback?: unknown): ExtractionRequest | undefined {
  const wanting = [models.active, ...models.shadow, ...models.others].flatMap(({ file }) => (file.radScore === undefined ? [] : [file.radScore]));
  const first = wanting[0];
  if (first === undefined) return undefined;
  const params = Object.keys(first.profile).length > 0 ? first.profile : fallback;
  if (params === undefined) return undefined;
  const same = wanting.filter(({ profile }) => canonicalJson(profile) === canonicalJson(first.profile));
  return { params, features: [...new Set(same.flatMap(({ features }) => features.map(({ name }) => name)))].toSorted() };
}

// SPDX-License-Identifier: Apache-2.0
import type { ModelQuestions } from '../fhir/inputs/site-input.ts';
import { canonicalJson } from '../nomogram/canonical-json.ts';
import type { ModelFile } from '../nomogram/model-file.ts';
import type { LoadedModel } from '../nomogram/prepare.ts';
import { featureNames } from '../radiomics/params.ts';
import { extractionSettings } from './extraction.ts';
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
  const engine = engineOf(first);
  const same = wanting.filter((one) => canonicalJson({ profile: one.profile, engine: engineOf(one) }) === canonicalJson({ profile: first.profile, engine }));
  return {
    params,
    features: [...new Set(same.flatMap(({ features }) => features.map(({ name }) => name)))].toSorted(),
    ...(engine === undefined ? {} : { engine }),
  };
}

/**
 * The versions that a file's means and standard deviations belong to; undefined for PyRadiomics 3 on ITK 5, and for a file without such numbers:
 * its features are not scored, only shown.
 */
export function engineOf({ engine, features }: NonNullable<ModelFile['radScore']>): ExtractionRequest['engine'] {
  if (features.some(({ mean, sd }) => mean === undefined || sd === undefined)) return undefined;
  const compat = engine.compat.startsWith('2.') ? '2.2.0' : '3.x';
  const itk = engine.itk.startsWith('4') ? '4.13' : '5';
  return compat === '3.x' && itk === '5' ? undefined : { compat, itk };
}

/** What the features were extracted with, as a model compares it: other versions make other parameters of the same ones. */
export function extractedWith(model: LoadedModel, extraction: ExtractionRequest | undefined): unknown {
  const { radScore } = model.file;
  if (extraction === undefined || radScore === undefined) return extraction?.params;
  return canonicalJson({ engine: engineOf(radScore) }) === canonicalJson({ engine: extraction.engine }) ? extraction.params : { ...extraction, features: [] };
}

/**
 * Why the features of a file's rad-score can never come out of its own extraction profile, in plain words; undefined where they can, or where there are none.
 * A file that cannot be served in full says so when it is loaded, not at the bedside.
 */
export function imagingProblem({ radScore }: Pick<ModelFile, 'radScore'>): string | undefined {
  if (radScore === undefined || Object.keys(radScore.profile).length === 0) return undefined;
  const features = radScore.features.map(({ name }) => name);
  const engine = engineOf(radScore);
  let made: ReadonlySet<string>;
  try {
    made = new Set(featureNames(extractionSettings({ params: radScore.profile, features, ...(engine === undefined ? {} : { engine }) })));
  } catch (error) {
    return `its extraction profile cannot be used: ${error instanceof Error ? error.message : String(error)}`;
  }
  const absent = features.filter((name) => !made.has(name));
  if (absent.length === 0) return undefined;
  return `its extraction profile does not make ${absent.slice(0, 3).join(', ')}${absent.length > 3 ? ` and ${absent.length - 3} more features` : ''}; give the profile that the features were extracted with`;
}

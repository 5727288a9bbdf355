// SPDX-License-Identifier: Apache-2.0
import type { LoadedModel } from '../nomogram/prepare.ts';

/** The models of a site: one answers, others stand beside it, shadows are computed and stored but never shown. */
export interface SiteModels {
  readonly active: LoadedModel;
  readonly others: readonly LoadedModel[];
  readonly shadow: readonly LoadedModel[];
}

/** Extraction parameters of the first model that wants a rad-score, active first; undefined where none does. */
export function radiomicsParams(models: SiteModels): Readonly<Record<string, unknown>> | undefined {
  for (const model of [models.active, ...models.shadow, ...models.others]) if (model.file.radScore !== undefined) return model.file.radScore.profile;
  return undefined;
}

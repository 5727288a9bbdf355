// SPDX-License-Identifier: Apache-2.0
import type { FeatureContext } from './context.ts';

/** One feature: what it means, where it comes from, what to beware of, and how it is computed. */
export interface FeatureDefinition {
  /** Code of the Image Biomarker Standardisation Initiative (IBSI), where one exists. */
  readonly ibsi?: string;
  /** The formula in words. */
  readonly formula: string;
  /** What a reader must know before comparing the number with another program's. */
  readonly caveat: string;
  /** Where the definition comes from (DOI, IBSI section, PyRadiomics). */
  readonly source: string;
  /** What a region of one single grey level gives, and why; undefined when the feature means the same there as anywhere. */
  readonly flat?: string;
  /** When the value is not-a-number, as the end of a sentence ("no voxel lies between the 10th and the 90th percentile"). */
  readonly undefinedWhen?: string;
  /** The value in one image; not-a-number only where PyRadiomics gives it too (the engine then flags it). */
  readonly compute: (context: FeatureContext) => number;
}

/** Definitions of one class, by PyRadiomics' feature name. */
export type FeatureDefinitions = Readonly<Record<string, FeatureDefinition>>;

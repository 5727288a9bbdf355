// SPDX-License-Identifier: Apache-2.0
import { profileSettings } from './settings/profiles.ts';
import type { ExtractionSettings } from './settings/types.ts';

export { featureNames } from './settings/column-names.ts';
export { type ParseOptions, parseParams } from './settings/parse.ts';
export {
  HCC_1874_PARAMS,
  isProfileName,
  PROFILES,
  type Profile,
  type ProfileName,
  profileSettings,
  RAD_SCORE_FEATURES,
  RAD_SCORE_PARAMS,
} from './settings/profiles.ts';
export type { Compatibility, ExtractionSettings } from './settings/types.ts';

/**
 * The rad-score's settings: 1 mm cubic voxels by B-spline, bin width 25, coif1 wavelet, LoG of 3 mm, gradient; only its five features.
 * The study does not publish padding and software versions: PyRadiomics' defaults are assumed (padding 5 voxels).
 */
export const RAD_SCORE_PROFILE: ExtractionSettings = profileSettings('rad-score');

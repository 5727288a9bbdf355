// SPDX-License-Identifier: Apache-2.0
import { parseParams } from './settings/parse.ts';
import type { ExtractionSettings } from './settings/types.ts';

export { type ParseOptions, parseParams } from './settings/parse.ts';
export type { Compatibility, ExtractionSettings } from './settings/types.ts';

/** The five features of the rad-score, in PyRadiomics' order. @see study page: shape, two zone features, one dependence feature, one kurtosis */
export const RAD_SCORE_FEATURES = [
  'original_shape_Sphericity',
  'original_glszm_SmallAreaLowGrayLevelEmphasis',
  'wavelet-HHL_gldm_DependenceVariance',
  'log-sigma-3-0-mm-3D_glszm_LargeAreaLowGrayLevelEmphasis',
  'gradient_firstorder_Kurtosis',
] as const;

/** The rad-score's PyRadiomics parameter file as JSON; `pythonFloat` keeps sigma a float, which JSON cannot tell from an integer and the feature's name depends on. */
export const RAD_SCORE_PARAMS = {
  setting: { binWidth: 25, resampledPixelSpacing: [1, 1, 1], interpolator: 'sitkBSpline' },
  imageType: { Original: {}, Wavelet: {}, LoG: { sigma: [{ pythonFloat: 3 }] }, Gradient: {} },
  featureClass: {
    shape: ['Sphericity'],
    firstorder: ['Kurtosis'],
    glszm: ['LargeAreaLowGrayLevelEmphasis', 'SmallAreaLowGrayLevelEmphasis'],
    gldm: ['DependenceVariance'],
  },
};

/**
 * The rad-score's settings: 1 mm cubic voxels by B-spline, bin width 25, coif1 wavelet, LoG of 3 mm, gradient; only its five features.
 * The study does not publish padding and software versions: PyRadiomics' defaults are assumed (padding 5 voxels).
 */
export const RAD_SCORE_PROFILE: ExtractionSettings = {
  ...parseParams(RAD_SCORE_PARAMS),
  only: RAD_SCORE_FEATURES,
};

// SPDX-License-Identifier: Apache-2.0
import { featureNames } from './column-names.ts';
import { type ParseOptions, parseParams } from './parse.ts';
import type { ExtractionSettings } from './types.ts';

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

/** 20 image types with 93 features each, and 14 of shape: the set that gives the study's 1874 (the study does not publish its list; see the design page on its plausibility). */
export const HCC_1874_PARAMS = {
  setting: { binWidth: 25, resampledPixelSpacing: [1, 1, 1], interpolator: 'sitkBSpline' },
  imageType: {
    Original: {},
    Wavelet: {},
    LoG: { sigma: [{ pythonFloat: 1 }, { pythonFloat: 2 }, { pythonFloat: 3 }] },
    Square: {},
    SquareRoot: {},
    Logarithm: {},
    Exponential: {},
    Gradient: {},
    LBP3D: {},
  },
  featureClass: { firstorder: null, glcm: null, gldm: null, glrlm: null, glszm: null, ngtdm: null, shape: null },
};

/** PyRadiomics without a parameter file: the original image as it is, all classes. */
export const DEFAULT_PARAMS = { setting: {}, imageType: { Original: {} } };

/** A named set of parameters. */
export interface Profile {
  /** One sentence for a list of profiles. */
  readonly summary: string;
  /** The PyRadiomics parameter file as data. */
  readonly params: unknown;
  /** When given, the only features that are computed, with only what they need. */
  readonly only?: readonly string[];
  /** Number of columns; {@link profileSettings} fails when the settings give another. */
  readonly columns: number;
}

export const PROFILES = {
  'rad-score': {
    summary: 'the five features of the rad-score: 1 mm voxels, bin width 25',
    params: RAD_SCORE_PARAMS,
    only: RAD_SCORE_FEATURES,
    columns: 5,
  },
  'hcc-1874': {
    summary: 'all 1874: original, wavelet, LoG 1 to 3 mm, square, square root, logarithm, exponential, gradient and LBP-3D images; 1 mm voxels, bin width 25',
    params: HCC_1874_PARAMS,
    columns: 1874,
  },
  default: { summary: "PyRadiomics' own defaults: the original image without resampling, all 3-D classes, bin width 25", params: DEFAULT_PARAMS, columns: 107 },
} as const satisfies Readonly<Record<string, Profile>>;

export type ProfileName = keyof typeof PROFILES;

export function isProfileName(name: string): name is ProfileName {
  return Object.hasOwn(PROFILES, name);
}

/** Settings of a profile. @throws Error when they would not give the profile's number of columns (a bug) */
export function profileSettings(name: ProfileName, options: ParseOptions = {}): ExtractionSettings {
  const profile: Profile = PROFILES[name];
  const parsed = parseParams(profile.params, options);
  const settings = profile.only === undefined ? parsed : { ...parsed, only: profile.only };
  const columns = featureNames(settings).length;
  if (columns !== profile.columns) throw new Error(`The profile ${name} gives ${columns} columns instead of ${profile.columns}.`);
  return settings;
}

// SPDX-License-Identifier: Apache-2.0
// What is true of the generated patients, and where each number comes from.

export interface TrueCoefficient {
  /** Candidate key, or `radScore`. */
  readonly key: string;
  /** Log hazard ratio per unit. */
  readonly value: number;
  /** `published`: printed by the study; `assumed`: chosen here. */
  readonly evidence: 'published' | 'assumed';
  readonly note: string;
}

export interface TrueFeature {
  readonly feature: string;
  /** Weight on the standardised feature, as printed by the study. */
  readonly weight: number;
  /** Mean and standard deviation of the distribution that the feature is drawn from. Assumed: the study does not publish them. */
  readonly mean: number;
  readonly sd: number;
}

/** Log hazard ratios of the generated patients; every other candidate has none. */
export const TRUE_COEFFICIENTS: readonly TrueCoefficient[] = [
  { key: 'afp', value: 0.668, evidence: 'published', note: 'ln 1.95, multivariable Cox model of the study (AFP above 20 ng/mL)' },
  { key: 'necrosis', value: 1.068, evidence: 'published', note: 'ln 2.91, multivariable Cox model of the study' },
  { key: 'portalVeinInvasion', value: 0.824, evidence: 'published', note: 'ln 2.28, multivariable Cox model of the study' },
  { key: 'radScore', value: 1, evidence: 'assumed', note: "chosen here: the study does not publish the combined model's coefficients" },
];

/** The rad-score of the generated patients: Σ weight · (feature − mean) / sd. */
export const TRUE_FEATURES: readonly TrueFeature[] = [
  { feature: 'gradient_firstorder_Kurtosis', weight: 0.24, mean: 11, sd: 2.2 },
  { feature: 'log-sigma-3-0-mm-3D_glszm_LargeAreaLowGrayLevelEmphasis', weight: 0.2, mean: 5200, sd: 1150 },
  { feature: 'original_glszm_SmallAreaLowGrayLevelEmphasis', weight: -0.32, mean: 0.067, sd: 0.013 },
  { feature: 'original_shape_Sphericity', weight: -0.3, mean: 0.74, sd: 0.05 },
  { feature: 'wavelet-HHL_gldm_DependenceVariance', weight: -0.39, mean: 12, sd: 2.1 },
];

export interface SyntheticTruth {
  readonly seed: number;
  readonly coefficients: readonly TrueCoefficient[];
  readonly features: readonly TrueFeature[];
  /** Cumulative hazard at zero covariates: (days / scaleDays) ^ shape. Assumed. */
  readonly baseline: { readonly shape: number; readonly scaleDays: number };
}

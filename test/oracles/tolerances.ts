// SPDX-License-Identifier: Apache-2.0

/** |ours − reference| ≤ absolute + relative·|reference|. */
export interface Tolerance {
  readonly relative: number;
  readonly absolute: number;
}

/** What everything is held to that is not in {@link EXCEPTIONS}. */
export const TOLERANCE: Tolerance = { relative: 1e-6, absolute: 1e-9 };

/** The exceptions that the reference set's README names, with its reasons; nothing else in the code loosens a comparison. The first that fits is taken. */
export const EXCEPTIONS: readonly (Tolerance & { readonly features: RegExp; readonly why: string })[] = [
  {
    features: /^lbp-3D-(m\d+|k)_firstorder_RobustMeanAbsoluteDeviation$/,
    relative: 1e-2,
    absolute: 1e-6,
    why: "few levels whose last bits depend on the icosphere's vertex order; a percentile falls between them",
  },
  { features: /^lbp-3D-m\d+_/, relative: 1e-3, absolute: 1e-6, why: "last bits depend on the icosphere's vertex order" },
  { features: /^lbp-3D-k_/, relative: 1e-3, absolute: 1e-6, why: 'kurtosis of float32 images is computed in float32' },
  { features: /^lbp-2D_/, relative: 1e-3, absolute: 1e-6, why: 'ties of bilinear samples' },
  { features: /_glcm_(MCC|Imc2)$/, relative: 1e-6, absolute: 1e-6, why: 'second eigenvalue of a non-symmetric matrix; sqrt(1 − exp(−small)) cancels' },
  { features: /_(glcm_Imc1|firstorder_Skewness|glcm_ClusterShade)$/, relative: 1e-6, absolute: 1e-8, why: 'sums that cancel near 0' },
  { features: /_shape_(LeastAxisLength|Flatness)$/, relative: 1e-6, absolute: 1e-6, why: 'square root of an eigenvalue near 0' },
];

/** Tolerance of a feature by its full name. */
export function toleranceOf(feature: string): Tolerance {
  return EXCEPTIONS.find(({ features }) => features.test(feature)) ?? TOLERANCE;
}

// SPDX-License-Identifier: Apache-2.0
// Names of the 1,874 features (14 of shape, 93 for each of 20 image types, as PyRadiomics names them) and which of them measure much the same.

/** Image types, original first; the study does not publish its twenty. */
export const IMAGE_TYPES = [
  'original',
  'wavelet-LLH',
  'wavelet-LHL',
  'wavelet-LHH',
  'wavelet-HLL',
  'wavelet-HLH',
  'wavelet-HHL',
  'wavelet-HHH',
  'wavelet-LLL',
  'log-sigma-1-0-mm-3D',
  'log-sigma-2-0-mm-3D',
  'log-sigma-3-0-mm-3D',
  'square',
  'squareroot',
  'logarithm',
  'exponential',
  'gradient',
  'lbp-3D-m1',
  'lbp-3D-m2',
  'lbp-3D-k',
] as const;

export type ImageType = (typeof IMAGE_TYPES)[number];

/** Features that go up together; a minus stands before those that go down. */
export const FAMILIES: Readonly<Record<string, string>> = {
  level: 'firstorder: 10Percentile 90Percentile Mean Median RootMeanSquared',
  extremes: 'firstorder: Maximum -Minimum Range',
  size: 'firstorder: Energy TotalEnergy; gldm: DependenceNonUniformity GrayLevelNonUniformity; glrlm: GrayLevelNonUniformity RunLengthNonUniformity; glszm: GrayLevelNonUniformity SizeZoneNonUniformity; ngtdm: Busyness -Coarseness',
  spread:
    'firstorder: InterquartileRange MeanAbsoluteDeviation RobustMeanAbsoluteDeviation Variance; gldm: GrayLevelVariance; glrlm: GrayLevelVariance; glszm: GrayLevelVariance; glcm: SumSquares ClusterTendency ClusterProminence',
  entropy:
    'firstorder: Entropy -Uniformity; glcm: JointEntropy -JointEnergy SumEntropy -MaximumProbability; glrlm: -GrayLevelNonUniformityNormalized; glszm: -GrayLevelNonUniformityNormalized',
  kurtosis: 'firstorder: Kurtosis',
  skewness: 'firstorder: Skewness; glcm: ClusterShade',
  contrast: 'glcm: Contrast DifferenceAverage DifferenceEntropy DifferenceVariance -Id -Idm -Idmn -Idn -InverseVariance; ngtdm: Contrast Complexity',
  correlation: 'glcm: Correlation -Imc1 Imc2 MCC',
  high: 'glcm: Autocorrelation JointAverage SumAverage; gldm: HighGrayLevelEmphasis SmallDependenceHighGrayLevelEmphasis; glrlm: HighGrayLevelRunEmphasis ShortRunHighGrayLevelEmphasis; glszm: HighGrayLevelZoneEmphasis SmallAreaHighGrayLevelEmphasis',
  low: 'gldm: LowGrayLevelEmphasis SmallDependenceLowGrayLevelEmphasis; glrlm: LowGrayLevelRunEmphasis ShortRunLowGrayLevelEmphasis; glszm: LowGrayLevelZoneEmphasis',
  smallLow: 'glszm: SmallAreaLowGrayLevelEmphasis',
  largeLow: 'glszm: LargeAreaLowGrayLevelEmphasis; gldm: LargeDependenceLowGrayLevelEmphasis; glrlm: LongRunLowGrayLevelEmphasis',
  largeHigh:
    'glszm: LargeAreaHighGrayLevelEmphasis LargeAreaEmphasis ZoneVariance; gldm: LargeDependenceHighGrayLevelEmphasis; glrlm: LongRunHighGrayLevelEmphasis',
  dependence: 'gldm: DependenceVariance',
  runs: 'gldm: LargeDependenceEmphasis DependenceEntropy DependenceNonUniformityNormalized -SmallDependenceEmphasis; glrlm: LongRunEmphasis -ShortRunEmphasis -RunPercentage -RunLengthNonUniformityNormalized RunEntropy RunVariance',
  zones: 'glszm: ZonePercentage SmallAreaEmphasis SizeZoneNonUniformityNormalized ZoneEntropy; ngtdm: Strength',
};

/** Families of the 14 features of shape. */
export const SHAPE_FAMILIES: Readonly<Record<string, string>> = {
  diameter:
    'shape: LeastAxisLength MajorAxisLength Maximum2DDiameterColumn Maximum2DDiameterRow Maximum2DDiameterSlice Maximum3DDiameter MinorAxisLength SurfaceArea MeshVolume VoxelVolume -SurfaceVolumeRatio',
  elongation: 'shape: Elongation',
  flatness: 'shape: Flatness',
  sphericity: 'shape: Sphericity',
};

/** Image types whose features follow those of another closely. */
export const FOLLOWS: Readonly<Partial<Record<ImageType, ImageType>>> = { 'wavelet-LLL': 'original', logarithm: 'squareroot' };

/** Features with (nearly) one value in all patients, as the binary-like images give them. */
export const NEARLY_CONSTANT: readonly string[] = [
  ...['10Percentile', '90Percentile', 'Minimum', 'Maximum', 'Range', 'InterquartileRange'].flatMap((name) =>
    ['lbp-3D-m1', 'lbp-3D-m2'].map((type) => `${type}_firstorder_${name}`),
  ),
  ...['Minimum', '10Percentile'].map((name) => `lbp-3D-k_firstorder_${name}`),
  ...['Minimum', '10Percentile'].map((name) => `gradient_firstorder_${name}`),
  ...['Minimum', '10Percentile'].map((name) => `square_firstorder_${name}`),
  ...['Minimum', '10Percentile', 'Median'].map((name) => `exponential_firstorder_${name}`),
];

export interface Member {
  readonly name: string;
  /** 1 or −1: whether it rises or falls with its family. */
  readonly sign: 1 | -1;
}

/** Members of a family in one image type. */
export function members(family: string, imageType: string): Member[] {
  return family.split('; ').flatMap((part) => {
    const [featureClass, names] = part.split(': ') as [string, string];
    return names.split(' ').map((name): Member => ({ name: `${imageType}_${featureClass}_${name.replace('-', '')}`, sign: name.startsWith('-') ? -1 : 1 }));
  });
}

const CLASS_ORDER = ['shape', 'firstorder', 'glcm', 'gldm', 'glrlm', 'glszm', 'ngtdm'];

/** All names as PyRadiomics orders its columns: by image type, class, and the name of the method that computes the feature. */
export function syntheticFeatureNames(): string[] {
  const method = (name: string): string => `${name.slice(name.lastIndexOf('_') + 1)}FeatureValue`;
  const position = (name: string): readonly [number, number] => {
    const [imageType, featureClass] = name.split('_') as [ImageType, string];
    return [IMAGE_TYPES.indexOf(imageType), CLASS_ORDER.indexOf(featureClass)];
  };
  const all = [
    ...Object.values(SHAPE_FAMILIES).flatMap((family) => members(family, 'original')),
    ...IMAGE_TYPES.flatMap((imageType) => Object.values(FAMILIES).flatMap((family) => members(family, imageType))),
  ].map(({ name }) => ({ name, at: position(name) }));
  return all.sort((a, b) => a.at[0] - b.at[0] || a.at[1] - b.at[1] || (method(a.name) < method(b.name) ? -1 : 1)).map(({ name }) => name);
}

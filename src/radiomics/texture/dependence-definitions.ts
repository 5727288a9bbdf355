// SPDX-License-Identifier: Apache-2.0
import type { FeatureContext, Shared } from '../features/context.ts';
import type { FeatureDefinitions } from '../features/definition.ts';
import { byLevel, bySize, emphasis, entropy, nonUniformity, variance } from './zone-features.ts';
import type { SizeMatrix } from './zone-matrix.ts';

const MATRIX: Shared<SizeMatrix> = {
  make: (context: FeatureContext) => {
    const { distances, flat, gldmTolerance } = context.texture;
    const levels = context.levels(Math.max(...distances));
    return context.kernels.dependenceMatrix(levels, { tolerance: gldmTolerance, distances, flat, skipFirstCorner: context.skipFirstCorner });
  },
};

const SOURCE = 'Sun & Wee 1983, doi:10.1016/0734-189X(83)90032-4; IBSI 3.11';
const OUTLINE = "every neighbour in the region depends, so the value tells the region's outline only.";

/** Features of the grey level dependence matrix (GLDM): how many neighbours are like the voxel. The dependence counts the voxel itself. */
export const DEPENDENCE_FEATURES: FeatureDefinitions = {
  DependenceEntropy: {
    ibsi: 'FCBV',
    formula: 'Entropy in bits of the frequency of (grey level, dependence) pairs among the voxels: −Σ p·log2(p + 2⁻⁵²).',
    caveat: 'PyRadiomics adds 2⁻⁵² inside the logarithm, so a single kind of voxel gives −3.2e-16 instead of 0.',
    source: SOURCE,
    flat: OUTLINE,
    compute: (context) => entropy(context.shared(MATRIX)),
  },
  DependenceNonUniformity: {
    ibsi: 'Z87G',
    formula: 'Sum over the dependences of (number of voxels with it)², divided by the number of voxels.',
    caveat: "Grows with the region's size; the normalised form does not.",
    source: SOURCE,
    flat: OUTLINE,
    compute: (context) => nonUniformity(bySize(context.shared(MATRIX))),
  },
  DependenceNonUniformityNormalized: {
    ibsi: 'OKJI',
    formula: 'Sum over the dependences of (number of voxels with it)², divided by (number of voxels)².',
    caveat: 'High where few neighbours are alike, which noise and narrow bins make.',
    source: SOURCE,
    flat: OUTLINE,
    compute: (context) => nonUniformity(bySize(context.shared(MATRIX))) / context.roi.voxels,
  },
  DependenceVariance: {
    ibsi: 'DNX2',
    formula: 'Variance over the voxels of the dependence: 1 + the number of neighbours within gldm_a grey levels.',
    caveat: "IBSI's coarseness parameter is gldm_a. PyRadiomics 2.2.0 left the first corner of the box out as a neighbour.",
    source: SOURCE,
    flat: OUTLINE,
    compute: (context) => variance(bySize(context.shared(MATRIX))),
  },
  GrayLevelNonUniformity: {
    ibsi: 'FP8K',
    formula: 'Sum over the grey levels of (number of voxels of the level)², divided by the number of voxels.',
    caveat: "Needs no neighbourhood: it is first-order Uniformity times the number of voxels, and grows with the region's size.",
    source: SOURCE,
    flat: 'the number of voxels.',
    compute: (context) => nonUniformity(byLevel(context.shared(MATRIX))),
  },
  GrayLevelVariance: {
    ibsi: '1PFV',
    formula: 'Variance of the grey level over the voxels.',
    caveat: 'Needs no neighbourhood. Levels are bin numbers, so the value scales with 1 / binWidth².',
    source: SOURCE,
    flat: 'always 0.',
    compute: (context) => variance(byLevel(context.shared(MATRIX))),
  },
  HighGrayLevelEmphasis: {
    ibsi: 'OAE7',
    formula: 'Mean over the voxels of (grey level)².',
    caveat: "Needs no neighbourhood. Levels count from the bin of the region's minimum: one dark voxel shifts all levels.",
    source: SOURCE,
    flat: 'every voxel has that level, so the value is its square, 1 with binWidth.',
    compute: (context) => emphasis(context.shared(MATRIX), 'high', 'any'),
  },
  LargeDependenceEmphasis: {
    ibsi: 'IMOQ',
    formula: 'Mean over the voxels of (dependence)².',
    caveat:
      "Voxels at the region's border have fewer neighbours, so small and thin regions give lower values. PyRadiomics 2.2.0 left the first corner of the box out as a neighbour.",
    source: SOURCE,
    flat: OUTLINE,
    compute: (context) => emphasis(context.shared(MATRIX), 'any', 'high'),
  },
  LargeDependenceHighGrayLevelEmphasis: {
    ibsi: '9QMG',
    formula: 'Mean over the voxels of (dependence)²·(grey level)².',
    caveat: "Levels count from the bin of the region's minimum: one dark voxel shifts all levels.",
    source: SOURCE,
    flat: 'the value is LargeDependenceEmphasis times the squared level, which is 1 with binWidth.',
    compute: (context) => emphasis(context.shared(MATRIX), 'high', 'high'),
  },
  LargeDependenceLowGrayLevelEmphasis: {
    ibsi: 'NBZI',
    formula: 'Mean over the voxels of (dependence)² / (grey level)².',
    caveat: "Grey level 1 is the bin of the region's minimum: one dark voxel shifts all levels.",
    source: SOURCE,
    flat: 'the value is LargeDependenceEmphasis divided by the squared level, which is 1 with binWidth.',
    compute: (context) => emphasis(context.shared(MATRIX), 'low', 'high'),
  },
  LowGrayLevelEmphasis: {
    ibsi: 'TL9H',
    formula: 'Mean over the voxels of 1 / (grey level)².',
    caveat: "Needs no neighbourhood. Grey level 1 is the bin of the region's minimum: one dark voxel shifts all levels.",
    source: SOURCE,
    flat: 'every voxel has that level, so the value is 1 / its square, 1 with binWidth.',
    compute: (context) => emphasis(context.shared(MATRIX), 'low', 'any'),
  },
  SmallDependenceEmphasis: {
    ibsi: 'SODN',
    formula: 'Mean over the voxels of 1 / (dependence)².',
    caveat: 'Near 1 where few neighbours are alike, which noise and narrow bins make. PyRadiomics 2.2.0 left the first corner of the box out as a neighbour.',
    source: SOURCE,
    flat: OUTLINE,
    compute: (context) => emphasis(context.shared(MATRIX), 'any', 'low'),
  },
  SmallDependenceHighGrayLevelEmphasis: {
    ibsi: 'JA6D',
    formula: 'Mean over the voxels of (grey level)² / (dependence)².',
    caveat: "Levels count from the bin of the region's minimum: one dark voxel shifts all levels.",
    source: SOURCE,
    flat: 'the value is SmallDependenceEmphasis times the squared level, which is 1 with binWidth.',
    compute: (context) => emphasis(context.shared(MATRIX), 'high', 'low'),
  },
  SmallDependenceLowGrayLevelEmphasis: {
    ibsi: 'EQ3F',
    formula: 'Mean over the voxels of 1 / ((dependence)²·(grey level)²).',
    caveat: "Grey level 1 is the bin of the region's minimum: one dark voxel shifts all levels.",
    source: SOURCE,
    flat: 'the value is SmallDependenceEmphasis divided by the squared level, which is 1 with binWidth.',
    compute: (context) => emphasis(context.shared(MATRIX), 'low', 'low'),
  },
};

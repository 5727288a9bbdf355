// SPDX-License-Identifier: Apache-2.0
import type { FeatureContext, Shared } from '../features/context.ts';
import type { FeatureDefinition, FeatureDefinitions } from '../features/definition.ts';
import { cooccurrences } from './cooccurrence.ts';
import type { Cooccurrences } from './cooccurrence-matrices.ts';
import {
  correlation,
  differenceDistribution,
  energy,
  entropyOf,
  expectation,
  firstMeasure,
  type Information,
  informationOf,
  largest,
  type Marginals,
  marginalsOf,
  secondMeasure,
  sumDistribution,
} from './cooccurrence-sums.ts';
import type { MatrixCells } from './matrix-cells.ts';
import { matrixLevels, PRESENT_LEVELS } from './matrix-levels.ts';
import { nanMean } from './nan-mean.ts';

const MATRICES: Shared<Cooccurrences> = {
  make: (context) => {
    const { texture, spacingMm, kernels } = context;
    return cooccurrences(matrixLevels(context), context.shared(PRESENT_LEVELS), texture, spacingMm, kernels);
  },
};

/** Something made once for each matrix. */
function each<T>(make: (matrix: MatrixCells, index: number, all: Cooccurrences, context: FeatureContext) => T): Shared<readonly T[]> {
  return {
    make: (context) => {
      const all = context.shared(MATRICES);
      return all.matrices.map((matrix, index) => make(matrix, index, all, context));
    },
  };
}

const MARGINALS = each<Marginals>((matrix, _index, all) => marginalsOf(all, matrix));
const SUMS = each<Float64Array>((matrix, _index, all) => sumDistribution(all, matrix));
const DIFFERENCES = each<Float64Array>((matrix, _index, all) => differenceDistribution(all, matrix));
const JOINT_ENTROPIES = each<number>((matrix) => entropyOf(matrix.value));
const INFORMATION = each<Information>((matrix, index, _all, context) =>
  informationOf(matrix, context.shared(MARGINALS)[index]!, context.shared(JOINT_ENTROPIES)[index]!),
);

/** Mean over the directions; not-a-number where no direction has a pair of voxels. */
function overDirections(value: (matrix: MatrixCells, index: number, context: FeatureContext, all: Cooccurrences) => number): FeatureDefinition['compute'] {
  return (context) => {
    const all = context.shared(MATRICES);
    return nanMean(all.matrices.map((matrix, index) => (matrix.total === 0 ? Number.NaN : value(matrix, index, context, all))));
  };
}

/** Mean over the directions of the expectation of f(i − j). */
function ofDifference(f: (k: number, highest: number) => number): FeatureDefinition['compute'] {
  return overDirections((_matrix, index, context, { highest }) => expectation(context.shared(DIFFERENCES)[index]!, (k) => f(k, highest)));
}

/** Mean over the directions of the power of the sum's distance from its mean. */
function ofSum(power: number): FeatureDefinition['compute'] {
  return overDirections((_matrix, index, context) => {
    const { ux, uy } = context.shared(MARGINALS)[index]!;
    return expectation(context.shared(SUMS)[index]!, (k) => (k - ux - uy) ** power);
  });
}

const HARALICK = 'Haralick 1973, doi:10.1109/TSMC.1973.4309314; IBSI 3.6; PyRadiomics glcm class';
const UNSER = 'Unser 1986, doi:10.1109/TPAMI.1986.4767760; IBSI 3.6; PyRadiomics glcm class';
const CLAUSI = 'Clausi 2002, doi:10.5589/m02-004; IBSI 3.6; PyRadiomics glcm class';
const PER_DIRECTION = 'Made for each of the 13 directions (4 in 2-D) and averaged, unless weightingNorm merges the matrices first.';
const ONE_LEVEL = 'One grey level: the matrix has the single cell (1, 1)';

/** Features of the grey level co-occurrence matrix; p(i, j) is the probability that a voxel of level i has a neighbour of level j. */
export const COOCCURRENCE_FEATURES: FeatureDefinitions = {
  Autocorrelation: {
    ibsi: 'QWB0',
    formula: 'Mean product of the two grey levels of a pair: Σ i·j·p(i, j).',
    caveat: `Grows with the grey levels themselves, so it depends on where level 1 lies. ${PER_DIRECTION}`,
    source: 'Soh & Tsatsoulis 1999, doi:10.1109/36.752194; IBSI 3.6; PyRadiomics glcm class',
    flat: `${ONE_LEVEL}, hence 1.`,
    compute: overDirections((_matrix, index, context) => context.shared(MARGINALS)[index]!.product),
  },
  ClusterProminence: {
    ibsi: 'AE86',
    formula: 'Mean fourth power of how far the sum of a pair lies from its mean: Σ (i + j − µx − µy)⁴·p(i, j), with the means µ of the rows and columns.',
    caveat: `A fourth power: few voxel pairs of extreme levels decide it. ${PER_DIRECTION}`,
    source: UNSER,
    flat: `${ONE_LEVEL} at its own mean, hence 0.`,
    compute: ofSum(4),
  },
  ClusterShade: {
    ibsi: '7NFM',
    formula: 'Mean third power of how far the sum of a pair lies from its mean: Σ (i + j − µx − µy)³·p(i, j), with the means µ of the rows and columns.',
    caveat: `Positive and negative terms cancel: near 0 its relative error is large. ${PER_DIRECTION}`,
    source: UNSER,
    flat: `${ONE_LEVEL} at its own mean, hence 0.`,
    compute: ofSum(3),
  },
  ClusterTendency: {
    ibsi: 'DG8W',
    formula: 'Variance of the sum of the two grey levels of a pair: Σ (i + j − µx − µy)²·p(i, j), with the means µ of the rows and columns.',
    caveat: `The same as the sum variance (IBSI OEEB). ${PER_DIRECTION}`,
    source: UNSER,
    flat: `${ONE_LEVEL} at its own mean, hence 0.`,
    compute: ofSum(2),
  },
  Contrast: {
    ibsi: 'ACUI',
    formula: 'Mean squared difference of the two grey levels of a pair: Σ (i − j)²·p(i, j).',
    caveat: `In squared grey levels: it changes with the square of the bin width. Not the Contrast of the ngtdm class. ${PER_DIRECTION}`,
    source: HARALICK,
    flat: `${ONE_LEVEL}, no difference, hence 0.`,
    compute: ofDifference((k) => k * k),
  },
  Correlation: {
    ibsi: 'NI2N',
    formula: 'Correlation of the two grey levels of a pair: Σ (i − µx)·(j − µy)·p(i, j) / (σx·σy).',
    caveat: `A direction in which the rows or the columns have only one level counts as 1. ${PER_DIRECTION}`,
    source: HARALICK,
    flat: 'One grey level has no variance; 1 by convention.',
    compute: overDirections((matrix, index, context, all) => correlation(all, matrix, context.shared(MARGINALS)[index]!)),
  },
  DifferenceAverage: {
    ibsi: 'TF7R',
    formula: 'Mean absolute difference of the two grey levels of a pair: Σ k·p(k) over k = |i − j|.',
    caveat: `The same as the dissimilarity (IBSI 8S9J). ${PER_DIRECTION}`,
    source: 'IBSI 3.6; PyRadiomics glcm class',
    flat: `${ONE_LEVEL}, no difference, hence 0.`,
    compute: ofDifference((k) => k),
  },
  DifferenceEntropy: {
    ibsi: 'NTRS',
    formula: 'Entropy in bits of the absolute differences: −Σ p(k)·log₂ p(k) over k = |i − j|.',
    caveat: `PyRadiomics adds 2⁻⁵² inside the logarithm. ${PER_DIRECTION}`,
    source: HARALICK,
    flat: `${ONE_LEVEL}: one certain difference, hence 0 (to 3e-16).`,
    compute: overDirections((_matrix, index, context) => entropyOf(context.shared(DIFFERENCES)[index]!)),
  },
  DifferenceVariance: {
    ibsi: 'D3YU',
    formula: 'Variance of the absolute differences: Σ (k − µ)²·p(k) over k = |i − j|, with their mean µ.',
    caveat: PER_DIRECTION,
    source: HARALICK,
    flat: `${ONE_LEVEL}: one certain difference, hence 0.`,
    compute: overDirections((_matrix, index, context) => {
      const differences = context.shared(DIFFERENCES)[index]!;
      const mean = expectation(differences, (k) => k);
      return expectation(differences, (k) => (k - mean) ** 2);
    }),
  },
  Id: {
    ibsi: 'IB1Z',
    formula: 'Inverse difference: Σ p(k) / (1 + k) over the absolute differences k = |i − j|.',
    caveat: `Older programs call it Homogeneity 1. ${PER_DIRECTION}`,
    source: CLAUSI,
    flat: `${ONE_LEVEL}, no difference, hence 1.`,
    compute: ofDifference((k) => 1 / (1 + k)),
  },
  Idm: {
    ibsi: 'WF0Z',
    formula: 'Inverse difference moment: Σ p(k) / (1 + k²) over the absolute differences k = |i − j|.',
    caveat: `Older programs call it Homogeneity 2. ${PER_DIRECTION}`,
    source: HARALICK,
    flat: `${ONE_LEVEL}, no difference, hence 1.`,
    compute: ofDifference((k) => 1 / (1 + k * k)),
  },
  Idmn: {
    ibsi: '1QCO',
    formula: 'Normalised inverse difference moment: Σ p(k) / (1 + k²/Ng²) over the absolute differences k = |i − j|.',
    caveat: `Ng is the highest grey level, so one bright voxel changes it. ${PER_DIRECTION}`,
    source: CLAUSI,
    flat: `${ONE_LEVEL}, no difference, hence 1.`,
    compute: ofDifference((k, highest) => 1 / (1 + (k * k) / highest ** 2)),
  },
  Idn: {
    ibsi: 'NDRX',
    formula: 'Normalised inverse difference: Σ p(k) / (1 + k/Ng) over the absolute differences k = |i − j|.',
    caveat: `Ng is the highest grey level, so one bright voxel changes it. ${PER_DIRECTION}`,
    source: CLAUSI,
    flat: `${ONE_LEVEL}, no difference, hence 1.`,
    compute: ofDifference((k, highest) => 1 / (1 + k / highest)),
  },
  Imc1: {
    ibsi: 'R8DG',
    formula: 'First measure of information correlation: (HXY − HXY1) / max(HX, HY), with HXY1 = −Σ p(i, j)·log₂(px(i)·py(j)).',
    caveat: `From −1 (one level tells the other) to 0 (independent). A direction of one level counts as 0. ${PER_DIRECTION}`,
    source: HARALICK,
    flat: 'One grey level has no entropy; 0 by convention.',
    compute: overDirections((_matrix, index, context) => firstMeasure(context.shared(INFORMATION)[index]!)),
  },
  Imc2: {
    ibsi: 'JN9H',
    formula: 'Second measure of information correlation: √(1 − exp(−2·(HXY2 − HXY))), with HXY2 = −Σ px(i)·py(j)·log₂(px(i)·py(j)).',
    caveat: `Entropies are in bits, as in the other features. Near independence the root magnifies rounding: compare to 1e-6 absolute at best. ${PER_DIRECTION}`,
    source: HARALICK,
    flat: 'One grey level has no entropy; 0 by convention.',
    compute: overDirections((_matrix, index, context) => secondMeasure(context.shared(INFORMATION)[index]!)),
  },
  InverseVariance: {
    ibsi: 'E8JP',
    formula: 'Mean inverse squared difference, pairs of equal levels left out: Σ p(k) / k² over the absolute differences k = |i − j| above 0.',
    caveat: `Pairs of equal levels are left out. ${PER_DIRECTION}`,
    source: 'IBSI 3.6; PyRadiomics glcm class',
    flat: `${ONE_LEVEL}, no difference to sum over, hence 0.`,
    compute: (context) => {
      // the sum over no difference at all is 0 in PyRadiomics even where the one direction has no pair
      const { highest, matrices } = context.shared(MATRICES);
      if (highest === 1 && matrices.length === 1) return 0;
      return INVERSE_VARIANCE(context);
    },
  },
  JointAverage: {
    ibsi: '60VM',
    formula: 'Mean grey level of the rows: Σ i·p(i, j).',
    caveat: `Meant for symmetric matrices. Voxels with many neighbours in the region weigh more than in the plain mean. ${PER_DIRECTION}`,
    source: 'IBSI 3.6; PyRadiomics glcm class',
    flat: `${ONE_LEVEL}, hence 1.`,
    compute: overDirections((_matrix, index, context) => context.shared(MARGINALS)[index]!.ux),
  },
  JointEnergy: {
    ibsi: '8ZQL',
    formula: 'Sum of the squared probabilities of the pairs: Σ p(i, j)².',
    caveat: `Also called angular second moment. ${PER_DIRECTION}`,
    source: HARALICK,
    flat: `${ONE_LEVEL}, hence 1.`,
    compute: overDirections(energy),
  },
  JointEntropy: {
    ibsi: 'TU9B',
    formula: 'Entropy in bits of the pairs: −Σ p(i, j)·log₂ p(i, j).',
    caveat: `PyRadiomics adds 2⁻⁵² inside the logarithm. Small regions cannot reach high entropies. ${PER_DIRECTION}`,
    source: HARALICK,
    flat: `${ONE_LEVEL}: certain, hence 0 (to 3e-16).`,
    compute: overDirections((_matrix, index, context) => context.shared(JOINT_ENTROPIES)[index]!),
  },
  MCC: {
    formula: 'Maximal correlation coefficient: root of the second largest eigenvalue of Q(i, j) = Σₖ p(i, k)·p(j, k) / (px(i)·py(k)).',
    caveat: `Two voxels of a level that occurs nowhere else are enough for a value near 1. IBSI has no code for it. ${PER_DIRECTION}`,
    source: 'Haralick 1973, doi:10.1109/TSMC.1973.4309314; PyRadiomics glcm class (2.1.0 and later)',
    flat: 'One grey level has no second eigenvalue; 1 by convention.',
    compute: (context) => {
      const { grey, matrices } = context.shared(MATRICES);
      const singleEmpty = matrices.length === 1 && matrices[0]!.total === 0;
      return grey.length < 2 ? (singleEmpty ? Number.NaN : 1) : MAXIMAL_CORRELATION(context);
    },
  },
  MaximumProbability: {
    ibsi: 'GYBY',
    formula: 'Probability of the most frequent pair: the largest p(i, j).',
    caveat: PER_DIRECTION,
    source: 'IBSI 3.6; PyRadiomics glcm class',
    flat: `${ONE_LEVEL}, hence 1.`,
    compute: overDirections(largest),
  },
  SumAverage: {
    ibsi: 'ZGXS',
    formula: 'Mean sum of the two grey levels of a pair: Σ k·p(k) over k = i + j.',
    caveat: `Twice the JointAverage where the matrix is symmetric. ${PER_DIRECTION}`,
    source: HARALICK,
    flat: `${ONE_LEVEL}, hence 2.`,
    compute: overDirections((_matrix, index, context) => expectation(context.shared(SUMS)[index]!, (k) => k)),
  },
  SumEntropy: {
    ibsi: 'P6QZ',
    formula: 'Entropy in bits of the sums of pairs: −Σ p(k)·log₂ p(k) over k = i + j.',
    caveat: `PyRadiomics adds 2⁻⁵² inside the logarithm. ${PER_DIRECTION}`,
    source: HARALICK,
    flat: `${ONE_LEVEL}: one certain sum, hence 0 (to 3e-16).`,
    compute: overDirections((_matrix, index, context) => entropyOf(context.shared(SUMS)[index]!)),
  },
  SumSquares: {
    ibsi: 'UR99',
    formula: 'Variance of the rows: Σ (i − µx)²·p(i, j).',
    caveat: `IBSI calls it joint variance; Haralick's sum of squares. Meant for symmetric matrices. ${PER_DIRECTION}`,
    source: HARALICK,
    flat: `${ONE_LEVEL} at its own mean, hence 0.`,
    compute: overDirections((_matrix, index, context, { grey }) => {
      const { px, ux } = context.shared(MARGINALS)[index]!;
      return expectation(px, (r) => (grey[r]! - ux) ** 2);
    }),
  },
};

const INVERSE_VARIANCE = ofDifference((k) => (k === 0 ? 0 : 1 / (k * k)));
const MAXIMAL_CORRELATION = overDirections((matrix, index, context, { symmetric }) =>
  context.kernels.maximalCorrelation(matrix, context.shared(MARGINALS)[index]!, symmetric),
);

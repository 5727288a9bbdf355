// SPDX-License-Identifier: Apache-2.0
import type { FeatureContext, Shared } from '../features/context.ts';
import type { FeatureDefinition, FeatureDefinitions } from '../features/definition.ts';
import { EPSILON } from './cooccurrence-sums.ts';
import type { MatrixCells } from './matrix-cells.ts';
import { matrixLevels, PRESENT_LEVELS } from './matrix-levels.ts';
import { nanMean } from './nan-mean.ts';
import { type RunLengths, runLengths } from './run-length.ts';

const MATRICES: Shared<RunLengths> = {
  make: (context) => runLengths(matrixLevels(context), context.shared(PRESENT_LEVELS), context.texture, context.spacingMm, context.kernels),
};

/** Numbers of runs by level (with the levels) and by length (entry c is length c + 1). */
interface Totals {
  readonly byLevel: Float64Array;
  readonly byLength: Float64Array;
}

const TOTALS: Shared<readonly Totals[]> = {
  make: (context) =>
    context.shared(MATRICES).matrices.map(({ rows, columns, rowStart, column, value }) => {
      const byLevel = new Float64Array(rows);
      const byLength = new Float64Array(columns);
      for (let r = 0; r < rows; r++) {
        let sum = 0;
        for (let k = rowStart[r]!; k < rowStart[r + 1]!; k++) {
          sum += value[k]!;
          byLength[column[k]!] = byLength[column[k]!]! + value[k]!;
        }
        byLevel[r] = sum;
      }
      return { byLevel, byLength };
    }),
};

type Parts = { readonly matrix: MatrixCells; readonly grey: Float64Array; readonly totals: Totals; readonly runs: number };

/** Mean over the directions; not-a-number where no direction joins voxels. */
function overDirections(value: (parts: Parts) => number): FeatureDefinition['compute'] {
  return (context: FeatureContext) => {
    const { grey, matrices } = context.shared(MATRICES);
    const totals = context.shared(TOTALS);
    return nanMean(matrices.map((matrix, d) => (matrix.total === 0 ? Number.NaN : value({ matrix, grey, totals: totals[d]!, runs: matrix.total }))));
  };
}

/** Σ n(k)·f(key(k)) / runs. */
function weighted(counts: Float64Array, runs: number, of: (index: number) => number): number {
  let sum = 0;
  for (let k = 0; k < counts.length; k++) if (counts[k] !== 0) sum += counts[k]! * of(k);
  return sum / runs;
}

/** Mean over the directions of Σ n·f(level) / runs. */
const byLevel = (f: (level: number) => number): FeatureDefinition['compute'] =>
  overDirections(({ totals, grey, runs }) => weighted(totals.byLevel, runs, (r) => f(grey[r]!)));

/** Mean over the directions of Σ n·f(length) / runs. */
const byLength = (f: (length: number) => number): FeatureDefinition['compute'] =>
  overDirections(({ totals, runs }) => weighted(totals.byLength, runs, (c) => f(c + 1)));

/** Mean over the directions of Σ n·f(level)·g(length) / runs. */
const byBoth = (f: (level: number) => number, g: (length: number) => number): FeatureDefinition['compute'] =>
  overDirections(({ matrix: { rows, rowStart, column, value }, grey, runs }) => {
    let sum = 0;
    for (let r = 0; r < rows; r++) {
      let inRow = 0;
      for (let k = rowStart[r]!; k < rowStart[r + 1]!; k++) inRow += value[k]! * g(column[k]! + 1);
      sum += inRow * f(grey[r]!);
    }
    return sum / runs;
  });

const square = (x: number): number => x * x;
const inverseSquare = (x: number): number => 1 / (x * x);
const sumOfSquares = (counts: Float64Array): number => counts.reduce((sum, n) => sum + n * n, 0);

function variance(counts: Float64Array, runs: number, of: (index: number) => number): number {
  const mean = weighted(counts, runs, of);
  return weighted(counts, runs, (k) => (of(k) - mean) ** 2);
}

/** Without any run, in the only matrix there is, PyRadiomics' sums over no length are 0 here, and not-a-number elsewhere. */
const zeroWithoutRuns =
  (compute: FeatureDefinition['compute']): FeatureDefinition['compute'] =>
  (context) => {
    const { matrices } = context.shared(MATRICES);
    return matrices.length === 1 && matrices[0]!.total === 0 ? 0 : compute(context);
  };

const GALLOWAY = 'Galloway 1975, doi:10.1016/S0146-664X(75)80008-6; IBSI 3.7; PyRadiomics glrlm class';
const CHU = 'Chu 1990, doi:10.1016/0167-8655(90)90112-F; IBSI 3.7; PyRadiomics glrlm class';
const DASARATHY = 'Dasarathy & Holder 1991, doi:10.1016/0167-8655(91)80014-2; IBSI 3.7; PyRadiomics glrlm class';
const IBSI = 'IBSI 3.7; PyRadiomics glrlm class';
const PER_DIRECTION =
  'Made for each of the 13 directions (4 in 2-D) and averaged, unless weightingNorm merges the matrices first. Always along steps of one voxel, whatever distances says.';
const LEVEL_ONE = "Grey level 1 is the bin of the region's minimum: one dark voxel shifts all levels.";
const FLAT_LEVEL = 'One grey level, number 1: every run has level 1, hence 1.';
const FLAT_LENGTH = "One grey level: the runs are the region's chords, so the value tells shape, not texture.";

/** Features of the grey level run length matrix; n(i, j) is the number of runs of level i and length j, N their total. */
export const RUN_LENGTH_FEATURES: FeatureDefinitions = {
  GrayLevelNonUniformity: {
    ibsi: 'R5YN',
    formula: 'Squared numbers of runs of each grey level, added up, per run: Σᵢ (Σⱼ n(i, j))² / N.',
    caveat: `Grows with the number of runs, so with the region's size. ${PER_DIRECTION}`,
    source: GALLOWAY,
    flat: 'One grey level: the number of runs itself, averaged over the directions.',
    compute: overDirections(({ totals, runs }) => sumOfSquares(totals.byLevel) / runs),
  },
  GrayLevelNonUniformityNormalized: {
    ibsi: 'OVBL',
    formula: 'Squared shares of the grey levels among the runs, added up: Σᵢ (Σⱼ n(i, j))² / N².',
    caveat: PER_DIRECTION,
    source: IBSI,
    flat: 'One grey level holds all runs, hence 1.',
    compute: overDirections(({ totals, runs }) => sumOfSquares(totals.byLevel) / runs ** 2),
  },
  GrayLevelVariance: {
    ibsi: '8CE5',
    formula: 'Variance of the grey level over the runs.',
    caveat: `Every run counts once, however long. ${PER_DIRECTION}`,
    source: IBSI,
    flat: 'One grey level does not vary, hence 0.',
    compute: overDirections(({ totals, grey, runs }) => variance(totals.byLevel, runs, (r) => grey[r]!)),
  },
  HighGrayLevelRunEmphasis: {
    ibsi: 'G3QZ',
    formula: 'Mean over the runs of (grey level)².',
    caveat: `${LEVEL_ONE} ${PER_DIRECTION}`,
    source: CHU,
    flat: FLAT_LEVEL,
    compute: byLevel(square),
  },
  LongRunEmphasis: {
    ibsi: 'W4KF',
    formula: 'Mean over the runs of (run length)².',
    caveat: `Lengths are in voxels, not in mm. ${PER_DIRECTION}`,
    source: GALLOWAY,
    flat: FLAT_LENGTH,
    compute: byLength(square),
  },
  LongRunHighGrayLevelEmphasis: {
    ibsi: '3KUM',
    formula: 'Mean over the runs of (run length)²·(grey level)².',
    caveat: `${LEVEL_ONE} ${PER_DIRECTION}`,
    source: DASARATHY,
    flat: FLAT_LENGTH,
    compute: byBoth(square, square),
  },
  LongRunLowGrayLevelEmphasis: {
    ibsi: 'IVPO',
    formula: 'Mean over the runs of (run length)² / (grey level)².',
    caveat: `${LEVEL_ONE} ${PER_DIRECTION}`,
    source: DASARATHY,
    flat: FLAT_LENGTH,
    compute: byBoth(inverseSquare, square),
  },
  LowGrayLevelRunEmphasis: {
    ibsi: 'V3SW',
    formula: 'Mean over the runs of 1 / (grey level)².',
    caveat: `${LEVEL_ONE} ${PER_DIRECTION}`,
    source: CHU,
    flat: FLAT_LEVEL,
    compute: byLevel(inverseSquare),
  },
  RunEntropy: {
    ibsi: 'HJ9O',
    formula: 'Entropy in bits of grey level and length of the runs: −Σ p(i, j)·log₂ p(i, j) with p = n / N.',
    caveat: `PyRadiomics adds 2⁻⁵² inside the logarithm. ${PER_DIRECTION}`,
    source: 'Albregtsen 2000, doi:10.1109/ICPR.2000.903650; IBSI 3.7; PyRadiomics glrlm class',
    flat: FLAT_LENGTH,
    compute: zeroWithoutRuns(
      overDirections(({ matrix: { value }, runs }) => {
        let sum = 0;
        for (let k = 0; k < value.length; k++) sum += (value[k]! / runs) * Math.log2(value[k]! / runs + EPSILON);
        return -sum;
      }),
    ),
  },
  RunLengthNonUniformity: {
    ibsi: 'W92Y',
    formula: 'Squared numbers of runs of each length, added up, per run: Σⱼ (Σᵢ n(i, j))² / N.',
    caveat: `Grows with the number of runs, so with the region's size. ${PER_DIRECTION}`,
    source: GALLOWAY,
    flat: FLAT_LENGTH,
    compute: overDirections(({ totals, runs }) => sumOfSquares(totals.byLength) / runs),
  },
  RunLengthNonUniformityNormalized: {
    ibsi: 'IC23',
    formula: 'Squared shares of the lengths among the runs, added up: Σⱼ (Σᵢ n(i, j))² / N².',
    caveat: PER_DIRECTION,
    source: IBSI,
    flat: FLAT_LENGTH,
    compute: overDirections(({ totals, runs }) => sumOfSquares(totals.byLength) / runs ** 2),
  },
  RunPercentage: {
    ibsi: '9ZK5',
    formula: 'N / Σ j·n(i, j): runs per voxel.',
    caveat: `When directions are merged, both sums carry the weights. ${PER_DIRECTION}`,
    source: GALLOWAY,
    flat: FLAT_LENGTH,
    compute: overDirections(({ totals, runs }) => 1 / weighted(totals.byLength, runs, (c) => c + 1)),
  },
  RunVariance: {
    ibsi: 'SXLW',
    formula: 'Variance of the run length over the runs.',
    caveat: `Lengths are in voxels, not in mm. ${PER_DIRECTION}`,
    source: IBSI,
    flat: FLAT_LENGTH,
    compute: zeroWithoutRuns(overDirections(({ totals, runs }) => variance(totals.byLength, runs, (c) => c + 1))),
  },
  ShortRunEmphasis: {
    ibsi: '22OV',
    formula: 'Mean over the runs of 1 / (run length)².',
    caveat: `Lengths are in voxels, not in mm. ${PER_DIRECTION}`,
    source: GALLOWAY,
    flat: FLAT_LENGTH,
    compute: byLength(inverseSquare),
  },
  ShortRunHighGrayLevelEmphasis: {
    ibsi: 'GD3A',
    formula: 'Mean over the runs of (grey level)² / (run length)².',
    caveat: `${LEVEL_ONE} ${PER_DIRECTION}`,
    source: DASARATHY,
    flat: FLAT_LENGTH,
    compute: byBoth(square, inverseSquare),
  },
  ShortRunLowGrayLevelEmphasis: {
    ibsi: 'HTZT',
    formula: 'Mean over the runs of 1 / ((run length)²·(grey level)²).',
    caveat: `${LEVEL_ONE} ${PER_DIRECTION}`,
    source: DASARATHY,
    flat: FLAT_LENGTH,
    compute: byBoth(inverseSquare, inverseSquare),
  },
};

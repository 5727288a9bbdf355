// SPDX-License-Identifier: Apache-2.0
import type { gradientMagnitude } from '../filters/gradient.ts';
import type { laplacianOfGaussian } from '../filters/laplacian-of-gaussian.ts';
import type { sphericalPatterns } from '../filters/lbp-3d.ts';
import type { waveletDepth, waveletSlices } from '../filters/wavelet.ts';
import type { collectRoiValues } from '../first-order/collect.ts';
import type { meanDeviationBetween, sumDeviations } from '../first-order/deviations.ts';
import type { orderStatistics } from '../first-order/select.ts';
import type { resampleSpline } from '../resample/spline.ts';
import type { meshDiameters } from '../shape/diameters.ts';
import type { sumCubes } from '../shape/mesh.ts';
import type { surfaceCubes } from '../shape/surface-cubes.ts';
import type { maximalCorrelation } from '../texture/cooccurrence-mcc.ts';
import type { dependenceMatrix } from '../texture/dependence.ts';
import type { discretise } from '../texture/discretise.ts';
import type { presentLevels } from '../texture/matrix-cells.ts';
import type { neighbourhoodDifferences } from '../texture/neighbourhood.ts';
import type { cooccurrenceTables } from '../texture/pair-tables.ts';
import type { runLengthTables } from '../texture/run-tables.ts';
import type { sizeZones } from '../texture/zones.ts';

/**
 * The hot loops of the engine, exchangeable as one set: plain TypeScript (the reference), or WebAssembly twins that give the same bytes.
 * Each entry has the reference function's own type.
 */
export interface Kernels {
  readonly kind: 'typescript' | 'webassembly';
  readonly resampleSpline: typeof resampleSpline;
  readonly gradientMagnitude: typeof gradientMagnitude;
  readonly laplacianOfGaussian: typeof laplacianOfGaussian;
  readonly waveletSlices: typeof waveletSlices;
  readonly waveletDepth: typeof waveletDepth;
  readonly sphericalPatterns: typeof sphericalPatterns;
  readonly surfaceCubes: typeof surfaceCubes;
  readonly sumCubes: typeof sumCubes;
  readonly meshDiameters: typeof meshDiameters;
  readonly collectRoiValues: typeof collectRoiValues;
  readonly sumDeviations: typeof sumDeviations;
  readonly orderStatistics: typeof orderStatistics;
  readonly meanDeviationBetween: typeof meanDeviationBetween;
  readonly discretise: typeof discretise;
  readonly presentLevels: typeof presentLevels;
  readonly maximalCorrelation: typeof maximalCorrelation;
  readonly cooccurrenceTables: typeof cooccurrenceTables;
  readonly runLengthTables: typeof runLengthTables;
  readonly sizeZones: typeof sizeZones;
  readonly dependenceMatrix: typeof dependenceMatrix;
  readonly neighbourhoodDifferences: typeof neighbourhoodDifferences;
}

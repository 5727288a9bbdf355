// SPDX-License-Identifier: Apache-2.0
import { gradientMagnitude } from '../filters/gradient.ts';
import { laplacianOfGaussian } from '../filters/laplacian-of-gaussian.ts';
import { sphericalPatterns } from '../filters/lbp-3d.ts';
import { waveletDepth, waveletSlices } from '../filters/wavelet.ts';
import { collectRoiValues } from '../first-order/collect.ts';
import { meanDeviationBetween, sumDeviations } from '../first-order/deviations.ts';
import { orderStatistics } from '../first-order/select.ts';
import { resampleSpline } from '../resample/spline.ts';
import { meshDiameters } from '../shape/diameters.ts';
import { sumCubes } from '../shape/mesh.ts';
import { surfaceCubes } from '../shape/surface-cubes.ts';
import { maximalCorrelation } from '../texture/cooccurrence-mcc.ts';
import { dependenceMatrix } from '../texture/dependence.ts';
import { discretise } from '../texture/discretise.ts';
import { presentLevels } from '../texture/matrix-cells.ts';
import { neighbourhoodDifferences } from '../texture/neighbourhood.ts';
import { cooccurrenceTables } from '../texture/pair-tables.ts';
import { runLengthTables } from '../texture/run-tables.ts';
import { sizeZones } from '../texture/zones.ts';
import type { Kernels } from './kernels.ts';

/** The kernels in plain TypeScript: what every twin must equal, byte by byte. */
export const REFERENCE_KERNELS: Kernels = {
  kind: 'typescript',
  resampleSpline,
  gradientMagnitude,
  laplacianOfGaussian,
  waveletSlices,
  waveletDepth,
  sphericalPatterns,
  surfaceCubes,
  sumCubes,
  meshDiameters,
  collectRoiValues,
  sumDeviations,
  orderStatistics,
  meanDeviationBetween,
  discretise,
  presentLevels,
  maximalCorrelation,
  cooccurrenceTables,
  runLengthTables,
  sizeZones,
  dependenceMatrix,
  neighbourhoodDifferences,
};

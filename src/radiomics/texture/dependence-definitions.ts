// SPDX-License-Identifier: Apache-2.0
import type { FeatureDefinitions } from '../features/definition.ts';
import { dependenceVariance } from './dependence.ts';

/** Features of the grey level dependence matrix. */
export const DEPENDENCE_FEATURES: FeatureDefinitions = {
  DependenceVariance: {
    ibsi: 'DNX2',
    formula: 'Variance over the voxels of the dependence: 1 + the number of neighbours within gldm_a grey levels.',
    caveat: "IBSI's coarseness parameter is gldm_a. PyRadiomics 2.2.0 left the first corner of the box out as a neighbour.",
    source: 'Sun & Wee 1983, doi:10.1016/0734-189X(83)90032-4; IBSI 3.11',
    compute: (context) => {
      const { texture } = context;
      const levels = context.levels(Math.max(...texture.distances));
      return dependenceVariance(
        context.kernels.dependenceHistogram(levels, {
          tolerance: texture.gldmTolerance,
          distances: texture.distances,
          flat: texture.flat,
          skipFirstCorner: context.skipFirstCorner,
        }),
      );
    },
  },
};

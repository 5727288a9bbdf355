// SPDX-License-Identifier: Apache-2.0
import type { FeatureContext, Shared } from '../features/context.ts';
import type { FeatureDefinitions } from '../features/definition.ts';
import type { GreyToneDifferences } from './neighbourhood.ts';
import { busyness, coarseness, complexity, contrast, strength } from './neighbourhood-features.ts';

const MATRIX: Shared<GreyToneDifferences> = {
  make: (context: FeatureContext) => {
    const { distances, flat } = context.texture;
    const levels = context.levels(Math.max(...distances));
    return context.kernels.neighbourhoodDifferences(levels, { distances, flat, skipFirstCorner: context.skipFirstCorner });
  },
};

const SOURCE = 'Amadasun & King 1989, doi:10.1109/21.44046; IBSI 3.10';

/** Features of the neighbouring grey tone difference matrix (NGTDM): how far voxels differ from the mean of their neighbours. */
export const NEIGHBOURHOOD_FEATURES: FeatureDefinitions = {
  Busyness: {
    ibsi: 'NQ30',
    formula:
      "Σ p·s over the grey levels, divided by the sum over all pairs of levels i, j of |i·p_i − j·p_j|; p = share of the voxels, s = summed difference of the level's voxels from the mean of their neighbours.",
    caveat: 'Unbounded: two levels with nearly equal i·p make the denominator small.',
    source: SOURCE,
    flat: '0 by convention (0 / 0).',
    compute: (context) => busyness(context.shared(MATRIX)),
  },
  Coarseness: {
    ibsi: 'QCDE',
    formula: "1 / Σ p·s over the grey levels; p = share of the voxels, s = summed difference of the level's voxels from the mean of their neighbours.",
    caveat:
      "Falls with the region's size, because s is a sum over voxels. PyRadiomics counts a voxel without neighbours in the region as one with difference 0; IBSI leaves it out.",
    source: SOURCE,
    flat: '1 000 000 by convention (1 / 0).',
    compute: (context) => coarseness(context.shared(MATRIX)),
  },
  Complexity: {
    ibsi: 'HDEZ',
    formula: 'Sum over all pairs of grey levels i, j of |i − j|·(p_i·s_i + p_j·s_j) / (p_i + p_j), divided by the number of voxels.',
    caveat: 'PyRadiomics counts a voxel without neighbours in the region as one with difference 0; IBSI leaves it out.',
    source: SOURCE,
    flat: 'always 0.',
    compute: (context) => complexity(context.shared(MATRIX)),
  },
  Contrast: {
    ibsi: '65HE',
    formula:
      'Σ p_i·p_j·(i − j)² over all pairs of grey levels, divided by levels·(levels − 1), times the mean difference of a voxel from the mean of its neighbours.',
    caveat: 'Only levels that occur are counted. PyRadiomics counts a voxel without neighbours in the region as one with difference 0; IBSI leaves it out.',
    source: SOURCE,
    flat: '0 by convention (division by 0).',
    compute: (context) => contrast(context.shared(MATRIX)),
  },
  Strength: {
    ibsi: '1X9X',
    formula: 'Sum over all pairs of grey levels i, j of (p_i + p_j)·(i − j)², divided by Σ s.',
    caveat: "Falls with the region's size, because s is a sum over voxels.",
    source: SOURCE,
    flat: '0 by convention (0 / 0).',
    compute: (context) => strength(context.shared(MATRIX)),
  },
};

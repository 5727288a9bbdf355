// SPDX-License-Identifier: Apache-2.0
import type { FeatureContext, Shared } from '../features/context.ts';
import type { FeatureDefinitions } from '../features/definition.ts';
import { largeAreaLowGrayLevelEmphasis, smallAreaLowGrayLevelEmphasis, type Zones } from './zones.ts';

const ZONES: Shared<Zones> = { make: (context: FeatureContext) => context.kernels.sizeZones(context.levels(), context.texture.flat) };

/** Features of the grey level size zone matrix. */
export const SIZE_ZONE_FEATURES: FeatureDefinitions = {
  LargeAreaLowGrayLevelEmphasis: {
    ibsi: 'YH51',
    formula: 'Mean over the zones of equal grey level of (zone size)² / (grey level)².',
    caveat: "Grows with the square of the region's size; one voxel that changes its bin can move it visibly.",
    source: 'Thibault 2014, doi:10.1109/TBME.2013.2284600; IBSI 3.7',
    compute: (context) => largeAreaLowGrayLevelEmphasis(context.shared(ZONES)),
  },
  SmallAreaLowGrayLevelEmphasis: {
    ibsi: '5RAI',
    formula: 'Mean over the zones of equal grey level of 1 / ((zone size)²·(grey level)²).',
    caveat: "Grey level 1 is the bin of the region's minimum: one dark voxel shifts all levels.",
    source: 'Thibault 2014, doi:10.1109/TBME.2013.2284600; IBSI 3.7',
    compute: (context) => smallAreaLowGrayLevelEmphasis(context.shared(ZONES)),
  },
};

// SPDX-License-Identifier: Apache-2.0
import type { FeatureDefinitions } from '../features/definition.ts';
import { meshMeasures, sphericity } from './mesh.ts';

/** Shape features of the region. */
export const SHAPE_FEATURES: FeatureDefinitions = {
  Sphericity: {
    ibsi: 'QCFX',
    formula: "Surface area of a ball of the same volume, divided by the region's surface area: (36π·V²)^(1/3) / A. 1 is a ball.",
    caveat: 'From the triangle mesh; several connected parts count as one region, and every hole adds area.',
    source: 'IBSI 3.1; PyRadiomics shape class',
    compute: (context) => sphericity(meshMeasures(context.roi, context.spacingMm)),
  },
};

// SPDX-License-Identifier: Apache-2.0
import { HISTOGRAM_ROWS, MORPHOLOGY_ROWS, STATISTICS_ROWS } from './table-region.ts';
import type { TableRow } from './table-row.ts';
import { CO_OCCURRENCE_ROWS, DEPENDENCE_ROWS, RUN_LENGTH_ROWS, SIZE_ZONE_ROWS, TONE_DIFFERENCE_ROWS } from './table-texture.ts';

/** How texture matrices are gathered and their features averaged; the ending of IBSI's tags. */
export type Aggregation = '2D_avg' | '2D_comb' | '2_5D_avg' | '2_5D_comb' | '3D_avg' | '3D_comb' | '2D' | '2_5D' | '3D';

/** The dimensions of a configuration: slice by slice (2D and 2.5D) or volumetric. */
export type Dimension = '2D' | '2_5D' | '3D';

/** A family of IBSI features: the tags' beginning, its name, and the rows of the one table that maps them. */
export interface Family {
  readonly prefix: string;
  readonly name: string;
  readonly rows: readonly TableRow[];
  /** `directions`: features are averaged or merged over directions; `slices`: only over slices; `none`: the family knows no aggregation. */
  readonly aggregation: 'directions' | 'slices' | 'none';
}

/** The one table from IBSI tags to the engine's features. */
export const FAMILIES: readonly Family[] = [
  { prefix: 'morph', name: 'Morphology', rows: MORPHOLOGY_ROWS, aggregation: 'none' },
  { prefix: 'stat', name: 'Intensity-based statistics', rows: STATISTICS_ROWS, aggregation: 'none' },
  { prefix: 'ih', name: 'Intensity histogram', rows: HISTOGRAM_ROWS, aggregation: 'none' },
  { prefix: 'cm', name: 'Grey level co-occurrence (GLCM)', rows: CO_OCCURRENCE_ROWS, aggregation: 'directions' },
  { prefix: 'rlm', name: 'Grey level run length (GLRLM)', rows: RUN_LENGTH_ROWS, aggregation: 'directions' },
  { prefix: 'szm', name: 'Grey level size zone (GLSZM)', rows: SIZE_ZONE_ROWS, aggregation: 'slices' },
  { prefix: 'ngt', name: 'Neighbourhood grey tone difference (NGTDM)', rows: TONE_DIFFERENCE_ROWS, aggregation: 'slices' },
  { prefix: 'ngl', name: 'Neighbouring grey level dependence (NGLDM, here GLDM)', rows: DEPENDENCE_ROWS, aggregation: 'slices' },
];

/** The endings that a family's tags have in a dimension. */
export function aggregations(family: Family, dimension: Dimension): readonly Aggregation[] {
  return family.aggregation === 'directions' ? [`${dimension}_avg`, `${dimension}_comb`] : [dimension];
}

/** Why a reference value has no counterpart in the engine. */
interface Gap {
  readonly tags: RegExp;
  readonly family: string;
  readonly reason: string;
}

/** Reference values outside the engine's feature set, by family; PyRadiomics has none of them either. */
export const GAPS: readonly Gap[] = [
  { tags: /^morph_(com|moran_i|geary_c)$/, family: 'Morphology', reason: 'centre-of-mass shift and spatial autocorrelation are not among the features' },
  { tags: /^morph_(vol|area)_dens_(ombb|mvee)$/, family: 'Morphology', reason: 'oriented box and enclosing ellipsoid are not among the features' },
  { tags: /^morph_(vol|area)_dens_conv_hull$/, family: 'Morphology', reason: 'densities of the convex hull are not among the features' },
  { tags: /^loc_/, family: 'Local intensity', reason: 'the family (intensity peaks) is not among the features' },
  { tags: /^stat_(medad|qcod)$/, family: 'Intensity-based statistics', reason: 'median deviation and quartile dispersion are not among the features' },
  {
    tags: /^ih_(mode|medad|qcod|(max|min)_grad(_g)?)$/,
    family: 'Intensity histogram',
    reason: 'mode, median deviation, quartile dispersion and histogram gradients are not among the features',
  },
  { tags: /^ivh_/, family: 'Intensity-volume histogram', reason: 'the family is not among the features' },
  { tags: /^dzm_/, family: 'Grey level distance zone (GLDZM)', reason: 'the family is not among the features' },
  { tags: /^ngl_dc_energy_/, family: 'Neighbouring grey level dependence (NGLDM, here GLDM)', reason: 'dependence count energy is not among the features' },
];

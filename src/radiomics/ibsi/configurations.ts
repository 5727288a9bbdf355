// SPDX-License-Identifier: Apache-2.0
import type { Dimension } from './table.ts';

/** One of IBSI-1's data sets with its image processing. */
export interface Configuration {
  readonly id: 'digital-phantom' | 'a' | 'b' | 'c' | 'd' | 'e';
  readonly title: string;
  /** Which of the two phantoms it is computed on. */
  readonly phantom: 'digital' | 'ct';
  /** Dimensions for which IBSI gives texture values. */
  readonly dimensions: readonly Dimension[];
  /** The processing as a parameter file. */
  readonly params: { readonly setting: Readonly<Record<string, unknown>>; readonly ibsi: Readonly<Record<string, unknown>> };
}

/**
 * IBSI-1's six data sets. A and B work slice by slice, C to E on volumes; A and C have bins of a fixed width, the others a fixed number.
 * The digital phantom's grey values 1 to 6 are its grey levels.
 *
 * @see Zwanenburg et al. 2020, doi:10.1148/radiol.2020191145; IBSI reference manual, chapter 5
 */
export const CONFIGURATIONS: readonly Configuration[] = [
  {
    id: 'digital-phantom',
    title: 'digital phantom, no processing',
    phantom: 'digital',
    dimensions: ['2D', '2_5D', '3D'],
    params: { setting: { resegmentRange: [1, 6], binWidth: 1 }, ibsi: {} },
  },
  {
    id: 'a',
    title: 'configuration A: 2D, no interpolation, range -500 to 400, bins of 25',
    phantom: 'ct',
    dimensions: ['2D', '2_5D'],
    params: { setting: { resegmentRange: [-500, 400], binWidth: 25 }, ibsi: {} },
  },
  {
    id: 'b',
    title: 'configuration B: 2D, bilinear 2 × 2 mm, range -500 to 400, 32 bins',
    phantom: 'ct',
    dimensions: ['2D', '2_5D'],
    params: { setting: { resampledPixelSpacing: [2, 2, 0], interpolator: 'sitkLinear', resegmentRange: [-500, 400], binCount: 32 }, ibsi: {} },
  },
  {
    id: 'c',
    title: 'configuration C: 3D, trilinear 2 mm, range -1000 to 400, bins of 25',
    phantom: 'ct',
    dimensions: ['3D'],
    params: { setting: { resampledPixelSpacing: [2, 2, 2], interpolator: 'sitkLinear', resegmentRange: [-1000, 400], binWidth: 25 }, ibsi: {} },
  },
  {
    id: 'd',
    title: 'configuration D: 3D, trilinear 2 mm, outliers beyond 3 standard deviations, 32 bins',
    phantom: 'ct',
    dimensions: ['3D'],
    params: { setting: { resampledPixelSpacing: [2, 2, 2], interpolator: 'sitkLinear', binCount: 32 }, ibsi: { outlierSigma: 3 } },
  },
  {
    id: 'e',
    title: 'configuration E: 3D, tricubic 2 mm, range -1000 to 400 and outliers beyond 3 standard deviations, 32 bins',
    phantom: 'ct',
    dimensions: ['3D'],
    params: {
      setting: { resampledPixelSpacing: [2, 2, 2], interpolator: 'sitkBSpline', resegmentRange: [-1000, 400], binCount: 32 },
      ibsi: { outlierSigma: 3 },
    },
  },
];

// SPDX-License-Identifier: Apache-2.0
import type { IndexBox } from '../../volume/geometry.ts';
import type { Volume } from '../../volume/volume.ts';
import type { Kernels } from '../kernels/kernels.ts';
import type { Compatibility, ImageFilter } from '../settings/types.ts';
import type { FilteredImage } from './filtered-image.ts';
import { type PatternSphere, patternSphere, type SphericalPatterns } from './lbp-3d.ts';

const always = (): void => undefined;

/** The last result: all images of a sphere come from the same samples. */
interface Made {
  readonly box: IndexBox;
  readonly inside: Uint8Array | undefined;
  readonly patterns: SphericalPatterns;
}

/**
 * The images `lbp-3D-m1` … `lbp-3D-mN` and `lbp-3D-k`; sampled once for all of them, on first use.
 *
 * @param compat decides the order of the samples and what the kurtosis of equal ones is
 */
export function lbp3dImages(filter: Extract<ImageFilter, { kind: 'LBP3D' }>, image: Volume, kernels: Kernels, compat: Compatibility): FilteredImage[] {
  let sphere: PatternSphere | undefined;
  let made: Made | undefined;
  const patternsOf = (box: IndexBox, inside: Uint8Array | undefined): SphericalPatterns => {
    if (made?.box !== box || made.inside !== inside) {
      sphere ??= patternSphere(filter.icosphereSubdivision, filter.icosphereRadius, filter.levels, compat === '2.2.0' ? 'trimesh-3' : 'trimesh-4');
      made = { box, inside, patterns: kernels.sphericalPatterns(image, box, inside, sphere, compat === '2.2.0' ? 'minus-three' : 'nan') };
    }
    return made.patterns;
  };
  const levels = Array.from(
    { length: filter.levels },
    (_, level): FilteredImage => ({
      name: `lbp-3D-m${level + 1}`,
      make: (box, roi) => ({ values: patternsOf(box, roi?.inside).levels[level]!, pixelType: 'float64' }),
      check: always,
    }),
  );
  return [...levels, { name: 'lbp-3D-k', make: (box, roi) => ({ values: patternsOf(box, roi?.inside).kurtosis, pixelType: 'float64' }), check: always }];
}

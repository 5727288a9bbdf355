// SPDX-License-Identifier: Apache-2.0
import type { IndexBox } from '../../volume/geometry.ts';
import type { PixelType, VoxelArray } from '../../volume/volume.ts';
import type { RoiCrop } from '../roi/crop.ts';

/** One filtered image, made only when `make` is called. */
export interface FilteredImage {
  /** PyRadiomics' name, the first part of the feature names. */
  readonly name: string;
  /**
   * Values on the box, x fastest.
   * @param roi the region on that box: images that are only defined inside it are made there alone
   */
  make(box: IndexBox, roi?: RoiCrop): { readonly values: VoxelArray; readonly pixelType: PixelType };
  /** Throws when the filter cannot run on this image. */
  check(): void;
}

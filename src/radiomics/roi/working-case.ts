// SPDX-License-Identifier: Apache-2.0
import type { LabelVolume, Volume } from '../../volume/volume.ts';
import type { ExtractionWarning } from '../settings/types.ts';
import type { RoiBox } from './checks.ts';

/** The image and mask that features are computed on, and what was done to get them. */
export interface WorkingCase {
  readonly image: Volume;
  /** For shape. */
  readonly shapeMask: LabelVolume;
  /** For everything else: differs from the shape mask after re-segmentation. */
  readonly mask: LabelVolume;
  /** The region's box in `mask`; shape uses it too. */
  readonly roi: RoiBox;
  readonly original: RoiBox;
  /** The mask after resampling, cropping or correction, before re-segmentation, and the region's box in it. */
  readonly fullMask: LabelVolume;
  readonly fullRoi: RoiBox;
  readonly resampled: boolean;
  readonly corrected: boolean;
  readonly resegmented: boolean;
  /** What was let pass or corrected. */
  readonly warnings?: readonly ExtractionWarning[];
}

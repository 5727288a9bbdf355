// SPDX-License-Identifier: Apache-2.0
import type { FeatureContext, Shared } from '../features/context.ts';
import type { RoiValues } from './collect.ts';

const ROI_VALUES: Shared<RoiValues> = {
  make: ({ kernels, values, roi, texture }) => kernels.collectRoiValues(values, roi, texture.voxelArrayShift),
};

/** The region's grey values in one image, collected once. */
export function roiValues(context: FeatureContext): RoiValues {
  return context.shared(ROI_VALUES);
}

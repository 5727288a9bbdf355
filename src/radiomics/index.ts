// SPDX-License-Identifier: Apache-2.0
// The public face of the room: one image, one mask, the settings in; PyRadiomics' numbers out. See docs/features.md.
export { type Grid, IDENTITY_DIRECTION, type Mat3, type Vec3, voxelCount } from '../volume/grid.ts';
export { type RoiSummary, roiSummary } from '../volume/roi.ts';
export { type LabelVolume, type PixelType, VOXEL_ARRAYS, type Volume, type VoxelArray } from '../volume/volume.ts';
export type { Diagnostics } from './diagnostics.ts';
export * from './extract.ts';
export {
  type Compatibility,
  featureNames,
  type ParseOptions,
  PROFILES,
  type ProfileName,
  parseParams,
  profileSettings,
  RAD_SCORE_PROFILE,
} from './params.ts';
export { canonicalSettings, PIPELINE_ID } from './pipeline.ts';

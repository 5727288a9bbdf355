// SPDX-License-Identifier: Apache-2.0
import { boxSize, continuousIndexToPoint, gridMaths, type IndexBox } from '../volume/geometry.ts';
import type { Grid, Vec3 } from '../volume/grid.ts';
import type { LabelVolume, Volume } from '../volume/volume.ts';
import { canonicalSettings, PIPELINE_ID } from './pipeline.ts';
import type { RoiBox } from './roi/checks.ts';
import { componentCount } from './roi/components.ts';
import { cropRoi } from './roi/crop.ts';
import type { WorkingCase } from './roi/prepare.ts';
import type { ExtractionSettings } from './settings/types.ts';

/** `diagnostics_…` names to numbers, lists or text. */
export type Diagnostics = Readonly<Record<string, string | number | readonly number[]>>;

const grid = (prefix: string, { spacingMm, size }: Grid): Record<string, readonly number[]> => ({ [`${prefix}_Spacing`]: spacingMm, [`${prefix}_Size`]: size });

/** Mean, minimum and maximum of a whole image: reads every voxel, so it is asked for only where time does not matter. */
export function imageStatistics(prefix: string, image: Volume): Record<string, number> {
  let sum = 0;
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < image.data.length; i++) {
    const value = image.data[i]!;
    sum += value;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { [`${prefix}_Mean`]: sum / image.data.length, [`${prefix}_Minimum`]: min, [`${prefix}_Maximum`]: max };
}

function maskDiagnostics(prefix: string, mask: LabelVolume, label: number, { box, voxels }: RoiBox): Record<string, number | readonly number[]> {
  const roi = cropRoi(mask, label, box);
  const sums: [number, number, number] = [0, 0, 0];
  for (let z = 0, at = 0; z < roi.size[2]; z++) {
    for (let y = 0; y < roi.size[1]; y++) {
      for (let x = 0; x < roi.size[0]; x++, at++) {
        if (roi.inside[at] === 0) continue;
        sums[0] += x;
        sums[1] += y;
        sums[2] += z;
      }
    }
  }
  const centre: Vec3 = [box.min[0] + sums[0] / voxels, box.min[1] + sums[1] / voxels, box.min[2] + sums[2] / voxels];
  return {
    ...grid(prefix, mask.grid),
    [`${prefix}_BoundingBox`]: [...box.min, ...boxSize(box)],
    [`${prefix}_VoxelNum`]: voxels,
    [`${prefix}_VolumeNum`]: componentCount(roi),
    [`${prefix}_CenterOfMassIndex`]: centre,
    [`${prefix}_CenterOfMass`]: continuousIndexToPoint(gridMaths(mask.grid), centre),
  };
}

function roiStatistics(prefix: string, image: Volume, mask: LabelVolume, label: number, box: IndexBox): Record<string, number> {
  const [nx, ny] = image.grid.size;
  let count = 0;
  let sum = 0;
  let min = Infinity;
  let max = -Infinity;
  for (let z = box.min[2]; z <= box.max[2]; z++) {
    for (let y = box.min[1]; y <= box.max[1]; y++) {
      for (let x = box.min[0], at = (z * ny + y) * nx + box.min[0]; x <= box.max[0]; x++, at++) {
        if (mask.data[at] !== label) continue;
        const value = image.data[at]!;
        count += 1;
        sum += value;
        if (value < min) min = value;
        if (value > max) max = value;
      }
    }
  }
  return { [`${prefix}_Mean`]: sum / count, [`${prefix}_Minimum`]: min, [`${prefix}_Maximum`]: max };
}

/** What an extraction worked on, in PyRadiomics' names; nothing here reads the whole image. */
export function caseDiagnostics(image: Volume, mask: LabelVolume, work: WorkingCase, settings: ExtractionSettings): Diagnostics {
  const { label } = settings;
  const interpolated = work.resampled
    ? {
        ...grid('diagnostics_Image-interpolated', work.image.grid),
        ...imageStatistics('diagnostics_Image-interpolated', work.image),
        ...maskDiagnostics('diagnostics_Mask-interpolated', work.fullMask, label, work.fullRoi),
        ...roiStatistics('diagnostics_Mask-interpolated', work.image, work.fullMask, label, work.fullRoi.box),
      }
    : {};
  return {
    diagnostics_Versions_Pipeline: PIPELINE_ID,
    diagnostics_Configuration_Settings: canonicalSettings(settings),
    ...grid('diagnostics_Image-original', image.grid),
    'diagnostics_Image-original_Dimensionality': '3D',
    ...maskDiagnostics('diagnostics_Mask-original', mask, label, work.original),
    ...interpolated,
  };
}

// SPDX-License-Identifier: Apache-2.0
import { boxSize, labelBox } from '../../volume/geometry.ts';
import type { Grid } from '../../volume/grid.ts';
import type { LabelVolume, Volume } from '../../volume/volume.ts';
import type { WorkingCase } from '../roi/working-case.ts';

const AXES = ['x', 'y', 'z'] as const;

function triple(prefix: string, suffix: string, values: readonly number[]): Record<string, number> {
  return Object.fromEntries(AXES.map((axis, d) => [`${prefix}_${axis}_${suffix}`, values[d]!]));
}

/** Mean, minimum and maximum of the image, inside the mask where one is given. */
function intensities(prefix: string, suffix: string, image: Volume, mask?: LabelVolume, label = 0): Record<string, number> {
  let count = 0;
  let sum = 0;
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < image.data.length; i++) {
    if (mask !== undefined && mask.data[i] !== label) continue;
    const value = image.data[i]!;
    count += 1;
    sum += value;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { [`${prefix}mean_int_${suffix}`]: sum / count, [`${prefix}min_int_${suffix}`]: min, [`${prefix}max_int_${suffix}`]: max };
}

function imageTags(image: Volume, suffix: string): Record<string, number> {
  const { size, spacingMm }: Grid = image.grid;
  return { ...triple('img_dim', suffix, size), ...triple('vox_dim', suffix, spacingMm), ...intensities('', suffix, image) };
}

/** IBSI counts the intensity mask (`int_mask`) and the morphological mask (`morph_mask`). */
function maskTags(image: Volume, intensity: LabelVolume, morphology: LabelVolume, label: number, suffix: string): Record<string, number> {
  const grey = labelBox(intensity, label);
  const shape = labelBox(morphology, label);
  if (grey === undefined || shape === undefined) return {};
  return {
    ...triple('int_mask_dim', suffix, intensity.grid.size),
    ...triple('int_mask_bb_dim', suffix, boxSize(grey.box)),
    ...triple('morph_mask_bb_dim', suffix, boxSize(shape.box)),
    [`int_mask_vox_count_${suffix}`]: grey.voxels,
    [`morph_mask_vox_count_${suffix}`]: shape.voxels,
    ...intensities('int_mask_', suffix, image, intensity, label),
  };
}

/**
 * IBSI's diagnostic values: image and masks as given, after interpolation, after re-segmentation. They are those of the whole image only when the
 * case was prepared with a padding that reaches its borders.
 *
 * @see IBSI reference manual, section 4.2 (diagnostic features)
 */
export function ibsiDiagnostics(source: Volume, sourceMask: LabelVolume, work: WorkingCase, label: number): ReadonlyMap<string, number> {
  return new Map(
    Object.entries({
      ...imageTags(source, 'init_img'),
      ...imageTags(work.image, 'interp_img'),
      ...maskTags(source, sourceMask, sourceMask, label, 'init_roi'),
      ...maskTags(work.image, work.fullMask, work.fullMask, label, 'interp_roi'),
      ...maskTags(work.image, work.mask, work.shapeMask, label, 'reseg_roi'),
    }),
  );
}

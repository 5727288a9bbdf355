// SPDX-License-Identifier: Apache-2.0
import { boxSize, continuousIndexToPoint, gridMaths, type IndexBox, labelBox, pointToContinuousIndex } from '../../volume/geometry.ts';
import { type Grid, type Vec3, voxelCount } from '../../volume/grid.ts';
import type { LabelVolume, Volume } from '../../volume/volume.ts';
import { RadiomicsError } from '../errors.ts';
import type { ExtractionSettings } from '../settings/types.ts';

export { requireSameGrid } from './same-grid.ts';

/** A label's box and size in some mask. */
export interface RoiBox {
  readonly box: IndexBox;
  readonly voxels: number;
}

/** How far a region may stick out of the image, in voxels, before it is refused. */
const OUTSIDE_TOLERANCE = 1e-3;

/** @throws RadiomicsError when data and grid do not fit together or the grid cannot be used */
export function assertUsable(image: Volume, mask: LabelVolume): void {
  for (const [what, volume] of [
    ['image', image],
    ['mask', mask],
  ] as const) {
    const expected = voxelCount(volume.grid);
    if (volume.data.length !== expected)
      throw new RadiomicsError('data-length', `The ${what} has ${volume.data.length} voxels, its grid ${volume.grid.size.join(' × ')} needs ${expected}.`, {
        what,
        expected,
        got: volume.data.length,
      });
    try {
      gridMaths(volume.grid);
    } catch (cause) {
      throw new RadiomicsError('grid-not-usable', `The grid of the ${what} cannot be used: ${cause instanceof Error ? cause.message : 'unknown reason'}.`, {
        what,
      });
    }
  }
}

/**
 * The label's box in the mask as given.
 * @throws RadiomicsError `mask-empty`, `label-absent` (with the labels that are there), `mask-fills-image` (3.x takes a mask of one value for an empty one)
 */
export function requireLabel(mask: LabelVolume, settings: ExtractionSettings): RoiBox {
  const { label, compat } = settings;
  const found = labelBox(mask, label);
  if (found === undefined) {
    const labels = new Set<number>();
    for (let i = 0; i < mask.data.length; i++) if (mask.data[i] !== mask.data[i - 1]) labels.add(mask.data[i]!);
    labels.delete(0);
    if (labels.size === 0)
      throw new RadiomicsError('mask-empty', 'The mask is empty: no voxel is labelled. Check that the right segmentation was chosen.', { label });
    const present = [...labels].sort((a, b) => a - b);
    throw new RadiomicsError('label-absent', `Label ${label} is not in the mask; it has ${present.join(', ')}. Choose one of them with label.`, {
      label,
      present,
    });
  }
  if (compat === '3.x' && found.voxels === voxelCount(mask.grid)) {
    throw new RadiomicsError(
      'mask-fills-image',
      'Every voxel of the mask is labelled; PyRadiomics 3.x refuses a mask with a single value. A mask needs background.',
      { label, voxels: found.voxels },
    );
  }
  return found;
}

/** @throws RadiomicsError `roi-outside-image` when the region's box sticks out of the image by more than 1/1000 voxel */
export function requireInside(image: Grid, mask: Grid, roi: RoiBox): void {
  const maths = gridMaths(mask);
  const imageMaths = gridMaths(image);
  const size = boxSize(roi.box);
  const corner = (offset: (axis: 0 | 1 | 2) => number): Float64Array => {
    const index: Vec3 = [offset(0), offset(1), offset(2)];
    const out = new Float64Array(3);
    pointToContinuousIndex(imageMaths, continuousIndexToPoint(maths, index), out);
    return out;
  };
  const a = corner((axis) => roi.box.min[axis] - 0.5);
  const b = corner((axis) => roi.box.min[axis] + size[axis] - 0.5);
  for (let axis = 0; axis < 3; axis++) {
    const low = Math.min(a[axis]!, b[axis]!);
    const high = Math.max(a[axis]!, b[axis]!);
    if (low >= -0.5 - OUTSIDE_TOLERANCE && high <= image.size[axis]! - 0.5 + OUTSIDE_TOLERANCE) continue;
    throw new RadiomicsError(
      'roi-outside-image',
      `The region reaches outside the image: along ${'xyz'[axis]} it spans voxels ${low.toPrecision(6)} to ${high.toPrecision(6)}, the image ${-0.5} to ${image.size[axis]! - 0.5}. The mask may belong to another series.`,
      { axis: 'xyz'[axis], low, high, size: image.size[axis] },
    );
  }
}

/**
 * The checks that PyRadiomics makes on the mask it is about to use.
 * @throws RadiomicsError `single-voxel`, `too-few-dimensions`, `roi-too-small`
 */
export function requireExtent(roi: RoiBox, settings: ExtractionSettings): void {
  const dimensions = boxSize(roi.box).filter((n) => n > 1).length;
  if (dimensions === 0) throw new RadiomicsError('single-voxel', 'The region has a single voxel; features need more.', { voxels: roi.voxels });
  if (dimensions < settings.minimumRoiDimensions) {
    throw new RadiomicsError(
      'too-few-dimensions',
      `The region extends along ${dimensions} axis only; minimumROIDimensions asks for ${settings.minimumRoiDimensions}.`,
      { dimensions, required: settings.minimumRoiDimensions },
    );
  }
  if (settings.minimumRoiSize !== undefined && roi.voxels <= settings.minimumRoiSize) {
    throw new RadiomicsError('roi-too-small', `The region has ${roi.voxels} voxels; minimumROISize asks for more than ${settings.minimumRoiSize}.`, {
      voxels: roi.voxels,
      required: settings.minimumRoiSize,
    });
  }
}

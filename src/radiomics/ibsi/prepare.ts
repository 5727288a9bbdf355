// SPDX-License-Identifier: Apache-2.0
import { gridDifferences, type IndexBox, labelBox } from '../../volume/geometry.ts';
import type { LabelVolume, PixelType, Volume, VoxelArray } from '../../volume/volume.ts';
import { RadiomicsError } from '../errors.ts';
import { effectiveSpacing } from '../resample/output-grid.ts';
import { assertBoxFits, newArray, resampleMask } from '../resample/resample.ts';
import { assertUsable, type RoiBox, requireExtent, requireInside, requireLabel, requireSameGrid } from '../roi/checks.ts';
import { normalise } from '../roi/normalise.ts';
import type { WorkingCase } from '../roi/working-case.ts';
import type { ExtractionSettings, IbsiSettings } from '../settings/types.ts';
import { centredGrid } from './grid.ts';
import { interpolate } from './interpolate.ts';
import { combinedResegmentation } from './resegment.ts';

/** Below it a difference is rounding error of the interpolation: a value that should be exactly one half counts as one half. */
const SLACK = 1e-6;

const WHOLE_RANGE: Readonly<Partial<Record<PixelType, readonly [number, number]>>> = {
  int8: [-128, 127],
  uint8: [0, 255],
  int16: [-32768, 32767],
  uint16: [0, 65535],
  int32: [-2147483648, 2147483647],
  uint32: [0, 4294967295],
};

/** Whole numbers keep the image's type where it holds them; everything else stays float64. */
function stored(values: Float64Array, pixelType: PixelType, round: boolean): { readonly data: VoxelArray; readonly pixelType: PixelType } {
  if (!round) return { data: values, pixelType: 'float64' };
  for (let i = 0; i < values.length; i++) values[i] = Math.floor(values[i]! + 0.5 + SLACK);
  const range = WHOLE_RANGE[pixelType];
  if (range === undefined || values.some((value) => value < range[0] || value > range[1])) return { data: values, pixelType: 'float64' };
  const data = newArray(pixelType, values.length);
  data.set(values);
  return { data, pixelType };
}

/** 1 where the mask has the label, which it has nowhere outside the box. */
function insideOf(mask: LabelVolume, label: number, box: IndexBox): Uint8Array {
  const [nx, ny] = mask.grid.size;
  const inside = new Uint8Array(mask.data.length);
  for (let z = box.min[2]; z <= box.max[2]; z++) {
    for (let y = box.min[1]; y <= box.max[1]; y++) {
      const row = (z * ny + y) * nx;
      for (let x = box.min[0]; x <= box.max[0]; x++) if (mask.data[row + x] === label) inside[row + x] = 1;
    }
  }
  return inside;
}

/**
 * Image and mask on IBSI's grid: centres aligned, grey values interpolated in float64 and then rounded, the mask interpolated linearly and cut at
 * the threshold. The label keeps its number; other labels are gone.
 */
function resampled(
  image: Volume,
  mask: LabelVolume,
  { box }: RoiBox,
  { label, padDistance }: ExtractionSettings,
  { spacingMm, interpolator }: NonNullable<ExtractionSettings['resample']>,
  ibsi: IbsiSettings,
): { readonly image: Volume; readonly mask: LabelVolume } {
  const { grid, positions } = centredGrid(mask.grid, effectiveSpacing(spacingMm, mask.grid, box), box, padDistance);
  assertBoxFits(grid);
  const grey = interpolate(image.data, image.pixelType, image.grid.size, positions, interpolator);
  const share = interpolate(insideOf(mask, label, box), 'uint8', mask.grid.size, positions, 'linear');
  const labels = new (mask.data.constructor as new (count: number) => LabelVolume['data'])(share.length);
  for (let i = 0; i < share.length; i++) if (share[i]! >= ibsi.maskThreshold - SLACK) labels[i] = label;
  return { image: { grid, ...stored(grey, image.pixelType, ibsi.roundIntensities) }, mask: { grid, data: labels } };
}

function requireBox(mask: LabelVolume, label: number): RoiBox {
  const found = labelBox(mask, label);
  if (found === undefined)
    throw new RadiomicsError(
      'label-lost-in-resampling',
      `No voxel of label ${label} reaches the mask threshold on the new grid: the region is too thin for the new voxel size.`,
      { label },
    );
  return found;
}

/**
 * From image and mask as read to the working box as IBSI lays it down. Shape is measured on the morphological mask (interpolated, never
 * re-segmented), everything else on the intensity mask.
 *
 * @throws RadiomicsError for every input that cannot be used
 * @see IBSI reference manual, sections 2.4 (interpolation) and 2.7 (re-segmentation)
 */
export function prepareIbsiCase(source: Volume, sourceMask: LabelVolume, settings: ExtractionSettings, ibsi: IbsiSettings): WorkingCase {
  const { label, resample, resegment } = settings;
  assertUsable(source, sourceMask);
  const original = requireLabel(sourceMask, settings);
  let image = settings.normalise === undefined ? source : normalise(source, settings.normalise);
  let mask = sourceMask;
  const corrected = gridDifferences(image.grid, mask.grid, settings.geometryTolerance).length > 0;
  if (corrected) {
    if (!settings.correctMask) requireSameGrid(image.grid, mask.grid, settings.geometryTolerance);
    requireInside(image.grid, mask.grid, original);
    mask = resampleMask(mask, image.grid, settings.itk);
  }
  if (resample !== undefined) ({ image, mask } = resampled(image, mask, requireBox(mask, label), settings, resample, ibsi));
  const roi = requireBox(mask, label);
  requireExtent(roi, settings);
  const done = { image, original, shapeMask: mask, fullMask: mask, fullRoi: roi, resampled: resample !== undefined, corrected };
  if (resegment === undefined && ibsi.outlierSigma === undefined) return { ...done, mask, roi, resegmented: false };
  const smaller = combinedResegmentation(image, mask, label, roi.box, resegment?.range, ibsi.outlierSigma);
  const { voxels, box } = labelBox(smaller, label)!;
  requireExtent({ voxels, box }, settings);
  // The box stays that of the morphological mask, because shape needs all of it.
  return { ...done, mask: smaller, roi: { box: roi.box, voxels }, resegmented: true };
}

// SPDX-License-Identifier: Apache-2.0
import { boxSize, gridDifferences, gridMaths, type IndexBox, indexToPoint, labelBox } from '../../volume/geometry.ts';
import type { Grid, Vec3 } from '../../volume/grid.ts';
import type { LabelVolume, Volume } from '../../volume/volume.ts';
import { RadiomicsError } from '../errors.ts';
import { prepareIbsiCase } from '../ibsi/prepare.ts';
import { fastestKernels } from '../kernels/fastest.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { allClose, effectiveSpacing, outputGrid } from '../resample/output-grid.ts';
import type { ItkVersion } from '../resample/positions.ts';
import { assertBoxFits, resampleImage, resampleMask } from '../resample/resample.ts';
import { slicesUnknown } from '../resample/spline-coefficients.ts';
import type { ExtractionSettings, ExtractionWarning } from '../settings/types.ts';
import { type Stopwatch, stopwatch } from '../stopwatch.ts';
import { assertUsable, type RoiBox, requireExtent, requireInside, requireLabel } from './checks.ts';
import { cropValues } from './crop.ts';
import { normalise } from './normalise.ts';
import { resegment } from './resegment.ts';
import { acceptedDifference, requireSameGrid } from './same-grid.ts';
import type { WorkingCase } from './working-case.ts';

/** Cuts image and mask to the region's box plus `pad` voxels, within the image. */
function cropToRoi(image: Volume, mask: LabelVolume, roi: IndexBox, pad: number): { readonly image: Volume; readonly mask: LabelVolume } {
  const axis = (d: 0 | 1 | 2): readonly [number, number] => [Math.max(0, roi.min[d] - pad), Math.min(mask.grid.size[d] - 1, roi.max[d] + pad)];
  const [x, y, z] = [axis(0), axis(1), axis(2)];
  const box: IndexBox = { min: [x[0], y[0], z[0]], max: [x[1], y[1], z[1]] };
  const crop = (grid: Grid): Grid => {
    const point = new Float64Array(3);
    indexToPoint(gridMaths(grid), ...(box.min as [number, number, number]), point);
    return { ...grid, size: boxSize(box), originMm: [point[0]!, point[1]!, point[2]!] };
  };
  return {
    image: { ...image, grid: crop(image.grid), data: cropValues(image.data, image.grid.size, box) },
    mask: { grid: crop(mask.grid), data: cropValues(mask.data, mask.grid.size, box) },
  };
}

const sameBits = (a: Grid, b: Grid): boolean => gridDifferences(a, b, 0).length === 0;

function ontoImageGrid(image: Volume, mask: LabelVolume, itk: ItkVersion): LabelVolume {
  return sameBits(image.grid, mask.grid) ? mask : resampleMask(mask, image.grid, itk);
}

function requireBox(mask: LabelVolume, label: number, code: 'label-lost-in-resampling' | 'resegmentation-left-nothing'): RoiBox {
  const found = labelBox(mask, label);
  if (found === undefined)
    throw new RadiomicsError(
      code,
      `No voxel of label ${label} is left after the mask was ${code === 'label-lost-in-resampling' ? 'resampled: the region is too thin for the new voxel size' : 're-segmented'}.`,
      { label },
    );
  return found;
}

/** Resampling as PyRadiomics does it, including the cases in which it only crops. */
function resampled(image: Volume, mask: LabelVolume, roi: RoiBox, settings: ExtractionSettings, kernels: Kernels): { image: Volume; mask: LabelVolume } {
  const { itk } = settings;
  const { spacingMm, interpolator } = settings.resample!;
  requireInside(image.grid, mask.grid, roi);
  const spacing: Vec3 = effectiveSpacing(spacingMm, mask.grid, roi.box);
  if (allClose(image.grid.spacingMm, spacing) && (settings.compat === '3.x' || allClose(mask.grid.spacingMm, spacing))) {
    if (image.knownSlices !== undefined) throw slicesUnknown(); // nothing is resampled: voxels are taken as they are
    if (settings.compat === '2.2.0') requireSameGrid(image.grid, mask.grid, settings.geometryTolerance);
    const onImage = settings.compat === '3.x' ? ontoImageGrid(image, mask, itk) : mask;
    return cropToRoi(image, onImage, requireBox(onImage, settings.label, 'label-lost-in-resampling').box, settings.padDistance);
  }
  const grid = outputGrid(mask.grid, roi.box, spacing, settings.padDistance);
  assertBoxFits(grid);
  return { image: resampleImage(image, grid, interpolator, itk, kernels), mask: resampleMask(mask, grid, itk) };
}

/**
 * From image and mask as read to the working box: label check, normalisation, resampling or cropping, geometry check, re-segmentation.
 * @param timed times the slow parts by name: `normalise`, `resample`
 * @throws RadiomicsError for every input that cannot be used; see {@link RadiomicsErrorCode}
 */
export function prepareCase(
  source: Volume,
  sourceMask: LabelVolume,
  settings: ExtractionSettings,
  kernels: Kernels = fastestKernels(),
  timed: Stopwatch = stopwatch(undefined, []),
): WorkingCase {
  const { itk } = settings;
  // only B-spline resampling proves that a value does not depend on the slices that are not there
  const readsAll = settings.ibsi !== undefined || settings.normalise !== undefined || settings.resample === undefined || settings.additionalInfo === true;
  if (source.knownSlices !== undefined && readsAll) throw slicesUnknown();
  if (settings.ibsi !== undefined) return prepareIbsiCase(source, sourceMask, settings, settings.ibsi);
  assertUsable(source, sourceMask);
  const original = requireLabel(sourceMask, settings);
  const { normalise: normalisation } = settings;
  let image = normalisation === undefined ? source : timed('normalise', () => normalise(source, normalisation));
  let mask = sourceMask;
  let corrected = false;
  const warnings: ExtractionWarning[] = [];

  const checked = (): RoiBox => {
    if (gridDifferences(image.grid, mask.grid, settings.geometryTolerance).length > 0) {
      if (!settings.correctMask) requireSameGrid(image.grid, mask.grid, settings.geometryTolerance);
      requireInside(image.grid, mask.grid, requireBox(mask, settings.label, 'label-lost-in-resampling'));
      mask = resampleMask(mask, image.grid, itk);
      corrected = true;
      warnings.push({
        code: 'mask-corrected',
        message: `Image and mask are on different grids; correctMask resampled the mask onto the image's grid (nearest neighbour).`,
      });
    }
    const roi = requireBox(mask, settings.label, 'label-lost-in-resampling');
    requireExtent(roi, settings);
    const accepted = acceptedDifference(image.grid, mask.grid, roi.box, settings.geometryTolerance);
    if (accepted !== undefined && warnings.every(({ code }) => code !== accepted.code)) warnings.push(accepted);
    return roi;
  };

  if (settings.resample !== undefined) {
    ({ image, mask } = timed('resample', () => resampled(image, mask, original, settings, kernels)));
  } else if (settings.preCrop) {
    const roi = checked();
    ({ image, mask } = cropToRoi(image, mask, roi.box, settings.padDistance));
    corrected = false; // PyRadiomics' diagnostics tell of a correction only where nothing was cropped first
  }
  const roi = checked();
  const done = { image, original, fullMask: mask, fullRoi: roi, resampled: settings.resample !== undefined, corrected, warnings };
  if (settings.resegment === undefined) return { ...done, shapeMask: mask, mask, roi, resegmented: false };

  const smaller = resegment(image, mask, settings.label, roi.box, settings.resegment);
  const smallerRoi = requireBox(smaller, settings.label, 'resegmentation-left-nothing');
  requireExtent(smallerRoi, settings);
  return { ...done, shapeMask: settings.resegment.shape ? smaller : mask, mask: smaller, roi: smallerRoi, resegmented: true };
}

// SPDX-License-Identifier: Apache-2.0
import { boxSize, continuousIndexToPoint, gridMaths, type IndexBox } from '../volume/geometry.ts';
import type { Grid, Vec3 } from '../volume/grid.ts';
import type { LabelVolume, Volume, VoxelArray } from '../volume/volume.ts';
import { canonicalSettings, PIPELINE_ID } from './pipeline.ts';
import type { RoiBox } from './roi/checks.ts';
import { componentCount } from './roi/components.ts';
import { cropRoi, type RoiCrop } from './roi/crop.ts';
import type { WorkingCase } from './roi/working-case.ts';
import { settingsLine } from './settings/as-written.ts';
import type { ExtractionSettings, ExtractionWarning } from './settings/types.ts';
import { sha1OfLabels, sha1OfNumbers } from './sha1.ts';

/** `diagnostics_…` names to numbers, lists or text, in PyRadiomics' order. */
export type Diagnostics = Readonly<Record<string, string | number | readonly number[]>>;

export interface DiagnosticsOptions {
  /** true: SHA-1 of the voxels is computed here; or the hashes as known already. */
  readonly hashes?: boolean | { readonly image: string; readonly mask: string };
}

const grid = (prefix: string, { spacingMm, size }: Grid): Diagnostics => ({ [`${prefix}_Spacing`]: spacingMm, [`${prefix}_Size`]: size });

interface Statistics {
  readonly sum: number;
  readonly count: number;
  readonly min: number;
  readonly max: number;
}

const named = (prefix: string, { sum, count, min, max }: Statistics): Diagnostics => ({
  [`${prefix}_Mean`]: sum / count,
  [`${prefix}_Minimum`]: min,
  [`${prefix}_Maximum`]: max,
});

/** Summed in blocks, so that rounding does not grow with the number of voxels. */
function statistics(data: VoxelArray): Statistics {
  const block = 4096;
  let total = 0;
  let min = Infinity;
  let max = -Infinity;
  for (let start = 0; start < data.length; start += block) {
    const end = Math.min(data.length, start + block);
    let sum = 0;
    for (let i = start; i < end; i++) {
      const value = data[i]!;
      sum += value;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    total += sum;
  }
  return { sum: total, count: data.length, min, max };
}

/** Mean, minimum and maximum of a whole image: reads every voxel, so it is asked for only where time does not matter. */
export function imageStatistics(prefix: string, image: Volume): Diagnostics {
  return named(prefix, statistics(image.data));
}

/** Mean of the region's voxel indices. Whole sums divided once, as numpy does. */
function centreOfMass(roi: RoiCrop, { min }: IndexBox): Vec3 {
  const [nx, ny, nz] = roi.size;
  const sums: [number, number, number] = [0, 0, 0];
  for (let z = 0, at = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      let inRow = 0;
      for (let x = 0; x < nx; x++, at++) {
        inRow += roi.inside[at]!;
        sums[0] += x * roi.inside[at]!;
      }
      sums[1] += y * inRow;
      sums[2] += z * inRow;
    }
  }
  const mean = (axis: 0 | 1 | 2): number => (sums[axis] + min[axis] * roi.voxels) / roi.voxels;
  return [mean(0), mean(1), mean(2)];
}

/** What is known of a mask without reading it again. */
function knownOfMask(prefix: string, mask: LabelVolume, { box, voxels }: RoiBox): Diagnostics {
  return { ...grid(prefix, mask.grid), [`${prefix}_BoundingBox`]: [...box.min, ...boxSize(box)], [`${prefix}_VoxelNum`]: voxels };
}

function maskDiagnostics(prefix: string, mask: LabelVolume, label: number, roiBox: RoiBox): Diagnostics {
  const roi = cropRoi(mask, label, roiBox.box);
  const centre = centreOfMass(roi, roiBox.box);
  return {
    ...knownOfMask(prefix, mask, roiBox),
    [`${prefix}_VolumeNum`]: componentCount(roi),
    [`${prefix}_CenterOfMassIndex`]: centre,
    [`${prefix}_CenterOfMass`]: continuousIndexToPoint(gridMaths(mask.grid), centre),
  };
}

function roiStatistics(prefix: string, image: Volume, mask: LabelVolume, label: number, { box, voxels }: RoiBox): Diagnostics {
  const [nx, ny] = image.grid.size;
  let sum = 0;
  let min = Infinity;
  let max = -Infinity;
  for (let z = box.min[2]; z <= box.max[2]; z++) {
    for (let y = box.min[1]; y <= box.max[1]; y++) {
      for (let x = box.min[0], at = (z * ny + y) * nx + box.min[0]; x <= box.max[0]; x++, at++) {
        if (mask.data[at] !== label) continue;
        const value = image.data[at]!;
        sum += value;
        if (value < min) min = value;
        if (value > max) max = value;
      }
    }
  }
  return named(prefix, { sum, count: voxels, min, max });
}

/**
 * PyRadiomics' version rows. No Python ran: the first names the pipeline that did, and which PyRadiomics and ITK it matches, so that nobody takes the file
 * for PyRadiomics' own; the others say `none`.
 */
export function versions({ compat, itk }: ExtractionSettings): Diagnostics {
  return {
    diagnostics_Versions_PyRadiomics: `${PIPELINE_ID} (as PyRadiomics ${compat}, ITK ${itk})`,
    diagnostics_Versions_Numpy: 'none',
    diagnostics_Versions_SimpleITK: 'none',
    diagnostics_Versions_PyWavelet: 'none',
    diagnostics_Versions_Python: 'none',
  };
}

/** PyRadiomics' configuration rows: the settings and image types in the parameter file's words, with the label that was used. */
export function configuration(settings: ExtractionSettings): Diagnostics {
  const { asWritten, label } = settings;
  if (asWritten === undefined) return { diagnostics_Configuration_Settings: canonicalSettings(settings) };
  return { diagnostics_Configuration_Settings: settingsLine(asWritten, label), diagnostics_Configuration_EnabledImageTypes: asWritten.imageTypes };
}

function hashesOf(image: Volume, mask: LabelVolume, { hashes }: DiagnosticsOptions): { readonly image: Diagnostics; readonly mask: Diagnostics } {
  if (hashes === undefined || hashes === false) return { image: {}, mask: {} };
  const known = hashes === true ? { image: sha1OfNumbers(image.data), mask: sha1OfLabels(mask.data) } : hashes;
  return { image: { 'diagnostics_Image-original_Hash': known.image }, mask: { 'diagnostics_Mask-original_Hash': known.mask } };
}

/**
 * What an extraction worked on, in PyRadiomics' names and order.
 *
 * `additionalInfo` of the settings decides how much: false gives nothing; true everything (reads the whole image once); not given, what is known anyway.
 */
export function caseDiagnostics(
  image: Volume,
  mask: LabelVolume,
  work: WorkingCase,
  settings: ExtractionSettings,
  options: DiagnosticsOptions = {},
): Diagnostics {
  const { label, additionalInfo } = settings;
  if (additionalInfo === false) return {};
  const full = additionalInfo === true;
  const hash = hashesOf(image, mask, options);
  const ofImage = (prefix: string, volume: Volume): Diagnostics => ({ ...grid(prefix, volume.grid), ...(full ? imageStatistics(prefix, volume) : {}) });
  const ofMask = (prefix: string, volume: LabelVolume, roi: RoiBox): Diagnostics =>
    full ? maskDiagnostics(prefix, volume, label, roi) : knownOfMask(prefix, volume, roi);
  const ofRegion = (kind: string, volume: LabelVolume, roi: RoiBox): Diagnostics => {
    const prefix = `diagnostics_Mask-${kind}`;
    return { ...ofMask(prefix, volume, roi), ...(full ? roiStatistics(prefix, work.image, volume, label, roi) : {}) };
  };
  return {
    ...versions(settings),
    ...configuration(settings),
    ...hash.image,
    'diagnostics_Image-original_Dimensionality': '3D',
    ...ofImage('diagnostics_Image-original', image),
    ...hash.mask,
    ...ofMask('diagnostics_Mask-original', mask, work.original),
    ...(work.resampled ? { ...ofImage('diagnostics_Image-interpolated', work.image), ...ofRegion('interpolated', work.fullMask, work.fullRoi) } : {}),
    ...(work.corrected ? ofRegion('corrected', work.fullMask, work.fullRoi) : {}),
    ...(work.resegmented ? ofRegion('resegmented', work.mask, work.roi) : {}),
  };
}

/** Everything that the user should know about the case although nothing was refused. */
export function caseWarnings(work: WorkingCase, settings: ExtractionSettings, diagnostics: Diagnostics): readonly ExtractionWarning[] {
  const parts = diagnostics['diagnostics_Mask-original_VolumeNum'];
  const several: ExtractionWarning[] =
    typeof parts === 'number' && parts > 1
      ? [
          {
            code: 'several-parts',
            message: `Label ${settings.label} has ${parts} parts that do not touch; they are measured as one region (as in PyRadiomics). Give each its own label, or extract by component, to tell them apart.`,
          },
        ]
      : [];
  return [...(settings.warnings ?? []), ...(work.warnings ?? []), ...several];
}

// SPDX-License-Identifier: Apache-2.0
import type { LabelVolume, Volume } from '../volume/volume.ts';
import { caseDiagnostics, caseWarnings, type Diagnostics, type DiagnosticsOptions } from './diagnostics.ts';
import { computeImage, computeShape, planImages } from './image-features.ts';
import { fastestKernels } from './kernels/fastest.ts';
import type { Kernels } from './kernels/kernels.ts';
import type { FeatureNotes } from './notes.ts';
import { cropRoi } from './roi/crop.ts';
import { prepareCase } from './roi/prepare.ts';
import type { ExtractionSettings, ExtractionWarning } from './settings/types.ts';
import { type StageTime, stopwatch } from './stopwatch.ts';

export { RadiomicsError } from './errors.ts';
export type { FeatureNote } from './notes.ts';
export type { ExtractionSettings, ExtractionWarning } from './settings/types.ts';
export type { StageTime } from './stopwatch.ts';

export interface Extraction {
  /** Feature name to value, in PyRadiomics' order. A value that is not finite has a note. */
  readonly features: Readonly<Record<string, number>>;
  /** Why a value is no ordinary value: a region without contrast, not-a-number. Most features have none. */
  readonly notes: Readonly<FeatureNotes>;
  /** What the user should know although nothing was refused. */
  readonly warnings: readonly ExtractionWarning[];
  /** What was computed on, in PyRadiomics' `diagnostics_…` names and order; see `additionalInfo` of the settings. */
  readonly diagnostics: Diagnostics;
  /** Empty without a clock. */
  readonly stages: readonly StageTime[];
}

/** `hashes`: SHA-1 of the image's and the mask's voxels among the diagnostics (computing them reads both wholly), or the known ones. */
export interface ExtractOptions extends DiagnosticsOptions {
  /** Milliseconds, for stage times (the room itself has no clock). */
  readonly clock?: () => number;
  /** Default: the fastest that this runtime can run. */
  readonly kernels?: Kernels;
}

/**
 * Radiomic features of one region, with PyRadiomics' definitions and numbers.
 *
 * Works only on the tumour's surroundings: apart from one search for the label, the volume outside the working box is not read
 * (unless the settings ask for normalisation or for all diagnostics).
 * Input and output are plain data, so that the call can be moved into a worker.
 *
 * @param image grey values with their stored number type (it decides rounding)
 * @param mask labels; with resampling its grid defines the output, without it must be the image's grid
 * @param settings from `parseParams`, or `RAD_SCORE_PROFILE`
 * @throws RadiomicsError with a machine code when an input is refused; never a partial result
 */
export function extractFeatures(image: Volume, mask: LabelVolume, settings: ExtractionSettings, options: ExtractOptions = {}): Extraction {
  const stages: StageTime[] = [];
  const timed = stopwatch(options.clock, stages);
  const kernels = options.kernels ?? fastestKernels();
  const work = timed('prepare', () => prepareCase(image, mask, settings, kernels, timed));
  const plans = planImages(work, settings, kernels);
  const notes: FeatureNotes = {};
  const roi = cropRoi(work.mask, settings.label, work.roi.box);
  const features = computeShape(work, settings, kernels, timed, notes, roi);
  for (const plan of plans) Object.assign(features, computeImage(plan, work, roi, settings, kernels, timed, notes));
  const diagnostics = timed('diagnostics', () => caseDiagnostics(image, mask, work, settings, options));
  return { features, notes, warnings: caseWarnings(work, settings, diagnostics), diagnostics, stages };
}

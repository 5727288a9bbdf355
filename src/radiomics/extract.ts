// SPDX-License-Identifier: Apache-2.0
import type { LabelVolume, Volume } from '../volume/volume.ts';
import { caseDiagnostics, type Diagnostics } from './diagnostics.ts';
import { computeImage, computeShape, planImages } from './image-features.ts';
import { fastestKernels } from './kernels/fastest.ts';
import type { Kernels } from './kernels/kernels.ts';
import { cropRoi } from './roi/crop.ts';
import { prepareCase } from './roi/prepare.ts';
import type { ExtractionSettings } from './settings/types.ts';
import { type StageTime, stopwatch } from './stopwatch.ts';

export { RadiomicsError } from './errors.ts';
export type { ExtractionSettings } from './settings/types.ts';
export type { StageTime } from './stopwatch.ts';

export interface Extraction {
  /** Feature name to value, in PyRadiomics' order. */
  readonly features: Readonly<Record<string, number>>;
  /** What was computed on: PyRadiomics' `diagnostics_…` names, as far as they are cheap. */
  readonly diagnostics: Diagnostics;
  /** Empty without a clock. */
  readonly stages: readonly StageTime[];
}

export interface ExtractOptions {
  /** Milliseconds, for stage times (the room itself has no clock). */
  readonly clock?: () => number;
  /** Default: the fastest that this runtime can run. */
  readonly kernels?: Kernels;
}

/**
 * Radiomic features of one region, with PyRadiomics' definitions and numbers.
 *
 * Works only on the tumour's surroundings: apart from one search for the label, the volume outside the working box is not read.
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
  const work = timed('prepare', () => prepareCase(image, mask, settings));
  const plans = planImages(work, settings, kernels);
  const features = computeShape(work, settings, kernels, timed);
  const roi = cropRoi(work.mask, settings.label, work.roi.box);
  for (const plan of plans) Object.assign(features, computeImage(plan, work, roi, settings, kernels, timed));
  return { features, diagnostics: timed('diagnostics', () => caseDiagnostics(image, mask, work, settings)), stages };
}

// SPDX-License-Identifier: Apache-2.0
import type { LabelVolume, Volume } from '../../volume/volume.ts';
import { fastestKernels } from '../kernels/fastest.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { parseParams } from '../params.ts';
import { prepareCase } from '../roi/prepare.ts';
import { ibsiFeatures } from './compute.ts';
import type { Configuration } from './configurations.ts';
import { ibsiDiagnostics } from './diagnostics.ts';

/** New voxels of padding that no image reaches: the diagnostics need the whole interpolated image. */
const WHOLE_IMAGE = 1_000_000;

/**
 * All IBSI values of a configuration: features and diagnostics by tag; undefined where the engine lacks an ingredient.
 *
 * @param mask label 1 is the region
 * @throws RadiomicsError when the phantom cannot be used
 */
export function runConfiguration(
  configuration: Configuration,
  image: Volume,
  mask: LabelVolume,
  kernels: Kernels = fastestKernels(),
): ReadonlyMap<string, number | undefined> {
  const { setting, ibsi } = configuration.params;
  const settings = parseParams({ setting: { ...setting, padDistance: WHOLE_IMAGE }, ibsi, featureClass: { shape: ['Sphericity'] } });
  const work = prepareCase(image, mask, settings);
  const values = new Map(ibsiFeatures(work, settings.label, settings.images[0]!.texture, configuration.dimensions, kernels));
  for (const [tag, value] of ibsiDiagnostics(image, mask, work, settings.label)) values.set(tag, value);
  return values;
}

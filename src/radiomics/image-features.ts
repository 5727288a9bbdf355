// SPDX-License-Identifier: Apache-2.0
import type { PixelType, VoxelArray } from '../volume/volume.ts';
import { RadiomicsError } from './errors.ts';
import { FeatureContext } from './features/context.ts';
import { featureDefinition } from './features/registry.ts';
import type { FilteredImage } from './filters/filtered-image.ts';
import { filteredImages } from './filters/image-types.ts';
import type { Kernels } from './kernels/kernels.ts';
import { type FeatureNotes, flatness, noteFor } from './notes.ts';
import { assertBoxFits } from './resample/resample.ts';
import { cropRoi, type RoiCrop } from './roi/crop.ts';
import type { WorkingCase } from './roi/working-case.ts';
import { fullName, isShape } from './settings/column-names.ts';
import type { ExtractionSettings, FeatureRequest, TextureSettings } from './settings/types.ts';
import { checkOneSlice } from './shape-2d/one-slice.ts';
import type { Stopwatch } from './stopwatch.ts';

export { fullName } from './settings/column-names.ts';

/** One image to be made, and the features wanted of it. */
export interface ImagePlan {
  readonly image: FilteredImage;
  readonly texture: TextureSettings;
  readonly features: readonly FeatureRequest[];
}

/**
 * Which images are needed for which features; images without a wanted feature are not made.
 * @throws RadiomicsError when a filter cannot run on this image (before any slow work)
 */
export function planImages(work: WorkingCase, settings: ExtractionSettings, kernels: Kernels): ImagePlan[] {
  const only = settings.only === undefined ? undefined : new Set(settings.only);
  const perImage = settings.features.filter((feature) => !isShape(feature));
  const plans = settings.images.flatMap((request) =>
    filteredImages(request.filter, work.image, kernels, settings.compat)
      .map((image) => ({ image, texture: request.texture, features: perImage.filter((feature) => only?.has(fullName(image.name, feature)) ?? true) }))
      .filter(({ features }) => features.length > 0),
  );
  if (plans.some(({ image }) => image.name !== 'original')) assertBoxFits(work.image.grid);
  for (const { image } of plans) image.check();
  return plans;
}

/** NaN and infinity make PyRadiomics fail or count differently from feature to feature. The kurtosis image of LBP-3D has NaN by definition (equal samples). */
function assertFinite(image: string, values: VoxelArray, pixelType: PixelType, { inside }: RoiCrop): void {
  if ((pixelType !== 'float32' && pixelType !== 'float64') || image.startsWith('lbp-')) return;
  let odd = 0;
  for (let i = 0; i < values.length; i++) odd += inside[i]! * (values[i]! - values[i]! === 0 ? 0 : 1);
  if (odd === 0) return;
  throw new RadiomicsError(
    'voxel-not-finite',
    `In the ${image} image ${odd} voxel(s) of the region are not finite numbers. ${image === 'original' ? 'Mask out or replace NaN and infinite voxels of the image' : 'The filter cannot make them from this image: it has NaN or infinite voxels around the region, or is 0 everywhere; leave this image type out'}.`,
    { image, voxels: odd },
  );
}

/**
 * Features of one image by full name, in the requested order; made after {@link planImages}.
 * @param notes gets a note for each value that is not an ordinary one
 * @throws RadiomicsError `voxel-not-finite`, `too-many-bins` and others of the features themselves
 */
export function computeImage(
  { image, texture, features }: ImagePlan,
  work: WorkingCase,
  roi: RoiCrop,
  settings: ExtractionSettings,
  kernels: Kernels,
  timed: Stopwatch,
  notes: FeatureNotes = {},
): Record<string, number> {
  const { values, pixelType } = timed(`filter ${image.name}`, () => image.make(work.roi.box, roi));
  assertFinite(image.name, values, pixelType, roi);
  const context = new FeatureContext({
    values,
    pixelType,
    roi,
    spacingMm: work.image.grid.spacingMm,
    texture,
    skipFirstCorner: settings.compat === '2.2.0',
    numpy: settings.compat === '2.2.0' ? '1.17' : '1.20',
    kernels,
  });
  const flat = flatness(context);
  const results: Record<string, number> = {};
  for (const feature of features) {
    const name = fullName(image.name, feature);
    const definition = featureDefinition(feature);
    const value = timed(name, () => definition.compute(context));
    results[name] = value;
    const note = noteFor(feature, definition, value, flat, texture.binning);
    if (note !== undefined) notes[name] = note;
  }
  return results;
}

const NO_TEXTURE: TextureSettings = {
  binning: { kind: 'width', width: 25 },
  gldmTolerance: 0,
  distances: [1],
  flat: undefined,
  symmetricalGlcm: true,
  voxelArrayShift: 0,
};

const NOT_FLAT = { oneValue: false, oneLevel: false } as const;

/**
 * Shape features by full name: they need the region only, and belong to the original image.
 * @param notes as for {@link computeImage}
 * @param region of the intensity mask, where it is at hand: usually the shape mask is the same
 * @throws RadiomicsError `shape2d-needs-one-slice`
 */
export function computeShape(
  work: WorkingCase,
  settings: ExtractionSettings,
  kernels: Kernels,
  timed: Stopwatch,
  notes: FeatureNotes = {},
  region?: RoiCrop,
): Record<string, number> {
  const results: Record<string, number> = {};
  const wanted = settings.features.filter((feature) => isShape(feature) && (settings.only?.includes(fullName('original', feature)) ?? true));
  if (wanted.length === 0) return results;
  timed('shape', () => {
    const roi = region !== undefined && work.shapeMask === work.mask ? region : cropRoi(work.shapeMask, settings.label, work.roi.box);
    if (wanted.some(({ featureClass }) => featureClass === 'shape2D')) checkOneSlice(roi.size, settings.flat);
    const { spacingMm } = work.image.grid;
    const context = new FeatureContext({
      values: new Uint8Array(0),
      pixelType: 'uint8',
      roi,
      spacingMm,
      texture: { ...NO_TEXTURE, flat: settings.flat },
      skipFirstCorner: false,
      kernels,
    });
    for (const feature of wanted) {
      const name = fullName('original', feature);
      const definition = featureDefinition(feature);
      const value = definition.compute(context);
      results[name] = value;
      const note = noteFor(feature, definition, value, NOT_FLAT, undefined);
      if (note !== undefined) notes[name] = note;
    }
  });
  return results;
}

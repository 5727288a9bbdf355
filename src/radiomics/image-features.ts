// SPDX-License-Identifier: Apache-2.0
import { FeatureContext } from './features/context.ts';
import { featureDefinition } from './features/registry.ts';
import { type FilteredImage, filteredImages } from './filters/image-types.ts';
import type { Kernels } from './kernels/kernels.ts';
import { cropRoi, type RoiCrop } from './roi/crop.ts';
import type { WorkingCase } from './roi/prepare.ts';
import type { ExtractionSettings, FeatureRequest, TextureSettings } from './settings/types.ts';
import type { Stopwatch } from './stopwatch.ts';

/** One image to be made, and the features wanted of it. */
export interface ImagePlan {
  readonly image: FilteredImage;
  readonly texture: TextureSettings;
  readonly features: readonly FeatureRequest[];
}

/** PyRadiomics' name of a feature of an image. */
export function fullName(image: string, { featureClass, name }: FeatureRequest): string {
  return `${image}_${featureClass}_${name}`;
}

/**
 * Which images are needed for which features; images without a wanted feature are not made.
 * @throws RadiomicsError when a filter cannot run on this image (before any slow work)
 */
export function planImages(work: WorkingCase, settings: ExtractionSettings, kernels: Kernels): ImagePlan[] {
  const wanted = (name: string): boolean => settings.only === undefined || settings.only.includes(name);
  const perImage = settings.features.filter(({ featureClass }) => featureClass !== 'shape' && featureClass !== 'shape2D');
  const plans = settings.images.flatMap((request) =>
    filteredImages(request.filter, work.image, kernels, settings.compat)
      .map((image) => ({ image, texture: request.texture, features: perImage.filter((feature) => wanted(fullName(image.name, feature))) }))
      .filter(({ features }) => features.length > 0),
  );
  for (const { image } of plans) image.check();
  return plans;
}

/** Features of one image by full name, in the requested order; made after {@link planImages}. */
export function computeImage(
  { image, texture, features }: ImagePlan,
  work: WorkingCase,
  roi: RoiCrop,
  settings: ExtractionSettings,
  kernels: Kernels,
  timed: Stopwatch,
): Record<string, number> {
  const { values, pixelType } = timed(`filter ${image.name}`, () => image.make(work.roi.box, roi));
  const context = new FeatureContext({
    values,
    pixelType,
    roi,
    spacingMm: work.image.grid.spacingMm,
    texture,
    skipFirstCorner: settings.compat === '2.2.0',
    kernels,
  });
  const results: Record<string, number> = {};
  for (const feature of features) {
    const name = fullName(image.name, feature);
    results[name] = timed(name, () => featureDefinition(feature).compute(context));
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

/** Shape features by full name: they need the region only, and belong to the original image. */
export function computeShape(work: WorkingCase, settings: ExtractionSettings, kernels: Kernels, timed: Stopwatch): Record<string, number> {
  const results: Record<string, number> = {};
  const wanted = settings.features.filter(
    (feature) => (feature.featureClass === 'shape' || feature.featureClass === 'shape2D') && (settings.only?.includes(fullName('original', feature)) ?? true),
  );
  if (wanted.length === 0) return results;
  timed('shape', () => {
    const roi = cropRoi(work.shapeMask, settings.label, work.roi.box);
    const { spacingMm } = work.image.grid;
    const texture = settings.images[0]?.texture ?? NO_TEXTURE;
    const context = new FeatureContext({ values: new Uint8Array(0), pixelType: 'uint8', roi, spacingMm, texture, skipFirstCorner: false, kernels });
    for (const feature of wanted) results[fullName('original', feature)] = featureDefinition(feature).compute(context);
  });
  return results;
}

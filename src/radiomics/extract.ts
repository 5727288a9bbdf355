// SPDX-License-Identifier: Apache-2.0
import type { LabelVolume, Volume } from '../volume/volume.ts';
import { caseDiagnostics, type Diagnostics } from './diagnostics.ts';
import { FEATURES, FeatureContext } from './features.ts';
import { type FilteredImage, filteredImages } from './filters/image-types.ts';
import { cropRoi } from './roi/crop.ts';
import { prepareCase, type WorkingCase } from './roi/prepare.ts';
import type { ExtractionSettings, FeatureRequest, TextureSettings } from './settings/types.ts';

export { RadiomicsError } from './errors.ts';
export type { ExtractionSettings } from './settings/types.ts';

/** Time of one stage; measured only when the caller brings a clock. */
export interface StageTime {
  readonly stage: string;
  readonly ms: number;
}

export interface Extraction {
  /** Feature name to value, in PyRadiomics' order. */
  readonly features: Readonly<Record<string, number>>;
  /** What was computed on: PyRadiomics' `diagnostics_…` names, as far as they are cheap. */
  readonly diagnostics: Diagnostics;
  /** Empty without a clock. */
  readonly stages: readonly StageTime[];
}

interface Plan {
  readonly image: FilteredImage;
  readonly texture: TextureSettings;
  readonly features: readonly FeatureRequest[];
}

const fullName = (image: string, { featureClass, name }: FeatureRequest): string => `${image}_${featureClass}_${name}`;

/** Which images are needed for which features; images without a wanted feature are not made. */
function plan(work: WorkingCase, settings: ExtractionSettings): Plan[] {
  const wanted = (name: string): boolean => settings.only === undefined || settings.only.includes(name);
  const perImage = settings.features.filter(({ featureClass }) => featureClass !== 'shape');
  return settings.images.flatMap((request) =>
    filteredImages(request.filter, work.image)
      .map((image) => ({ image, texture: request.texture, features: perImage.filter((feature) => wanted(fullName(image.name, feature))) }))
      .filter(({ features }) => features.length > 0),
  );
}

const FLAT_TEXTURE: TextureSettings = { binning: { kind: 'width', width: 25 }, gldmTolerance: 0, distances: [1], flat: undefined };

/**
 * Radiomic features of one region, with PyRadiomics' definitions and numbers.
 *
 * Works only on the tumour's surroundings: apart from one search for the label, the volume outside the working box is not read.
 * Input and output are plain data, so that the call can be moved into a worker.
 *
 * @param image grey values with their stored number type (it decides rounding)
 * @param mask labels; with resampling its grid defines the output, without it must be the image's grid
 * @param settings from `parseParams`, or `RAD_SCORE_PROFILE`
 * @param clock milliseconds, for stage times (the room itself has no clock)
 * @throws RadiomicsError with a machine code when an input is refused; never a partial result
 */
export function extractFeatures(image: Volume, mask: LabelVolume, settings: ExtractionSettings, clock?: () => number): Extraction {
  const stages: StageTime[] = [];
  const timed = <T>(stage: string, body: () => T): T => {
    if (clock === undefined) return body();
    const start = clock();
    const result = body();
    stages.push({ stage, ms: clock() - start });
    return result;
  };
  const work = timed('prepare', () => prepareCase(image, mask, settings));
  const plans = plan(work, settings);
  for (const { image: filtered } of plans) filtered.check(); // refuse before the slow work

  const features: Record<string, number> = {};
  const { spacingMm } = work.image.grid;
  const skipFirstCorner = settings.compat === '2.2.0';
  const shapeNames = settings.features.filter(
    (feature) => feature.featureClass === 'shape' && (settings.only?.includes(fullName('original', feature)) ?? true),
  );
  if (shapeNames.length > 0) {
    timed('shape', () => {
      const roi = cropRoi(work.shapeMask, settings.label, work.roi.box);
      const context = new FeatureContext({ values: new Uint8Array(0), pixelType: 'uint8', roi, spacingMm, texture: FLAT_TEXTURE, skipFirstCorner });
      for (const feature of shapeNames) features[fullName('original', feature)] = FEATURES[`shape.${feature.name}`]!.compute(context);
    });
  }

  const roi = cropRoi(work.mask, settings.label, work.roi.box);
  for (const { image: filtered, texture, features: wanted } of plans) {
    const { values, pixelType } = timed(`filter ${filtered.name}`, () => filtered.make(work.roi.box));
    const context = new FeatureContext({ values, pixelType, roi, spacingMm, texture, skipFirstCorner });
    for (const feature of wanted) {
      const name = fullName(filtered.name, feature);
      features[name] = timed(name, () => FEATURES[`${feature.featureClass}.${feature.name}`]!.compute(context));
    }
  }
  return { features, diagnostics: timed('diagnostics', () => caseDiagnostics(image, mask, work, settings)), stages };
}

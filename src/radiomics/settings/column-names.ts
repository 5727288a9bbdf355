// SPDX-License-Identifier: Apache-2.0
import type { ExtractionSettings, FeatureRequest, ImageFilter } from './types.ts';

/** PyRadiomics' name of a feature of an image. */
export function fullName(image: string, { featureClass, name }: FeatureRequest): string {
  return `${image}_${featureClass}_${name}`;
}

/** Whether a feature describes the region's form only; such features belong to the original image. */
export function isShape({ featureClass }: FeatureRequest): boolean {
  return featureClass === 'shape' || featureClass === 'shape2D';
}

/** Letters of the bands along the axes in use, x first, the all-low one first. */
function bandNames(flat: number | undefined): string[] {
  const axes = flat === undefined ? 3 : 2;
  return Array.from({ length: 2 ** axes }, (_, band) => Array.from({ length: axes }, (_, axis) => ((band >> (axes - 1 - axis)) & 1 ? 'H' : 'L')).join(''));
}

/** Names of the images that one image type makes, in PyRadiomics' order: the first parts of the feature names. */
export function imageNames(filter: ImageFilter): string[] {
  switch (filter.kind) {
    case 'LoG':
      return filter.sigmas.map(({ text }) => `log-sigma-${text.replace('.', '-')}-mm-3D`);
    case 'Wavelet': {
      const [approximation, ...details] = bandNames(filter.flat);
      const level = (index: number): string => (index === 0 ? 'wavelet' : `wavelet${index + 1}`);
      const names = Array.from({ length: filter.levels }, (_, index) => details.map((letters) => `${level(index)}-${letters}`)).flat();
      return [...names, `${level(filter.levels - 1)}-${approximation}`];
    }
    case 'LBP2D':
      return ['lbp-2D'];
    case 'LBP3D':
      return [...Array.from({ length: filter.levels }, (_, index) => `lbp-3D-m${index + 1}`), 'lbp-3D-k'];
    default:
      return [filter.kind.toLowerCase()];
  }
}

/**
 * The columns that an extraction with these settings gives, in PyRadiomics' order, without computing anything:
 * shape, then image by image in the parameter file's order, in each the classes and features in the file's order (alphabetical where it names none).
 */
export function featureNames(settings: ExtractionSettings): string[] {
  const perImage = settings.features.filter((feature) => !isShape(feature));
  const names = [
    ...settings.features.filter(isShape).map((feature) => fullName('original', feature)),
    ...settings.images.flatMap(({ filter }) => imageNames(filter).flatMap((image) => perImage.map((feature) => fullName(image, feature)))),
  ];
  const unique = [...new Set(names)];
  return settings.only === undefined ? unique : unique.filter((name) => settings.only!.includes(name));
}

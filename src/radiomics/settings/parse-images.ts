// SPDX-License-Identifier: Apache-2.0
import { RadiomicsError } from '../errors.ts';
import { WAVELETS } from '../filters/wavelet.ts';
import { didYouMean } from './nearest-name.ts';
import { plainNumber, pythonText } from './python-text.ts';
import { asMap, checkSettings, type Settings } from './setting-schema.ts';
import type { ExtractionWarning, ImageFilter, ImageRequest, TextureSettings, WeightingNorm } from './types.ts';

const IMAGE_TYPES = ['Original', 'Wavelet', 'LoG', 'Square', 'SquareRoot', 'Logarithm', 'Exponential', 'Gradient', 'LBP2D', 'LBP3D'];

/** Settings that PyRadiomics reads anew for every image type; it passes over all others there. */
const PER_TYPE = new Set([
  'binWidth',
  'binCount',
  'sigma',
  'start_level',
  'level',
  'wavelet',
  'gradientUseSpacing',
  'gldm_a',
  'distances',
  'force2D',
  'force2Ddimension',
  'voxelArrayShift',
  'symmetricalGLCM',
  'weightingNorm',
  'lbp2DRadius',
  'lbp2DSamples',
  'lbp2DMethod',
  'lbp3DLevels',
  'lbp3DIcosphereRadius',
  'lbp3DIcosphereSubdivision',
]);

/**
 * The images that an `imageType` section asks for, each with its own texture settings: the type's overrides, then `setting`, then PyRadiomics' defaults.
 * No section, or an empty one, asks for Original.
 *
 * @param setting the checked `setting` block
 * @param warnings gets a line for every override that has no effect in PyRadiomics
 * @throws RadiomicsError `unknown-image-type`, `params-…`, `setting-not-supported`
 */
export function parseImages(section: unknown, setting: Settings, warnings: ExtractionWarning[]): ImageRequest[] {
  const types = asMap(section, 'imageType');
  const entries: (readonly [string, unknown])[] = Object.keys(types).length === 0 ? [['Original', {}]] : Object.entries(types);
  return entries.map(([type, custom]) => {
    if (!IMAGE_TYPES.includes(type))
      throw new RadiomicsError(
        'unknown-image-type',
        `imageType "${type}" is unknown${didYouMean(type, IMAGE_TYPES) || '.'} The types are ${IMAGE_TYPES.join(', ')}.`,
        { type },
      );
    const overrides = checkSettings(asMap(custom, `imageType.${type}`), `imageType.${type}`);
    if ('label' in overrides)
      throw new RadiomicsError('setting-not-supported', `imageType.${type}.label: one image type cannot have a label of its own; put label under setting.`, {
        type,
        key: 'label',
      });
    for (const key of Object.keys(overrides).filter((name) => !PER_TYPE.has(name)))
      warnings.push({
        code: 'override-without-effect',
        message: `imageType.${type}.${key} has no effect: it is read for all image types together, under setting (as in PyRadiomics).`,
      });
    const merged = { ...setting, ...overrides };
    return { filter: parseFilter(type, merged), texture: parseTexture(merged) };
  });
}

const numberOr = (value: unknown, fallback: number): number => plainNumber(value) ?? fallback;

/** Axis counted z, y, x as PyRadiomics does. */
const dimensionOf = (merged: Settings): 0 | 1 | 2 => numberOr(merged.force2Ddimension, 0) as 0 | 1 | 2;

const flatAxis = (merged: Settings): TextureSettings['flat'] => (merged.force2D === true ? dimensionOf(merged) : undefined);

function parseTexture(merged: Settings): TextureSettings {
  const count = plainNumber(merged.binCount);
  const norm = (merged.weightingNorm ?? undefined) as WeightingNorm | undefined;
  return {
    binning: count === undefined ? { kind: 'width', width: numberOr(merged.binWidth, 25) } : { kind: 'count', count },
    gldmTolerance: numberOr(merged.gldm_a, 0),
    distances: (merged.distances as unknown[] | undefined)?.map((value) => plainNumber(value)!) ?? [1],
    flat: flatAxis(merged),
    symmetricalGlcm: merged.symmetricalGLCM === undefined || merged.symmetricalGLCM === true, // an empty value switches it off
    ...(norm === undefined ? {} : { weightingNorm: norm }),
    voxelArrayShift: numberOr(merged.voxelArrayShift, 0),
  };
}

function parseFilter(type: string, merged: Settings): ImageFilter {
  switch (type) {
    case 'Gradient':
      return { kind: 'Gradient', useSpacing: merged.gradientUseSpacing !== false };
    case 'LoG':
      return logFilter(merged.sigma as readonly unknown[] | undefined);
    case 'Wavelet':
      return waveletFilter(merged);
    case 'LBP2D':
      return {
        kind: 'LBP2D',
        radius: numberOr(merged.lbp2DRadius, 1),
        samples: numberOr(merged.lbp2DSamples, 8),
        method: (merged.lbp2DMethod as 'default' | 'ror' | 'uniform' | 'var' | undefined) ?? 'uniform',
        flat: dimensionOf(merged), // PyRadiomics works slice by slice even without force2D
      };
    case 'LBP3D':
      return {
        kind: 'LBP3D',
        levels: numberOr(merged.lbp3DLevels, 2),
        icosphereRadius: numberOr(merged.lbp3DIcosphereRadius, 1),
        icosphereSubdivision: numberOr(merged.lbp3DIcosphereSubdivision, 1),
      };
    default:
      return { kind: type as 'Original' | 'Square' | 'SquareRoot' | 'Logarithm' | 'Exponential' };
  }
}

/** The same scale twice (1.0 and 1e0) is one image. */
function logFilter(sigma: readonly unknown[] | undefined): ImageFilter {
  const sigmas = new Map((sigma ?? []).map((value) => [pythonText(value), plainNumber(value)!]));
  if (sigmas.size === 0)
    throw new RadiomicsError('log-without-sigma', 'imageType.LoG needs sigma, a list of scales in mm; without it PyRadiomics silently computes nothing.');
  return { kind: 'LoG', sigmas: [...sigmas].map(([text, valueMm]) => ({ valueMm, text })) };
}

function waveletFilter(merged: Settings): ImageFilter {
  const wavelet = (merged.wavelet as string | undefined) ?? 'coif1';
  if (!Object.hasOwn(WAVELETS, wavelet)) {
    const known = Object.keys(WAVELETS);
    throw new RadiomicsError(
      'params-out-of-range',
      `wavelet "${wavelet}" is no discrete wavelet of PyWavelets${didYouMean(wavelet, known) || '.'} The wavelets are ${known.join(', ')}.`,
      { wavelet },
    );
  }
  return { kind: 'Wavelet', wavelet, levels: numberOr(merged.level, 1), startLevel: numberOr(merged.start_level, 0), flat: flatAxis(merged) };
}

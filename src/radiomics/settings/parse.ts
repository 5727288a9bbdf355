// SPDX-License-Identifier: Apache-2.0
import type { Vec3 } from '../../volume/grid.ts';
import { RadiomicsError } from '../errors.ts';
import { isSupported } from '../features/registry.ts';
import { WAVELETS } from '../filters/wavelet.ts';
import { parseIbsi, withIbsi } from '../ibsi/settings.ts';
import type { ItkVersion } from '../resample/positions.ts';
import type { Interpolator } from '../resample/resample.ts';
import { DEPRECATED_FEATURES, FEATURE_NAMES, type FeatureClass, isFeatureClass } from './feature-names.ts';
import { asMap, checkSettings, plainNumber, pythonText, type Settings } from './setting-schema.ts';
import type { Compatibility, ExtractionSettings, FeatureRequest, ImageFilter, ImageRequest, Omission, TextureSettings, WeightingNorm } from './types.ts';

export interface ParseOptions {
  /** Default 3.x. */
  readonly compat?: Compatibility;
  /** Default: the one that goes with `compat` (5 with 3.x, 4.13 with 2.2.0). */
  readonly itk?: ItkVersion;
  /** `refuse` (default): anything the engine does not do is an error. `omit`: it is left out and listed in `omitted`. */
  readonly unsupported?: 'refuse' | 'omit';
}

const SECTIONS = ['setting', 'imageType', 'featureClass', 'voxelSetting', 'ibsi'];
const IMAGE_TYPES = ['Original', 'Wavelet', 'LoG', 'Square', 'SquareRoot', 'Logarithm', 'Exponential', 'Gradient', 'LBP2D', 'LBP3D'];
const INTERPOLATORS: Readonly<Record<string, Interpolator>> = {
  sitkBSpline: 'bspline',
  sitkLinear: 'linear',
  sitkNearestNeighbor: 'nearest',
  '3': 'bspline',
  '2': 'linear',
  '1': 'nearest',
};
/** Settings that PyRadiomics reads anew for every image type. */
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

type Refuse = (code: 'setting-not-supported' | 'image-type-not-supported' | 'feature-not-supported', what: string, reason: string) => void;

/**
 * Reads the content of a PyRadiomics parameter file (`setting`, `imageType`, `featureClass`).
 *
 * Nothing is ignored: an unknown key, a wrong type, and whatever the engine cannot do yet are refused by name.
 * A class with no value means all its features; no `imageType` means Original; no `featureClass` means all classes.
 *
 * @param json parsed YAML or JSON; whole floats may be wrapped as `{ pythonFloat: 3 }`, because `sigma: [3.0]` and `[3]` give different feature names
 * @throws RadiomicsError with a `params-…`, `unknown-…` or `…-not-supported` code
 */
export function parseParams(json: unknown, options: ParseOptions = {}): ExtractionSettings {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new RadiomicsError('params-not-an-object', 'The parameter file must be a mapping with the sections setting, imageType and featureClass.');
  const file = json as Settings;
  for (const section of Object.keys(file)) {
    if (!SECTIONS.includes(section))
      throw new RadiomicsError('params-unknown-section', `The parameter file has an unknown section "${section}"; it may have ${SECTIONS.join(', ')}.`, {
        section,
      });
  }
  const omitted: Omission[] = [];
  const refuse: Refuse = (code, what, reason) => {
    if (options.unsupported === 'omit') omitted.push({ what, reason });
    else throw new RadiomicsError(code, `${what} is not supported: ${reason}. Nothing was computed.`, { what });
  };
  if (Object.keys(asMap(file.voxelSetting, 'voxelSetting')).length > 0) refuse('setting-not-supported', 'voxelSetting', 'voxel-wise feature maps are not made');
  const setting = checkSettings(asMap(file.setting, 'setting'), 'setting');
  const features = parseFeatures(file.featureClass, refuse);
  const images = parseImages(file.imageType, setting, refuse);
  const parsed: ExtractionSettings = {
    ...parseGlobal(setting),
    compat: options.compat ?? '3.x',
    itk: options.itk ?? (options.compat === '2.2.0' ? '4.13' : '5'),
    images,
    features,
    omitted,
  };
  return 'ibsi' in file ? withIbsi(parsed, parseIbsi(file.ibsi)) : parsed;
}

function parseGlobal(setting: Settings): Omit<ExtractionSettings, 'compat' | 'itk' | 'images' | 'features' | 'omitted'> {
  const number = (key: string): number | undefined => plainNumber(setting[key]);
  const list = (key: string): number[] | undefined => (setting[key] as unknown[] | undefined)?.map((value) => plainNumber(value)!);
  const minimumRoiSize = number('minimumROISize');
  const removeOutliers = number('removeOutliers');
  const spacing = list('resampledPixelSpacing');
  const range = list('resegmentRange');
  if (spacing !== undefined && spacing.length !== 3)
    throw new RadiomicsError('params-out-of-range', `setting.resampledPixelSpacing needs three numbers (x, y, z in mm), got ${spacing.length}.`, { spacing });
  if (range !== undefined && (range.length === 0 || range.length > 2))
    throw new RadiomicsError('params-out-of-range', `setting.resegmentRange needs one or two numbers, got ${range.length}.`, { range });
  const interpolator = parseInterpolator(setting.interpolator);
  return {
    label: number('label') ?? 1,
    labelChannel: number('label_channel') ?? 0,
    minimumRoiDimensions: number('minimumROIDimensions') ?? 2,
    ...(minimumRoiSize === undefined ? {} : { minimumRoiSize }),
    geometryTolerance: number('geometryTolerance') ?? 1e-6,
    correctMask: setting.correctMask === true,
    ...(setting.normalize === true ? { normalise: { scale: number('normalizeScale') ?? 1, ...(removeOutliers === undefined ? {} : { removeOutliers }) } } : {}),
    ...(spacing === undefined ? {} : { resample: { spacingMm: [spacing[0]!, spacing[1]!, spacing[2]!] as Vec3, interpolator } }),
    preCrop: setting.preCrop === true,
    padDistance: number('padDistance') ?? 5,
    ...(range === undefined
      ? {}
      : {
          resegment: {
            range,
            mode: (setting.resegmentMode as 'absolute' | 'relative' | 'sigma' | undefined) ?? 'absolute',
            shape: setting.resegmentShape === true,
          },
        }),
  };
}

function parseInterpolator(value: unknown): Interpolator {
  if (value === undefined) return 'bspline';
  const name = String(plainNumber(value) ?? value);
  const known = Object.hasOwn(INTERPOLATORS, name) ? INTERPOLATORS[name] : undefined;
  if (known === undefined)
    throw new RadiomicsError('setting-not-supported', `setting.interpolator "${name}" is not supported; use sitkBSpline, sitkLinear or sitkNearestNeighbor.`, {
      interpolator: name,
    });
  return known;
}

function parseFeatures(section: unknown, refuse: Refuse): FeatureRequest[] {
  const classes = asMap(section, 'featureClass');
  const entries: [string, unknown][] =
    Object.keys(classes).length === 0
      ? Object.keys(FEATURE_NAMES)
          .filter((name) => name !== 'shape2D')
          .map((name) => [name, null])
      : Object.entries(classes);
  const requests: FeatureRequest[] = [];
  for (const [featureClass, value] of entries) {
    if (!isFeatureClass(featureClass))
      throw new RadiomicsError(
        'unknown-feature-class',
        `featureClass "${featureClass}" is unknown; the classes are ${Object.keys(FEATURE_NAMES).join(', ')}.`,
        { featureClass },
      );
    if (value !== null && value !== undefined && !Array.isArray(value))
      throw new RadiomicsError('params-wrong-type', `featureClass.${featureClass} must be a list of feature names, or empty for all.`, { featureClass });
    const known: readonly string[] = FEATURE_NAMES[featureClass];
    const names: readonly unknown[] = Array.isArray(value) && value.length > 0 ? value : known;
    for (const name of names) requestFeature(featureClass, String(name), known, requests, refuse);
  }
  return requests;
}

function requestFeature(featureClass: FeatureClass, name: string, known: readonly string[], requests: FeatureRequest[], refuse: Refuse): void {
  if (!known.includes(name) && !DEPRECATED_FEATURES.has(`${featureClass}.${name}`)) {
    throw new RadiomicsError('unknown-feature', `Feature class ${featureClass} has no feature "${name}"; it has ${known.join(', ')}.`, { featureClass, name });
  }
  if (isSupported({ featureClass, name })) requests.push({ featureClass, name });
  else refuse('feature-not-supported', `feature ${featureClass}_${name}`, 'the engine does not compute it yet');
}

function parseImages(section: unknown, setting: Settings, refuse: Refuse): ImageRequest[] {
  const types = asMap(section, 'imageType');
  const entries: [string, unknown][] = Object.keys(types).length === 0 ? [['Original', {}]] : Object.entries(types);
  const images: ImageRequest[] = [];
  for (const [type, custom] of entries) {
    if (!IMAGE_TYPES.includes(type))
      throw new RadiomicsError('unknown-image-type', `imageType "${type}" is unknown; the types are ${IMAGE_TYPES.join(', ')}.`, { type });
    const overrides = checkSettings(asMap(custom, `imageType.${type}`), `imageType.${type}`);
    const misplaced = Object.keys(overrides).find((key) => !PER_TYPE.has(key));
    if (misplaced !== undefined)
      throw new RadiomicsError('setting-not-supported', `imageType.${type}.${misplaced} is not supported for one image type; put it under setting.`, {
        type,
        key: misplaced,
      });
    const merged = { ...setting, ...overrides };
    const filter = parseFilter(type, merged, refuse);
    if (filter !== undefined) images.push({ filter, texture: parseTexture(merged) });
  }
  return images;
}

function flatAxis(merged: Settings): TextureSettings['flat'] {
  return merged.force2D === true ? ((plainNumber(merged.force2Ddimension) ?? 0) as 0 | 1 | 2) : undefined;
}

function parseTexture(merged: Settings): TextureSettings {
  const count = plainNumber(merged.binCount);
  return {
    binning: count === undefined ? { kind: 'width', width: plainNumber(merged.binWidth) ?? 25 } : { kind: 'count', count },
    gldmTolerance: plainNumber(merged.gldm_a) ?? 0,
    distances: (merged.distances as unknown[] | undefined)?.map((value) => plainNumber(value)!) ?? [1],
    flat: flatAxis(merged),
    symmetricalGlcm: merged.symmetricalGLCM !== false,
    ...weighting(merged.weightingNorm),
    voxelArrayShift: plainNumber(merged.voxelArrayShift) ?? 0,
  };
}

function weighting(value: unknown): { readonly weightingNorm?: WeightingNorm } {
  if (value === undefined) return {};
  const norm = (['manhattan', 'euclidean', 'infinity', 'no_weighting'] as const).find((name) => name === value);
  if (norm === undefined)
    throw new RadiomicsError(
      'params-out-of-range',
      `setting.weightingNorm must be manhattan, euclidean, infinity or no_weighting, got ${JSON.stringify(value)}.`,
      { value },
    );
  return { weightingNorm: norm };
}

function parseFilter(type: string, merged: Settings, refuse: Refuse): ImageFilter | undefined {
  switch (type) {
    case 'Original':
    case 'Square':
    case 'SquareRoot':
    case 'Logarithm':
    case 'Exponential':
      return { kind: type };
    case 'Gradient':
      return { kind: 'Gradient', useSpacing: merged.gradientUseSpacing !== false };
    case 'LoG': {
      const sigmas = (merged.sigma as unknown[] | undefined) ?? [];
      if (sigmas.length === 0)
        throw new RadiomicsError('params-out-of-range', 'imageType.LoG needs sigma, a list of scales in mm; without it PyRadiomics computes nothing.', {
          type,
        });
      return { kind: 'LoG', sigmas: sigmas.map((value) => ({ valueMm: plainNumber(value)!, text: pythonText(value) })) };
    }
    case 'Wavelet': {
      const wavelet = (merged.wavelet as string | undefined) ?? 'coif1';
      if (!Object.hasOwn(WAVELETS, wavelet)) {
        refuse('setting-not-supported', `wavelet "${wavelet}"`, `the wavelets are ${Object.keys(WAVELETS).join(', ')}`);
        return undefined;
      }
      return { kind: 'Wavelet', wavelet, levels: plainNumber(merged.level) ?? 1, startLevel: plainNumber(merged.start_level) ?? 0, flat: flatAxis(merged) };
    }
    case 'LBP2D':
      return {
        kind: 'LBP2D',
        radius: plainNumber(merged.lbp2DRadius) ?? 1,
        samples: plainNumber(merged.lbp2DSamples) ?? 8,
        method: (merged.lbp2DMethod as 'default' | 'ror' | 'uniform' | 'var' | undefined) ?? 'uniform',
        flat: (plainNumber(merged.force2Ddimension) ?? 0) as 0 | 1 | 2, // PyRadiomics works slice by slice even without force2D
      };
    case 'LBP3D':
      return {
        kind: 'LBP3D',
        levels: plainNumber(merged.lbp3DLevels) ?? 2,
        icosphereRadius: plainNumber(merged.lbp3DIcosphereRadius) ?? 1,
        icosphereSubdivision: plainNumber(merged.lbp3DIcosphereSubdivision) ?? 1,
      };
    default:
      return undefined;
  }
}

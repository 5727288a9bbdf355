// SPDX-License-Identifier: Apache-2.0
import type { Vec3 } from '../../volume/grid.ts';
import { RadiomicsError } from '../errors.ts';
import { parseIbsi, withIbsi } from '../ibsi/settings.ts';
import type { Interpolator, ItkVersion } from '../resample/positions.ts';
import { asWritten } from './as-written.ts';
import { didYouMean } from './nearest-name.ts';
import { parseFeatures } from './parse-features.ts';
import { parseImages } from './parse-images.ts';
import { plainNumber } from './python-text.ts';
import { asMap, checkSettings, type Settings } from './setting-schema.ts';
import type { Compatibility, ExtractionSettings, ExtractionWarning } from './types.ts';

export interface ParseOptions {
  /** Default 3.x. */
  readonly compat?: Compatibility;
  /** Default: the one that goes with `compat` (5 with 3.x, 4.13 with 2.2.0). */
  readonly itk?: ItkVersion;
}

const SECTIONS = ['setting', 'imageType', 'featureClass', 'voxelSetting', 'ibsi'];
/** SimpleITK's names, and its numbers as PyRadiomics documents them (3 is the B-spline of SimpleITK 1). */
const INTERPOLATORS: Readonly<Record<string, Interpolator>> = {
  sitkBSpline: 'bspline',
  sitkLinear: 'linear',
  sitkNearestNeighbor: 'nearest',
  '3': 'bspline',
  '2': 'linear',
  '1': 'nearest',
};
/** Interpolators that PyRadiomics passes on to SimpleITK and this engine does not have, by name and number. */
const OTHER_INTERPOLATORS: Readonly<Record<string, string>> = {
  '4': 'sitkGaussian',
  '5': 'sitkLabelGaussian',
  '6': 'sitkHammingWindowedSinc',
  '7': 'sitkCosineWindowedSinc',
  '8': 'sitkWelchWindowedSinc',
  '9': 'sitkLanczosWindowedSinc',
  '10': 'sitkBlackmanWindowedSinc',
};

/**
 * Reads the content of a PyRadiomics parameter file (`setting`, `imageType`, `featureClass`, `voxelSetting`).
 *
 * Nothing is ignored in silence: an unknown key, a wrong type and whatever the engine does not do are refused by name, and what is valid but has no effect
 * (as in PyRadiomics) is listed in `warnings`. The section `ibsi` is this engine's own: image processing as IBSI lays it down. A class with no value means all its features; no `imageType` means Original; no `featureClass` all classes.
 *
 * @param json parsed YAML or JSON; whole floats may be wrapped as `{ pythonFloat: 3 }`, because `sigma: [3.0]` and `[3]` give different feature names
 * @throws RadiomicsError with a `params-…`, `unknown-…`, `feature-removed`, `log-without-sigma`, `shape2d-needs-force2d` or `setting-not-supported` code
 */
export function parseParams(json: unknown, options: ParseOptions = {}): ExtractionSettings {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new RadiomicsError('params-not-an-object', 'The parameter file must be a mapping with the sections setting, imageType and featureClass.');
  const file = json as Settings;
  for (const section of Object.keys(file)) {
    if (!SECTIONS.includes(section))
      throw new RadiomicsError(
        'params-unknown-section',
        `The parameter file has an unknown section "${section}"${didYouMean(section, SECTIONS) || '.'} It may have ${SECTIONS.join(', ')}.`,
        { section },
      );
  }
  const warnings: ExtractionWarning[] = [];
  const setting = checkSettings(asMap(file.setting, 'setting'), 'setting');
  const voxelSetting = checkSettings(asMap(file.voxelSetting, 'voxelSetting'), 'voxelSetting', 'voxelSetting');
  if (Object.keys(voxelSetting).length > 0)
    warnings.push({
      code: 'voxel-setting-without-effect',
      message: `voxelSetting (${Object.keys(voxelSetting).join(', ')}) has no effect: it steers feature maps; here each feature is one number of the region.`,
    });
  if (plainNumber(setting.binWidth) !== undefined && plainNumber(setting.binCount) !== undefined)
    warnings.push({ code: 'bin-width-without-effect', message: 'setting.binWidth has no effect: binCount is given too and goes first (as in PyRadiomics).' });
  const images = parseImages(file.imageType, setting, warnings);
  const features = parseFeatures(file.featureClass, setting.force2D === true);
  const parsed: ExtractionSettings = {
    ...parseGlobal(setting, warnings),
    compat: options.compat ?? '3.x',
    itk: options.itk ?? (options.compat === '2.2.0' ? '4.13' : '5'),
    images,
    features,
    ...(warnings.length === 0 ? {} : { warnings }),
    asWritten: asWritten(setting, voxelSetting, asMap(file.imageType, 'imageType')),
  };
  return 'ibsi' in file ? withIbsi(parsed, parseIbsi(file.ibsi)) : parsed;
}

function parseGlobal(
  setting: Settings,
  warnings: ExtractionWarning[],
): Omit<ExtractionSettings, 'compat' | 'itk' | 'images' | 'features' | 'warnings' | 'asWritten'> {
  const number = (key: string): number | undefined => plainNumber(setting[key]);
  const list = (key: string): number[] | undefined => ((setting[key] ?? undefined) as unknown[] | undefined)?.map((value) => plainNumber(value)!);
  const minimumRoiSize = number('minimumROISize');
  const removeOutliers = number('removeOutliers');
  const spacing = list('resampledPixelSpacing');
  const range = list('resegmentRange');
  const interpolator = parseInterpolator(setting.interpolator);
  if (spacing !== undefined && interpolator === undefined)
    warnings.push({
      code: 'no-resampling',
      message: 'setting.resampledPixelSpacing has no effect: interpolator is empty, so nothing is resampled (as in PyRadiomics).',
    });
  return {
    label: number('label') ?? 1,
    labelChannel: number('label_channel') ?? 0,
    minimumRoiDimensions: number('minimumROIDimensions') ?? 2,
    ...(minimumRoiSize === undefined ? {} : { minimumRoiSize }),
    geometryTolerance: number('geometryTolerance') ?? 1e-6,
    correctMask: setting.correctMask === true,
    ...(setting.normalize === true ? { normalise: { scale: number('normalizeScale') ?? 1, ...(removeOutliers === undefined ? {} : { removeOutliers }) } } : {}),
    ...(spacing === undefined || interpolator === undefined ? {} : { resample: { spacingMm: [spacing[0]!, spacing[1]!, spacing[2]!] as Vec3, interpolator } }),
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
    ...(setting.force2D === true ? { flat: (number('force2Ddimension') ?? 0) as 0 | 1 | 2 } : {}),
    ...(setting.additionalInfo === undefined ? {} : { additionalInfo: setting.additionalInfo === true }),
  };
}

/** @returns undefined for an empty value, with which PyRadiomics does not resample */
function parseInterpolator(value: unknown): Interpolator | undefined {
  if (value === undefined) return 'bspline';
  if (value === null) return undefined;
  const name = String(value);
  if (Object.hasOwn(INTERPOLATORS, name)) return INTERPOLATORS[name];
  const others = Object.values(OTHER_INTERPOLATORS);
  const other = OTHER_INTERPOLATORS[name] ?? others.find((known) => known === name);
  const choice = 'use sitkBSpline, sitkLinear or sitkNearestNeighbor';
  if (other !== undefined)
    throw new RadiomicsError('setting-not-supported', `setting.interpolator ${other === name ? name : `${name} (${other})`} is not supported; ${choice}.`, {
      interpolator: name,
    });
  throw new RadiomicsError(
    'params-out-of-range',
    `setting.interpolator "${name}" is unknown${didYouMean(name, [...Object.keys(INTERPOLATORS), ...others]) || ';'} ${choice[0]!.toUpperCase()}${choice.slice(1)}.`,
    { interpolator: name },
  );
}

// SPDX-License-Identifier: Apache-2.0
import { pythonRepr } from './python-text.ts';
import type { Settings } from './setting-schema.ts';

/** Settings as PyRadiomics' diagnostics print them: they describe a run, and decide nothing. */
export interface AsWritten {
  /** Key and Python text of every setting, PyRadiomics' defaults first, then the file's further keys in the file's order. */
  readonly settings: readonly (readonly [string, string])[];
  /** The `imageType` section as Python text. */
  readonly imageTypes: string;
}

/** The settings that PyRadiomics' extractor fills in itself; those of feature classes and filters (binWidth, sigma…) are not among them. */
const EXTRACTOR_DEFAULTS: Settings = {
  minimumROIDimensions: 2,
  minimumROISize: null,
  normalize: false,
  normalizeScale: 1,
  removeOutliers: null,
  resampledPixelSpacing: null,
  interpolator: 'sitkBSpline',
  preCrop: false,
  padDistance: 5,
  distances: [1],
  force2D: false,
  force2Ddimension: 0,
  resegmentRange: null,
  label: 1,
  additionalInfo: true,
};

/** What a parameter file's sections look like in PyRadiomics' diagnostics. */
export function asWritten(setting: Settings, voxelSetting: Settings, imageType: Settings): AsWritten {
  const merged = { ...EXTRACTOR_DEFAULTS, ...setting, ...voxelSetting };
  return {
    settings: Object.entries(merged).map(([key, value]) => [key, pythonRepr(value)]),
    imageTypes: pythonRepr(Object.keys(imageType).length === 0 ? { Original: {} } : imageType),
  };
}

/** One line as PyRadiomics prints it; the label that was really used replaces the file's. */
export function settingsLine(written: AsWritten, label: number): string {
  return `{${written.settings.map(([key, text]) => `'${key}': ${key === 'label' ? label : text}`).join(', ')}}`;
}

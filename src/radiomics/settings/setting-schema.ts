// SPDX-License-Identifier: Apache-2.0
import { RadiomicsError } from '../errors.ts';

interface NumberRule {
  readonly type: 'int' | 'float';
  readonly min?: number;
  readonly minExclusive?: number;
  readonly max?: number;
}

type Rule =
  | NumberRule
  | { readonly type: 'bool' }
  | { readonly type: 'text'; readonly oneOf?: readonly string[] }
  | { readonly type: 'any' }
  | { readonly type: 'list'; readonly item: NumberRule };

/** PyRadiomics' customisation keys with their types and ranges (its parameter schema). */
const RULES: Readonly<Record<string, Rule>> = {
  minimumROIDimensions: { type: 'int', min: 1, max: 3 },
  minimumROISize: { type: 'int', minExclusive: 0 },
  geometryTolerance: { type: 'float', minExclusive: 0 },
  correctMask: { type: 'bool' },
  additionalInfo: { type: 'bool' },
  label: { type: 'int', minExclusive: 0 },
  label_channel: { type: 'int', min: 0 },
  binWidth: { type: 'float', minExclusive: 0 },
  binCount: { type: 'int', minExclusive: 0 },
  normalize: { type: 'bool' },
  normalizeScale: { type: 'float', minExclusive: 0 },
  removeOutliers: { type: 'float', minExclusive: 0 },
  resampledPixelSpacing: { type: 'list', item: { type: 'float', min: 0 } },
  interpolator: { type: 'any' },
  padDistance: { type: 'int', min: 0 },
  distances: { type: 'list', item: { type: 'int', minExclusive: 0 } },
  force2D: { type: 'bool' },
  force2Ddimension: { type: 'int', min: 0, max: 2 },
  resegmentRange: { type: 'list', item: { type: 'float' } },
  resegmentMode: { type: 'text', oneOf: ['absolute', 'relative', 'sigma'] },
  resegmentShape: { type: 'bool' },
  preCrop: { type: 'bool' },
  sigma: { type: 'list', item: { type: 'float', minExclusive: 0 } },
  start_level: { type: 'int', min: 0 },
  level: { type: 'int', minExclusive: 0 },
  wavelet: { type: 'text' },
  gradientUseSpacing: { type: 'bool' },
  lbp2DRadius: { type: 'float', minExclusive: 0 },
  lbp2DSamples: { type: 'int', min: 1 },
  lbp2DMethod: { type: 'text', oneOf: ['default', 'ror', 'uniform', 'var'] },
  lbp3DLevels: { type: 'int', min: 1 },
  lbp3DIcosphereRadius: { type: 'float', minExclusive: 0 },
  lbp3DIcosphereSubdivision: { type: 'int', min: 0 },
  voxelArrayShift: { type: 'int' },
  symmetricalGLCM: { type: 'bool' },
  weightingNorm: { type: 'any' },
  gldm_a: { type: 'int', min: 0 },
};

/** A number that Python would hold as a float even though it is whole (`3.0`); parameter files are read with this wrapper. */
export interface PythonFloat {
  readonly pythonFloat: number;
}

export function isPythonFloat(value: unknown): value is PythonFloat {
  return typeof value === 'object' && value !== null && typeof (value as { pythonFloat?: unknown }).pythonFloat === 'number';
}

/** The plain number of a number or a wrapped float. */
export function plainNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return isPythonFloat(value) ? value.pythonFloat : undefined;
}

/** How Python writes a number: `3` for an int, `3.0` for a float. */
export function pythonText(value: unknown): string {
  const number = plainNumber(value) ?? Number.NaN;
  return isPythonFloat(value) && Number.isInteger(number) && Math.abs(number) < 1e16 ? `${number}.0` : String(number);
}

export type Settings = Readonly<Record<string, unknown>>;

export function asMap(value: unknown, path: string): Settings {
  if (value === null || value === undefined) return {};
  if (typeof value !== 'object' || Array.isArray(value) || isPythonFloat(value))
    throw new RadiomicsError('params-wrong-type', `${path} must be a mapping of names to values.`, { path });
  return value as Settings;
}

function checkNumber(value: unknown, rule: NumberRule, path: string): void {
  const number = plainNumber(value);
  if (number === undefined || !Number.isFinite(number) || (rule.type === 'int' && !Number.isInteger(number))) {
    throw new RadiomicsError('params-wrong-type', `${path} must be ${rule.type === 'int' ? 'a whole number' : 'a number'}, got ${JSON.stringify(value)}.`, {
      path,
      value,
    });
  }
  if (
    (rule.min !== undefined && number < rule.min) ||
    (rule.minExclusive !== undefined && number <= rule.minExclusive) ||
    (rule.max !== undefined && number > rule.max)
  ) {
    const bounds = [
      rule.min !== undefined ? `at least ${rule.min}` : '',
      rule.minExclusive !== undefined ? `more than ${rule.minExclusive}` : '',
      rule.max !== undefined ? `at most ${rule.max}` : '',
    ].filter((part) => part !== '');
    throw new RadiomicsError('params-out-of-range', `${path} must be ${bounds.join(' and ')}, got ${number}.`, { path, value: number });
  }
}

/**
 * Checks the keys and values of a `setting` block (or of one image type's overrides) against PyRadiomics' schema.
 * Values of null mean "not set" and are dropped.
 *
 * @throws RadiomicsError `params-unknown-key`, `params-wrong-type`, `params-out-of-range`
 */
export function checkSettings(block: Settings, path: string): Settings {
  const checked: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(block)) {
    const rule = Object.hasOwn(RULES, key) ? RULES[key]! : undefined;
    if (rule === undefined) {
      const meant = Object.keys(RULES).find((known) => known.toLowerCase() === key.toLowerCase());
      throw new RadiomicsError('params-unknown-key', `${path} has an unknown key "${key}"${meant === undefined ? '' : `; did you mean "${meant}"`}.`, {
        path,
        key,
      });
    }
    if (value === null || value === undefined) continue;
    const at = `${path}.${key}`;
    if (rule.type === 'bool' && typeof value !== 'boolean')
      throw new RadiomicsError('params-wrong-type', `${at} must be true or false, got ${JSON.stringify(value)}.`, { path: at, value });
    if (rule.type === 'text') {
      if (typeof value !== 'string') throw new RadiomicsError('params-wrong-type', `${at} must be text, got ${JSON.stringify(value)}.`, { path: at, value });
      if (rule.oneOf !== undefined && !rule.oneOf.includes(value))
        throw new RadiomicsError('params-out-of-range', `${at} must be one of ${rule.oneOf.join(', ')}, got "${value}".`, { path: at, value });
    }
    if (rule.type === 'int' || rule.type === 'float') checkNumber(value, rule, at);
    if (rule.type === 'list') {
      if (!Array.isArray(value)) throw new RadiomicsError('params-wrong-type', `${at} must be a list, got ${JSON.stringify(value)}.`, { path: at, value });
      value.forEach((item, i) => {
        checkNumber(item, rule.item, `${at}[${i}]`);
      });
    }
    checked[key] = value;
  }
  return checked;
}

// SPDX-License-Identifier: Apache-2.0
import { RadiomicsError } from '../errors.ts';
import { didYouMean } from './nearest-name.ts';
import { isPythonFloat, plainNumber } from './python-text.ts';

interface NumberRule {
  readonly type: 'int' | 'float';
  readonly min?: number;
  readonly minExclusive?: number;
  readonly max?: number;
  /** Not-a-number is a value here. */
  readonly nan?: true;
}

/** `nullable`: PyRadiomics runs with an empty value there (it then means "not set" or "off"); elsewhere an empty value makes it fail. */
type Rule = { readonly nullable?: true } & (
  | NumberRule
  | { readonly type: 'bool' }
  | { readonly type: 'text'; readonly oneOf?: readonly string[] }
  | { readonly type: 'interpolator' }
  | { readonly type: 'list'; readonly item: NumberRule; readonly lengths?: readonly [number, number] }
);

const NULLABLE = { nullable: true } as const;
const SWITCH: Rule = { type: 'bool', ...NULLABLE };

/** PyRadiomics' customisation keys with their types and ranges (its parameter schema, 3.0.1; 2.2.0 has the same keys). */
const SETTING_RULES: Readonly<Record<string, Rule>> = {
  minimumROIDimensions: { type: 'int', min: 1, max: 3 },
  minimumROISize: { type: 'int', minExclusive: 0, ...NULLABLE },
  geometryTolerance: { type: 'float', minExclusive: 0, ...NULLABLE },
  correctMask: SWITCH,
  additionalInfo: SWITCH,
  label: { type: 'int', minExclusive: 0 },
  label_channel: { type: 'int', min: 0, ...NULLABLE },
  binWidth: { type: 'float', minExclusive: 0 },
  binCount: { type: 'int', minExclusive: 0, ...NULLABLE },
  normalize: SWITCH,
  normalizeScale: { type: 'float', minExclusive: 0 },
  removeOutliers: { type: 'float', minExclusive: 0, ...NULLABLE },
  resampledPixelSpacing: { type: 'list', item: { type: 'float', min: 0 }, lengths: [3, 3], ...NULLABLE },
  interpolator: { type: 'interpolator', ...NULLABLE },
  padDistance: { type: 'int', min: 0 },
  distances: { type: 'list', item: { type: 'int', minExclusive: 0 }, lengths: [1, Infinity] },
  force2D: { type: 'bool' },
  force2Ddimension: { type: 'int', min: 0, max: 2 },
  resegmentRange: { type: 'list', item: { type: 'float' }, lengths: [1, 2], ...NULLABLE },
  resegmentMode: { type: 'text', oneOf: ['absolute', 'relative', 'sigma'] },
  resegmentShape: SWITCH,
  preCrop: SWITCH,
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
  symmetricalGLCM: SWITCH,
  weightingNorm: { type: 'text', oneOf: ['manhattan', 'euclidean', 'infinity', 'no_weighting'], ...NULLABLE },
  gldm_a: { type: 'int', min: 0 },
};

/** Every key that `setting` may have. */
export const SETTING_KEYS: readonly string[] = Object.keys(SETTING_RULES);

/** Keys of `voxelSetting`: they steer feature maps, which are not made here. */
const VOXEL_RULES: Readonly<Record<string, Rule>> = {
  kernelRadius: { type: 'int', minExclusive: 0 },
  maskedKernel: { type: 'bool', ...NULLABLE },
  initValue: { type: 'float', nan: true, ...NULLABLE },
  voxelBatch: { type: 'int', minExclusive: 0, ...NULLABLE },
};

/** Keys of older PyRadiomics versions, and what became of them. */
const REMOVED: Readonly<Record<string, string>> = {
  enableCExtensions: 'PyRadiomics 2.0 took it away (its C code is always used); leave it out',
  verbose: 'it belonged to PyRadiomics 1; leave it out',
};

export { isPythonFloat, plainNumber } from './python-text.ts';
export type Settings = Readonly<Record<string, unknown>>;

/** A mapping of a parameter file. @throws RadiomicsError `params-wrong-type` for anything else, an empty value included (PyRadiomics refuses it too) */
export function asMap(value: unknown, path: string): Settings {
  if (value === undefined) return {};
  if (value === null)
    throw new RadiomicsError('params-wrong-type', `${path} has no content. Write ${path.split('.').at(-1)}: {} for an empty one, or leave it out.`, { path });
  if (typeof value !== 'object' || Array.isArray(value) || isPythonFloat(value))
    throw new RadiomicsError('params-wrong-type', `${path} must be a mapping of names to values, got ${JSON.stringify(value)}.`, { path });
  return value as Settings;
}

const shown = (value: unknown): string => (isPythonFloat(value) ? `${value.pythonFloat} (a decimal number)` : (JSON.stringify(value) ?? String(value)));

function checkNumber(value: unknown, rule: NumberRule, path: string): void {
  const number = plainNumber(value);
  const whole = rule.type === 'int';
  if (number === undefined || (whole && (isPythonFloat(value) || !Number.isInteger(number))) || (!Number.isFinite(number) && rule.nan === undefined)) {
    throw new RadiomicsError(
      'params-wrong-type',
      `${path} must be ${whole ? 'a whole number, written without a decimal point' : 'a finite number'}, got ${shown(value)}.`,
      { path, value },
    );
  }
  const bounds = [
    ...(rule.min !== undefined && number < rule.min ? [`at least ${rule.min}`] : []),
    ...(rule.minExclusive !== undefined && number <= rule.minExclusive ? [`more than ${rule.minExclusive}`] : []),
    ...(rule.max !== undefined && number > rule.max ? [`at most ${rule.max}`] : []),
  ];
  if (bounds.length > 0) throw new RadiomicsError('params-out-of-range', `${path} must be ${bounds.join(' and ')}, got ${number}.`, { path, value: number });
}

function checkList(value: unknown, rule: Extract<Rule, { type: 'list' }>, path: string): void {
  if (!Array.isArray(value)) throw new RadiomicsError('params-wrong-type', `${path} must be a list, got ${shown(value)}.`, { path, value });
  const [least, most] = rule.lengths ?? [0, Infinity];
  if (value.length < least || value.length > most) {
    const needed = least === most ? `${least}` : most === Infinity ? `at least ${least}` : `${least} or ${most}`;
    throw new RadiomicsError('params-out-of-range', `${path} must have ${needed} number(s), got ${value.length}.`, { path, value });
  }
  value.forEach((item, i) => {
    checkNumber(item, rule.item, `${path}[${i}]`);
  });
}

function checkValue(value: unknown, rule: Rule, path: string): void {
  if (value === null || value === undefined) {
    if (rule.nullable) return;
    throw new RadiomicsError('params-wrong-type', `${path} has no value. Give one, or leave the key out for the default.`, { path });
  }
  switch (rule.type) {
    case 'bool':
      if (typeof value !== 'boolean') throw new RadiomicsError('params-wrong-type', `${path} must be true or false, got ${shown(value)}.`, { path, value });
      return;
    case 'text':
      if (typeof value !== 'string') throw new RadiomicsError('params-wrong-type', `${path} must be text, got ${shown(value)}.`, { path, value });
      if (rule.oneOf !== undefined && !rule.oneOf.includes(value))
        throw new RadiomicsError('params-out-of-range', `${path} must be one of ${rule.oneOf.join(', ')}, got "${value}".`, { path, value });
      return;
    case 'interpolator':
      if (typeof value !== 'string' && !(typeof value === 'number' && Number.isInteger(value)))
        throw new RadiomicsError('params-wrong-type', `${path} must be a name such as sitkBSpline, or its number, got ${shown(value)}.`, { path, value });
      return;
    case 'list':
      checkList(value, rule, path);
      return;
    default:
      checkNumber(value, rule, path);
  }
}

/**
 * Checks the keys and values of a block of settings against PyRadiomics' schema. An empty value (null) passes only where PyRadiomics can run with it.
 *
 * @param kind `setting` (also for the overrides of one image type) or `voxelSetting`
 * @returns the block itself
 * @throws RadiomicsError `params-unknown-key`, `params-wrong-type`, `params-out-of-range`
 */
export function checkSettings(block: Settings, path: string, kind: 'setting' | 'voxelSetting' = 'setting'): Settings {
  const rules = kind === 'setting' ? SETTING_RULES : VOXEL_RULES;
  for (const [key, value] of Object.entries(block)) {
    if (!Object.hasOwn(rules, key)) {
      const removed = Object.hasOwn(REMOVED, key) ? `: ${REMOVED[key]}.` : didYouMean(key, Object.keys(rules)) || '.';
      throw new RadiomicsError('params-unknown-key', `${path} has an unknown key "${key}"${removed}`, { path, key });
    }
    checkValue(value, rules[key]!, `${path}.${key}`);
  }
  return block;
}

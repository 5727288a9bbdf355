// SPDX-License-Identifier: Apache-2.0
import { RadiomicsError } from '../errors.ts';
import { EXTRA_FEATURES, FEATURE_NAMES, type FeatureClass, isFeatureClass, REMOVED_FEATURES } from './feature-names.ts';
import { didYouMean } from './nearest-name.ts';
import { asMap } from './setting-schema.ts';
import type { FeatureRequest } from './types.ts';

const CLASSES = Object.keys(FEATURE_NAMES) as FeatureClass[];

/** PyRadiomics takes shape before everything else, 3-D before 2-D, wherever the file names it; other classes keep the file's order. */
const rank = ({ featureClass }: FeatureRequest): number => (featureClass === 'shape' ? 0 : featureClass === 'shape2D' ? 1 : 2);

/**
 * The features that a `featureClass` section asks for, in PyRadiomics' order: within a class the file's order, or alphabetical for a class without a list.
 * No section, or an empty one, asks for every class; shape2D is among them only with force2D, as PyRadiomics leaves it out otherwise.
 *
 * @throws RadiomicsError `params-wrong-type`, `unknown-feature-class`, `unknown-feature`, `feature-removed`, `shape2d-needs-force2d`
 */
export function parseFeatures(section: unknown, force2D: boolean): FeatureRequest[] {
  const classes = asMap(section, 'featureClass');
  const all = [...CLASSES].sort().filter((name) => name !== 'shape2D' || force2D);
  const entries: (readonly [string, unknown])[] = Object.keys(classes).length === 0 ? all.map((name) => [name, null]) : Object.entries(classes);
  if ('shape2D' in classes && !force2D)
    throw new RadiomicsError(
      'shape2d-needs-force2d',
      'featureClass asks for shape2D, which needs force2D: true under setting (and a region of one slice along force2Ddimension); without it PyRadiomics leaves shape2D out.',
    );
  const requests = entries.flatMap(([featureClass, value]) => classFeatures(featureClass, value));
  return requests.sort((a, b) => rank(a) - rank(b));
}

function classFeatures(featureClass: string, value: unknown): FeatureRequest[] {
  if (!isFeatureClass(featureClass)) {
    throw new RadiomicsError(
      'unknown-feature-class',
      `featureClass "${featureClass}" is unknown${didYouMean(featureClass, CLASSES) || '.'} The classes are ${CLASSES.join(', ')}.`,
      { featureClass },
    );
  }
  if (value !== null && value !== undefined && !Array.isArray(value))
    throw new RadiomicsError('params-wrong-type', `featureClass.${featureClass} must be a list of feature names, or empty for all.`, { featureClass });
  const names: readonly unknown[] = Array.isArray(value) && value.length > 0 ? [...new Set(value)] : FEATURE_NAMES[featureClass];
  return names.map((name) => knownFeature(featureClass, String(name)));
}

function knownFeature(featureClass: FeatureClass, name: string): FeatureRequest {
  const known: readonly string[] = [...FEATURE_NAMES[featureClass], ...(EXTRA_FEATURES[featureClass] ?? [])];
  if (known.includes(name)) return { featureClass, name };
  const removed = Object.hasOwn(REMOVED_FEATURES, `${featureClass}.${name}`) ? REMOVED_FEATURES[`${featureClass}.${name}`] : undefined;
  if (removed !== undefined)
    throw new RadiomicsError(
      'feature-removed',
      `Feature ${name} of ${featureClass} is deprecated and PyRadiomics gives no value for it: ${removed}. Ask for that one, or leave it out.`,
      { featureClass, name },
    );
  throw new RadiomicsError(
    'unknown-feature',
    `Feature class ${featureClass} has no feature "${name}"${didYouMean(name, known) || '.'} It has ${known.join(', ')}.`,
    { featureClass, name },
  );
}

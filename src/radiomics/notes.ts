// SPDX-License-Identifier: Apache-2.0
import type { FeatureContext } from './features/context.ts';
import type { FeatureDefinition } from './features/definition.ts';
import type { FeatureRequest } from './settings/types.ts';
import { type Binning, binRule, levelOf } from './texture/discretise-bins.ts';

/** Why a value is no ordinary value. */
export interface FeatureNote {
  readonly code: 'flat-region' | 'not-a-number' | 'infinite';
  readonly message: string;
}

/** Notes by full feature name; most features have none. */
export type FeatureNotes = Record<string, FeatureNote>;

/** Whether a region has a single grey value, and whether it has a single grey level after discretisation. */
export interface Flatness {
  readonly oneValue: boolean;
  readonly oneLevel: boolean;
}

/** Stops at the first two values that cannot share a bin, so that it costs nothing in ordinary regions. */
export function flatness({ values, roi, pixelType, texture }: FeatureContext): Flatness {
  const { binning } = texture;
  const reach = binning.kind === 'width' ? binning.width : binning.count === 1 ? Infinity : 0;
  let min = Infinity;
  let max = -Infinity;
  let hasNaN = false;
  for (let i = 0; i < values.length; i++) {
    if (roi.inside[i] === 0) continue;
    const value = values[i]!;
    if (value < min) min = value;
    if (value > max) max = value;
    if (Number.isNaN(value)) hasNaN = true;
    if (max - min > reach || (hasNaN && max >= min)) return { oneValue: false, oneLevel: false };
  }
  if (hasNaN || max < min) return { oneValue: hasNaN, oneLevel: hasNaN };
  const rule = binRule({ min, max, hasNaN, startsWithNaN: false }, binning, pixelType);
  return { oneValue: min === max, oneLevel: levelOf(rule, min) === levelOf(rule, max) };
}

const binsInWords = (binning: Binning): string => (binning.kind === 'width' ? `binWidth ${binning.width}` : `binCount ${binning.count}`);

/** First-order features other than these see grey values; these and all texture features see grey levels. */
const FROM_LEVELS = new Set(['Entropy', 'Uniformity']);

/** The note that a value needs, if any: a region without contrast, or a value that is not a finite number. */
export function noteFor(
  { featureClass, name }: FeatureRequest,
  definition: FeatureDefinition,
  value: number,
  flat: Flatness,
  binning: Binning | undefined,
): FeatureNote | undefined {
  const values = featureClass === 'firstorder' && !FROM_LEVELS.has(name);
  const isFlat = values ? flat.oneValue : flat.oneLevel;
  const region = values
    ? 'The region has a single grey value in this image'
    : `The region has a single grey level in this image${binning === undefined ? '' : ` (${binsInWords(binning)})`}`;
  if (Number.isNaN(value)) {
    const reason = definition.undefinedWhen ?? 'the formula divides by zero or averages nothing in this region';
    return { code: 'not-a-number', message: `Not a number, as in PyRadiomics: ${isFlat ? `${region}, and ${reason}` : reason}.` };
  }
  if (!Number.isFinite(value)) return { code: 'infinite', message: 'Infinite, as in PyRadiomics: the formula divides by zero in this region.' };
  if (isFlat && definition.flat !== undefined) return { code: 'flat-region', message: `${region}: ${definition.flat}` };
  return undefined;
}

// SPDX-License-Identifier: Apache-2.0
import type { PixelType } from '../../volume/volume.ts';
import { RadiomicsError } from '../errors.ts';

/**
 * How grey values become levels.
 *
 * - `width`: bins of one width. PyRadiomics starts them at the multiple of the width at or below the region's minimum; with `from` they start
 *   there instead, which is IBSI's rule with the lower end of the re-segmentation range: floor((x − from) / width) + 1.
 * - `count`: a number of bins between the region's minimum and maximum, by numpy.histogram's edges as PyRadiomics has them, or with `ibsi`
 *   by IBSI's formula floor(count·(x − min) / (max − min)) + 1, the maximum into the last bin.
 */
export type Binning =
  | { readonly kind: 'width'; readonly width: number; readonly from?: number }
  | { readonly kind: 'count'; readonly count: number; readonly ibsi?: boolean };

/** Range of the region's grey values, as Python's `min` and `max` see it: NaN is passed over unless it comes first. */
export interface GreyRange {
  readonly min: number;
  readonly max: number;
  /** Whether any voxel of the region is NaN. */
  readonly hasNaN: boolean;
  /** Whether the region's first voxel (x fastest) is NaN. */
  readonly startsWithNaN: boolean;
}

/** Where the bins lie: everything that turns a value into a level, as plain numbers. */
export type BinRule =
  /** Level = number of edges at or below the value; edge i = low + i·step, i < edgeCount. NaN lies behind the last edge. */
  | { readonly kind: 'steps'; readonly low: number; readonly step: number; readonly edgeCount: number }
  /** The same with explicit edges; `low` and `step` only guess the place. */
  | { readonly kind: 'edges'; readonly edges: Float64Array; readonly low: number; readonly step: number }
  /** Level = floor(scale·(x − low) / width) + 1, at most `last`. */
  | { readonly kind: 'formula'; readonly low: number; readonly scale: number; readonly width: number; readonly last: number };

/** Most bins that make sense; beyond it binWidth does not fit the values' range. */
const MAX_BINS = 10_000_000;

/** Python's `%`: the result has the divisor's sign. */
function pythonModulo(a: number, b: number): number {
  const r = a % b;
  return r !== 0 && r < 0 !== b < 0 ? r + b : r;
}

function tooManyBins(min: number, max: number, width: number, count: number): RadiomicsError {
  return new RadiomicsError('too-many-bins', `Grey values from ${min} to ${max} with binWidth ${width} would make ${count} bins. Choose a larger binWidth.`, {
    min,
    max,
    width,
  });
}

/** Edges from the multiple of the width at or below the minimum, in steps, to below maximum + 2 widths (numpy's `arange`). */
function widthRule(min: number, max: number, width: number): BinRule {
  const low = min - pythonModulo(min, width);
  const edgeCount = Math.ceil((max + 2 * width - low) / width);
  if (!(edgeCount <= MAX_BINS)) throw tooManyBins(min, max, width, edgeCount);
  return { kind: 'steps', low, step: low + width - low, edgeCount };
}

/** IBSI 1 "fixed bin size": bins from a given lower end. */
function fromRule(min: number, max: number, width: number, from: number): BinRule {
  if (min < from)
    throw new RadiomicsError(
      'values-below-bins',
      `The region has grey values down to ${min}, but bins start at ${from}. Re-segment the region to the range that the bins start at.`,
      { min, from },
    );
  const last = Math.floor((max - from) / width) + 1;
  if (!(last <= MAX_BINS)) throw tooManyBins(min, max, width, last);
  return { kind: 'formula', low: from, scale: 1, width, last };
}

/** numpy.histogram's edges for a number of bins, the last one raised by 1; float32 images have float32 edges. */
function countRule(min: number, max: number, count: number, pixelType: PixelType): BinRule {
  const flat = min === max;
  const first = flat ? min - 0.5 : min;
  const last = flat ? max + 0.5 : max;
  const step = (last - first) / count;
  if (!(step > 0))
    throw new RadiomicsError('too-many-bins', `Grey values from ${min} to ${max} are too large and too near each other for ${count} bins between them.`, {
      min,
      max,
      count,
    });
  const edges = Float64Array.from({ length: count + 1 }, (_, i) => (i === count ? last : i * step + first));
  if (pixelType === 'float32') for (let i = 0; i <= count; i++) edges[i] = Math.fround(edges[i]!);
  const raised = edges[count]! + 1;
  edges[count] = pixelType === 'float32' ? Math.fround(raised) : raised;
  return { kind: 'edges', edges, low: first, step };
}

/**
 * The bins of a region.
 * @throws RadiomicsError `voxel-not-finite` where PyRadiomics aborts: infinite values, NaN as the first voxel, any NaN with a bin count;
 * `too-many-bins`; `values-below-bins`
 */
export function binRule({ min, max, hasNaN, startsWithNaN }: GreyRange, binning: Binning, pixelType: PixelType): BinRule {
  const strict = binning.kind === 'count' || binning.from !== undefined;
  if (!Number.isFinite(min) || !Number.isFinite(max) || startsWithNaN || (strict && hasNaN))
    throw new RadiomicsError('voxel-not-finite', 'The region contains grey values that are not finite numbers; texture cannot be computed.', {
      min,
      max,
      hasNaN,
    });
  if (binning.kind === 'width') return binning.from === undefined ? widthRule(min, max, binning.width) : fromRule(min, max, binning.width, binning.from);
  if (!(binning.count <= MAX_BINS))
    throw new RadiomicsError('too-many-bins', `A binCount of ${binning.count} is more than can be held (${MAX_BINS}). Choose a smaller one.`, {
      count: binning.count,
    });
  if (binning.ibsi !== true) return countRule(min, max, binning.count, pixelType);
  return { kind: 'formula', low: min, scale: binning.count, width: max === min ? 1 : max - min, last: binning.count };
}

/** Level of one value; the definition that the fast loops follow. */
export function levelOf(rule: BinRule, value: number): number {
  switch (rule.kind) {
    case 'steps': {
      const { low, step, edgeCount } = rule;
      if (Number.isNaN(value)) return edgeCount;
      let bin = Math.floor((value - low) / step) + 1;
      while (bin < edgeCount && low + bin * step <= value) bin += 1;
      while (bin > 0 && low + (bin - 1) * step > value) bin -= 1;
      return Math.min(bin, edgeCount);
    }
    case 'edges': {
      const { edges, low, step } = rule;
      let bin = Math.max(0, Math.min(edges.length - 1, Math.floor((value - low) / step)));
      while (bin < edges.length && edges[bin]! <= value) bin += 1;
      while (bin > 0 && edges[bin - 1]! > value) bin -= 1;
      return bin;
    }
    case 'formula':
      return Math.min(rule.last, Math.floor((rule.scale * (value - rule.low)) / rule.width) + 1);
  }
}

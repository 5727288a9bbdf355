// SPDX-License-Identifier: Apache-2.0
import type { FeatureContext, Shared } from '../features/context.ts';
import type { RoiValues } from './collect.ts';
import { roiValues } from './roi-values.ts';
import type { orderStatistics } from './select.ts';

/** Percentiles of the region's grey values; not-a-number when there is no value. */
export interface Percentiles {
  readonly p10: number;
  readonly p25: number;
  readonly median: number;
  readonly p75: number;
  readonly p90: number;
}

/** Value between two neighbours in order, as numpy 1.20 and later weigh them: from the nearer end, so that equal neighbours give exactly their value. */
function between(a: number, b: number, t: number): number {
  const difference = b - a;
  return t >= 0.5 ? b - difference * (1 - t) : a + difference * t;
}

/**
 * The same in numpy 1.17 (PyRadiomics 2.2.0's time): equal neighbours may give a value one rounding step beside theirs. Whole plateaus of voxels then
 * fall out of the range from the 10th to the 90th percentile, which moves RobustMeanAbsoluteDeviation in the third digit.
 */
function betweenThen(a: number, b: number, t: number): number {
  return a * (1 - t) + b * t;
}

/**
 * Percentiles by linear interpolation: the q-th lies at position q·(n − 1) of the sorted values, counted from 0.
 * The values are selected, not sorted.
 *
 * @see Hyndman & Fan 1996, doi:10.1080/00031305.1996.10473566, definition 7
 */
export function percentilesOf(
  { values, min, max }: Pick<RoiValues, 'values' | 'min' | 'max'>,
  select: typeof orderStatistics,
  numpy: '1.17' | '1.20' = '1.20',
): Percentiles {
  const n = values.length;
  if (n === 0) return { p10: Number.NaN, p25: Number.NaN, median: Number.NaN, p75: Number.NaN, p90: Number.NaN };
  const positions = [0.1, 0.25, 0.75, 0.9].map((q) => (n - 1) * q);
  const ranks = positions.flatMap((position) => [Math.floor(position), Math.min(Math.floor(position) + 1, n - 1)]);
  const middle = [Math.floor((n - 1) / 2), Math.floor(n / 2)];
  const found = select(values, min, max, [...ranks, ...middle]);
  const weigh = numpy === '1.17' ? betweenThen : between;
  const at = (index: number): number => weigh(found[2 * index]!, found[2 * index + 1]!, positions[index]! - Math.floor(positions[index]!));
  return { p10: at(0), p25: at(1), median: (found[8]! + found[9]!) / 2, p75: at(2), p90: at(3) };
}

const PERCENTILES: Shared<Percentiles> = { make: (context) => percentilesOf(roiValues(context), context.kernels.orderStatistics, context.numpy) };

/** Percentiles of one image's region, computed once. */
export function percentiles(context: FeatureContext): Percentiles {
  return context.shared(PERCENTILES);
}

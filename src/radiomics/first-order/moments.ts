// SPDX-License-Identifier: Apache-2.0
import type { FeatureContext, Shared } from '../features/context.ts';
import { numpySum } from '../filters/pairwise-sum.ts';
import type { RoiValues } from './collect.ts';
import type { sumDeviations } from './deviations.ts';
import { roiValues } from './roi-values.ts';

/** Mean, population central moments and mean absolute deviation. Not-a-number when there is no value. */
export interface Moments {
  readonly mean: number;
  readonly m2: number;
  readonly m3: number;
  readonly m4: number;
  readonly meanAbsoluteDeviation: number;
}

/**
 * Spread, relative to the largest magnitude, below which the order of summation could show in the sixth digit of the higher moments.
 * There numpy's own order is followed; above it a plain sum is as good, and faster.
 */
const NARROW = 1e-3;

function numpyMoments({ values, zeroFilled }: RoiValues): Moments {
  const n = values.length;
  const mean = numpySum(zeroFilled) / n;
  // voxels that are not a number take no part: their deviation is set to zero, at their place in the sum
  let next = 0;
  const deviations =
    zeroFilled.length === n ? values.map((value) => value - mean) : zeroFilled.map((value) => (value === values[next] ? values[next++]! - mean : 0));
  const power = (of: (d: number) => number): number => numpySum(deviations.map(of)) / n;
  return { mean, m2: power((d) => d * d), m3: power((d) => d * d * d), m4: power((d) => d * d * (d * d)), meanAbsoluteDeviation: power(Math.abs) };
}

/** Moments of the region's grey values. */
export function momentsOf(region: RoiValues, deviations: typeof sumDeviations): Moments {
  const { values, min, max, sum } = region;
  if (max - min <= NARROW * Math.max(Math.abs(min), Math.abs(max))) return numpyMoments(region);
  const n = values.length;
  const mean = sum / n;
  const { second, third, fourth, absolute } = deviations(values, mean);
  return { mean, m2: second / n, m3: third / n, m4: fourth / n, meanAbsoluteDeviation: absolute / n };
}

const MOMENTS: Shared<Moments> = { make: (context) => momentsOf(roiValues(context), context.kernels.sumDeviations) };

/** Moments of one image's region, computed once. */
export function moments(context: FeatureContext): Moments {
  return context.shared(MOMENTS);
}

/** Third central moment over the 3/2 power of the variance; 0 in a flat region. */
export function skewness({ m2, m3 }: Moments): number {
  return m3 / (m2 === 0 ? 1 : m2) ** 1.5;
}

/** Fourth central moment over the squared variance (not the excess); 0 in a flat region. */
export function kurtosis({ m2, m4 }: Moments): number {
  return m2 === 0 ? 0 : m4 / (m2 * m2);
}

// SPDX-License-Identifier: Apache-2.0
import type { Column } from '../core/columns.ts';
import { pnorm, qnorm } from '../distributions/index.ts';
import { SurvivalError } from '../errors.ts';
import { requireSample } from './descriptive.ts';

const polynomial = (coefficients: readonly number[], x: number): number => coefficients.reduceRight((sum, value) => sum * x + value, 0);

/** Royston's polynomials: first and second weight in 1/√n, then mean and log sd of the transformed statistic. */
const FIRST_WEIGHT = [0, 0.221157, -0.147981, -2.07119, 4.434685, -2.706056] as const;
const SECOND_WEIGHT = [0, 0.042981, -0.293762, -1.752461, 5.682633, -3.582633] as const;
const SMALL_MEAN = [0.544, -0.39978, 0.025054, -6.714e-4] as const;
const SMALL_LOG_SD = [1.3822, -0.77857, 0.062767, -0.0020322] as const;
const LARGE_MEAN = [-1.5861, -0.31082, -0.083751, 0.0038915] as const;
const LARGE_LOG_SD = [-0.4803, -0.082676, 0.0030302] as const;
const SMALL_BOUND = [-2.273, 0.459] as const;

/** Weights of the largest ⌊n/2⌋ order statistics, largest first. */
function weights(n: number): Float64Array {
  const half = Math.floor(n / 2);
  if (n === 3) return Float64Array.of(Math.SQRT1_2);
  const expected = Float64Array.from({ length: half }, (_, i) => -qnorm((i + 1 - 0.375) / (n + 0.25)));
  const squares = 2 * expected.reduce((sum, value) => sum + value * value, 0);
  const length = Math.sqrt(squares);
  const inverseRoot = 1 / Math.sqrt(n);
  const first = polynomial(FIRST_WEIGHT, inverseRoot) + expected[0]! / length;
  if (n <= 5) {
    const factor = Math.sqrt((squares - 2 * expected[0]! ** 2) / (1 - 2 * first ** 2));
    return expected.map((value, i) => (i === 0 ? first : value / factor));
  }
  const second = expected[1]! / length + polynomial(SECOND_WEIGHT, inverseRoot);
  const factor = Math.sqrt((squares - 2 * expected[0]! ** 2 - 2 * expected[1]! ** 2) / (1 - 2 * first ** 2 - 2 * second ** 2));
  return expected.map((value, i) => (i === 0 ? first : i === 1 ? second : value / factor));
}

/**
 * Shapiro-Wilk test of normality. Equals R's `shapiro.test(x)` to about 1e-5.
 * @param sample 3 to 5000 values
 * @throws SurvivalError `too-few-observations`, `column-constant`, `value-not-finite`
 * @see doi:10.2307/2986146 (Royston 1995, algorithm AS R94)
 */
export function shapiroTest(sample: Column): { readonly w: number; readonly p: number } {
  const n = sample.length;
  if (n < 3 || n > 5000) throw new SurvivalError('too-few-observations', `the test takes 3 to 5000 values, not ${n}`, { n });
  requireSample(sample, 3, 'the sample');
  const sorted = Float64Array.from(sample).sort();
  if (!(sorted[n - 1]! > sorted[0]!)) throw new SurvivalError('column-constant', 'all values are equal: normality cannot be tested');
  const a = weights(n);
  const mean = sorted.reduce((sum, value) => sum + value, 0) / n;
  const squares = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  let slope = 0;
  for (let i = 0; i < a.length; i++) slope += a[i]! * (sorted[n - 1 - i]! - sorted[i]!);
  const w = Math.min(1, slope ** 2 / squares);
  if (n === 3) return { w, p: Math.max(0, (6 / Math.PI) * (Math.asin(Math.sqrt(w)) - Math.asin(Math.sqrt(0.75)))) };
  const logSize = Math.log(n);
  let y = Math.log(1 - w);
  if (n <= 11) {
    const bound = polynomial(SMALL_BOUND, n);
    if (y >= bound) return { w, p: 1e-99 };
    y = -Math.log(bound - y);
    return { w, p: pnorm((y - polynomial(SMALL_MEAN, n)) / Math.exp(polynomial(SMALL_LOG_SD, n)), 'upper') };
  }
  return { w, p: pnorm((y - polynomial(LARGE_MEAN, logSize)) / Math.exp(polynomial(LARGE_LOG_SD, logSize)), 'upper') };
}

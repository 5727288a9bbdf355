// SPDX-License-Identifier: Apache-2.0
import { type Random, randomIndex, seededRandom } from '../core/random.ts';
import { SurvivalError } from '../errors.ts';

/** Rows (from 0) of each bootstrap sample: given, or drawn with a seed (the same seed gives the same samples on every machine). */
export type BootstrapSamples = readonly ArrayLike<number>[] | { readonly count: number; readonly seed: number };

/** The samples as rows of n draws with replacement. Throws `option-out-of-range` for rows outside 0..n-1, no samples, or a sample of another size. */
export function bootstrapSamples(samples: BootstrapSamples, n: number): Int32Array[] {
  if ('seed' in samples) {
    const { count, seed } = samples;
    if (!Number.isInteger(count) || count < 1) throw new SurvivalError('option-out-of-range', `${count} is not a number of samples`);
    const random: Random = seededRandom(seed);
    return Array.from({ length: count }, () => Int32Array.from({ length: n }, () => randomIndex(n, random)));
  }
  if (samples.length === 0) throw new SurvivalError('option-out-of-range', 'no bootstrap sample was given');
  return samples.map((sample, b) => {
    for (let i = 0; i < sample.length; i++) {
      const row = sample[i]!;
      if (!Number.isInteger(row) || row < 0 || row >= n) throw new SurvivalError('option-out-of-range', `sample ${b} names row ${row} of ${n} rows`);
    }
    if (sample.length !== n) throw new SurvivalError('length-mismatch', `sample ${b} has ${sample.length} rows where ${n} are needed`);
    return Int32Array.from(sample);
  });
}

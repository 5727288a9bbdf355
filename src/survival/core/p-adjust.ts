// SPDX-License-Identifier: Apache-2.0
import { SurvivalError } from '../errors.ts';

/** Correction for several comparisons. */
export type AdjustMethod = 'bonferroni' | 'holm' | 'BH';

/** Adjusted P values in the order given. Equals R's `p.adjust(p, method)`. Throws `value-out-of-range` for a value that is no probability. */
export function pAdjust(p: readonly number[], method: AdjustMethod): number[] {
  const n = p.length;
  const wrong = p.find((value) => !(value >= 0 && value <= 1));
  if (wrong !== undefined) throw new SurvivalError('value-out-of-range', `${wrong} is not a P value`, { value: wrong });
  if (method === 'bonferroni') return p.map((value) => Math.min(1, value * n));
  const rising = p.map((_, i) => i).sort((a, b) => p[a]! - p[b]!);
  const adjusted = new Array<number>(n).fill(1);
  if (method === 'holm') {
    let worst = 0;
    rising.forEach((row, k) => {
      worst = Math.max(worst, (n - k) * p[row]!);
      adjusted[row] = Math.min(1, worst);
    });
  } else {
    let best = 1;
    for (let k = n - 1; k >= 0; k--) {
      best = Math.min(best, (n / (k + 1)) * p[rising[k]!]!);
      adjusted[rising[k]!] = best;
    }
  }
  return adjusted;
}

// SPDX-License-Identifier: Apache-2.0
import { SurvivalError } from '../errors.ts';
import type { KaplanMeier } from './survfit.ts';

/** R's tolerance for a curve that equals 1 - p on a flat piece. */
const FLAT = 2 ** -26;

/** A time at which a share p has had the event; null when the curve (or its limit) does not fall that far. */
export interface SurvQuantile {
  readonly p: number;
  readonly estimate: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
}

/** First time with S at or below 1 - p; the middle of the flat piece when S equals 1 - p there. */
function quantileOf(time: readonly number[], surv: readonly (number | null)[], p: number): number | null {
  const x: number[] = [0];
  const y: number[] = [0];
  let unknownTail = false;
  for (let i = 0; i < time.length; i++) {
    const s = surv[i]!;
    unknownTail = s === null;
    if (s === null || y.at(-1) === 1 - s) continue;
    x.push(time[i]!);
    y.push(1 - s);
  }
  const at = y.findIndex((value) => value + FLAT >= p);
  if (at < 0) return null;
  if (p === 0) return x[0]!;
  const after = y.findIndex((value) => value - FLAT >= p);
  const isLast = Math.abs(p - y.at(-1)!) < FLAT;
  if (isLast && !unknownTail) return (x[at]! + time.at(-1)!) / 2;
  return after < 0 ? null : (x[at]! + x[after]!) / 2;
}

/**
 * Quantiles of the time to the event. Equals R's `quantile(fit, probs)`; the limits come from the curve's own limits by the same rule.
 * @param probabilities in [0, 1]; 0.5 is the median
 * @throws SurvivalError `option-out-of-range`
 */
export function survQuantile(curve: KaplanMeier, probabilities: readonly number[] = [0.25, 0.5, 0.75]): SurvQuantile[] {
  return probabilities.map((p) => {
    if (!(p >= 0 && p <= 1)) throw new SurvivalError('option-out-of-range', `${p} is not a probability`, { p });
    return {
      p,
      estimate: quantileOf(curve.time, curve.surv, p),
      lower: quantileOf(curve.time, curve.lower, p),
      upper: quantileOf(curve.time, curve.upper, p),
    };
  });
}

// SPDX-License-Identifier: Apache-2.0
import { type Column, requireFinite, requireLength } from '../core/columns.ts';
import { prepareSurv, type Surv } from '../core/surv.ts';
import { SurvivalError } from '../errors.ts';

/** Harrell's C as Somers' rank correlation with the standard deviation of Hmisc (another variance than `concordance`). */
export interface SomersDxy {
  readonly concordance: number;
  readonly dxy: number;
  /** Standard deviation of Dxy. */
  readonly sd: number;
}

/**
 * Equals R's `Hmisc::rcorr.cens(-marker, Surv(time, status))[c("C Index", "Dxy", "S.D.")]` for a marker whose larger values mean more risk.
 * @throws SurvivalError `no-comparable-pairs`, `length-mismatch`, `value-not-finite`
 */
export function somersDxy(surv: Surv, marker: Column): SomersDxy {
  const { n, time, status } = prepareSurv(surv);
  requireLength(marker, n, 'marker');
  requireFinite(marker, 'marker');
  let relevant = 0;
  let agreement = 0;
  let relevantSquares = 0;
  let scoreSquares = 0;
  let products = 0;
  for (let i = 0; i < n; i++) {
    let own = 0;
    let score = 0;
    for (let j = 0; j < n; j++) {
      if (i === j) continue;
      const first = status[i] === 1 && (time[i]! < time[j]! || (time[i] === time[j] && status[j] === 0));
      const second = status[j] === 1 && (time[j]! < time[i]! || (time[i] === time[j] && status[i] === 0));
      if (!first && !second) continue;
      own++;
      const difference = first ? marker[i]! - marker[j]! : marker[j]! - marker[i]!;
      score += Math.sign(difference);
      agreement += difference > 0 ? 1 : difference === 0 ? 0.5 : 0;
    }
    relevant += own;
    relevantSquares += own * own;
    scoreSquares += score * score;
    products += own * score;
  }
  if (relevant === 0) throw new SurvivalError('no-comparable-pairs', `of ${n} subjects no two can be compared: there is no concordance`, { n });
  const concordance = agreement / relevant;
  const dxy = 2 * (concordance - 0.5);
  const sd = (2 * Math.sqrt(Math.max(0, relevantSquares * dxy * dxy - 2 * dxy * products + scoreSquares))) / relevant;
  return { concordance, dxy, sd };
}

// SPDX-License-Identifier: Apache-2.0
import { decisionCurve, type Surv } from '../../survival/index.ts';
import type { Maybe, Performance } from '../report/study-report.ts';
import { finiteOrNull, orElse } from './applied-model.ts';

/** Thresholds 0.01 … 0.90. */
export const DECISION_THRESHOLDS: readonly number[] = Array.from({ length: 90 }, (_, k) => (k + 1) / 100);

/**
 * Net benefit of acting on the risks, and of acting on everyone, at each threshold. Where all patients above a threshold are followed beyond t without the event,
 * the loss is known and said (R's `dcurves` leaves a gap there); a gap means that their follow-up ends before t.
 */
export function decisionCurveAt(surv: Surv, risks: Float64Array, timeDays: number): Performance['decisionCurve'][number] {
  const points = orElse([], () => {
    const { curves } = decisionCurve(surv, { model: risks }, timeDays, DECISION_THRESHOLDS);
    const all = curves.find(({ name }) => name === 'all')!;
    const own = curves.find(({ name }) => name === 'model')!;
    return DECISION_THRESHOLDS.map((threshold, k) => ({
      threshold,
      model: finiteOrNull(own.netBenefit[k]) ?? certainLoss(surv, risks, timeDays, threshold),
      all: finiteOrNull(all.netBenefit[k]),
    }));
  });
  return { timeDays, points };
}

/** Net benefit where everyone above the threshold is followed beyond t, so that nobody of them had the event by then; otherwise null. */
function certainLoss(surv: Surv, risks: Float64Array, timeDays: number, threshold: number): Maybe {
  let above = 0;
  for (let i = 0; i < risks.length; i++) {
    if (risks[i]! < threshold) continue;
    if (!(surv.time[i]! > timeDays)) return null;
    above++;
  }
  return (-above * threshold) / (risks.length * (1 - threshold));
}

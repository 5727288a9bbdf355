// SPDX-License-Identifier: Apache-2.0
import { decisionCurve, type Surv } from '../../survival/index.ts';
import type { Performance } from '../report/study-report.ts';
import { finiteOrNull, orElse } from './applied-model.ts';

/** Thresholds 0.01 … 0.90. */
export const DECISION_THRESHOLDS: readonly number[] = Array.from({ length: 90 }, (_, k) => (k + 1) / 100);

/** Net benefit of acting on the risks, and of acting on everyone, at each threshold. */
export function decisionCurveAt(surv: Surv, risks: Float64Array, timeDays: number): Performance['decisionCurve'][number] {
  const points = orElse([], () => {
    const { curves } = decisionCurve(surv, { model: risks }, timeDays, DECISION_THRESHOLDS);
    const all = curves.find(({ name }) => name === 'all')!;
    const own = curves.find(({ name }) => name === 'model')!;
    return DECISION_THRESHOLDS.map((threshold, k) => ({ threshold, model: finiteOrNull(own.netBenefit[k]), all: finiteOrNull(all.netBenefit[k]) }));
  });
  return { timeDays, points };
}

// SPDX-License-Identifier: Apache-2.0
import { coxph, type KaplanMeier, type Surv, survdiff, survfit, survfitAt } from '../../survival/index.ts';
import type { GroupCurve, Performance } from '../report/study-report.ts';
import { finiteOrNull, NONE, orElse } from './applied-model.ts';

/** Distance of the times of the table of patients at risk. */
const AT_RISK_STEP_DAYS = 365.25 / 2;

/** A Kaplan-Meier curve as the report draws it. @param lastDays the table of patients at risk goes to here */
export function groupCurve(curve: KaplanMeier, group: string, label: string, lastDays: number): GroupCurve {
  const times = Array.from({ length: Math.floor(lastDays / AT_RISK_STEP_DAYS + 1e-9) + 1 }, (_, k) => k * AT_RISK_STEP_DAYS);
  const { nRisk } = survfitAt(curve, times, { extend: true });
  const steps: { timeDays: number; survival: number; lower: number | null; upper: number | null }[] = [{ timeDays: 0, survival: 1, lower: 1, upper: 1 }];
  const censoredDays: number[] = [];
  curve.time.forEach((timeDays, k) => {
    if (curve.nEvent[k]! > 0) steps.push({ timeDays, survival: curve.surv[k]!, lower: finiteOrNull(curve.lower[k]), upper: finiteOrNull(curve.upper[k]) });
    for (let i = 0; i < curve.nCensor[k]!; i++) censoredDays.push(timeDays);
  });
  const end = curve.time.at(-1);
  const at = curve.time.length - 1;
  if (end !== undefined && steps.at(-1)!.timeDays < end)
    steps.push({ timeDays: end, survival: curve.surv[at]!, lower: finiteOrNull(curve.lower[at]), upper: finiteOrNull(curve.upper[at]) });
  return { group, label, n: curve.n, events: curve.nEvents, steps, censoredDays, atRisk: times.map((timeDays, k) => ({ timeDays, n: nRisk[k]! })) };
}

/** Low and high group by the cut-off: curves, log-rank P, and the hazard ratio of high against low. Undefined without a cut-off. */
export function groupSection(surv: Surv, score: Float64Array, cutoff: number | undefined, lastDays: number): Performance['groups'] {
  if (cutoff === undefined) return undefined;
  const high = Array.from(score, (value) => (value > cutoff ? 1 : 0));
  const { curves } = survfit(surv, { group: high });
  const drawn = curves.map((curve) => groupCurve(curve, curve.group === 1 ? 'high' : 'low', curve.group === 1 ? 'High risk' : 'Low risk', lastDays));
  if (curves.length < 2) return { curves: drawn, logRankP: null, hazardRatio: NONE };
  const logRankP = orElse(null, () => finiteOrNull(survdiff(surv, high).p));
  const hazardRatio = orElse(NONE, () => {
    const term = coxph(surv, { high }).terms[0]!;
    if (term.status !== 'ok') return NONE;
    return { value: finiteOrNull(term.hazardRatio), lower: finiteOrNull(term.lower), upper: finiteOrNull(term.upper), se: finiteOrNull(term.se) };
  });
  return { curves: drawn, logRankP, hazardRatio };
}

// SPDX-License-Identifier: Apache-2.0
import { calibrationGroups, observedExpected, type Surv, smoothCalibration } from '../../survival/index.ts';
import type { Performance } from '../report/study-report.ts';
import { finiteOrNull, NONE, orElse } from './applied-model.ts';

type Calibration = Performance['calibration'][number];

/** Patients per calibration group aimed at, and the bounds of the number of groups. */
const PER_GROUP = 40;
const FEWEST_GROUPS = 3;
const MOST_GROUPS = 10;
/** Points of the smooth curve: at evenly spaced ranks of the predictions, so that it shows no single patient. */
const SMOOTH_POINTS = 40;
const BINS = 20;

/** Number of groups for n patients: one per 40, from 3 to 10. */
export const calibrationGroupCount = (n: number): number => Math.min(MOST_GROUPS, Math.max(FEWEST_GROUPS, Math.floor(n / PER_GROUP)));

/**
 * Predicted against observed risk at one time: Kaplan-Meier in groups of like predictions, a smooth curve (Cox on a restricted cubic spline) with ICI, E50 and
 * E90, observed over expected, and how the predictions lie.
 *
 * @param risks predicted risks 1 − S(t), in the order of the follow-up
 */
export function calibrationAt(surv: Surv, risks: Float64Array, timeDays: number): Calibration {
  const n = risks.length;
  const groups = orElse([], () =>
    calibrationGroups(
      surv,
      risks.map((risk) => 1 - risk),
      timeDays,
      calibrationGroupCount(n),
    ).groups.map((group) => ({
      n: group.n,
      events: group.nEvents,
      predicted: 1 - group.meanPredictedSurv,
      observed: group.observedSurv === null ? null : 1 - group.observedSurv,
      // The upper limit of survival is the lower one of risk.
      lower: group.observedSurv === null || group.upper === null ? null : 1 - group.upper,
      upper: group.observedSurv === null || group.lower === null ? null : 1 - group.lower,
    })),
  );
  const curve = orElse(undefined, () => smoothCalibration(surv, risks, timeDays));
  const ratio = orElse(NONE, () => {
    const found = observedExpected(surv, risks, timeDays);
    return { value: finiteOrNull(found.ratio), lower: finiteOrNull(found.lower), upper: finiteOrNull(found.upper), se: finiteOrNull(found.observedRiskSe) };
  });
  const histogram = new Array<number>(BINS).fill(0);
  for (const risk of risks) histogram[Math.min(BINS - 1, Math.floor(risk * BINS))]!++;
  return {
    timeDays,
    groups: groups.sort((a, b) => a.predicted - b.predicted),
    smooth: curve === undefined ? [] : thinned(risks, curve.observed),
    observedToExpected: ratio,
    ici: finiteOrNull(curve?.ici),
    e50: finiteOrNull(curve?.e50),
    e90: finiteOrNull(curve?.e90),
    histogram,
  };
}

function thinned(risks: Float64Array, observed: readonly number[]): { predicted: number; observed: number }[] {
  const order = Int32Array.from({ length: risks.length }, (_, i) => i).sort((a, b) => risks[a]! - risks[b]!);
  const count = Math.min(SMOOTH_POINTS, order.length);
  const seen = new Set<number>();
  return Array.from({ length: count }, (_, k) => order[Math.round((k * (order.length - 1)) / Math.max(1, count - 1))]!)
    .filter((row) => !seen.has(risks[row]!) && seen.add(risks[row]!))
    .map((row) => ({ predicted: risks[row]!, observed: observed[row]! }));
}

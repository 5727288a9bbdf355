// SPDX-License-Identifier: Apache-2.0
import { calibrationSlope, concordance, poissonCalibration, type Surv } from '../../survival/index.ts';
import type { Estimate, PatientSet, Performance } from '../report/study-report.ts';
import { type AppliedModel, finiteOrNull, NONE, orElse, risksAt } from './applied-model.ts';
import { aucAtTimes, aucWithEventsOnTheDay } from './auc.ts';
import { brierAt, integratedBrierOf } from './brier.ts';
import { calibrationAt } from './calibration.ts';
import { decisionCurveAt } from './decision-curve.ts';
import { groupSection } from './groups.ts';

const estimate = (value: number | null, lower: number | null, upper: number | null, se: number | null): Estimate => ({
  value: finiteOrNull(value),
  lower: finiteOrNull(lower),
  upper: finiteOrNull(upper),
  se: finiteOrNull(se),
});

/** Distance of the times at which AUC is followed, and the fewest cases and controls for which it is shown. */
const AUC_STEP_DAYS = 365.25 / 4;
const FEWEST_CASES = 5;

/**
 * Everything the report says about one model in one set of patients: discrimination (Harrell's C, Uno's C truncated at the last horizon, AUC(t) with curves),
 * overall error (Brier, IPA), calibration, groups and net benefit. What cannot be computed on these patients is null; nothing throws for want of data.
 *
 * @param surv follow-up in days
 * @param horizonsDays increasing
 */
export function measurePerformance(set: PatientSet, surv: Surv, model: AppliedModel, horizonsDays: readonly number[]): Performance {
  const n = surv.time.length;
  const events = Array.from(surv.status).reduce((sum, value) => sum + value, 0);
  const last = horizonsDays.at(-1)!;
  const { score } = model;
  const c = orElse(NONE, () => {
    const found = concordance(surv, score);
    return estimate(found.concordance, Math.max(0, found.lower), Math.min(1, found.upper), found.se);
  });
  const uno = orElse(NONE, () => {
    const found = concordance(surv, score, { timeWeight: 'n/G2', tau: last });
    return estimate(found.concordance, Math.max(0, found.lower), Math.min(1, found.upper), found.se);
  });
  const slope = orElse(NONE, () => {
    const found = calibrationSlope(surv, score);
    return estimate(found.slope, found.lower, found.upper, found.se);
  });
  const inTheLarge = orElse(NONE, () => poisson(surv, model));
  const groups = groupSection(surv, score, model.cutoff, last);
  return {
    set,
    n,
    events,
    concordance: c,
    concordanceUno: uno,
    auc: aucAt(surv, score, horizonsDays),
    aucOverTime: aucOverTime(surv, score, last),
    brier: horizonsDays.map((t) => brierAt(surv, risksAt(model, t), t)),
    integratedBrier: integratedBrierOf(surv, model, last),
    calibration: horizonsDays.flatMap((t) => {
      const risks = risksAt(model, t);
      return risks === undefined ? [] : [calibrationAt(surv, risks, t)];
    }),
    slope,
    inTheLarge,
    ...(groups === undefined ? {} : { groups }),
    decisionCurve: horizonsDays.flatMap((t) => {
      const risks = risksAt(model, t);
      return risks === undefined ? [] : [decisionCurveAt(surv, risks, t)];
    }),
  };
}

function aucAt(surv: Surv, score: Float64Array, times: readonly number[]): Performance['auc'] {
  return times.map((timeDays) => {
    const at = orElse(undefined, () => aucAtTimes(surv, score, [timeDays], { curve: true })[0]);
    if (at === undefined || at.auc === null) return { timeDays, ...NONE, curve: [] };
    const curve = at.curve!.falsePositive.map((fp, k) => ({ fp, tp: at.curve!.truePositive[k]! }));
    const onTheDay = orElse(undefined, () => aucWithEventsOnTheDay(surv, score, timeDays));
    return {
      timeDays,
      ...estimate(at.auc, clamp(at.lower), clamp(at.upper), at.se),
      curve,
      ...(onTheDay === undefined
        ? {}
        : { withEventsOnTheDay: { n: onTheDay.n, ...estimate(onTheDay.at.auc, clamp(onTheDay.at.lower), clamp(onTheDay.at.upper), onTheDay.at.se) } }),
    };
  });
}

const clamp = (value: number | null): number | null => (value === null ? null : Math.min(1, Math.max(0, value)));

function aucOverTime(surv: Surv, score: Float64Array, last: number): Performance['aucOverTime'] {
  const times = Array.from({ length: Math.round(last / AUC_STEP_DAYS) }, (_, k) => (k + 1) * AUC_STEP_DAYS).filter((t) => t <= last + 1);
  return orElse([], () =>
    aucAtTimes(surv, score, times).map((at) => {
      const enough = at.cases >= FEWEST_CASES && at.controls >= FEWEST_CASES;
      return { timeDays: at.time, ...(enough ? estimate(at.auc, clamp(at.lower), clamp(at.upper), at.se) : NONE) };
    }),
  );
}

/**
 * Observed over expected events in the whole follow-up, each patient until the end of the own follow-up or of the model's baseline. Those followed longer count up
 * to there: to leave them out would leave out the ones who did well.
 */
function poisson(surv: Surv, model: AppliedModel): Estimate {
  const kept: { status: number; score: number; hazard: number; time: number }[] = [];
  for (let i = 0; i < surv.time.length; i++) {
    const time = Math.min(surv.time[i]!, model.lastDays ?? Number.POSITIVE_INFINITY);
    const hazard = model.hazardAtZero(time);
    const status = time < surv.time[i]! ? 0 : surv.status[i]!;
    if (hazard !== undefined) kept.push({ status, score: model.score[i]!, hazard: hazard * Math.exp(model.score[i]!), time });
  }
  const found = poissonCalibration(
    { time: kept.map(({ time }) => time), status: kept.map(({ status }) => status) },
    kept.map(({ hazard }) => hazard),
    kept.map(({ score }) => score),
  );
  const half = 1.959963984540054 * found.logRatioSe;
  return estimate(found.ratio, found.ratio * Math.exp(-half), found.ratio * Math.exp(half), found.logRatioSe);
}

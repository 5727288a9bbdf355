// SPDX-License-Identifier: Apache-2.0
import { calibrationGroups, observedExpected } from '../../../src/survival/calibration/groups.ts';
import { calibrationSlope, poissonCalibration } from '../../../src/survival/calibration/overall.ts';
import { restrictedCubicSpline, smoothCalibration } from '../../../src/survival/calibration/smooth.ts';
import type { Surv } from '../../../src/survival/core/surv.ts';
import type { FileComparer } from './folder.ts';
import { R_CONTROL } from './models.ts';
import type { ReferenceNode } from './node.ts';
import { type RiskModel, riskSets } from './risk-sets.ts';

const TIGHT = { absolute: 1e-7, relative: 1e-7 };
const GROUP = { absolute: 1e-8 };

function compareAt(node: ReferenceNode, surv: Surv, model: RiskModel): void {
  const t = node.get('t').asNumber();
  const risk = model.riskAt(t);
  const wanted = node.get('n_groups').asNumber();
  const groups = calibrationGroups(
    surv,
    risk.map((value) => 1 - value),
    t,
    wanted,
  );
  node.get('cuts').numbers(groups.cuts, GROUP);
  const of = (field: 'n' | 'nEvents' | 'meanPredictedSurv' | 'observedSurv'): (number | null)[] => groups.groups.map((one) => one[field]);
  node.get('mean_predicted_surv').numbers(of('meanPredictedSurv'), GROUP);
  node.get('n').numbers(of('n'), {});
  node.get('events').numbers(of('nEvents'), {});
  node.get('km').numbers(of('observedSurv'), GROUP);
  node.get('km_std_err_logscale').numbers(
    // R writes an infinite standard error where S = 0.
    groups.groups.map(({ observedSurv, stdErrLog }) => (observedSurv === 0 ? Infinity : stdErrLog)),
    GROUP,
  );
  const ratio = observedExpected(surv, risk, t);
  node.get('observed_risk_km').number(ratio.observedRisk, GROUP);
  node.get('observed_risk_se').number(ratio.observedRiskSe, GROUP);
  node.get('mean_predicted_risk').number(ratio.meanPredictedRisk, GROUP);
  node.get('oe_ratio').number(ratio.ratio, TIGHT);
  node.get('oe_lo').number(ratio.lower, TIGHT);
  node.get('oe_hi').number(ratio.upper, TIGHT);
  const smooth = smoothCalibration(surv, risk, t, { control: R_CONTROL });
  const expected = node.get('ici_rcs');
  expected.get('knots').numbers(smooth.knots, TIGHT);
  expected.get('coef').numbers(smooth.coef, TIGHT);
  expected.get('H0_t').number(smooth.baselineHazard, TIGHT);
  expected.get('observed_smooth').numbers(smooth.observed, TIGHT);
  expected.get('ICI').number(smooth.ici, TIGHT);
  expected.get('E50').number(smooth.e50, TIGHT);
  expected.get('E90').number(smooth.e90, TIGHT);
  expected.get('Emax').number(smooth.eMax, TIGHT);
  // The spline columns of the first subjects, in rms' units.
  expected
    .get('rms_units')
    .items()
    .forEach((row, i) => {
      row.numbers(restrictedCubicSpline(Math.log(-Math.log(1 - Math.min(Math.max(risk[i]!, 1e-4), 1 - 1e-4))), smooth.knots), TIGHT);
    });
  if (node.has('ici_hare'))
    node.get('ici_hare').skip("polspline's adaptive hazard regression is not in the product; survival.md gives it for information only");
}

/** A likelihood-ratio statistic that is 0 but for rounding has no digits of its P to compare. */
const ROUNDING = 1e-8;

function compareSlope(node: ReferenceNode, surv: Surv, model: RiskModel): void {
  const slope = calibrationSlope(surv, model.predictor, { control: R_CONTROL });
  node.get('slope').number(slope.slope, TIGHT);
  node.get('slope_se').number(slope.se, TIGHT);
  node.get('slope_minus1').number(slope.slope - 1, TIGHT);
  node.get('p_slope_eq_1_wald').number(slope.p, TIGHT);
  node.get('loglik_at_slope1').number(slope.loglikAtOne, TIGHT);
  node.get('loglik_at_mle').number(slope.loglik, TIGHT);
  const isZero = node.get('lrt_slope_eq_1').asNumber() < ROUNDING;
  node.get('lrt_slope_eq_1').number(slope.lrt.statistic, { absolute: ROUNDING, relative: 1e-7 });
  node.get('p_lrt').number(slope.lrt.p, isZero ? { absolute: Math.sqrt(ROUNDING) } : TIGHT);
  const poisson = poissonCalibration(surv, model.ownHazard, model.predictor);
  node.get('n_used_poisson').number(poisson.nUsed, {});
  node.get('poisson_citl').number(poisson.logRatio, TIGHT);
  node.get('poisson_citl_se').number(poisson.logRatioSe, TIGHT);
  node.get('oe_total').number(poisson.ratio, TIGHT);
  node.get('observed_events').number(poisson.observed, {});
  node.get('expected_events').number(poisson.expected, TIGHT);
  node.get('poisson_slope_int').number(poisson.slope?.intercept, TIGHT);
  node.get('poisson_slope').number(poisson.slope?.slope, TIGHT);
  node.get('poisson_slope_se').number(poisson.slope?.slopeSe, TIGHT);
}

export const compareCalibration: FileComparer = (root, data) => {
  for (const { path, surv, models } of riskSets(data)) {
    if (path !== '') {
      for (const item of root.get(path).items()) {
        const model = models[item.get('model').asStrings()[0]!]!;
        for (const at of item.get('at').items()) compareAt(at, surv, model);
        compareSlope(item.get('slope'), surv, model);
      }
      continue;
    }
    for (const at of root.get('groups').items()) compareAt(at, surv, models.full!);
    for (const [name, model] of Object.entries(models)) if (root.has(`slope_${name}`)) compareSlope(root.get(`slope_${name}`), surv, model);
  }
};

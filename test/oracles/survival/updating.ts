// SPDX-License-Identifier: Apache-2.0

import { poissonCalibration } from '../../../src/survival/calibration/overall.ts';
import { coxUpdating } from '../../../src/survival/calibration/updating.ts';
import { meanOf } from '../../../src/survival/core/quantile.ts';
import type { ChiSquareTest } from '../../../src/survival/core/tests.ts';
import { basehaz, hazardAt } from '../../../src/survival/cox/baseline.ts';
import { compareCoxFit } from './coxph.ts';
import type { FileComparer } from './folder.ts';
import { cohortRows, columnsOf, fitOn, R_CONTROL, type StudyConfig } from './models.ts';
import { riskSets } from './risk-sets.ts';

const COEF = { relative: 1e-8, absolute: 1e-9 };

export const compareUpdating: FileComparer = (root, data) => {
  const set = riskSets(data).find(({ path }) => path === 'valid')!;
  const model = set.models.comb!;
  const names = data.json<StudyConfig>('config.json').combined_vars;
  const ours = coxUpdating(set.surv, columnsOf(set.table, names, set.rows), model.predictor, { control: R_CONTROL });
  const times = root.get('baseline_only').get('times').asNumbers();
  root.get('loglik_original').number(ours.loglikOriginal, COEF);
  const slope = root.get('recalibrated_slope');
  slope.get('coef').number(ours.slope.terms[0]!.coef, COEF);
  slope.get('se').number(ours.slope.terms[0]!.se, COEF);
  slope.get('loglik').number(ours.slope.loglik, COEF);
  slope.get('H0_at').numbers(hazardAt(ours.slopeBaseline, times), { absolute: 1e-8 });
  // R's basehaz of a model with an offset stands at the mean of the offset, ours at 0.
  const atMeanOffset = Math.exp(meanOf(model.predictor));
  root
    .get('baseline_only')
    .get('H0_at')
    .numbers(
      hazardAt(ours.baselineOnly, times).map((hazard) => hazard * atMeanOffset),
      { absolute: 1e-8 },
    );
  root
    .get('citl')
    .get('log_oe')
    .number(poissonCalibration(set.surv, model.ownHazard, model.predictor).logRatio, { absolute: 1e-7 });
  const original = basehaz(fitOn(set.table, names, {}, cohortRows(set.table, 'train')).fit);
  root.get('citl').get('H0_original_at').numbers(hazardAt(original, times), { absolute: 1e-8 });
  compareCoxFit(root.get('refit'), ours.refit);
  const closed = root.get('closed_test');
  const tests: readonly (readonly [string, number, ChiSquareTest])[] = [
    ['lr_refit_vs_original', 1, ours.refitAgainstOriginal],
    ['lr_refit_vs_slope', 2, ours.refitAgainstSlope],
    ['lr_slope_vs_original', 3, ours.slopeAgainstOriginal],
  ];
  for (const [name, k, test] of tests) {
    closed.get(name).number(test.statistic, { relative: 1e-7, absolute: 1e-9 });
    closed.get(`df${k}`).number(test.df, {});
    closed.get(`p${k}`).number(test.p, { relative: 1e-7 });
  }
};

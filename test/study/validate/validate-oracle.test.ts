// SPDX-License-Identifier: Apache-2.0
import { expect, it } from '@jest/globals';
import { validation } from '../../../src/study/validate/validate-model.ts';
import { describeWithOracles } from '../../support/oracles.ts';
import { hccCohort, hccDefinition, hccFolder, hccModel, RUN, readJson } from '../calibrate/hcc.ts';

interface CalibrationFile {
  valid: {
    model: string;
    at: { t: number; mean_predicted_risk: number; oe_ratio: number; oe_lo: number; oe_hi: number; ici_rcs: { ICI: number } }[];
    slope: { slope: number; slope_se: number; poisson_citl: number };
  }[];
}

describeWithOracles('the reference model file on its validation patients (R)', (oracles) => {
  const folder = hccFolder(oracles);
  const { performance } = validation(hccModel(folder), hccCohort(folder, 'valid'), hccDefinition(), { run: RUN });
  const near = (found: number | null | undefined, wanted: number, tolerance: number): void => {
    expect(Math.abs((found ?? Number.NaN) - wanted)).toBeLessThan(tolerance);
  };

  it('concordance, Harrell and Uno, with standard errors (1e-10)', () => {
    const { lp_comb } = readJson<{ valid: { lp_comb: { harrell: { c: number; se: number }; uno_tau: { c: number; se: number } } } }>(
      folder,
      'cindex.json',
    ).valid;
    near(performance.concordance.value, lp_comb.harrell.c, 1e-10);
    near(performance.concordance.se, lp_comb.harrell.se, 1e-10);
    near(performance.concordanceUno.value, lp_comb.uno_tau.c, 1e-10);
    near(performance.concordanceUno.se, lp_comb.uno_tau.se, 1e-10);
  });

  it('AUC(t) (1e-10) with standard errors (1e-8)', () => {
    const { lp_comb } = readJson<{ valid: { lp_comb: { auc: number[]; se: number[] } } }>(folder, 'timeroc.json').valid;
    performance.auc.forEach((at, k) => {
      near(at.value, lp_comb.auc[k]!, 1e-10);
      near(at.se, lp_comb.se[k]!, 1e-8);
    });
  });

  it('slope, level, observed/expected and ICI (1e-7)', () => {
    const reference = readJson<CalibrationFile>(folder, 'calibration.json').valid.find(({ model }) => model === 'comb')!;
    near(performance.slope.value, reference.slope.slope, 1e-7);
    near(performance.slope.se, reference.slope.slope_se, 1e-7);
    near(performance.inTheLarge.value, Math.exp(reference.slope.poisson_citl), 1e-7);
    reference.at.forEach((at, k) => {
      const found = performance.calibration[k]!;
      near(found.observedToExpected.value, at.oe_ratio, 1e-7);
      near(found.observedToExpected.lower, at.oe_lo, 1e-7);
      near(found.observedToExpected.upper, at.oe_hi, 1e-7);
      near(found.ici, at.ici_rcs.ICI, 1e-7);
    });
  });

  it('Brier score (1e-9)', () => {
    const { brier } = readJson<{ valid: { brier: { model: string[]; times: number[]; Brier: number[] } } }>(folder, 'scores.json').valid;
    performance.brier.forEach(({ timeDays, brier: found, nullBrier }) => {
      const at = (model: string): number => brier.Brier[brier.model.findIndex((name, i) => name === model && brier.times[i] === timeDays)]!;
      near(found.value, at('comb'), 1e-9);
      near(nullBrier, at('Null model'), 1e-9);
    });
  });
});

// SPDX-License-Identifier: Apache-2.0
import { expect, it } from '@jest/globals';
import { sha256Hex } from '../../../src/nomogram/sha256.ts';
import { survivalAt } from '../../../src/nomogram/survival-at.ts';
import { calibrateModel } from '../../../src/study/calibrate/calibrate-model.ts';
import { closedTest } from '../../../src/study/calibrate/closed-test.ts';
import { updateModel } from '../../../src/study/calibrate/updates.ts';
import { applyModel } from '../../../src/study/validate/apply-model.ts';
import { coxph, survfitCox } from '../../../src/survival/index.ts';
import { describeWithOracles } from '../../support/oracles.ts';
import { hccCohort, hccDefinition, hccFolder, hccModel, RUN, readJson } from './hcc.ts';

interface Updating {
  loglik_original: number;
  recalibrated_slope: { coef: number; se: number; H0_at: number[] };
  baseline_only: { H0_at: number[]; times: number[] };
  citl: { log_oe: number };
  refit: { coef: number[]; se: number[] };
  closed_test: { lr_refit_vs_original: number; p1: number; lr_refit_vs_slope: number; p2: number; lr_slope_vs_original: number; p3: number };
}

describeWithOracles('updating the reference model on its validation patients (R)', (oracles) => {
  const folder = hccFolder(oracles);
  const reference = readJson<Updating>(folder, 'updating.json');
  const applied = applyModel(hccModel(folder), hccCohort(folder, 'valid'));
  const tests = closedTest(applied, 0.05);
  const hazards = (steps: readonly { timeDays: number; cumulativeHazard: number }[]): number[] =>
    reference.baseline_only.times.map((t) => steps.filter(({ timeDays }) => timeDays <= t).at(-1)!.cumulativeHazard);
  /** Tolerance of design/survival.md, section 2: coefficients and hazards 1e-8. */
  const near = (found: readonly number[], wanted: readonly number[]): void => {
    wanted.forEach((value, i) => {
      expect(Math.abs(found[i]! - value)).toBeLessThan(1e-8 * Math.max(1, Math.abs(value)));
    });
  };

  it('gives R’s likelihood-ratio tests and in-the-large', () => {
    const statistic = (name: string): number => tests.tests.find((test) => test.name === name)!.statistic!;
    near(
      [statistic('refit against baseline only'), statistic('refit against slope'), statistic('slope against baseline only')],
      [reference.closed_test.lr_refit_vs_original, reference.closed_test.lr_refit_vs_slope, reference.closed_test.lr_slope_vs_original],
    );
    near([tests.cox.loglikOriginal, tests.level!.logRatio], [reference.loglik_original, reference.citl.log_oe]);
  });

  it('gives R’s baselines and coefficients', () => {
    // R's basehaz of a model with an offset stands at the mean of the offset, the file's at x = 0.
    const atMean = Math.exp(applied.score.reduce((sum, value) => sum + value, 0) / applied.score.length);
    near(
      hazards(updateModel(applied, tests, 'baseline').baseline!).map((hazard) => hazard * atMean),
      reference.baseline_only.H0_at,
    );
    const slope = updateModel(applied, tests, 'slope');
    near([slope.factor!], [reference.recalibrated_slope.coef]);
    near(hazards(slope.baseline!), reference.recalibrated_slope.H0_at);
    const refit = updateModel(applied, tests, 'refit');
    near(refit.coefficients, reference.refit.coef);
    near(refit.standardErrors.map(Number), reference.refit.se);
  });

  it('keeps the model where R’s tests do not reject it', () => {
    expect(tests.choice).toBe('none');
    expect(tests.reason).toMatch(/cannot be told from a full refit/);
    expect(
      calibrateModel(hccModel(folder), hccCohort(folder, 'valid'), hccDefinition(), { method: 'auto', alpha: 0.05, run: RUN, sha256Hex }).file,
    ).toBeUndefined();
  });

  it('a refitted file predicts as R’s survfit does, with its interval', () => {
    const { model, file } = calibrateModel(hccModel(folder), hccCohort(folder, 'valid'), hccDefinition(), {
      method: 'refit',
      alpha: 0.05,
      run: RUN,
      sha256Hex,
    });
    const x = Object.fromEntries(applied.columns.map(({ key, values }) => [key, values]));
    const fit = coxph(applied.surv, x);
    // Nine patients are left at three years: too few for a probability.
    expect(file!.horizonsYears).toEqual([1, 2]);
    const times = [365, 730];
    const wanted = survfitCox(fit, { necrosis: [1], portalVeinInvasion: [0], marginNonsmooth: [1], radScore: [0.3] }, { times }).curves[0]!;
    times.forEach((t, k) => {
      const found = survivalAt(model!, [[1], [0], [1], [0.3]], t);
      expect(found.survival).toBeCloseTo(wanted.surv[k]!, 10);
      expect(found.lower).toBeCloseTo(wanted.lower[k]!, 10);
      expect(found.upper).toBeCloseTo(wanted.upper[k]!, 10);
    });
  });

  it('after each update events observed equal events expected, and after slope or refit the slope is 1', () => {
    for (const method of ['in-the-large', 'baseline', 'slope', 'refit'] as const) {
      const { model, file } = calibrateModel(hccModel(folder), hccCohort(folder, 'valid'), hccDefinition(), { method, alpha: 0.05, run: RUN, sha256Hex });
      const again = closedTest(applyModel(model!, hccCohort(folder, 'valid')), 0.05);
      // Exact but for Efron's sharing of tied events.
      expect(again.level!.ratio).toBeCloseTo(1, 2);
      if (method === 'slope' || method === 'refit') expect(again.cox.slope.terms[0]!.coef).toBeCloseTo(1, 6);
      expect(file!.lineage).toMatchObject({ parentId: 'hcc-oracle-combined', parentVersion: '1.0.0' });
    }
  });
});

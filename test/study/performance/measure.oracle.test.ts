// SPDX-License-Identifier: Apache-2.0
// Performance of the combined model in the validation patients against R (survival, timeROC, riskRegression, rms), fed R's own linear predictor and baseline.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { findCutoff } from '../../../src/study/models/cutoff.ts';
import type { FittedModel } from '../../../src/study/models/fitted-model.ts';
import { measurePerformance } from '../../../src/study/performance/measure.ts';
import { describeWithOracles } from '../../support/oracles.ts';
import { hccCohort, readNumbers } from '../develop/hcc-cohort.ts';

interface Score {
  readonly model: string[];
  readonly times: number[];
  readonly Brier: number[];
  readonly se: number[];
  readonly IPA: number[];
}

describeWithOracles('performance on the reference cohort', (root) => {
  const folder = path.join(root, 'oracles/survival/open/hcc');
  const json = (name: string) => JSON.parse(readFileSync(path.join(folder, name), 'utf8'));
  const derived = readNumbers(path.join(folder, 'derived.csv'));
  const cohort = hccCohort(folder);
  const lp = Float64Array.from(derived.columns.get('lp_comb')!, Number);
  const { curve_time: times, curve_H0: hazards } = (json('baseline.json') as { efron: { curve_time: number[]; curve_H0: number[] } }).efron;
  const hazardAtZero = (t: number): number => hazards[times.findLastIndex((time) => time <= t)] ?? 0;
  const at = (rows: Int32Array) => ({
    surv: { time: Float64Array.from(rows, (row) => cohort.timeDays[row]!), status: Uint8Array.from(rows, (row) => cohort.status[row]!) },
    score: Float64Array.from(rows, (row) => lp[row]!),
  });
  const { surv, score } = at(cohort.validation);
  const horizons = [365, 730, 1095];
  const cut = (json('cutpoint.json') as { lp_comb: { cutpoint: number; statistic: number; p_lau94: number } }).lp_comb;
  const found = measurePerformance('validation', surv, { score, hazardAtZero, cutoff: cut.cutpoint }, horizons);

  it('has R’s concordance, Harrell’s and Uno’s', () => {
    const { harrell, uno_tau: uno } = (json('cindex.json') as { valid: Record<string, Record<string, { c: number; se: number; ci_lo: number }>> }).valid
      .lp_comb!;
    expect(found.concordance.value).toBeCloseTo(harrell!.c, 10);
    expect(found.concordance.se).toBeCloseTo(harrell!.se, 10);
    expect(found.concordance.lower).toBeCloseTo(harrell!.ci_lo, 10);
    expect(found.concordanceUno.value).toBeCloseTo(uno!.c, 10);
    expect(found.concordanceUno.se).toBeCloseTo(uno!.se, 10);
  });

  it('has timeROC’s AUC with its standard error', () => {
    const { auc, se } = (json('timeroc.json') as { valid: Record<string, { auc: number[]; se: number[] }> }).valid.lp_comb!;
    found.auc.forEach((one, k) => {
      expect(one.value).toBeCloseTo(auc[k]!, 10);
      expect(one.se).toBeCloseTo(se[k]!, 8);
      expect(one.curve[0]).toEqual({ fp: 0, tp: 0 });
      expect(one.curve.at(-1)!.tp).toBeCloseTo(1, 12);
    });
  });

  it('has riskRegression’s Brier score and IPA (R’s baseline is printed to full precision)', () => {
    const { brier } = (json('scores.json') as { valid: { brier: Score } }).valid;
    const row = brier.model.indexOf('comb');
    found.brier.forEach((one, k) => {
      expect(one.brier.value).toBeCloseTo(brier.Brier[row + k]!, 9);
      expect(one.brier.se).toBeCloseTo(brier.se[row + k]!, 6);
      expect(one.ipa).toBeCloseTo(brier.IPA[row + k]!, 9);
      expect(one.nullBrier).toBeCloseTo(brier.Brier[k]!, 9);
    });
  });

  it('has rms’ calibration groups, slope, O/E and ICI', () => {
    interface Group {
      n: number[];
      mean_predicted_surv: number[];
      km: (number | null)[];
      n_groups: number;
      ici_rcs?: Record<string, unknown>;
    }
    const models = (json('calibration.json') as { valid: { model: string; at: (Group & Record<string, unknown>)[]; slope: Record<string, number> }[] }).valid;
    const comb = (Array.isArray(models) ? models : [models]).find(({ model }) => model === 'comb')!;
    expect(found.slope.value).toBeCloseTo(comb.slope.slope!, 7);
    expect(found.slope.se).toBeCloseTo(comb.slope.slope_se!, 7);
    expect(found.inTheLarge.value).toBeCloseTo(comb.slope.oe_total!, 7);
    found.calibration.forEach((one, k) => {
      const expected = comb.at[k]!;
      expect(one.observedToExpected.value).toBeCloseTo(expected.oe_ratio as number, 7);
      expect(one.groups.length).toBe(expected.n_groups);
      const order = expected.mean_predicted_surv.map((_, g) => g).sort((a, b) => expected.mean_predicted_surv[b]! - expected.mean_predicted_surv[a]!);
      order.forEach((g, position) => {
        expect(one.groups[position]!.n).toBe(expected.n[g]);
        expect(1 - one.groups[position]!.predicted).toBeCloseTo(expected.mean_predicted_surv[g]!, 9);
      });
    });
  });

  it('finds survminer’s cut-off in training', () => {
    const rows = cohort.training;
    const { cutoff } = findCutoff(cohort, { name: 'combined', score: lp } as FittedModel, rows, { rule: 'maxstat', minprop: 0.1 });
    expect(cutoff!.value).toBeCloseTo(cut.cutpoint, 12);
    expect(cutoff!.statistic).toBeCloseTo(cut.statistic, 10);
    expect(cutoff!.pCorrected).toBeCloseTo(cut.p_lau94, 10);
    expect(found.groups!.curves.reduce((sum, { n }) => sum + n, 0)).toBe(cohort.validation.length);
  });
});

// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { bootstrapCox, optimismOf } from '../../src/survival/bootstrap/optimism.ts';
import { brierScore, integratedBrier } from '../../src/survival/brier/brier.ts';
import { calibrationGroups } from '../../src/survival/calibration/groups.ts';
import { calibrationSlope, poissonCalibration } from '../../src/survival/calibration/overall.ts';
import { smoothCalibration } from '../../src/survival/calibration/smooth.ts';
import { compareConcordance, concordance } from '../../src/survival/concordance/concordance.ts';
import { basehaz, hazardAt } from '../../src/survival/cox/baseline.ts';
import { coxph } from '../../src/survival/cox/coxph.ts';
import { interactionTest } from '../../src/survival/interaction/interaction-test.ts';
import { timeRoc } from '../../src/survival/roc/time-roc.ts';
import { simulatedCohort } from './simulated.ts';

const cohort = simulatedCohort(120, 11);
const fit = coxph(cohort, { x1: cohort.x1, x2: cohort.x2 }, { control: { eps: 1e-12 } });
const lp = fit.linearPredictor;
const base = basehaz(fit);
const riskAt = (t: number): number[] => lp.map((value) => 1 - Math.exp(-hazardAt(base, [t])[0]! * Math.exp(value)));

/** Concordant, discordant and tied pairs by looking at every pair. */
function naivePairs(marker: readonly number[]): number[] {
  const { time, status } = cohort;
  let [agree, against, tied] = [0, 0, 0];
  for (let i = 0; i < time.length; i++) {
    for (let j = 0; j < time.length; j++) {
      if (i === j || status[i] === 0 || time[j]! < time[i]! || (time[j] === time[i] && status[j] === 1)) continue;
      if (marker[i]! > marker[j]!) agree++;
      else if (marker[i]! < marker[j]!) against++;
      else tied++;
    }
  }
  return [agree, against, tied];
}

describe('concordance', () => {
  it('counts the pairs that looking at every pair counts, with coarse and fine markers', () => {
    for (const marker of [lp, cohort.x2, lp.map((value) => Math.round(value))]) {
      const { count } = concordance(cohort, marker);
      expect([count.concordant, count.discordant, count.tiedX]).toEqual(naivePairs(marker));
    }
  });

  it('turns over with the marker, does not change under a rising transform, and has the jackknife variance of its first order', () => {
    const c = concordance(cohort, lp);
    expect(concordance(cohort, lp, { larger: 'survival' }).concordance).toBeCloseTo(1 - c.concordance, 12);
    expect(concordance(cohort, lp.map(Math.exp)).se).toBeCloseTo(c.se, 14);
    const leftOut = lp.map((_, i) => {
      const keep = lp.flatMap((_value, k) => (k === i ? [] : [k]));
      return concordance(
        { time: keep.map((k) => cohort.time[k]!), status: keep.map((k) => cohort.status[k]!) },
        keep.map((k) => lp[k]!),
      ).concordance;
    });
    const squares = leftOut.reduce((sum, value) => sum + (value - c.concordance) ** 2, 0);
    expect(Math.sqrt(squares) / c.se).toBeCloseTo(1, 1);
    expect(compareConcordance(cohort, { a: lp, b: lp.map((v) => 2 * v) }).pairs[0]!.p).toBeNull();
  });

  it('refuses without a comparable pair', () => {
    expect(() => concordance({ time: [1, 2], status: [0, 0] }, [1, 2])).toThrow(expect.objectContaining({ code: 'no-comparable-pairs' }));
  });
});

describe('timeRoc', () => {
  it('is the plain area where nobody is censored before the time', () => {
    const time = cohort.time;
    const status = time.map(() => 1);
    const { at } = timeRoc({ time, status }, lp, [30.5], { curve: true });
    const cases = lp.filter((_, i) => time[i]! < 30.5);
    const controls = lp.filter((_, i) => time[i]! > 30.5);
    const wins = cases.flatMap((a) => controls.map((b) => (a > b ? 1 : a === b ? 0.5 : 0) as number)).reduce((a, b) => a + b, 0);
    expect(at[0]!.auc).toBeCloseTo(wins / (cases.length * controls.length), 12);
    const { truePositive, falsePositive } = at[0]!.curve!;
    const area = truePositive.slice(1).reduce((sum, tp, k) => sum + ((tp + truePositive[k]!) / 2) * (falsePositive[k + 1]! - falsePositive[k]!), 0);
    expect(area).toBeCloseTo(at[0]!.auc!, 12);
  });

  it('is null with a warning where there is no case, and differs by the rule at a time with events', () => {
    const none = timeRoc(cohort, lp, [0]);
    expect(none.at[0]!.auc).toBeNull();
    expect(none.warnings[0]!.code).toBe('no-cases-or-controls');
    const t = cohort.time.find((_, i) => cohort.status[i] === 1)!;
    expect(timeRoc(cohort, lp, [t], { convention: 'riskRegression' }).at[0]!.cases).toBeGreaterThan(timeRoc(cohort, lp, [t]).at[0]!.cases);
  });
});

describe('calibration, scores, resampling, interaction', () => {
  it('finds a model perfectly calibrated in slope on its own data, and half the slope of a doubled predictor', () => {
    const own = calibrationSlope(cohort, lp, { control: { eps: 1e-12 } });
    expect(own.slope).toBeCloseTo(1, 8);
    expect(
      calibrationSlope(
        cohort,
        lp.map((value) => 2 * value),
        { control: { eps: 1e-12 } },
      ).slope,
    ).toBeCloseTo(0.5, 8);
    const hazard = hazardAt(base, cohort.time).map((h, i) => h * Math.exp(lp[i]!));
    const poisson = poissonCalibration(cohort, hazard, lp);
    expect(poisson.ratio).toBeCloseTo(poisson.observed / poisson.expected, 10);
  });

  it('shows a gap, not a value, where a group is not followed to the time', () => {
    const surv = { time: [1, 2, 3, 4, 10, 11, 12, 13], status: [1, 0, 1, 0, 1, 0, 1, 0] };
    const groups = calibrationGroups(surv, [0.1, 0.12, 0.14, 0.16, 0.8, 0.82, 0.84, 0.86], 9, 2);
    expect(groups.groups.map(({ observedSurv }) => observedSurv)).toEqual([null, 1]);
    expect(groups.warnings[0]!.code).toBe('beyond-follow-up');
    expect(smoothCalibration(cohort, riskAt(30), 30).ici).toBeLessThan(0.1);
    expect(() =>
      smoothCalibration(
        cohort,
        cohort.time.map(() => 0.3),
        30,
      ),
    ).toThrow(expect.objectContaining({ code: 'column-constant' }));
  });

  it('scores the Kaplan-Meier risk with IPA 0 and the model better; without censoring it is the mean square', () => {
    const scores = brierScore(cohort, { model: [riskAt(20), riskAt(40)] }, [20, 40]);
    expect(scores.scores.filter(({ model }) => model === 'Null model').map(({ ipa }) => ipa)).toEqual([0, 0]);
    for (const { model, ipa } of scores.scores) if (model === 'model') expect(ipa).toBeGreaterThan(0);
    expect(integratedBrier(scores)).toHaveLength(2);
    const all = { time: cohort.time, status: cohort.time.map(() => 1) };
    const plain = lp.reduce((sum, _, i) => sum + ((all.time[i]! <= 20 ? 1 : 0) - riskAt(20)[i]!) ** 2, 0) / lp.length;
    expect(brierScore(all, { model: [riskAt(20)] }, [20]).scores[1]!.brier).toBeCloseTo(plain, 12);
  });

  it('corrects optimism reproducibly from a seed, as the general loop does', () => {
    const options = { samples: { count: 20, seed: 3 } };
    const ours = bootstrapCox(cohort, { x1: cohort.x1, x2: cohort.x2 }, options);
    expect(bootstrapCox(cohort, { x1: cohort.x1, x2: cohort.x2 }, options)).toEqual(ours);
    const pickRows = (rows: Int32Array, column: readonly number[]): number[] => Array.from(rows, (row) => column[row]!);
    const survOf = (rows: Int32Array) => ({ time: pickRows(rows, cohort.time), status: pickRows(rows, cohort.status) });
    const general = optimismOf(120, options.samples, (rows) => {
      const model = coxph(survOf(rows), { x1: pickRows(rows, cohort.x1), x2: pickRows(rows, cohort.x2) });
      const marker = cohort.x1.map((a, i) => a * model.terms[0]!.coef! + cohort.x2[i]! * model.terms[1]!.coef!);
      return (on) => ({ c: concordance(survOf(on), pickRows(on, marker)).concordance });
    });
    expect(general.corrected.c).toBeCloseTo(ours.cCorrected, 8);
  });

  it('tests an interaction on one degree of freedom per term and hides subgroups without events', () => {
    const levels = cohort.time.map((_, i) => i % 3);
    const test = interactionTest(cohort, cohort.x1, levels);
    expect(test.lrt.df).toBe(2);
    expect(test.terms).toHaveLength(2);
    const rare = cohort.time.map((_, i) => (cohort.status[i] === 0 && i % 5 === 0 ? 1 : 0));
    const hidden = interactionTest(cohort, cohort.x1, rare);
    expect(hidden.rows[1]).toMatchObject({ nEvents: 0, effect: null, suppressed: true });
    expect(hidden.warnings.map(({ code }) => code)).toContain('subgroup-too-small');
  });
});

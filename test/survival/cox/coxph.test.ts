// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { basehaz, hazardAt } from '../../../src/survival/cox/baseline.ts';
import { coxph } from '../../../src/survival/cox/coxph.ts';
import { coxResiduals } from '../../../src/survival/cox/residuals.ts';
import { survfitCox } from '../../../src/survival/cox/survfit-cox.ts';
import { coxZph } from '../../../src/survival/cox/zph.ts';
import { SurvivalError } from '../../../src/survival/errors.ts';
import { simulatedCohort } from '../simulated.ts';

/** Efron's log partial likelihood from its definition, without any of the kernel's tricks. */
function naiveLoglik(time: number[], status: number[], x: number[][], beta: number[]): number {
  const eta = x.map((row) => row.reduce((sum, value, j) => sum + value * beta[j]!, 0));
  let total = 0;
  for (const t of new Set(time.filter((_, i) => status[i] === 1))) {
    const at = time.flatMap((value, i) => (value >= t ? [i] : []));
    const dead = at.filter((i) => time[i] === t && status[i] === 1);
    const risk = at.reduce((sum, i) => sum + Math.exp(eta[i]!), 0);
    const tied = dead.reduce((sum, i) => sum + Math.exp(eta[i]!), 0);
    dead.forEach((i, k) => {
      total += eta[i]! - Math.log(risk - (k / dead.length) * tied);
    });
  }
  return total;
}

const cohort = simulatedCohort(150, 7);
const fit = coxph(cohort, { x1: cohort.x1, x2: cohort.x2 }, { control: { eps: 1e-12 } });
const codeOf = (run: () => unknown): string => {
  try {
    run();
    return 'no error';
  } catch (error) {
    return error instanceof SurvivalError ? error.code : String(error);
  }
};

describe('coxph', () => {
  it('maximises the likelihood of its definition, ties after Efron', () => {
    const rows = cohort.x1.map((a, i) => [a, cohort.x2[i]!]);
    const coef = fit.terms.map((term) => term.coef!);
    const at = (beta: number[]): number => naiveLoglik(cohort.time, cohort.status, rows, beta);
    expect(fit.loglik).toBeCloseTo(at(coef), 9);
    expect(fit.loglikNull).toBeCloseTo(at([0, 0]), 9);
    for (const j of [0, 1]) for (const step of [1e-3, -1e-3]) expect(at(coef.map((value, k) => value + (k === j ? step : 0)))).toBeLessThan(fit.loglik);
    // Curvature by finite differences against the standard error's information.
    const h = 1e-4;
    const curvature = -(at([coef[0]! + h, coef[1]!]) - 2 * fit.loglik + at([coef[0]! - h, coef[1]!])) / h ** 2;
    const [[a, b], [, d]] = fit.vcov as [[number, number], [number, number]];
    expect(curvature).toBeCloseTo(d / (a * d - b * b), 2);
  });

  it("equals R's coxph on Therneau's first test data (survival 3.5-3)", () => {
    const data = { time: [9, 1, 1, 6, 6, 8], status: [1, 1, 0, 1, 1, 0] };
    const x = [0, 1, 1, 1, 0, 0];
    expect(coxph(data, { x }, { control: { eps: 1e-11 } }).terms[0]!.coef).toBeCloseTo(1.676857, 6);
    expect(coxph(data, { x }, { ties: 'breslow', control: { eps: 1e-11 } }).terms[0]!.coef).toBeCloseTo(1.475285, 6);
  });

  it('gives the same fit for permuted rows and for a covariate in other units', () => {
    const order = cohort.time.map((_, i) => (i * 67) % 150);
    const shuffled = { time: order.map((i) => cohort.time[i]!), status: order.map((i) => cohort.status[i]!) };
    const other = coxph(shuffled, { x1: order.map((i) => cohort.x1[i]! * 1e8 + 3e8), x2: order.map((i) => cohort.x2[i]!) }, { control: { eps: 1e-12 } });
    expect(other.terms[0]!.coef! * 1e8).toBeCloseTo(fit.terms[0]!.coef!, 8);
    expect(other.terms[1]!.coef).toBeCloseTo(fit.terms[1]!.coef!, 10);
    expect(other.loglik).toBeCloseTo(fit.loglik, 9);
  });

  it('is the sum of strata, and a weight of 2 is a subject twice under Breslow', () => {
    const strata = cohort.x2.map((b) => (b === 1 ? 'yes' : 'no'));
    const stratified = coxph(cohort, { x1: cohort.x1 }, { strata });
    const loglik = ['yes', 'no'].map((level) => {
      const rows = strata.flatMap((value, i) => (value === level ? [i] : []));
      const offset = rows.map((i) => stratified.terms[0]!.coef! * cohort.x1[i]!);
      return coxph({ time: rows.map((i) => cohort.time[i]!), status: rows.map((i) => cohort.status[i]!) }, {}, { offset }).loglik;
    });
    expect(loglik[0]! + loglik[1]!).toBeCloseTo(stratified.loglik, 8);
    const weights = cohort.time.map((_, i) => (i % 3 === 0 ? 2 : 1));
    const twice = weights.flatMap((w, i) => (w === 2 ? [i, i] : [i]));
    const doubled = coxph(
      { time: twice.map((i) => cohort.time[i]!), status: twice.map((i) => cohort.status[i]!) },
      { x1: twice.map((i) => cohort.x1[i]!) },
      { ties: 'breslow' },
    );
    expect(coxph(cohort, { x1: cohort.x1 }, { ties: 'breslow', weights }).terms[0]!.coef).toBeCloseTo(doubled.terms[0]!.coef!, 9);
  });

  it('has martingale residuals and score residuals that sum to 0, and a robust variance near the model one', () => {
    const { martingale, score } = coxResiduals(fit);
    expect(martingale.reduce((a, b) => a + b, 0)).toBeCloseTo(0, 9);
    for (const j of [0, 1]) expect(score.reduce((sum, row) => sum + row[j]!, 0)).toBeCloseTo(0, 6);
    const robust = coxph(cohort, { x1: cohort.x1, x2: cohort.x2 }, { robust: true });
    expect(Math.abs(Math.log(robust.terms[0]!.se! / fit.terms[0]!.se!))).toBeLessThan(0.4);
    expect(robust.naiveVcov![0]![0]).toBeCloseTo(fit.vcov[0]![0]!, 8);
  });

  it('names separation, constant and collinear columns, and more terms than subjects; no NaN leaves it', () => {
    const time = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    const separated = coxph({ time, status: time.map(() => 1) }, { x: time.map((t) => (t <= 5 ? 1 : 0)) });
    expect(separated.terms[0]!.status).toBe('infinite');
    expect(separated.warnings.map(({ code }) => code)).toContain('infinite-coefficient');
    const awkward = coxph(cohort, { x1: cohort.x1, same: cohort.x1.map((a) => 2 * a + 1), fixed: cohort.x1.map(() => 0.1) });
    expect(awkward.terms.map(({ status }) => status)).toEqual(['ok', 'aliased', 'aliased']);
    expect(awkward.warnings.map(({ code }) => code)).toEqual(['constant-column', 'aliased-column']);
    const few = { time: [3, 1, 2], status: [1, 1, 0] };
    const wide = coxph(few, { a: [1, 2, 4], b: [0, 1, 5], c: [3, 1, 1], d: [2, 9, 1] });
    expect(wide.warnings.length).toBeGreaterThan(0);
    expect(JSON.stringify([separated, awkward, wide])).not.toMatch(/NaN|Infinity/);
    const numbers = [separated, awkward, wide].flatMap((one) => [one.loglik, one.aic, one.lrt.statistic, one.wald.statistic, ...one.vcov.flat()]);
    expect(numbers.every(Number.isFinite)).toBe(true);
  });

  it('refuses what cannot be fitted, by name', () => {
    const one = { time: [1, 2, 3], status: [0, 0, 0] };
    expect(codeOf(() => coxph(one, { x: [1, 2, 3] }))).toBe('no-events');
    expect(codeOf(() => coxph({ time: [], status: [] }, {}))).toBe('no-data');
    expect(codeOf(() => coxph({ time: [1, -2], status: [1, 0] }, { x: [1, 2] }))).toBe('time-negative');
    expect(codeOf(() => coxph({ time: [1, 2], status: [1, 2] }, { x: [1, 2] }))).toBe('status-not-binary');
    expect(codeOf(() => coxph({ time: [1, 2], status: [1, 0] }, { x: [1, Number.NaN] }))).toBe('value-not-finite');
    expect(codeOf(() => coxph({ time: [1, 2], status: [1, 0] }, { x: [1] }))).toBe('length-mismatch');
    expect(codeOf(() => coxph({ time: [1, 2], status: [1, 0] }, { x: [1, 2] }, { weights: [1, 0] }))).toBe('weight-not-positive');
    expect(codeOf(() => basehaz(JSON.parse(JSON.stringify(fit))))).toBe('fit-without-data');
  });
});

describe('basehaz, survfitCox, coxZph', () => {
  it('sums the hazards to the events, and the prediction is exp(-H0 exp(lp))', () => {
    const base = basehaz(fit);
    const own = hazardAt(base, cohort.time);
    const expected = own.reduce((sum, h, i) => sum + h * Math.exp(fit.linearPredictor[i]!), 0);
    const breslow = coxph(cohort, { x1: cohort.x1 }, { ties: 'breslow' });
    const ownBreslow = hazardAt(basehaz(breslow), cohort.time);
    expect(ownBreslow.reduce((sum, h, i) => sum + h * Math.exp(breslow.linearPredictor[i]!), 0)).toBeCloseTo(breslow.nEvents, 6);
    expect(expected).toBeGreaterThan(fit.nEvents - 1);
    const { curves } = survfitCox(fit, { x1: [0.3], x2: [1] }, { times: [30] });
    const lp = 0.3 * fit.terms[0]!.coef! + fit.terms[1]!.coef!;
    expect(curves[0]!.surv[0]).toBeCloseTo(Math.exp(-hazardAt(base, [30])[0]! * Math.exp(lp)), 10);
  });

  it('does not extrapolate', () => {
    const { curves, warnings } = survfitCox(fit, { x1: [0], x2: [0] }, { times: [10, 1e4] });
    expect(curves[0]!.surv[1]).toBeNull();
    expect(warnings[0]!.code).toBe('beyond-follow-up');
    expect(codeOf(() => hazardAt(basehaz(fit), [1e4]))).toBe('time-outside-range');
  });

  it('does not see the units of time in the km transform, and rejects log at time 0', () => {
    const inYears = coxph({ time: cohort.time.map((t) => t / 365.25), status: cohort.status }, { x1: cohort.x1, x2: cohort.x2 }, { control: { eps: 1e-12 } });
    expect(coxZph(inYears).global.statistic).toBeCloseTo(coxZph(fit).global.statistic, 8);
    const atZero = coxph({ time: [0, 1, 2, 3], status: [1, 1, 1, 0] }, { x: [1, 0, 2, 1] });
    expect(codeOf(() => coxZph(atZero, 'log'))).toBe('value-out-of-range');
  });
});

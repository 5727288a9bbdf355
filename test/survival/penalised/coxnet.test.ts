// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../../../src/survival/core/random.ts';
import { SurvivalError } from '../../../src/survival/errors.ts';
import { coxnet, cvCoxnet, stratifiedFolds } from '../../../src/survival/penalised/index.ts';

/** A seeded cohort with tied whole days and two columns that matter. */
function cohort(n: number, p: number, seed: number) {
  const random = seededRandom(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const columns = Object.fromEntries(Array.from({ length: p }, (_, j) => [`x${j}`, Array.from({ length: n }, normal)]));
  const time: number[] = [];
  const status: number[] = [];
  for (let i = 0; i < n; i++) {
    const event = (-Math.log(1 - random()) * 400) / Math.exp(0.8 * columns.x0![i]! - 0.6 * columns.x1![i]!);
    const censored = 200 + 900 * random();
    time.push(Math.ceil(Math.min(event, censored) / 10) * 10);
    status.push(event <= censored ? 1 : 0);
  }
  return { surv: { time, status }, columns };
}

/** Gradient of the Breslow log-likelihood / n by the definition, on columns scaled to unit 1/n variance. */
function naiveGradient(
  surv: { time: number[]; status: number[] },
  columns: Record<string, number[]>,
  coef: Map<string, number>,
): { gradient: number; sd: number }[] {
  const n = surv.time.length;
  const names = Object.keys(columns);
  const eta = surv.time.map((_, i) => names.reduce((sum, name) => sum + (coef.get(name) ?? 0) * columns[name]![i]!, 0));
  return names.map((name) => {
    const x = columns[name]!;
    const mean = x.reduce((a, b) => a + b, 0) / n;
    const sd = Math.sqrt(x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n);
    let sum = 0;
    for (let i = 0; i < n; i++) {
      if (surv.status[i] !== 1) continue;
      let weight = 0;
      let weighted = 0;
      for (let j = 0; j < n; j++) {
        if (surv.time[j]! < surv.time[i]!) continue;
        weight += Math.exp(eta[j]!);
        weighted += Math.exp(eta[j]!) * x[j]!;
      }
      sum += x[i]! - weighted / weight;
    }
    return { gradient: sum / n / sd, sd };
  });
}

const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof SurvivalError) return error.code;
    throw error;
  }
  return 'none';
};

describe('penalised Cox path', () => {
  it.each([
    [80, 12, 1],
    [60, 90, 1],
    [80, 30, 0.4],
  ])('meets the optimality conditions by the definition (n %i, p %i, alpha %d)', (n, p, alpha) => {
    const { surv, columns } = cohort(n, p, 7);
    const path = coxnet(surv, columns, { alpha, nLambda: 25 });
    const at = Math.floor(path.lambda.length * 0.7);
    const { terms, coef } = path.coefficients[at]!;
    const fitted = new Map(terms.map((term, k) => [term, coef[k]!]));
    const lambda = path.lambda[at]!;
    naiveGradient(surv, columns, fitted).forEach(({ gradient, sd }, j) => {
      const beta = (fitted.get(`x${j}`) ?? 0) * sd;
      const rest = gradient - lambda * (1 - alpha) * beta;
      if (beta === 0) expect(Math.abs(rest)).toBeLessThanOrEqual(lambda * alpha + 1e-7);
      else expect(Math.abs(rest - lambda * alpha * Math.sign(beta))).toBeLessThan(1e-7);
    });
    expect(terms).toContain('x0');
  });

  it('does not depend on the unit of time, the order of rows or the scale of a column', () => {
    const { surv, columns } = cohort(70, 8, 3);
    const given = coxnet(surv, columns, { nLambda: 20 });
    const order = surv.time.map((_, i) => surv.time.length - 1 - i);
    const turned = coxnet(
      { time: order.map((i) => surv.time[i]! / 365.25), status: order.map((i) => surv.status[i]!) },
      Object.fromEntries(Object.entries(columns).map(([name, x]) => [name, order.map((i) => x[i]! * (name === 'x0' ? 1e7 : 1))])),
      { nLambda: 20 },
    );
    expect(turned.lambda[0]).toBeCloseTo(given.lambda[0]!, 12);
    given.coefficients.forEach((model, k) => {
      model.coef.forEach((value, i) => {
        const scale = model.terms[i] === 'x0' ? 1e7 : 1;
        expect(turned.coefficients[k]!.coef[i]! * scale).toBeCloseTo(value, 6);
      });
    });
  });

  it('survives collinear and constant columns, and says which cannot enter', () => {
    const { surv, columns } = cohort(60, 4, 5);
    const path = coxnet(surv, { ...columns, twin: columns.x0!, flat: columns.x0!.map(() => 3) }, { nLambda: 30 });
    expect(path.warnings.map(({ code }) => code)).toEqual(['column-constant']);
    expect(path.coefficients.flatMap(({ coef }) => [...coef]).every(Number.isFinite)).toBe(true);
    expect(path.coefficients.at(-1)!.terms).not.toContain('flat');
  });

  it('fits with one event', () => {
    const path = coxnet({ time: [1, 2, 3, 4, 5], status: [0, 1, 0, 0, 0] }, { x: [1, 4, 2, 3, 1], z: [0, 1, 0, 1, 1] }, { nLambda: 10 });
    expect(path.lambda.length).toBeGreaterThan(0);
    expect(path.coefficients.flatMap(({ coef }) => [...coef]).every(Number.isFinite)).toBe(true);
  });

  it.each([
    ['no-events', { time: [1, 2], status: [0, 0] }, { x: [1, 2] }, {}],
    ['no-columns', { time: [1, 2], status: [1, 0] }, {}, {}],
    ['value-not-finite', { time: [1, 2], status: [1, 0] }, { x: [1, Number.NaN] }, {}],
    ['length-mismatch', { time: [1, 2], status: [1, 0] }, { x: [1] }, {}],
    ['option-out-of-range', { time: [1, 2], status: [1, 0] }, { x: [1, 2] }, { alpha: -0.1 }],
    ['option-out-of-range', { time: [1, 2], status: [1, 0] }, { x: [1, 2] }, { penaltyFactors: { y: 1 } }],
    ['option-out-of-range', { time: [1, 2], status: [1, 0] }, { x: [1, 2] }, { penaltyFactors: { x: 0 } }],
    ['length-mismatch', { time: [1, 2], status: [1, 0] }, { x: [1, 2] }, { weights: [1] }],
    ['weight-not-positive', { time: [1, 2], status: [1, 0] }, { x: [1, 2] }, { weights: [1, 0] }],
    ['option-out-of-range', { time: [1, 2], status: [1, 0] }, { x: [1, 2] }, { lambda: [0.1, -1] }],
  ])('refuses with %s', (code, surv, columns, options) => {
    expect(codeOf(() => coxnet(surv, columns as Record<string, number[]>, options))).toBe(code);
  });
});

describe('cross-validation', () => {
  const { surv, columns } = cohort(90, 10, 11);

  it('gives the grouped deviance of Verweij and van Houwelingen', () => {
    const cv = cvCoxnet(surv, columns, { folds: 3, seed: 4, nLambda: 8 });
    const deviance = (rows: number[], coef: Map<string, number>): number => {
      const eta = (i: number): number => [...coef].reduce((sum, [name, value]) => sum + value * columns[name]![i]!, 0);
      let value = 0;
      const tied = new Map<number, number>();
      for (const i of rows.filter((row) => surv.status[row] === 1)) {
        const risk = rows.filter((j) => surv.time[j]! >= surv.time[i]!).reduce((sum, j) => sum + Math.exp(eta(j)), 0);
        value += eta(i) - Math.log(risk);
        tied.set(surv.time[i]!, (tied.get(surv.time[i]!) ?? 0) + 1);
      }
      const saturated = [...tied.values()].reduce((sum, d) => sum - d * Math.log(d), 0);
      return 2 * (saturated - value);
    };
    const all = surv.time.map((_, i) => i);
    const k = 5;
    let sum = 0;
    let events = 0;
    for (const fold of [1, 2, 3]) {
      const rest = all.filter((i) => cv.foldId[i] !== fold);
      const path = coxnet(
        { time: rest.map((i) => surv.time[i]!), status: rest.map((i) => surv.status[i]!) },
        Object.fromEntries(Object.entries(columns).map(([name, x]) => [name, rest.map((i) => x[i]!)])),
        { lambda: cv.lambda },
      );
      const model = path.coefficients[k]!;
      const coef = new Map(model.terms.map((term, i) => [term, model.coef[i]!]));
      sum += deviance(all, coef) - deviance(rest, coef);
      events += all.filter((i) => cv.foldId[i] === fold && surv.status[i] === 1).length;
    }
    expect(cv.cvm[k]).toBeCloseTo(sum / events, 8);
  });

  it('chooses the largest penalty among equals and is the same for one seed', () => {
    const cv = cvCoxnet(surv, columns, { folds: 5, seed: 9 });
    expect(cvCoxnet(surv, columns, { folds: 5, seed: 9 })).toEqual(cv);
    expect(cv.indexMin).toBe(cv.cvm.findIndex((value) => value <= Math.min(...cv.cvm)));
    expect(cv.lambda1se).toBeGreaterThanOrEqual(cv.lambdaMin);
  });

  it('warns when one standard error away nothing is left', () => {
    const noise = cohort(40, 6, 21);
    const codes = cvCoxnet(noise.surv, { z: noise.columns.x4!, y: noise.columns.x5! }, { folds: 4 }).warnings.map(({ code }) => code);
    expect(codes).toContain('lambda-1se-empty-model');
  });

  it('spreads events over the folds and refuses a fold without any', () => {
    const folds = stratifiedFolds([1, 1, 1, 0, 0, 0, 0, 0, 0], 3, 2);
    expect([1, 2, 3].map((fold) => folds.slice(0, 3).filter((value) => value === fold).length)).toEqual([1, 1, 1]);
    const foldId = surv.status.map((status, i) => (status === 1 ? 1 : (i % 2) + 1));
    expect(codeOf(() => cvCoxnet(surv, columns, { foldId }))).toBe('fold-without-event');
  });
});

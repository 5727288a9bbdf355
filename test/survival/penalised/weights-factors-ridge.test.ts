// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { type CoxnetPath, combineFolds, coxnet, coxph, cvCoxnet, prepareCv, runFold } from '../../../src/survival/index.ts';
import { columnsOf, golden } from '../golden.ts';

interface Fit {
  readonly beta: number[][];
  readonly dev: number[];
  readonly nulldev?: number;
}
interface Golden {
  readonly x: number[][];
  readonly time: number[];
  readonly status: number[];
  readonly w: number[];
  readonly fold: number[];
  readonly lambda: number[];
  readonly weighted: Fit;
  readonly factors: Fit;
  readonly ridge: Fit;
  readonly both: Fit;
  readonly lambda_max_factors: number;
  readonly lambda_max_ridge: number[];
  readonly wide: Fit & { x: number[][]; time: number[]; status: number[]; lambda: number[] };
  readonly cv: { cvm: number[]; cvsd: number[] };
}
const r = golden<Golden>('glmnet-weights-factors-ridge');
const surv = { time: r.time, status: r.status };
const columns = columnsOf(r.x);
const penaltyFactors = Object.fromEntries([0, 1, 1, 2, 1, 0.5, 1, 1].map((value, j) => [`x${j}`, value]));
const { lambda } = r;

/** glmnet itself stops within about 2e-8 of the optimum at thresh 1e-16. */
const DIGITS = 7;

function expectEqual(path: CoxnetPath, reference: Fit): void {
  path.coefficients.forEach(({ index, coef }, k) => {
    reference.beta[k]!.forEach((value, j) => {
      const at = index.indexOf(j);
      expect(at < 0 ? 0 : coef[at]).toBeCloseTo(value, DIGITS);
    });
    expect(path.devRatio[k]).toBeCloseTo(reference.dev[k]!, DIGITS);
  });
  if (reference.nulldev !== undefined) expect(path.nullDeviance).toBeCloseTo(reference.nulldev, 9);
}

describe('coxnet against glmnet 4.1-6', () => {
  it('with weights of the subjects', () => expectEqual(coxnet(surv, columns, { lambda, weights: r.w }), r.weighted));
  it('with penalty factors, one of them 0', () => expectEqual(coxnet(surv, columns, { lambda, penaltyFactors }), r.factors));
  it('with the ridge', () => expectEqual(coxnet(surv, columns, { lambda, alpha: 0 }), r.ridge));
  it('with an elastic net, weights and factors together', () =>
    expectEqual(coxnet(surv, columns, { lambda, alpha: 0.3, weights: r.w, penaltyFactors }), r.both));
  it('with the ridge on more columns than rows', () => {
    const { wide } = r;
    expectEqual(coxnet({ time: wide.time, status: wide.status }, columnsOf(wide.x), { lambda: wide.lambda, alpha: 0 }), wide);
  });

  it('lays the same grid', () => {
    // The free column is fitted to glmnet's tolerance there, which shows in the ninth digit.
    expect(coxnet(surv, columns, { penaltyFactors }).lambda[0]).toBeCloseTo(r.lambda_max_factors, 8);
    const { lambda: grid } = coxnet(surv, columns, { alpha: 0, lambdaMinRatio: 'glmnet' });
    r.lambda_max_ridge.forEach((value, k) => {
      expect(grid[k]! / value).toBeCloseTo(1, 10);
    });
  });

  it('cross-validates with weights', () => {
    const cv = cvCoxnet(surv, columns, { lambda, weights: r.w, foldId: r.fold });
    r.cv.cvm.forEach((value, k) => {
      expect(cv.cvm[k]).toBeCloseTo(value, 6);
    });
    r.cv.cvsd.forEach((value, k) => {
      expect(cv.cvsd[k]).toBeCloseTo(value, 6);
    });
  });
});

describe('weights, factors and the ridge', () => {
  it('takes whole weights as repetitions', () => {
    const times = r.w.map((_, i) => (i % 3) + 1);
    const rows = times.flatMap((count, i) => Array.from({ length: count }, () => i));
    const repeated = coxnet(
      { time: rows.map((i) => r.time[i]!), status: rows.map((i) => r.status[i]!) },
      Object.fromEntries(Object.entries(columns).map(([name, x]) => [name, rows.map((i) => x[i]!)])),
      { lambda },
    );
    const weighted = coxnet(surv, columns, { lambda, weights: times });
    weighted.coefficients.forEach(({ terms, coef }, k) => {
      expect(terms).toEqual(repeated.coefficients[k]!.terms);
      coef.forEach((value, i) => {
        expect(value).toBeCloseTo(repeated.coefficients[k]!.coef[i]!, 8);
      });
    });
  });

  it('fits the columns without a penalty as coxph does where nothing else is let in', () => {
    const path = coxnet(surv, columns, { penaltyFactors: { x0: 0, x1: 0 }, nLambda: 5 });
    const fit = coxph(surv, { x0: columns.x0!, x1: columns.x1! }, { ties: 'breslow' });
    expect(path.coefficients[0]!.terms).toEqual(['x0', 'x1']);
    fit.terms.forEach(({ coef }, j) => {
      expect(path.coefficients[0]!.coef[j]).toBeCloseTo(coef!, 7);
    });
  });

  it('keeps a free column in a ridge on more columns than rows', () => {
    const { wide } = r;
    const follow = { time: wide.time, status: wide.status };
    const path = coxnet(follow, columnsOf(wide.x), { alpha: 0, penaltyFactors: { x3: 0 }, lambda: [1e6] });
    const fit = coxph(follow, { x3: columnsOf(wide.x).x3! }, { ties: 'breslow' });
    expect(path.coefficients[0]!.coef[path.coefficients[0]!.terms.indexOf('x3')]).toBeCloseTo(fit.terms[0]!.coef!, 4);
  });

  it('gives the same from its parts, whatever the order and even as plain data', () => {
    const options = { folds: 4, seed: 3, nLambda: 20 };
    const plan = structuredClone(prepareCv(surv, columns, options));
    const results = [4, 2, 3, 1].map((fold) => ({ fold, result: runFold(plan, fold) }));
    results.sort((a, b) => a.fold - b.fold);
    expect(
      combineFolds(
        plan,
        results.map(({ result }) => result),
      ),
    ).toEqual(cvCoxnet(surv, columns, options));
    expect(() => combineFolds(plan, [])).toThrow('0 results were given for 4 folds');
  });
});

// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { evaluateFirth } from '../../../src/survival/cox/firth-likelihood.ts';
import { prepareCox } from '../../../src/survival/cox/prepared.ts';
import { coxFirth, coxph, SurvivalError } from '../../../src/survival/index.ts';

interface Row {
  readonly time: number;
  readonly status: number;
  readonly x: readonly number[];
}

/** ½ log det of the Breslow information plus the log-likelihood, by the definition. */
function naive(rows: readonly Row[], beta: readonly number[]): number {
  const p = beta.length;
  const information = Array.from({ length: p }, () => new Array<number>(p).fill(0));
  let loglik = 0;
  for (const event of rows.filter(({ status }) => status === 1)) {
    const risk = rows.filter(({ time }) => time >= event.time);
    const weight = risk.map(({ x }) => Math.exp(x.reduce((sum, value, j) => sum + value * beta[j]!, 0)));
    const total = weight.reduce((a, b) => a + b, 0);
    const mean = beta.map((_, j) => risk.reduce((sum, { x }, i) => sum + weight[i]! * x[j]!, 0) / total);
    loglik += event.x.reduce((sum, value, j) => sum + value * beta[j]!, 0) - Math.log(total);
    for (let j = 0; j < p; j++)
      for (let k = 0; k < p; k++) information[j]![k]! += risk.reduce((sum, { x }, i) => sum + weight[i]! * (x[j]! - mean[j]!) * (x[k]! - mean[k]!), 0) / total;
  }
  const determinant = p === 1 ? information[0]![0]! : information[0]![0]! * information[1]![1]! - information[0]![1]! * information[1]![0]!;
  return loglik + 0.5 * Math.log(determinant);
}

/** Maximum over one coordinate by golden section, and over all by going round. */
function naiveMaximum(f: (beta: readonly number[]) => number, p: number, fixed?: { readonly at: number; readonly value: number }): number[] {
  const beta = new Array<number>(p).fill(0);
  if (fixed !== undefined) beta[fixed.at] = fixed.value;
  const golden = (Math.sqrt(5) - 1) / 2;
  for (let round = 0; round < 60; round++) {
    for (let j = 0; j < p; j++) {
      if (j === fixed?.at) continue;
      let [low, high] = [beta[j]! - 3 / (1 + round), beta[j]! + 3 / (1 + round)];
      const at = (value: number): number => f(beta.map((old, k) => (k === j ? value : old)));
      for (let k = 0; k < 70; k++) {
        const [a, b] = [high - golden * (high - low), low + golden * (high - low)];
        if (at(a) > at(b)) high = b;
        else low = a;
      }
      beta[j] = (low + high) / 2;
    }
  }
  return beta;
}

const rows: readonly Row[] = [
  [5, 1, 1, 0.2],
  [8, 1, 1, -0.4],
  [8, 1, 0, 1.1],
  [8, 0, 1, 0.3],
  [12, 1, 0, 0.9],
  [15, 0, 0, -1.2],
  [17, 1, 1, 0.8],
  [21, 0, 0, -0.5],
  [21, 1, 0, 0.4],
  [30, 0, 1, -0.9],
  [34, 1, 0, -0.2],
  [40, 0, 0, 0.1],
].map(([time, status, a, b]) => ({ time: time!, status: status!, x: [a!, b!] }));
const surv = { time: rows.map(({ time }) => time), status: rows.map(({ status }) => status) };
const columns = { a: rows.map(({ x }) => x[0]!), b: rows.map(({ x }) => x[1]!) };

const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof SurvivalError) return error.code;
    throw error;
  }
  return 'none';
};

describe("Firth's penalty", () => {
  it.each(['efron', 'breslow'] as const)('has the gradient of its own likelihood, weights and strata included (%s)', (ties) => {
    const data = prepareCox({
      time: Float64Array.from(surv.time),
      status: Uint8Array.from(surv.status),
      values: Float64Array.from(rows.flatMap(({ x }) => x)),
      p: 2,
      stratum: Int32Array.from(rows, (_, i) => (i < 8 ? 0 : 1)),
      weights: Float64Array.from(rows, (_, i) => 1 + (i % 3)),
    });
    const beta = Float64Array.of(0.3, -0.2);
    const { score } = evaluateFirth(data, beta, ties)!;
    for (const j of [0, 1]) {
      const at = (by: number): number =>
        evaluateFirth(
          data,
          beta.map((value, k) => (k === j ? value + by : value)),
          ties,
        )!.loglik;
      expect(score[j]).toBeCloseTo((at(1e-5) - at(-1e-5)) / 2e-5, 7);
    }
  });

  const fit = coxFirth(surv, columns);

  it('is at the maximum of l + ½ log det I by the definition', () => {
    const best = naiveMaximum((beta) => naive(rows, beta), 2);
    fit.terms.forEach(({ coef }, j) => {
      expect(coef).toBeCloseTo(best[j]!, 5);
    });
    expect(fit.loglik).toBeCloseTo(naive(rows, best), 9);
    expect(fit.loglikNull).toBeCloseTo(naive(rows, [0, 0]), 10);
  });

  it('has bounds where the profile has fallen by half the quantile, and the ratio test of the profile at 0', () => {
    const best = fit.loglik;
    fit.terms.forEach(({ lower, upper, chisq }, at) => {
      for (const bound of [lower, upper]) {
        const profile = naive(
          rows,
          naiveMaximum((beta) => naive(rows, beta), 2, { at, value: Math.log(bound!) }),
        );
        expect(2 * (best - profile)).toBeCloseTo(3.841458820694124, 6);
      }
      expect(chisq).toBeCloseTo(
        2 *
          (best -
            naive(
              rows,
              naiveMaximum((beta) => naive(rows, beta), 2, { at, value: 0 }),
            )),
        7,
      );
    });
  });

  it('gives Wald intervals when asked', () => {
    const wald = coxFirth(surv, columns, { intervals: 'wald' });
    wald.terms.forEach(({ coef, se, upper, chisq }, j) => {
      expect(coef).toBe(fit.terms[j]!.coef);
      expect(Math.log(upper!)).toBeCloseTo(coef + 1.959963984540054 * se, 10);
      expect(chisq).toBeCloseTo((coef / se) ** 2, 12);
    });
  });

  it('does not depend on the scale and origin of a column', () => {
    const moved = coxFirth(surv, { a: columns.a, b: columns.b.map((value) => 1000 * value - 7) });
    expect(moved.terms[1]!.coef * 1000).toBeCloseTo(fit.terms[1]!.coef, 8);
    expect(moved.terms[0]!.upper).toBeCloseTo(fit.terms[0]!.upper!, 6);
    expect(moved.lrt.statistic).toBeCloseTo(fit.lrt.statistic, 8);
  });

  it('is finite under separation, where the plain model is not', () => {
    const separated = { time: [1, 2, 3, 4, 5, 6, 7, 8], status: [1, 1, 1, 1, 0, 0, 0, 0] };
    const x = { x: [1, 1, 1, 1, 0, 0, 0, 0] };
    expect(coxph(separated, x).terms[0]!.status).toBe('infinite');
    const { coef, lower, upper } = coxFirth(separated, x).terms[0]!;
    expect(coef).toBeGreaterThan(0.5);
    expect(coef).toBeLessThan(5);
    expect(lower).toBeGreaterThan(1);
    expect(upper === null || upper > Math.exp(coef)).toBe(true);
  });

  it('nears the plain model with many events, under both rules for ties and within strata', () => {
    const many = Array.from({ length: 40 }, (_, k) => rows.map(({ time }, i) => ({ time: time + k * 0.37 + i * 0.011, i }))).flat();
    const follow = { time: many.map(({ time }) => Math.round(time * 4)), status: many.map(({ i }) => rows[i]!.status) };
    const x = { a: many.map(({ i }) => rows[i]!.x[0]!), b: many.map(({ i }) => rows[i]!.x[1]!) };
    const strata = many.map((_, k) => Math.floor(k / 12) % 2);
    for (const ties of ['efron', 'breslow'] as const) {
      const plain = coxph(follow, x, { ties, strata });
      coxFirth(follow, x, { ties, strata, intervals: 'wald' }).terms.forEach(({ coef, se }, j) => {
        expect(Math.abs(coef - plain.terms[j]!.coef!)).toBeLessThan(0.05 * se);
        expect(se / plain.terms[j]!.se!).toBeCloseTo(1, 2);
      });
    }
  });

  it.each([
    ['no-columns', {}],
    ['column-constant', { a: columns.a, c: columns.a.map(() => 2) }],
    ['matrix-singular', { a: columns.a, c: columns.a.map((value) => 1 - value) }],
  ])('refuses with %s', (code, x) => {
    const run = (): unknown => coxFirth(surv, x as Record<string, number[]>);
    expect(run).toThrow(SurvivalError);
    expect(codeOf(run)).toBe(code);
  });
});

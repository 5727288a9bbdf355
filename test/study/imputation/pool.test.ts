// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { poolCox, poolEstimates } from '../../../src/study/imputation/index.ts';
import { coxph, qt } from '../../../src/survival/index.ts';

describe("Rubin's rules", () => {
  it('gives the textbook numbers', () => {
    // Means 1, 2, 3 with variance 1 each: within 1, between 1, total 1 + 4/3.
    const pooled = poolEstimates([1, 2, 3].map((value) => ({ value, variance: 1 })));
    expect(pooled.value).toBeCloseTo(2, 14);
    expect(pooled.se).toBeCloseTo(Math.sqrt(1 + 4 / 3), 14);
    // Rubin's degrees of freedom (m − 1)(1 + 1/r)², r = (4/3)/1.
    const df = 2 * (1 + 1 / (4 / 3)) ** 2;
    expect(pooled.df).toBeCloseTo(df, 12);
    expect(pooled.lower).toBeCloseTo(2 - qt(0.975, df) * Math.sqrt(7 / 3), 12);
    expect(pooled.fmi).toBeCloseTo((4 / 3 + 2 / (df + 3)) / (4 / 3 + 1), 12);
  });

  it('never has more degrees of freedom than complete data (Barnard and Rubin)', () => {
    const many = Array.from({ length: 50 }, (_, i) => ({ value: 1 + 0.01 * (i % 2), variance: 1 }));
    expect(poolEstimates(many).df).toBeGreaterThan(1000);
    expect(poolEstimates(many, 40).df).toBeLessThan(40);
  });

  it('pools a concordance on the logit scale and stays inside 0 and 1', () => {
    const pooled = poolEstimates(
      [0.95, 0.97, 0.99].map((value) => ({ value, variance: 0.0004 })),
      undefined,
      'logit',
    );
    expect(pooled.upper).toBeLessThan(1);
    expect(pooled.value).toBeGreaterThan(0.95);
    expect(() => poolEstimates([{ value: 1, variance: 0.1 }], undefined, 'logit')).toThrow(/logit/);
  });

  it('leaves identical models as they are', () => {
    const surv = { time: [1, 2, 3, 4, 5, 6, 7, 8], status: [1, 1, 0, 1, 1, 0, 1, 1] };
    const fit = coxph(surv, { x: [1, 0.2, 0.9, 0.5, 0.1, 0.7, 0.3, 0] });
    const pooled = poolCox([fit, fit, fit]);
    expect(pooled.terms[0]!.coef).toBeCloseTo(fit.terms[0]!.coef!, 13);
    expect(pooled.terms[0]!.se).toBeCloseTo(fit.terms[0]!.se!, 13);
    expect(pooled.terms[0]!.fmi).toBe(0);
    expect(pooled.vcov[0]![0]).toBeCloseTo(fit.vcov[0]![0]!, 13);
  });

  it('refuses models with other terms', () => {
    const surv = { time: [1, 2, 3, 4], status: [1, 1, 1, 0] };
    expect(() => poolCox([coxph(surv, { x: [1, 2, 1, 3] }), coxph(surv, { y: [1, 2, 1, 3] })])).toThrow(/different terms/);
  });
});

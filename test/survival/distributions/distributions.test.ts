// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pbinom, pchisq, pf, phyper, pnorm, pt, pwilcox, qchisq, qf, qnorm, qt } from '../../../src/survival/distributions/index.ts';

const relative = (a: number, b: number): number => Math.abs(a - b) / Math.abs(b);

describe('distribution functions', () => {
  // Values of R 4.2.2, printed with 17 digits.
  it.each([
    ['pnorm(-8)', pnorm(-8), 6.220960574271785e-16],
    ['qnorm(1e-300)', qnorm(1e-300), -37.0470962993612],
    ['pchisq(1400, 1, upper)', pchisq(1400, 1, 'upper'), 2.1010145162641344e-306],
    ['pt(-40, 10)', pt(-40, 10), 1.1404288715428737e-12],
    ['qt(1e-12, 1)', qt(1e-12, 1), -318309886183.7907],
    ['pf(1400, 3, 120, upper)', pf(1400, 3, 120, 'upper'), 3.6313192995209326e-93],
  ])('%s keeps twelve digits in the tail', (_, ours, reference) => {
    expect(relative(ours, reference)).toBeLessThan(1e-12);
  });

  it('quantiles undo the distribution functions', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 0.999, noNaN: true }), fc.double({ min: 0.4, max: 400, noNaN: true }), (p, df) => {
        expect(relative(pnorm(qnorm(p)), p)).toBeLessThan(1e-11);
        expect(relative(pchisq(qchisq(p, df), df), p)).toBeLessThan(1e-9);
        expect(relative(pt(qt(p, df), df), p)).toBeLessThan(1e-9);
        expect(relative(pf(qf(p, df, 7), df, 7), p)).toBeLessThan(1e-9);
      }),
    );
  });

  it('both tails add up to one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 60 }), fc.double({ min: 0.01, max: 0.99, noNaN: true }), (k, n, p) => {
        expect(pbinom(k, n, p) + pbinom(k, n, p, 'upper')).toBeCloseTo(1, 12);
        expect(phyper(k, n, 30, 20) + phyper(k, n, 30, 20, 'upper')).toBeCloseTo(1, 12);
        expect(pwilcox(k, 6, 9) + pwilcox(k, 6, 9, 'upper')).toBeCloseTo(1, 12);
      }),
    );
  });

  it('says NaN for probabilities that are none', () => {
    for (const value of [qnorm(-0.1), qt(1.1, 3), qchisq(2, 1), qf(-1, 1, 1)]) expect(value).toBeNaN();
  });
});

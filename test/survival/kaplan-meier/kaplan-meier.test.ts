// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { coxph } from '../../../src/survival/cox/coxph.ts';
import { survQuantile } from '../../../src/survival/kaplan-meier/quantile.ts';
import { rmst } from '../../../src/survival/kaplan-meier/rmst.ts';
import { survdiff } from '../../../src/survival/kaplan-meier/survdiff.ts';
import { survfit, survfitAt } from '../../../src/survival/kaplan-meier/survfit.ts';
import { simulatedCohort } from '../simulated.ts';

const cohort = simulatedCohort(90, 5);

describe('survfit', () => {
  it('is the empirical survival function without censoring, its mean the sample mean', () => {
    const time = [4, 1, 3, 3, 9];
    const [curve] = survfit({ time, status: time.map(() => 1) }).curves;
    expect(curve!.surv.map((s) => Math.round(s * 5))).toEqual([4, 2, 1, 0]);
    expect(curve!.stdErrLog.at(-1)).toBeNull();
    expect(rmst(curve!, 9).mean).toBeCloseTo(4, 12);
  });

  it('takes the middle of a flat piece as the median and gives null where the curve stays above', () => {
    const [flat] = survfit({ time: [1, 2, 3, 4], status: [1, 1, 1, 1] }).curves;
    expect(survQuantile(flat!, [0.5])[0]!.estimate).toBe(2.5);
    const [high] = survfit({ time: [1, 2, 3, 4], status: [1, 0, 0, 0] }).curves;
    expect(survQuantile(high!, [0.5])[0]!.estimate).toBeNull();
  });

  it('ends at the last follow-up unless told to go on', () => {
    const [curve] = survfit({ time: [1, 2, 3], status: [1, 0, 0] }).curves;
    expect(survfitAt(curve!, [0.5, 5]).surv).toEqual([1, null]);
    expect(survfitAt(curve!, [5], { extend: true }).surv[0]).toBeCloseTo(2 / 3, 12);
    expect(survfit({ time: [1, 2], status: [0, 0] }).warnings[0]!.code).toBe('no-events');
  });

  it('treats times that differ by rounding as one', () => {
    const [curve] = survfit({ time: [0.1 + 0.2, 0.3, 1], status: [1, 1, 1] }).curves;
    expect(curve!.time).toHaveLength(2);
  });
});

describe('survdiff', () => {
  it('has observed minus expected that sum to 0, and without ties is the score test of a Cox model', () => {
    const time = cohort.time.map((t, i) => t + i / 1000);
    const test = survdiff({ time, status: cohort.status }, cohort.x2);
    expect(test.observed[0]! - test.expected[0]! + test.observed[1]! - test.expected[1]!).toBeCloseTo(0, 10);
    expect(test.statistic).toBeCloseTo(coxph({ time, status: cohort.status }, { x: cohort.x2 }).score.statistic, 9);
  });

  it('says that nothing is tested without events, and refuses one group', () => {
    const none = survdiff({ time: [1, 2], status: [0, 0] }, ['a', 'b']);
    expect(none).toMatchObject({ statistic: 0, df: 0, p: null });
    expect(none.warnings[0]!.code).toBe('no-events');
    expect(() => survdiff({ time: [1, 2], status: [1, 0] }, ['a', 'a'])).toThrow(expect.objectContaining({ code: 'too-few-groups' }));
  });
});

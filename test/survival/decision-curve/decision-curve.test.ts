// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { decisionCurve } from '../../../src/survival/decision-curve/decision-curve.ts';

const surv = { time: [5, 10, 15, 20, 25, 30, 35, 40], status: [1, 1, 0, 1, 0, 1, 0, 0] };
const risk = [0.9, 0.8, 0.6, 0.7, 0.3, 0.4, 0.2, 0.1];

describe('decision curves', () => {
  it('is the mean of rights and wrongs without censoring', () => {
    const full = { time: [1, 2, 3, 4], status: [1, 1, 1, 1] };
    const { curves } = decisionCurve(full, { model: [0.9, 0.2, 0.8, 0.1] }, 2.5, [0.5]);
    const model = curves[2]!;
    // Above the threshold: one with the event by 2.5, one without.
    expect(model.truePositiveRate[0]).toBeCloseTo(0.25, 12);
    expect(model.falsePositiveRate[0]).toBeCloseTo(0.25, 12);
    expect(model.netBenefit[0]).toBeCloseTo(0, 12);
  });

  it('gives nothing for treating nobody and the prevalence for treating all at threshold 0', () => {
    const { curves } = decisionCurve(surv, { model: risk }, 22, [0, 0.3]);
    expect(curves[1]!.netBenefit).toEqual([0, 0]);
    expect(curves[0]!.netBenefit[0]).toBeCloseTo(curves[0]!.eventRate, 12);
  });

  it('leaves a gap and says so where those above the threshold are not followed far enough', () => {
    const { curves, warnings } = decisionCurve(surv, { model: risk }, 22, [0.85]);
    expect(curves[2]!.netBenefit).toEqual([null]);
    expect(warnings.map(({ code }) => code)).toEqual(['no-follow-up']);
  });

  it.each([
    ['time-outside-range', 99, risk, [0.2]],
    ['option-out-of-range', 22, risk, [1]],
    ['value-out-of-range', 22, risk.map((value) => 100 * value), [0.2]],
    ['length-mismatch', 22, [0.5], [0.2]],
  ])('refuses with %s', (code, time, model, thresholds) => {
    expect(() => decisionCurve(surv, { model }, time, thresholds)).toThrow(expect.objectContaining({ code }) as unknown as Error);
  });
});

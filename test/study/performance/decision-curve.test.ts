// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { decisionCurveAt } from '../../../src/study/performance/decision-curve.ts';

const at = (points: ReturnType<typeof decisionCurveAt>['points'], threshold: number) => points.find((point) => point.threshold === threshold)!.model;

describe('net benefit of a study', () => {
  // Ten patients, events at 100 (twice) and 300 days; those with the highest risks are followed beyond 365 days without the event.
  const surv = { time: [100, 100, 300, 400, 500, 600, 700, 800, 900, 1000], status: [1, 1, 1, 0, 1, 0, 0, 0, 0, 0] };
  const risks = Float64Array.of(0.1, 0.2, 0.2, 0.3, 0.3, 0.3, 0.4, 0.4, 0.6, 0.7);

  it('is a known loss where everyone above the threshold stays without the event', () => {
    const { points } = decisionCurveAt(surv, risks, 365);
    // R 4.2.2: 1 - summary(survfit(Surv(time, status) ~ 1, subset = risk >= p), times = 365, extend = TRUE)$surv is 0 at both thresholds.
    expect(at(points, 0.35)).toBeCloseTo((-0.4 * 0.35) / 0.65, 12);
    expect(at(points, 0.5)).toBeCloseTo((-0.2 * 0.5) / 0.5, 12);
    expect(at(points, 0.9)).toBe(0);
  });

  it('stays unknown where follow-up above the threshold ends before the time', () => {
    const short = { time: surv.time.map((time, i) => (risks[i]! > 0.5 ? 200 : time)), status: surv.status.map((status, i) => (risks[i]! > 0.5 ? 0 : status)) };
    expect(at(decisionCurveAt(short, risks, 365).points, 0.5)).toBeNull();
  });
});

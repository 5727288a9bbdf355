// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { measurePerformance } from '../../../src/study/performance/measure.ts';

describe('observed over expected events in the whole follow-up', () => {
  // A constant hazard of 1/1000 per day that is known for 500 days; two patients are followed for longer, one of them to an event.
  const surv = { time: [100, 200, 300, 400, 900, 1200], status: [1, 0, 1, 0, 1, 0] };
  const model = { score: new Float64Array(6), hazardAtZero: (t: number) => (t > 500 ? undefined : t / 1000), lastDays: 500 };

  it('follows those who outlive the baseline to its end, and leaves nobody out', () => {
    // R 4.2.2: t <- pmin(time, 500); s <- status * (time <= 500); c(sum(s) / sum(t / 1000), exp(confint.default(glm(s ~ offset(log(t / 1000)), family = poisson))))
    const { value, lower, upper } = measurePerformance('validation', surv, model, [300]).inTheLarge;
    expect(value).toBeCloseTo(1, 12);
    expect(lower).toBeCloseTo(0.250098913, 5);
    expect(upper).toBeCloseTo(3.99841802, 4);
  });
});

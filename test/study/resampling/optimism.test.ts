// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { frequencies, optimismOfModel } from '../../../src/study/resampling/optimism.ts';
import type { Measures, SampleResult } from '../../../src/study/resampling/sample.ts';

const measures = (c: number | null, slope = 1): Measures => ({ concordance: c, slope, auc: [c], brier: [0.2], ici: [0.02] });
const sample = (index: number, own: number, test: number): SampleResult => ({
  index,
  models: { clinical: { own: measures(own), test: measures(test, 0.8) } },
  failures: [],
  features: [],
  covariates: index % 2 === 0 ? ['afp'] : ['afp', 'age'],
});

describe('optimism', () => {
  it('is the mean of in-sample minus original, taken off the apparent value; its interval is the samples’ moved by it', () => {
    const results = Array.from({ length: 101 }, (_, k) => sample(k, 0.7 + k / 1000, 0.65 + k / 1000));
    const { rows, usable, failed } = optimismOfModel('clinical', measures(0.74), results, [365]);
    const c = rows.find(({ measure }) => measure === 'concordance')!;
    expect(c.optimism).toBeCloseTo(0.05, 12);
    expect(c.corrected.value).toBeCloseTo(0.69, 12);
    expect(c.corrected.lower).toBeCloseTo(0.7025 - 0.05, 12);
    expect(c.corrected.upper).toBeCloseTo(0.7975 - 0.05, 12);
    const slope = rows.find(({ measure }) => measure === 'slope')!;
    expect(slope.corrected).toEqual({ value: expect.closeTo(0.8, 12), lower: null, upper: null });
    // In its own sample a refitted model is calibrated: the spread of its error there says nothing of the error elsewhere.
    expect(rows.find(({ measure }) => measure === 'ici')!.corrected).toEqual({ value: expect.closeTo(0.02, 12), lower: null, upper: null });
    expect([usable, failed]).toEqual([101, 0]);
  });

  it('counts samples without the model as failed and gives no interval from few', () => {
    const empty: SampleResult = { index: 9, models: {}, failures: [{ name: 'all', reason: 'no event' }], features: [], covariates: [] };
    const { rows, usable, failed } = optimismOfModel('clinical', measures(0.74), [sample(0, 0.8, 0.7), empty], [365]);
    expect([usable, failed]).toEqual([1, 1]);
    expect(rows[0]!.corrected).toEqual({ value: expect.closeTo(0.64, 12), lower: null, upper: null });
    expect(optimismOfModel('clinical', measures(null), [empty], [365]).rows[0]!.corrected.value).toBeNull();
  });

  it('tells how often each name was chosen, failed samples included', () => {
    const empty: SampleResult = { index: 9, models: {}, failures: [], features: [], covariates: [] };
    expect(frequencies([sample(0, 0.8, 0.7), sample(1, 0.8, 0.7), empty, empty], ({ covariates }) => covariates)).toEqual([
      { feature: 'afp', share: 0.5 },
      { feature: 'age', share: 0.25 },
    ]);
  });
});

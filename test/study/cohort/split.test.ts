// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { randomSplit } from '../../../src/study/cohort/split.ts';

describe('a random split', () => {
  it('gives every patient one place, the training set its share, and each set its share of events', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 4, maxLength: 200 }),
        fc.double({ min: 0.1, max: 0.9, noNaN: true }),
        fc.nat(),
        fc.boolean(),
        (status, share, seed, stratify) => {
          const { training, validation } = randomSplit(status, share, stratify, seed);
          expect([...training, ...validation].sort((a, b) => a - b)).toEqual(status.map((_, i) => i));
          expect(training).toHaveLength(Math.round(share * status.length));
          if (!stratify) return;
          const events = status.filter((one) => one === 1).length;
          const inTraining = training.reduce((sum, i) => sum + status[i]!, 0);
          // Rounding of both totals moves at most one event.
          expect(Math.abs(inTraining - share * events)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it('is the same for the same seed and another for another', () => {
    const status = Array.from({ length: 100 }, (_, i) => (i % 3 === 0 ? 1 : 0));
    expect(randomSplit(status, 0.7, true, 5)).toEqual(randomSplit(status, 0.7, true, 5));
    expect(randomSplit(status, 0.7, true, 5)).not.toEqual(randomSplit(status, 0.7, true, 6));
  });

  it('splits 322 patients with 130 events as the study did: 225 and 97', () => {
    const { training, validation } = randomSplit(
      Array.from({ length: 322 }, (_, i) => (i < 130 ? 1 : 0)),
      0.7,
      true,
      1,
    );
    expect([training.length, validation.length, training.filter((i) => i < 130).length]).toEqual([225, 97, 91]);
  });
});

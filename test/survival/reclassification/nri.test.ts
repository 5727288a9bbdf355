// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { nri } from '../../../src/survival/reclassification/nri.ts';

const surv = { time: [1, 2, 3, 4, 6, 7, 8, 9], status: [1, 1, 1, 1, 1, 1, 1, 1] };
const standard = [0.3, 0.3, 0.6, 0.3, 0.3, 0.6, 0.3, 0.3];
const updated = [0.7, 0.7, 0.6, 0.2, 0.2, 0.2, 0.2, 0.7];

describe('net reclassification', () => {
  it('is the difference of proportions without censoring', () => {
    // By 5: events in rows 0-3 (two up, one down), non-events in rows 4-7 (one up, three down).
    const result = nri(surv, standard, updated, 5, { categories: [0.25, 0.5] });
    expect(result.nriEvent).toBeCloseTo((2 - 1) / 4, 12);
    expect(result.nriNonEvent).toBeCloseTo((3 - 1) / 4, 12);
    expect(result.nri).toBeCloseTo(0.75, 12);
  });

  it('counts any difference when asked', () => {
    expect(nri(surv, standard, updated, 5, { difference: 0 })).toMatchObject({ nUp: 3, nDown: 4 });
  });

  it('is zero for the same model twice', () => {
    expect(nri(surv, standard, standard, 5, { difference: 0 }).nri).toBe(0);
  });

  it('refuses a time at which everyone or no one has the event', () => {
    expect(() => nri(surv, standard, updated, 0.5, { difference: 0 })).toThrow(expect.objectContaining({ code: 'no-events' }) as unknown as Error);
    expect(() => nri(surv, standard, updated, 50, { difference: 0 })).toThrow(expect.objectContaining({ code: 'time-outside-range' }) as unknown as Error);
  });
});

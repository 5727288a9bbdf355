// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { inThisThread } from '../../../src/study/resampling/bootstrapper.ts';
import { threadPool } from '../../../src/study/resampling/pool.ts';
import { sampleRows, sampleSeed } from '../../../src/study/resampling/sample.ts';
import { shareCohort } from '../../../src/study/resampling/shared-cohort.ts';
import { smallCohort, smallDefinition } from '../develop/small-study.ts';

const cohort = smallCohort({ n: 120, features: 8 });
const task = { cohort, definition: smallDefinition(), samples: 7, horizonsDays: [365, 730] };

describe('bootstrap samples', () => {
  it('are the same on one thread, on three and in this thread, to the last digit', async () => {
    const seen: number[] = [];
    const here = await inThisThread(() => 0)(task, (done) => seen.push(done));
    const one = await threadPool(1)(task, () => undefined);
    const three = await threadPool(3)(task, () => undefined);
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(one.results).toEqual(here.results);
    expect(three.results).toEqual(here.results);
    expect(three.cores).toBe(3);
    expect(here.results.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(new Set(here.results.map(({ models }) => models.clinical?.own.concordance)).size).toBeGreaterThan(5);
  });

  it('stop at once when told to, and start nothing when told before', async () => {
    const stop = new AbortController();
    const running = threadPool(2, stop.signal)({ ...task, samples: 100_000 }, () => stop.abort());
    await expect(running).rejects.toMatchObject({ code: 'stopped' });
    await expect(threadPool(2, stop.signal)(task, () => undefined)).rejects.toMatchObject({ code: 'stopped' });
  });

  it('pass a bug in a thread on as an error', async () => {
    const broken = { ...cohort, covariates: new Map() };
    await expect(threadPool(1)({ ...task, cohort: broken }, () => undefined)).rejects.toThrow(/no column/);
  });

  it('count what cannot be fitted as failed, with the reason', async () => {
    const status = new Uint8Array(cohort.n);
    status[0] = 1;
    const { results } = await inThisThread(() => 0)({ ...task, cohort: { ...cohort, status }, samples: 30 }, () => undefined);
    const failed = results.filter(({ models }) => Object.keys(models).length === 0);
    expect(results).toHaveLength(30);
    expect(failed.length).toBeGreaterThan(5);
    for (const { failures } of failed) expect(failures[0]!.reason.length).toBeGreaterThan(10);
  });

  it('are draws with replacement of the same size, different for each number and seed', () => {
    const rows = Int32Array.from({ length: 200 }, (_, i) => i + 50);
    const sample = sampleRows(rows, sampleSeed(1, 0, 0));
    expect(sample).toHaveLength(200);
    expect(sample.every((row) => row >= 50 && row < 250)).toBe(true);
    // About 1 - 1/e of the patients are in a sample.
    expect(new Set(sample).size).toBeGreaterThan(105);
    expect(new Set(sample).size).toBeLessThan(150);
    const seeds = Array.from({ length: 1000 }, (_, b) => [sampleSeed(1, b, 0), sampleSeed(1, b, 1), sampleSeed(2, b, 0)]).flat();
    expect(new Set(seeds).size).toBe(3000);
  });
});

describe('a shared cohort', () => {
  it('has the same numbers in shared memory and no identifiers', () => {
    const shared = shareCohort(cohort);
    expect(shared.timeDays).toEqual(cohort.timeDays);
    expect(shared.features!.values).toEqual(cohort.features!.values);
    expect(shared.covariates.get('invasion')).toEqual(cohort.covariates.get('invasion'));
    expect(shared.timeDays.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(shared.ids).toEqual([]);
  });
});

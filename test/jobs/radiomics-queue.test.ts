// SPDX-License-Identifier: Apache-2.0
import { afterEach, expect, it } from '@jest/globals';
import type { PgBoss } from 'pg-boss';
import type { RadiomicsRequest, RadiomicsTask, RadiomicsTaskResult } from '../../src/assessment/ports.ts';
import { RADIOMICS_QUEUE, startBoss } from '../../src/jobs/boss.ts';
import { type RadiomicsQueue, radiomicsQueue } from '../../src/jobs/radiomics-queue.ts';
import { radiomicsRepository } from '../../src/store/radiomics.ts';
import { describeOnBothDatabases } from '../support/databases.ts';

const clock = { nowIso: () => new Date().toISOString(), monotonicMs: () => performance.now() };
let patients = 0;

/** A question of its own for each test: results stay in the shared database. */
function question(): RadiomicsRequest {
  patients += 1;
  return { fhirBase: 'https://ehr.example.org/fhir', patient: `Patient/q${patients}`, imaging: [], extraction: { params: {}, features: [] } };
}

const computed = (value: number): RadiomicsTaskResult => ({ resultKey: `r${value}`, record: { status: 'computed', features: { f: value } } });
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describeOnBothDatabases('radiomics jobs', (database) => {
  const running: PgBoss[] = [];
  afterEach(async () => {
    for (const boss of running.splice(0)) await boss.stop({ graceful: true, timeout: 2000 });
  });

  const queue = async (task?: RadiomicsTask, lookAgainMs?: number): Promise<RadiomicsQueue> => {
    const boss = await startBoss(database(), () => undefined, 60);
    running.push(boss);
    const made = radiomicsQueue({
      boss,
      store: radiomicsRepository(database().db),
      clock,
      requestKey: ({ patient }) => `key-${patient}`,
      ...(task === undefined ? {} : { task }),
      ...(lookAgainMs === undefined ? {} : { lookAgainMs }),
    });
    await made.startWorker();
    return made;
  };

  it('runs a job at once and answers the next question from the store', async () => {
    let runs = 0;
    const jobs = await queue(async () => {
      runs += 1;
      return computed(1);
    });
    const asked = question();
    const startedMs = performance.now();
    expect(await jobs.obtain(asked, 5000)).toMatchObject({ status: 'computed', features: { f: 1 } });
    // Polling alone would need two seconds or more; the notification needs milliseconds. The rest is room for a busy machine.
    expect(performance.now() - startedMs).toBeLessThan(1500);
    expect(await jobs.obtain(asked, 0)).toMatchObject({ status: 'computed' });
    expect(runs).toBe(1);
  });

  it('computes once however many ask at the same time', async () => {
    let runs = 0;
    const jobs = await queue(async () => {
      runs += 1;
      await sleep(100);
      return computed(2);
    });
    const asked = question();
    const answers = await Promise.all(Array.from({ length: 6 }, () => jobs.obtain(asked, 5000)));
    expect(answers.map((answer) => answer.status)).toEqual(Array(6).fill('computed'));
    expect(runs).toBe(1);
  });

  it('says pending at the deadline and has the result for the next question', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const jobs = await queue(async () => {
      await held;
      return computed(3);
    });
    const asked = question();
    const startedMs = performance.now();
    expect(await jobs.obtain(asked, 100)).toMatchObject({ status: 'pending' });
    // Not the task's own end: it is let go on by hand.
    expect(performance.now() - startedMs).toBeLessThan(2000);
    release();
    expect(await jobs.obtain(asked, 5000)).toMatchObject({ status: 'computed', features: { f: 3 } });
  });

  it('keeps a refusal and asks the images again when told to', async () => {
    let runs = 0;
    const jobs = await queue(async () => {
      runs += 1;
      return runs === 1 ? { record: { status: 'refused', code: 'empty-mask', message: 'm' } } : computed(4);
    });
    const asked = question();
    expect(await jobs.obtain(asked, 5000)).toMatchObject({ status: 'refused', code: 'empty-mask' });
    expect(await jobs.obtain(asked, 5000)).toMatchObject({ status: 'refused' });
    expect(runs).toBe(1);
    expect(await jobs.obtain({ ...asked, recompute: true }, 5000)).toMatchObject({ status: 'computed' });
    expect(runs).toBe(2);
  });

  it('answers "unavailable" when the task breaks, and the queue tries again by itself', async () => {
    let runs = 0;
    const jobs = await queue(async () => {
      runs += 1;
      if (runs === 1) throw new Error('a bug');
      return computed(5);
    });
    const asked = question();
    expect(await jobs.obtain(asked, 5000)).toMatchObject({ status: 'unavailable', code: 'radiomics-failed' });
    for (let look = 0; look < 100 && runs < 2; look += 1) await sleep(100);
    await sleep(100);
    expect(await jobs.obtain(asked, 5000)).toMatchObject({ status: 'computed' });
  });

  it('answers an old result at once and looks at the images again; an archive that is down takes nothing away', async () => {
    let runs = 0;
    const results: RadiomicsTaskResult[] = [computed(8), { record: { status: 'unavailable', code: 'dicomweb-unreachable' } }, computed(9)];
    const jobs = await queue(async () => results[Math.min(runs++, 2)] ?? computed(9), 1);
    const asked = question();
    await jobs.obtain(asked, 5000);
    const features: unknown[] = [];
    for (let look = 0; look < 200 && runs < 3; look += 1) {
      await sleep(20);
      const answer = await jobs.obtain(asked, 0);
      expect(answer.status).toBe('computed');
      features.push(answer.features);
    }
    expect(features[0]).toEqual({ f: 8 });
    await sleep(100);
    expect(await jobs.obtain(asked, 0)).toMatchObject({ features: { f: 9 } });
  });

  it('finds the result of a worker in another process', async () => {
    const asking = await queue();
    const asked = question();
    const answer = asking.obtain(asked, 10_000);
    const jobs = await queue(async () => computed(6));
    expect(await answer).toMatchObject({ status: 'computed', features: { f: 6 } });
    expect(await jobs.obtain(asked, 0)).toMatchObject({ status: 'computed' });
  });

  it('keeps a job that nobody could take, for the next worker', async () => {
    const asking = await queue();
    const asked = question();
    expect(await asking.obtain(asked, 10)).toMatchObject({ status: 'pending' });
    const [boss] = running;
    expect(await boss?.findJobs(RADIOMICS_QUEUE, { key: `key-${asked.patient}`, queued: true })).toHaveLength(1);
    for (const started of running.splice(0)) await started.stop({ graceful: true, timeout: 2000 });
    const jobs = await queue(async () => computed(7));
    for (let look = 0; look < 50; look += 1) {
      if ((await jobs.obtain(asked, 100)).status === 'computed') break;
    }
    expect(await jobs.obtain(asked, 0)).toMatchObject({ status: 'computed', features: { f: 7 } });
  });
});

// SPDX-License-Identifier: Apache-2.0
// Cohort cases by durable jobs. A job only says which case; the row of the case says whether there is still anything to do, and who is at it.
import { randomUUID } from 'node:crypto';
import type { PgBoss } from 'pg-boss';
import type { CohortTask } from '../assessment/cohort/types.ts';
import type { Clock } from '../assessment/ports.ts';
import type { CohortStore } from '../store/cohort.ts';
import { COHORT_QUEUE } from './boss.ts';

interface CohortJob {
  readonly runId: string;
  readonly caseNo: number;
}

export interface CohortWorkerDeps {
  readonly boss: PgBoss;
  readonly store: CohortStore;
  readonly clock: Clock;
  readonly task: CohortTask;
  /** Cases at a time in this process, ≥ 1. */
  readonly concurrency: number;
  /** How long a case is ours without a sign of life; a third of it passes between signs. */
  readonly leaseMs?: number;
  /** Told of bugs in the task; the case fails with `case-failed`. */
  readonly onError?: (error: unknown) => void;
}

export interface CohortWorker {
  start(): Promise<void>;
  /** Takes no further case; those under way go back to the queue at once. */
  stop(): Promise<void>;
}

/** A worker that is killed gives its cases free after this long. */
const LEASE_MS = 20_000;
/** Attempts on a case when a server is away, before the case counts as failed. */
const MOST_ATTEMPTS = 3;

/** Takes cohort cases of any run from the queue. */
export function cohortWorker(deps: CohortWorkerDeps): CohortWorker {
  const { boss, store, clock } = deps;
  const leaseMs = deps.leaseMs ?? LEASE_MS;
  const stopping = new AbortController();
  /** Tells this worker's cases from others' in the database. */
  const worker = randomUUID();
  const underWay = new Set<Promise<void>>();
  const until = (): string => new Date(Date.parse(clock.nowIso()) + leaseMs).toISOString();

  const work = async ({ runId, caseNo }: CohortJob, jobSignal: AbortSignal): Promise<void> => {
    if (stopping.signal.aborted) return;
    const owner = `${worker}/${randomUUID()}`;
    const claimed = await store.claim(runId, caseNo, owner, clock.nowIso(), until());
    if (claimed === undefined) return;
    const lost = new AbortController();
    const signal = AbortSignal.any([stopping.signal, jobSignal, lost.signal]);
    const sign = setInterval(() => {
      store.renew(runId, caseNo, owner, until()).then(
        (ours) => {
          if (!ours) lost.abort();
        },
        // The database is away for a moment: the lease decides.
        () => undefined,
      );
    }, leaseMs / 3);
    try {
      const task = deps.task(claimed.fhirBase, claimed.plan, claimed.request, signal);
      // Sums in a thread do not hear the signal; nobody waits for them.
      task.catch(() => undefined);
      const outcome = await Promise.race([task, stopped(signal)]);
      if (signal.aborted) await store.release(runId, caseNo, owner);
      else await store.finish(runId, caseNo, owner, outcome, clock.nowIso(), MOST_ATTEMPTS);
    } catch (error) {
      if (signal.aborted) {
        await store.release(runId, caseNo, owner);
        return;
      }
      deps.onError?.(error);
      const name = error instanceof Error ? error.name : typeof error;
      const failed = {
        kind: 'failed',
        code: 'case-failed',
        message: `An error in this software stopped the case (${name}); the log has its place.`,
        outage: false,
      } as const;
      await store.finish(runId, caseNo, owner, failed, clock.nowIso(), MOST_ATTEMPTS);
    } finally {
      clearInterval(sign);
    }
  };

  return {
    async start() {
      await boss.work<CohortJob>(
        COHORT_QUEUE,
        { batchSize: 1, localConcurrency: deps.concurrency, pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 5 },
        async (jobs) => {
          for (const job of jobs) {
            const done = work(job.data, job.signal);
            underWay.add(done);
            await done.finally(() => underWay.delete(done));
          }
        },
      );
    },
    async stop() {
      stopping.abort();
      await boss.offWork(COHORT_QUEUE, { wait: false });
      await Promise.allSettled(underWay);
    },
  };
}

/** A case that is stopped may still store the audit of what it read. */
const GRACE_MS = 1000;

/** Rejects a moment after the signal fired. */
function stopped(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = (): void => {
      setTimeout(() => reject(new Error('The work was stopped.')), GRACE_MS);
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

/** Puts cases on the queue; one that waits there already is not added twice. */
export async function enqueueCases(boss: PgBoss, runId: string, cases: readonly number[]): Promise<void> {
  for (let at = 0; at < cases.length; at += 500)
    await boss.insert(
      COHORT_QUEUE,
      cases.slice(at, at + 500).map((caseNo) => ({ data: { runId, caseNo } satisfies CohortJob, singletonKey: `${runId}/${caseNo}` })),
    );
}

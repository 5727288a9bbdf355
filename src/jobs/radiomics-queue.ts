// SPDX-License-Identifier: Apache-2.0
import type { PgBoss } from 'pg-boss';
import type { Clock, RadiomicsPort, RadiomicsRequest, RadiomicsTask, RadiomicsTaskResult } from '../assessment/ports.ts';
import type { RadiomicsRecord } from '../nomogram/assessment.ts';
import type { RadiomicsStore } from '../store/radiomics.ts';
import { RADIOMICS_QUEUE } from './boss.ts';

export interface RadiomicsQueueDeps {
  readonly boss: PgBoss;
  readonly store: RadiomicsStore;
  readonly clock: Clock;
  /** Key of a question: EHR, patient, studies as named by the chart, pipeline, settings. */
  readonly requestKey: (request: RadiomicsRequest) => string;
  /** Does the work in this process; absent where only `hepanom worker` processes do. */
  readonly task?: RadiomicsTask;
  readonly concurrency?: number;
  /** A computed result older than this answers at once and is looked at again in the background: an outline may be redrawn without the chart saying so. */
  readonly lookAgainMs?: number;
  readonly onFinished?: (record: RadiomicsRecord, tookMs: number) => void;
  /** Told of bugs in the task. */
  readonly onError?: (error: unknown) => void;
}

export interface RadiomicsQueue extends RadiomicsPort {
  /** Starts taking jobs, if this process has a task. */
  startWorker(): Promise<void>;
}

/** How long an answer without features stands before images are asked again; unavailable archives recover, so that is short. */
const REFUSAL_SECONDS: Readonly<Record<string, number>> = { unavailable: 10, absent: 60, refused: 600 };
/** How often the store is looked at, because another process may hold the job: without a worker here it surely does. */
const LOOK_MS = { elsewhere: 50, perhaps: 200 };

/**
 * Radiomics by durable jobs. `obtain` answers from the store, else enqueues (one job per question over all processes) and waits up to its deadline;
 * the job goes on after it and its result is in the store for the next question.
 */
export function radiomicsQueue(deps: RadiomicsQueueDeps): RadiomicsQueue {
  const { boss, store, clock } = deps;
  const waiting = new Map<string, Set<(record: RadiomicsRecord) => void>>();
  let workerId: string | undefined;

  const settle = (key: string, record: RadiomicsRecord): void => {
    for (const resolve of waiting.get(key) ?? []) resolve(record);
    waiting.delete(key);
  };

  const keep = async (key: string, { record, resultKey }: RadiomicsTaskResult): Promise<void> => {
    const nowIso = clock.nowIso();
    if (record.status === 'computed' && resultKey !== undefined) await store.saveResult(key, resultKey, record, nowIso);
    else {
      // An archive that is down now takes nothing from what was measured before.
      if (record.status === 'unavailable' && (await store.answer(key, nowIso))?.record.status === 'computed') return;
      const seconds = REFUSAL_SECONDS[record.status] ?? 10;
      await store.saveRefusal(key, record, nowIso, new Date(Date.parse(nowIso) + seconds * 1000).toISOString());
    }
  };

  const run = async (task: RadiomicsTask, request: RadiomicsRequest, signal: AbortSignal): Promise<void> => {
    const key = deps.requestKey(request);
    const startedMs = clock.monotonicMs();
    try {
      const result = await task(request, signal);
      await keep(key, result);
      deps.onFinished?.(result.record, clock.monotonicMs() - startedMs);
      settle(key, result.record);
    } catch (error) {
      const record: RadiomicsRecord = {
        status: 'unavailable',
        code: 'radiomics-failed',
        message: 'The tumour could not be measured because of an error in this software; the event is in its log.',
      };
      deps.onFinished?.(record, clock.monotonicMs() - startedMs);
      deps.onError?.(error);
      settle(key, record);
      throw error;
    }
  };

  /** When a job for this key waits or runs already, nothing is added: its result is ours too. @returns whether a job was added */
  const enqueue = async (key: string, request: RadiomicsRequest): Promise<boolean> => {
    const jobId = await boss.send(RADIOMICS_QUEUE, request, { singletonKey: key });
    if (workerId !== undefined) boss.notifyWorker(workerId);
    return jobId !== null;
  };

  return {
    async startWorker() {
      const task = deps.task;
      if (task === undefined) return;
      workerId = await boss.work<RadiomicsRequest>(
        RADIOMICS_QUEUE,
        { batchSize: 1, localConcurrency: deps.concurrency ?? 2, pollingIntervalSeconds: 2, notifyPollingIntervalSeconds: 5 },
        async (jobs) => {
          for (const job of jobs) await run(task, job.data, job.signal);
        },
      );
    },

    async obtain(request, waitMs) {
      const key = deps.requestKey(request);
      const startedMs = clock.monotonicMs();
      if (request.recompute !== true) {
        const stored = await store.answer(key, clock.nowIso());
        if (stored !== undefined) {
          const ageMs = Date.parse(clock.nowIso()) - Date.parse(stored.checkedIso);
          if (stored.record.status === 'computed' && ageMs > (deps.lookAgainMs ?? Number.POSITIVE_INFINITY))
            await enqueue(key, { ...request, recompute: true });
          return stored.record;
        }
      }
      const askedIso = clock.nowIso();
      let finish: (record: RadiomicsRecord) => void = () => undefined;
      const finished = new Promise<RadiomicsRecord>((resolve) => {
        finish = resolve;
      });
      const listeners = waiting.get(key) ?? new Set();
      listeners.add(finish);
      waiting.set(key, listeners);
      try {
        let added = await enqueue(key, request);
        for (;;) {
          const leftMs = waitMs - (clock.monotonicMs() - startedMs);
          const record = await within(finished, Math.max(0, Math.min(leftMs, workerId === undefined ? LOOK_MS.elsewhere : LOOK_MS.perhaps)));
          if (record !== undefined) return record;
          // The job in our way may have answered its asker already and only waits to be marked as done: then ours was not added.
          if (!added) added = await enqueue(key, request);
          const stored = await store.answer(key, askedIso, request.recompute === true ? askedIso : undefined);
          if (stored !== undefined) return stored.record;
          if (waitMs - (clock.monotonicMs() - startedMs) <= 0)
            return { status: 'pending', code: 'radiomics-pending', message: 'The tumour is being measured on the CT; open the app or sign again in a moment.' };
        }
      } finally {
        listeners.delete(finish);
        if (listeners.size === 0 && waiting.get(key) === listeners) waiting.delete(key);
      }
    },
  };
}

/** The promise's value, or undefined after `ms`. */
async function within<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

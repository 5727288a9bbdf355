// SPDX-License-Identifier: Apache-2.0
import { Worker } from 'node:worker_threads';
import type { Failure } from '../failure.ts';
import type { CaseCall, CaseOutcome, CaseReply, CaseWork } from './case-messages.ts';

/** Threads that extract whole cases. */
export interface CasePool {
  /** Extracts one case when a thread is free; never rejects: a thread that dies is its case's failure. */
  run(work: CaseWork): Promise<CaseOutcome>;
  /** Ends every thread at once; cases under way fail with the code `interrupted`. */
  stop(): Promise<void>;
}

interface Waiting {
  readonly call: CaseCall;
  readonly resolve: (outcome: CaseOutcome) => void;
}

interface Thread {
  readonly worker: Worker;
  busy: Waiting | undefined;
}

const INTERRUPTED: Failure = { code: 'interrupted', message: 'The run was stopped before this case was finished.' };

/** Why a thread ended, as the failure of the case it was working on. */
function deathOf(error: unknown): Failure {
  const { code, message } = (error ?? {}) as { readonly code?: unknown; readonly message?: unknown };
  if (code === 'ERR_WORKER_OUT_OF_MEMORY')
    return { code: 'out-of-memory', message: 'The thread that worked on this case ran out of memory. Use fewer --jobs, or crop the image.' };
  return { code: 'worker-died', message: `The thread that worked on this case ended unexpectedly${typeof message === 'string' ? `: ${message}` : ''}.` };
}

/**
 * @param size number of threads, ≥ 1; they are started as cases come
 * @param startWorker starts one thread; for tests
 */
export function casePool(size: number, startWorker = (): Worker => new Worker(new URL('./batch-worker.ts', import.meta.url))): CasePool {
  const queue: Waiting[] = [];
  const threads = new Set<Thread>();
  let nextId = 1;
  let stopped = false;

  const start = (): Thread => {
    const thread: Thread = { worker: startWorker(), busy: undefined };
    const finish = (outcome: CaseOutcome): void => {
      const waiting = thread.busy;
      thread.busy = undefined;
      waiting?.resolve(outcome);
      next();
    };
    const die = (error: unknown): void => {
      if (!threads.delete(thread)) return;
      finish({ kind: 'failed', failure: stopped ? INTERRUPTED : deathOf(error) });
    };
    thread.worker.on('message', (reply: CaseReply) => finish(reply.outcome));
    thread.worker.on('error', die);
    thread.worker.on('exit', (status) => die(new Error(`exit status ${status}`)));
    threads.add(thread);
    return thread;
  };

  const next = (): void => {
    while (queue.length > 0 && !stopped) {
      const free = [...threads].find((thread) => thread.busy === undefined) ?? (threads.size < size ? start() : undefined);
      if (free === undefined) return;
      free.busy = queue.shift()!;
      free.worker.postMessage(free.busy.call);
    }
  };

  return {
    run(work) {
      if (stopped) return Promise.resolve({ kind: 'failed', failure: INTERRUPTED });
      return new Promise((resolve) => {
        queue.push({ call: { id: nextId++, work }, resolve });
        next();
      });
    },
    async stop() {
      stopped = true;
      for (const { resolve } of queue.splice(0)) resolve({ kind: 'failed', failure: INTERRUPTED });
      await Promise.all([...threads].map((thread) => thread.worker.terminate()));
    },
  };
}

// SPDX-License-Identifier: Apache-2.0
import { Worker } from 'node:worker_threads';
import type { ExtractionRequest, TumourWork, TumourWorkPort } from '../assessment/ports.ts';
import type { TumourCall, TumourReply } from './tumour-messages.ts';

export interface TumourPool extends TumourWorkPort {
  stop(): Promise<void>;
}

type Result = Awaited<ReturnType<TumourWorkPort['run']>>;

interface Waiting {
  readonly id: number;
  readonly work: TumourWork;
  readonly signal: AbortSignal;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  busy: Waiting | undefined;
}

/**
 * Threads that load and measure tumours, one at a time each. The first is started at once, so that the first hook does not pay for it.
 *
 * @param size number of threads, ≥ 1
 * @param warmUp what will be measured here, to have its code compiled before it is needed
 */
export function tumourPool(size: number, warmUp?: ExtractionRequest): TumourPool {
  const queue: Waiting[] = [];
  const threads = new Set<Thread>();
  let nextId = 1;
  let stopped = false;

  const post = (thread: Thread, call: TumourCall): void => thread.worker.postMessage(call);

  const start = (): Thread => {
    const file = import.meta.url.endsWith('.ts') ? './radiomics-worker.ts' : './radiomics-worker.js';
    const thread: Thread = { worker: new Worker(new URL(file, import.meta.url)), busy: undefined };
    thread.worker.unref();
    thread.worker.on('message', (reply: TumourReply) => {
      const waiting = thread.busy;
      thread.busy = undefined;
      if (waiting !== undefined) {
        if (reply.ok) waiting.resolve({ ...reply.result, stagesMs: reply.stagesMs });
        else waiting.reject(Object.assign(new Error('A tumour thread failed.'), { name: reply.name, stack: reply.stack }));
      }
      next();
    });
    // A thread that dies (out of memory) fails its own tumour only; another takes its place.
    thread.worker.on('error', (error) => {
      threads.delete(thread);
      thread.busy?.reject(new Error('A tumour thread ended unexpectedly.', { cause: error }));
      thread.busy = undefined;
      if (!stopped) next();
    });
    threads.add(thread);
    return thread;
  };

  const next = (): void => {
    while (queue.length > 0) {
      const free = [...threads].find((thread) => thread.busy === undefined) ?? (threads.size < size ? start() : undefined);
      if (free === undefined) return;
      const waiting = queue.shift();
      if (waiting === undefined) return;
      free.busy = waiting;
      post(free, { kind: 'work', id: waiting.id, work: waiting.work });
      waiting.signal.addEventListener('abort', () => {
        if (free.busy === waiting) post(free, { kind: 'abort', id: waiting.id });
      });
    }
  };

  const first = start();
  if (warmUp !== undefined) post(first, { kind: 'warm-up', extraction: warmUp });
  return {
    run(work, signal) {
      if (stopped) return Promise.reject(new Error('The tumour threads are stopped.'));
      return new Promise((resolve, reject) => {
        queue.push({ id: nextId++, work, signal, resolve, reject });
        next();
      });
    },
    async stop() {
      stopped = true;
      for (const waiting of queue.splice(0)) waiting.reject(new Error('The tumour threads are stopped.'));
      await Promise.all([...threads].map((thread) => thread.worker.terminate()));
    },
  };
}

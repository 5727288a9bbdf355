// SPDX-License-Identifier: Apache-2.0
import { Worker } from 'node:worker_threads';
import type { Measurement, MeasurePort } from '../assessment/ports.ts';
import type { MeasureCall, MeasureReply } from './measure-messages.ts';

/** The region cannot be measured; `code` is the radiomics room's. */
export class MeasureError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'MeasureError';
    this.code = code;
  }
}

export interface MeasurePool extends MeasurePort {
  stop(): Promise<void>;
}

interface Waiting {
  readonly call: MeasureCall;
  readonly resolve: (measurement: Measurement) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  busy: Waiting | undefined;
}

/**
 * Threads that measure tumours, one region at a time each; started ahead so that the first hook does not pay for it.
 *
 * @param size number of threads, ≥ 1
 */
export function measurePool(size: number): MeasurePool {
  const queue: Waiting[] = [];
  const threads = new Set<Thread>();
  let nextId = 1;
  let stopped = false;

  const start = (): Thread => {
    const file = import.meta.url.endsWith('.ts') ? './radiomics-worker.ts' : './radiomics-worker.js';
    const thread: Thread = { worker: new Worker(new URL(file, import.meta.url)), busy: undefined };
    thread.worker.unref();
    thread.worker.on('message', (reply: MeasureReply) => {
      const waiting = thread.busy;
      thread.busy = undefined;
      if (waiting !== undefined) {
        if (reply.ok) waiting.resolve(reply.measurement);
        else waiting.reject(reply.code === undefined ? new Error(reply.message) : new MeasureError(reply.code, reply.message));
      }
      next();
    });
    // A thread that dies (out of memory) fails its own region only; another takes its place.
    thread.worker.on('error', (error) => {
      threads.delete(thread);
      thread.busy?.reject(error instanceof Error ? error : new Error(String(error)));
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
      free.worker.postMessage(waiting.call, transferable(waiting.call));
    }
  };

  start();
  return {
    measure(image, mask, params) {
      if (stopped) return Promise.reject(new Error('The measuring threads are stopped.'));
      return new Promise((resolve, reject) => {
        queue.push({ call: { id: nextId++, image, mask, params }, resolve, reject });
        next();
      });
    },
    async stop() {
      stopped = true;
      for (const waiting of queue.splice(0)) waiting.reject(new Error('The measuring threads are stopped.'));
      await Promise.all([...threads].map((thread) => thread.worker.terminate()));
    },
  };
}

/** Whole own buffers can move; a view into a larger buffer is copied instead. */
function transferable({ image, mask }: MeasureCall): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const { data } of [image, mask]) {
    if (data.buffer instanceof ArrayBuffer && data.byteLength === data.buffer.byteLength) buffers.add(data.buffer);
  }
  return [...buffers];
}

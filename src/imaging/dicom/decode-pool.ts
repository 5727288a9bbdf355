// SPDX-License-Identifier: Apache-2.0
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { DecodeAnswer, DecodeJob } from './decode-worker.ts';

/** JPEG 2000 takes 60 ms a slice: on the main thread a series would hold up every other request for seconds. */
const MOST_WORKERS = 4;
/** The published package holds JavaScript, the checkout TypeScript. */
const WORKER_FILE = new URL(import.meta.url.endsWith('.ts') ? './decode-worker.ts' : './decode-worker.js', import.meta.url);

interface Waiting {
  readonly resolve: (bytes: Uint8Array) => void;
  readonly reject: (problem: Error) => void;
}
interface PoolWorker {
  readonly thread: Worker;
  readonly waiting: Map<number, Waiting>;
}

const pool: PoolWorker[] = [];
let lastId = 0;

/**
 * Decodes a compressed frame on a worker thread. Workers are started when first needed, at most one per core and four in all, and do not
 * keep the process alive by themselves.
 *
 * @param frame the compressed bytes; copied, the caller keeps them
 * @param pixels samples that the frame must have
 * @throws Error with the decoder's own words for damaged data; the caller checks the length of what comes back
 */
export function decodeFrame(transferSyntaxUid: string, frame: Uint8Array, pixels: number): Promise<Uint8Array> {
  const worker = leastBusy();
  const id = ++lastId;
  return new Promise((resolve, reject) => {
    worker.waiting.set(id, { resolve, reject });
    worker.thread.ref();
    const own = new Uint8Array(frame);
    worker.thread.postMessage({ id, transferSyntaxUid, frame: own, pixels } satisfies DecodeJob, [own.buffer]);
  });
}

function leastBusy(): PoolWorker {
  const idle = pool.find((w) => w.waiting.size === 0);
  if (idle !== undefined) return idle;
  if (pool.length < Math.min(MOST_WORKERS, availableParallelism())) return start();
  return pool.reduce((least, w) => (w.waiting.size < least.waiting.size ? w : least));
}

function start(): PoolWorker {
  const worker: PoolWorker = { thread: new Worker(WORKER_FILE), waiting: new Map() };
  worker.thread.on('message', (answer: DecodeAnswer) => {
    const job = worker.waiting.get(answer.id);
    worker.waiting.delete(answer.id);
    if (worker.waiting.size === 0) worker.thread.unref();
    if ('bytes' in answer) job?.resolve(answer.bytes);
    else job?.reject(new Error(answer.problem));
  });
  const gone = (reason: unknown): void => {
    const at = pool.indexOf(worker);
    if (at >= 0) pool.splice(at, 1);
    for (const job of worker.waiting.values()) job.reject(new Error('the decoder thread ended', { cause: reason }));
    worker.waiting.clear();
  };
  worker.thread.on('error', gone);
  worker.thread.on('exit', gone);
  worker.thread.unref();
  pool.push(worker);
  return worker;
}

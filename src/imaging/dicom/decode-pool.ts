// SPDX-License-Identifier: Apache-2.0
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { DecodeAnswer, DecodeJob } from './decode-worker.ts';

/** JPEG 2000 takes 60 ms a slice: on the main thread a series would hold up every other request for seconds. */
const MOST_WORKERS = 4;
/** Jobs given to a worker at a time, so that it has the next one at hand when it is done. */
const AHEAD = 2;
/**
 * How long a frame may take: 100 times what the slowest syntax takes on a slow core. A damaged JPEG-LS stream of 200 bytes kept its decoder busy for
 * half a minute, and WebAssembly can only be stopped with its thread.
 */
const MOST_MS = 500;
const MOST_MS_PER_PIXEL = 0.02;
/** An answer that waits behind a busy main thread gets its turn before the worker is stopped. */
const GRACE_MS = 250;
/** The published package holds JavaScript, the checkout TypeScript. */
const WORKER_FILE = new URL(import.meta.url.endsWith('.ts') ? './decode-worker.ts' : './decode-worker.js', import.meta.url);

interface Job {
  readonly message: DecodeJob;
  readonly resolve: (bytes: Uint8Array) => void;
  readonly reject: (problem: Error) => void;
}
interface PoolWorker {
  readonly thread: Worker;
  /** In the order in which the worker does them. */
  readonly jobs: Job[];
  timer?: NodeJS.Timeout | undefined;
}

const pool: PoolWorker[] = [];
const queue: Job[] = [];
let lastId = 0;

/**
 * Decodes a compressed frame on a worker thread. Workers are started when first needed, at most one per core and four in all, and do not
 * keep the process alive by themselves. A frame that takes far too long is given up, and only that one.
 *
 * @param frame the compressed bytes; copied, the caller keeps them
 * @param pixels samples that the frame must have
 * @throws Error with the decoder's own words for damaged data; the caller checks the length of what comes back
 */
export function decodeFrame(transferSyntaxUid: string, frame: Uint8Array, pixels: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    queue.push({ message: { id: ++lastId, transferSyntaxUid, frame: new Uint8Array(frame), pixels }, resolve, reject });
    handOut();
  });
}

function handOut(): void {
  while (queue.length > 0) {
    const worker = freeWorker();
    if (worker === undefined) return;
    const job = queue.shift() as Job;
    worker.jobs.push(job);
    worker.thread.ref();
    worker.thread.postMessage(job.message);
  }
}

function freeWorker(): PoolWorker | undefined {
  const idle = pool.find((w) => w.jobs.length === 0);
  if (idle !== undefined) return idle;
  if (pool.length < Math.min(MOST_WORKERS, availableParallelism())) return start();
  const least = pool.reduce((a, b) => (b.jobs.length < a.jobs.length ? b : a));
  return least.jobs.length < AHEAD ? least : undefined;
}

function start(): PoolWorker {
  const worker: PoolWorker = { thread: new Worker(WORKER_FILE), jobs: [] };
  worker.thread.on('message', (answer: DecodeAnswer) => {
    if ('begun' in answer) watch(worker, answer.id);
    else finish(worker, answer);
  });
  const gone = (reason: unknown): void => {
    const at = pool.indexOf(worker);
    if (at < 0) return;
    pool.splice(at, 1);
    clearTimeout(worker.timer);
    // the first job ended the thread, or was what it was stopped for; the others have not begun
    const [first, ...others] = worker.jobs.splice(0);
    first?.reject(new Error('the decoder thread ended', { cause: reason }));
    queue.unshift(...others);
    handOut();
  };
  worker.thread.on('error', gone);
  worker.thread.on('exit', gone);
  worker.thread.unref();
  pool.push(worker);
  return worker;
}

function finish(worker: PoolWorker, answer: Exclude<DecodeAnswer, { readonly begun: true }>): void {
  clearTimeout(worker.timer);
  const job = worker.jobs.shift();
  if (worker.jobs.length === 0) worker.thread.unref();
  if ('bytes' in answer) job?.resolve(answer.bytes);
  else job?.reject(new Error(answer.problem));
  handOut();
}

/** The clock runs from when the worker begins, not from when it was asked: it may still have to load its decoder. */
function watch(worker: PoolWorker, id: number): void {
  const job = worker.jobs[0];
  if (job?.message.id !== id) return;
  const mostMs = MOST_MS + MOST_MS_PER_PIXEL * job.message.pixels;
  const giveUp = (): void => {
    if (worker.jobs[0] !== job) return;
    job.reject(new Error(`decoding was given up after ${Math.round(mostMs)} ms`));
    void worker.thread.terminate();
  };
  worker.timer = setTimeout(() => {
    worker.timer = setTimeout(giveUp, GRACE_MS);
  }, mostMs);
}

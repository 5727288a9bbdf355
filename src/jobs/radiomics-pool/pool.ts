// SPDX-License-Identifier: Apache-2.0
import { Worker } from 'node:worker_threads';
import { caseDiagnostics, caseWarnings, type Diagnostics } from '../../radiomics/diagnostics.ts';
import { RadiomicsError } from '../../radiomics/errors.ts';
import { type Extraction, type ExtractOptions, extractFeatures } from '../../radiomics/extract.ts';
import { fullName, planImages } from '../../radiomics/image-features.ts';
import { fastestKernels } from '../../radiomics/kernels/fastest.ts';
import type { FeatureNotes } from '../../radiomics/notes.ts';
import { featureNames } from '../../radiomics/params.ts';
import { prepareCase } from '../../radiomics/roi/prepare.ts';
import type { ExtractionSettings } from '../../radiomics/settings/types.ts';
import { type StageTime, stopwatch } from '../../radiomics/stopwatch.ts';
import type { LabelVolume, Volume } from '../../volume/volume.ts';
import { imageHash, maskHash } from './content-hash.ts';
import type { ImageCall, ImageReply } from './image-worker.ts';
import { runTasks, type TaskList, type TaskResults } from './run-tasks.ts';
import { share, sharedCase } from './shared-case.ts';
import { imageTasks } from './tasks.ts';

/** As for `extractFeatures`; the kernels are always the fastest, and hashes are made by the platform's own SHA-1. */
export type PoolOptions = Omit<ExtractOptions, 'kernels'>;

/** Threads that share the images of one case among them. */
export interface RadiomicsPool {
  readonly threads: number;
  /**
   * Like `extractFeatures`, with the same bytes in the result; the calling thread prepares the case and works along.
   * One case at a time: a second call waits for the first.
   * @throws RadiomicsError as `extractFeatures`
   */
  extract(image: Volume, mask: LabelVolume, settings: ExtractionSettings, options?: PoolOptions): Promise<Extraction>;
  stop(): Promise<void>;
}

const START_CODE = import.meta.url.endsWith('.ts') ? './image-worker.ts' : './image-worker.js';

let lastId = 0;

/** Sends one call and waits for its own answer. */
function ask(worker: Worker, call: ImageCall): Promise<ImageReply> {
  const id = ++lastId;
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      worker.off('message', done);
      worker.off('error', failed);
      worker.off('exit', ended);
    };
    const done = (answer: { readonly id: number; readonly reply: ImageReply }): void => {
      if (answer.id !== id) return;
      settle();
      resolve(answer.reply);
    };
    const failed = (error: unknown): void => {
      settle();
      reject(new Error('A radiomics thread ended unexpectedly.', { cause: error }));
    };
    const ended = (): void => failed(new Error('The thread was stopped.'));
    worker.on('message', done);
    worker.on('error', failed);
    worker.on('exit', ended);
    worker.postMessage({ id, call });
  });
}

/**
 * Starts `threads` − 1 worker threads; the calling thread is the last one.
 * @param threads ≥ 1; with 1 everything runs in the calling thread
 */
export async function radiomicsPool(threads: number): Promise<RadiomicsPool> {
  const workers = Array.from({ length: Math.max(0, threads - 1) }, () => {
    const worker = new Worker(new URL(START_CODE, import.meta.url));
    worker.unref();
    worker.setMaxListeners(0);
    return worker;
  });
  await Promise.all(workers.map((worker) => ask(worker, { kind: 'warm-up' })));
  let last: Promise<unknown> = Promise.resolve();
  return {
    threads: workers.length + 1,
    extract(image, mask, settings, options = {}) {
      const run = (): Promise<Extraction> => extractWith(workers, image, mask, settings, options);
      const result = last.then(run, run);
      last = result;
      return result;
    },
    async stop() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

async function extractWith(
  workers: readonly Worker[],
  image: Volume,
  mask: LabelVolume,
  settings: ExtractionSettings,
  options: PoolOptions,
): Promise<Extraction> {
  const hashing = options.hashes === true && settings.additionalInfo !== false;
  if (workers.length === 0)
    return extractFeatures(image, mask, settings, hashing ? { ...options, hashes: { image: imageHash(image), mask: maskHash(mask) } } : options);
  // a thread hashes the mask while this one prepares the case
  const labelsHash = hashing ? ask(workers[0]!, { kind: 'hash-mask', labels: share(mask.data) }) : undefined;
  labelsHash?.catch(() => undefined); // a refusal here is told first
  const stages: StageTime[] = [];
  const timed = stopwatch(options.clock, stages);
  const kernels = fastestKernels();
  const work = timed('prepare', () => prepareCase(image, mask, settings, kernels, timed));
  const tasks = imageTasks(
    planImages(work, settings, kernels).map(({ image: { name }, features }) => ({ image: name, features: features.map((feature) => fullName(name, feature)) })),
  );
  const order = featureNames(settings);
  const shape = order.filter((name) => name.startsWith('original_shape'));
  if (shape.length > 0) tasks.push({ images: ['shape'], features: shape });
  const list: TaskList = { work: sharedCase(work), settings, tasks, next: new Int32Array(new SharedArrayBuffer(4)), timed: options.clock !== undefined };

  const replies = workers.map((worker) => ask(worker, { kind: 'run', list }));
  const all = Promise.allSettled(replies); // a refusal here must not leave theirs unheard
  let own: TaskResults;
  let diagnostics: Diagnostics;
  try {
    own = runTasks(list);
    diagnostics = timed('diagnostics', () =>
      caseDiagnostics(image, mask, work, settings, hashing ? { hashes: { image: imageHash(image), mask: '' } } : options),
    );
  } finally {
    await all;
  }
  const hashed = await labelsHash;
  if (hashed?.kind === 'hash') diagnostics = { ...diagnostics, 'diagnostics_Mask-original_Hash': hashed.hex };
  const parts = [own, ...(await Promise.all(replies)).map(resultsOf)];
  const found: Record<string, number> = Object.assign({}, ...parts.map(({ features }) => features));
  const notes: FeatureNotes = Object.assign({}, ...parts.map((part) => part.notes));
  return {
    features: Object.fromEntries(order.map((name) => [name, found[name]!])),
    notes: Object.fromEntries(order.filter((name) => name in notes).map((name) => [name, notes[name]!])),
    warnings: caseWarnings(work, settings, diagnostics),
    diagnostics,
    stages: [...stages, ...parts.flatMap((part) => part.stages)],
  };
}

function resultsOf(reply: ImageReply): TaskResults {
  if (reply.kind === 'refused') throw new RadiomicsError(reply.code, reply.message, reply.values);
  if (reply.kind !== 'done') throw new Error(`A radiomics thread answered "${reply.kind}" to a case.`);
  return reply.results;
}

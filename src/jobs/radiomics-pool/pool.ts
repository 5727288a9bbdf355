// SPDX-License-Identifier: Apache-2.0
import { Worker } from 'node:worker_threads';
import { caseDiagnostics, caseWarnings } from '../../radiomics/diagnostics.ts';
import { RadiomicsError } from '../../radiomics/errors.ts';
import { type Extraction, extractFeatures } from '../../radiomics/extract.ts';
import { fullName, planImages } from '../../radiomics/image-features.ts';
import { fastestKernels } from '../../radiomics/kernels/fastest.ts';
import type { FeatureNotes } from '../../radiomics/notes.ts';
import { prepareCase } from '../../radiomics/roi/prepare.ts';
import type { ExtractionSettings } from '../../radiomics/settings/types.ts';
import { type StageTime, stopwatch } from '../../radiomics/stopwatch.ts';
import type { LabelVolume, Volume } from '../../volume/volume.ts';
import type { ImageCall, ImageReply } from './image-worker.ts';
import { runTasks, type TaskList, type TaskResults } from './run-tasks.ts';
import { sharedCase } from './shared-case.ts';
import { imageTasks } from './tasks.ts';

/** Threads that share the images of one case among them. */
export interface RadiomicsPool {
  readonly threads: number;
  /**
   * Like `extractFeatures`, with the same bytes in the result; the calling thread prepares the case and works along.
   * One case at a time: a second call waits for the first.
   * @throws RadiomicsError as `extractFeatures`
   */
  extract(image: Volume, mask: LabelVolume, settings: ExtractionSettings, clock?: () => number): Promise<Extraction>;
  stop(): Promise<void>;
}

const START_CODE = import.meta.url.endsWith('.ts') ? './image-worker.ts' : './image-worker.js';

function ask(worker: Worker, call: ImageCall): Promise<ImageReply> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      worker.off('message', done);
      worker.off('error', failed);
      worker.off('exit', ended);
    };
    const done = (reply: ImageReply): void => {
      settle();
      resolve(reply);
    };
    const failed = (error: unknown): void => {
      settle();
      reject(new Error('A radiomics thread ended unexpectedly.', { cause: error }));
    };
    const ended = (): void => failed(new Error('The thread was stopped.'));
    worker.on('message', done);
    worker.on('error', failed);
    worker.on('exit', ended);
    worker.postMessage(call);
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
    extract(image, mask, settings, clock) {
      const run = (): Promise<Extraction> => extractWith(workers, image, mask, settings, clock);
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
  clock?: () => number,
): Promise<Extraction> {
  if (workers.length === 0) return extractFeatures(image, mask, settings, clock === undefined ? {} : { clock });
  const stages: StageTime[] = [];
  const timed = stopwatch(clock, stages);
  const work = timed('prepare', () => prepareCase(image, mask, settings));
  const plans = planImages(work, settings, fastestKernels()).map((plan) => ({
    ...plan,
    featureNames: plan.features.map((feature) => fullName(plan.image.name, feature)),
  }));
  const shapeNames = settings.features
    .filter(({ featureClass }) => featureClass === 'shape' || featureClass === 'shape2D')
    .map((feature) => fullName('original', feature))
    .filter((name) => settings.only?.includes(name) ?? true);
  const order = [...shapeNames, ...plans.flatMap(({ featureNames }) => featureNames)];
  const tasks = imageTasks(plans);
  if (shapeNames.length > 0) tasks.push({ images: ['shape'], features: shapeNames });
  const list: TaskList = { work: sharedCase(work), settings, tasks, next: new Int32Array(new SharedArrayBuffer(4)), timed: clock !== undefined };

  const replies = workers.map((worker) => ask(worker, { kind: 'run', list }));
  const all = Promise.allSettled(replies); // a refusal here must not leave theirs unheard
  let own: TaskResults;
  try {
    own = runTasks(list);
  } catch (error) {
    await all;
    throw error;
  }
  const diagnostics = timed('diagnostics', () => caseDiagnostics(image, mask, work, settings));
  await all;
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

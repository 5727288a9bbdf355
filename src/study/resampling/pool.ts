// SPDX-License-Identifier: Apache-2.0
import { Worker } from 'node:worker_threads';
import type { Bootstrapper, BootstrapRun, BootstrapTask } from './bootstrapper.ts';
import type { SampleResult } from './sample.ts';
import { shareCohort } from './shared-cohort.ts';

const CODE = import.meta.url.endsWith('.ts') ? './sample-worker.ts' : './sample-worker.js';

/** The run was stopped by its signal. */
export class BootstrapStopped extends Error {
  readonly code = 'stopped';
  constructor() {
    super('The bootstrap was stopped.');
    this.name = 'BootstrapStopped';
  }
}

/**
 * Runs samples on threads. Each sample depends on its number only, so the results are the same for any number of threads.
 *
 * @param threads at least 1
 * @param signal stops all threads at once; the run then rejects with {@link BootstrapStopped}
 */
export function threadPool(threads: number, signal?: AbortSignal): Bootstrapper {
  return ({ cohort, completed, definition, samples, horizonsDays }, onProgress) => {
    const start = performance.now();
    const count = Math.max(1, Math.min(threads, samples));
    const shared = shareCohort(cohort);
    const workerData: BootstrapTask = {
      cohort: shared,
      ...(completed === undefined ? {} : { completed: completed.map((one) => shareCohort(one, shared.features)) }),
      definition,
      samples,
      horizonsDays,
    };
    const results: SampleResult[] = [];
    let next = 0;
    return new Promise<BootstrapRun>((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(new BootstrapStopped());
        return;
      }
      const workers = Array.from({ length: count }, () => new Worker(new URL(CODE, import.meta.url), { workerData }));
      const stop = (): void => end(() => reject(new BootstrapStopped()));
      const end = (then: () => void): void => {
        signal?.removeEventListener('abort', stop);
        for (const worker of workers) worker.removeAllListeners();
        Promise.all(workers.map((worker) => worker.terminate())).then(then, reject);
      };
      signal?.addEventListener('abort', stop);
      for (const worker of workers) {
        const ask = (): void => {
          if (next < samples) worker.postMessage(next++);
        };
        worker.on('message', (result: SampleResult) => {
          results.push(result);
          onProgress(results.length, samples);
          if (results.length === samples) {
            results.sort((a, b) => a.index - b.index);
            end(() => resolve({ results, seconds: (performance.now() - start) / 1000, cores: count }));
          } else ask();
        });
        worker.on('error', (error) => end(() => reject(error)));
        ask();
      }
    });
  };
}

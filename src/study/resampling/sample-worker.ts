// SPDX-License-Identifier: Apache-2.0
// A thread that runs bootstrap samples by number until it is told no more.
import { parentPort, workerData } from 'node:worker_threads';
import type { BootstrapTask } from './bootstrapper.ts';
import { runSample } from './sample.ts';

const { cohort, definition, horizonsDays } = workerData as BootstrapTask;

parentPort!.on('message', (index: number) => {
  parentPort!.postMessage(runSample(cohort, definition, index, horizonsDays));
});

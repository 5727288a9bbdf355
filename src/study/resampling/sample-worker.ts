// SPDX-License-Identifier: Apache-2.0
// A thread that runs bootstrap samples by number until it is told no more.
import { parentPort, workerData } from 'node:worker_threads';
import { type BootstrapTask, runNumbered } from './bootstrapper.ts';

const task = workerData as BootstrapTask;

parentPort!.on('message', (index: number) => {
  parentPort!.postMessage(runNumbered(task, index));
});

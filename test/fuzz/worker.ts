// SPDX-License-Identifier: Apache-2.0
// The fuzzer's own thread: it replaces constructors of buffers, and may be ended from outside when an input never ends.
import { parentPort, workerData } from 'node:worker_threads';
import { brokenTargets } from './broken-targets.ts';
import { fuzz } from './fuzzer.ts';
import { AllocationGuard } from './guard.ts';
import { fuzzTargets } from './targets.ts';

/** What the thread is told. */
export interface FuzzJob {
  readonly inputs: number;
  readonly runSeed: number;
  /** Names of targets; all where absent. */
  readonly targets?: readonly string[];
  /** Shared memory in which the input that is being read is named: a counter, then text. */
  readonly current: SharedArrayBuffer;
}

const { inputs, runSeed, targets, current } = workerData as FuzzJob;
const counter = new Int32Array(current, 0, 2);
const text = new Uint8Array(current, 8);
for (const method of ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const) console[method] = () => undefined; // libraries talk about damaged input

const known = targets?.some((name) => name.startsWith('broken-')) === true ? brokenTargets : await fuzzTargets();
const all = known.filter((target) => targets === undefined || targets.includes(target.name));
const weight = all.reduce((sum, target) => sum + target.weight, 0);
const guard = new AllocationGuard();
guard.install();
for (const target of all) {
  const share = Math.ceil((inputs * target.weight) / weight);
  const report = await fuzz(target, share, runSeed, guard, (name, lineage) => {
    const { written } = new TextEncoder().encodeInto(`${name} ${lineage}`, text);
    counter[1] = written;
    Atomics.add(counter, 0, 1);
  });
  parentPort?.postMessage(report);
}

// SPDX-License-Identifier: Apache-2.0
// Worker thread: renders the pixels of one study, into a file (renamed when complete) or into memory.
import { closeSync, openSync, renameSync, writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { buildScene, renderSlices, type SyntheticStudySpec } from '../../../fhir-fixtures/synthetic-liver/index.ts';

const { spec, file } = workerData as { readonly spec: SyntheticStudySpec; readonly file?: string };

function toFile(target: string): void {
  const partial = `${target}.${process.pid}.partial`;
  const handle = openSync(partial, 'w');
  try {
    renderSlices(buildScene(spec), (_index, hu) => writeSync(handle, hu));
  } finally {
    closeSync(handle);
  }
  renameSync(partial, target);
  parentPort?.postMessage({ done: true });
}

function toMemory(): void {
  const { columns, rows, slices } = spec.grid;
  const pixels = new Int16Array(columns * rows * slices);
  renderSlices(buildScene(spec), (index, hu) => pixels.set(hu, index * columns * rows));
  parentPort?.postMessage({ done: true, pixels }, [pixels.buffer]);
}

if (file === undefined) toMemory();
else toFile(file);

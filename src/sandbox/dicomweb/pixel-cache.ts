// SPDX-License-Identifier: Apache-2.0
// Pixels of synthetic studies: rendered once in a worker thread, then read slice by slice from a folder (or from memory without one).
import { createHash } from 'node:crypto';
import { mkdir, open, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { pixelIdentity, type SyntheticStudySpec } from '../../../fhir-fixtures/synthetic-liver/index.ts';

export interface PixelCache {
  /** HU of one slice, x fastest; renders the study first where that has not been done. */
  slice(spec: SyntheticStudySpec, index: number): Promise<Int16Array>;
  /** Renders what is missing; resolves with true where rendering was needed. */
  ensure(spec: SyntheticStudySpec): Promise<boolean>;
}

type Source = { readonly file: string } | { readonly pixels: Int16Array };

/**
 * @param cacheDir folder that survives between starts (25 MB a study); without it pixels stay in memory
 */
export function pixelCache(cacheDir?: string): PixelCache {
  const ready = new Map<string, Promise<{ readonly source: Source; readonly rendered: boolean }>>();
  const gate = limiter(Math.max(1, Math.min(4, availableParallelism())));

  const load = (spec: SyntheticStudySpec): Promise<{ readonly source: Source; readonly rendered: boolean }> => {
    const identity = pixelIdentity(spec);
    let pending = ready.get(identity);
    if (pending === undefined) {
      pending = prepare(spec, identity, cacheDir, gate);
      ready.set(identity, pending);
      pending.catch(() => ready.delete(identity)); // a failed rendering may be tried again
    }
    return pending;
  };

  return {
    async ensure(spec) {
      return (await load(spec)).rendered;
    },
    async slice(spec, index) {
      const { source } = await load(spec);
      const perSlice = spec.grid.columns * spec.grid.rows;
      if ('pixels' in source) return source.pixels.subarray(index * perSlice, (index + 1) * perSlice);
      return readSlice(source.file, index, perSlice);
    },
  };
}

async function prepare(
  spec: SyntheticStudySpec,
  identity: string,
  cacheDir: string | undefined,
  gate: <T>(task: () => Promise<T>) => Promise<T>,
): Promise<{ readonly source: Source; readonly rendered: boolean }> {
  if (cacheDir === undefined) return { source: { pixels: (await gate(() => render(spec)))! }, rendered: true };
  const file = path.join(cacheDir, `${createHash('sha256').update(identity).digest('hex').slice(0, 32)}.i16`);
  const bytes = spec.grid.columns * spec.grid.rows * spec.grid.slices * 2;
  const found = await stat(file).catch(() => undefined);
  if (found?.size === bytes) return { source: { file }, rendered: false };
  await mkdir(cacheDir, { recursive: true });
  await gate(() => render(spec, file));
  return { source: { file }, rendered: true };
}

/** Runs the worker; resolves with the pixels where no file was asked for. */
function render(spec: SyntheticStudySpec, file?: string): Promise<Int16Array | undefined> {
  const script = new URL(import.meta.url.endsWith('.ts') ? './generate-worker.ts' : './generate-worker.js', import.meta.url);
  return new Promise((resolve, reject) => {
    const worker = new Worker(script, { workerData: file === undefined ? { spec } : { spec, file }, execArgv: [] });
    let answer: { readonly pixels?: Int16Array } | undefined;
    worker.once('message', (message: { readonly pixels?: Int16Array }) => {
      answer = message;
    });
    worker.once('error', reject);
    worker.once('exit', (exitCode) => {
      if (answer === undefined) reject(new Error(`rendering the synthetic study "${spec.key}" ended without a result (exit ${exitCode})`));
      else resolve(answer.pixels);
    });
  });
}

async function readSlice(file: string, index: number, perSlice: number): Promise<Int16Array> {
  const handle = await open(file, 'r');
  try {
    const slice = new Int16Array(perSlice);
    const { bytesRead } = await handle.read(slice, 0, slice.byteLength, index * slice.byteLength);
    if (bytesRead !== slice.byteLength) throw new Error(`the cached pixels of slice ${index} are cut short; remove the cache folder`);
    return slice;
  } finally {
    await handle.close();
  }
}

/** At most `width` tasks at a time, in order of arrival. */
function limiter(width: number): <T>(task: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (task) => {
    if (running >= width) await new Promise<void>((go) => waiting.push(go));
    else running += 1;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}

// SPDX-License-Identifier: Apache-2.0
import { COX_COUNTED_WASM } from '../wasm/cox-counted.wasm.ts';
import { type CountedTask, type EvaluateCounted, evaluateCounted, GROUP_INTEGERS, GROUP_NUMBERS, ROWS_AT_ONCE } from './counted-kernel.ts';

/** Arrays of a counted sample and the kernel that reads them. */
export interface CountedArrays {
  readonly task: CountedTask;
  readonly evaluate: EvaluateCounted;
}

interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly heapBase: () => number;
  readonly evaluateCounted: (...addressesAndCounts: readonly number[]) => void;
}

const PAGE = 65536;
/** A larger task runs in TypeScript: the memory of the one instance is kept for the life of the program. */
const MOST_BYTES = 64 * 1024 * 1024;

let instance: Exports | null | undefined;

/** The one instance, or null where the runtime has no WebAssembly SIMD or a page's policy forbids it. */
function compiledInstance(): Exports | null {
  if (instance !== undefined) return instance;
  try {
    const bytes = Uint8Array.from(atob(COX_COUNTED_WASM), (letter) => letter.charCodeAt(0));
    instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), {}).exports as unknown as Exports;
  } catch {
    instance = null;
  }
  return instance;
}

/** Rows are handled in fours, means in twos. */
const sizes = (n: number, groups: number): { rows: number; stride: number } => {
  const rows = Math.ceil(n / ROWS_AT_ONCE) * ROWS_AT_ONCE;
  return { rows, stride: rows + 2 * groups };
};

function countedTask(n: number, p: number, groups: number, float64: (length: number) => Float64Array, int32: (length: number) => Int32Array): CountedTask {
  const { rows, stride } = sizes(n, groups);
  return {
    p,
    stride,
    count: float64(rows),
    x: float64(stride * p),
    eventSum: float64(p),
    beta: float64(p),
    groups: int32(GROUP_INTEGERS * groups),
    groupNumbers: float64(GROUP_NUMBERS * groups),
    risk: float64(rows),
    weight: float64(stride),
    score: float64(p),
    information: float64(p * p),
    product: float64(2),
  };
}

/** Arrays and kernel in TypeScript: what the compiled ones mean, and what runs where WebAssembly may not. */
export function referenceArrays(n: number, p: number, groups: number): CountedArrays {
  return {
    task: countedTask(
      n,
      p,
      groups,
      (length) => new Float64Array(length),
      (length) => new Int32Array(length),
    ),
    evaluate: evaluateCounted,
  };
}

/**
 * Arrays for samples of n rows with p columns and up to `groups` event times. All compiled tasks share one memory: what a task holds is lost when
 * another is filled, and its arrays have length 0 when the memory has grown since; then ask again.
 */
export function countedArrays(n: number, p: number, groups: number): CountedArrays {
  let next = 0;
  const take = (bytes: number): number => {
    const address = next;
    next = Math.ceil((address + bytes) / 16) * 16;
    return address;
  };
  const { rows: most, stride } = sizes(n, groups);
  const bytes = 8 * (stride * (p + 1) + 2 * most + p * (p + 3) + 2 + GROUP_NUMBERS * groups) + 4 * GROUP_INTEGERS * groups + 16 * 12;
  const exports = bytes > MOST_BYTES ? null : compiledInstance();
  if (exports === null) return referenceArrays(n, p, groups);
  next = Math.ceil(exports.heapBase() / 16) * 16;
  const missing = next + bytes - exports.memory.buffer.byteLength;
  try {
    if (missing > 0) exports.memory.grow(Math.ceil(missing / PAGE));
  } catch {
    return referenceArrays(n, p, groups);
  }
  const { buffer } = exports.memory;
  const task = countedTask(
    n,
    p,
    groups,
    (length) => new Float64Array(buffer, take(8 * length), length),
    (length) => new Int32Array(buffer, take(4 * length), length),
  );
  const { x, count, eventSum, beta, groups: integers, groupNumbers, risk, weight, score, information, product } = task;
  const addresses = [x, count, eventSum, beta, integers, groupNumbers, risk, weight, score, information, product].map(({ byteOffset }) => byteOffset);
  const [a, b, c, d, e, f, g, h, i, j, k] = addresses as [number, number, number, number, number, number, number, number, number, number, number];
  return {
    task,
    evaluate: (_, rows, count, efron) => exports.evaluateCounted(p, stride, rows, count, efron ? 1 : 0, a, b, c, d, e, f, g, h, i, j, k),
  };
}

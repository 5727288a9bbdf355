// SPDX-License-Identifier: Apache-2.0
import { PENALISED_WASM } from '../wasm/penalised.wasm.ts';
import { columnDots, combineColumns } from './column-kernels.ts';
import { type HessianTask, hessianRows } from './hessian.ts';
import { minimiseQuadratic, type QuadraticProblem } from './quadratic.ts';

/** The inner loops of the penalised solver and the arrays they work on; all arrays of a call come from the same kernels. */
export interface PenalisedKernels {
  /** Zeroed arrays, valid until the kernels are given back. */
  readonly float64: (length: number) => Float64Array;
  readonly int32: (length: number) => Int32Array;
  readonly columnDots: typeof columnDots;
  readonly combineColumns: typeof combineColumns;
  readonly hessianRows: typeof hessianRows;
  readonly minimiseQuadratic: typeof minimiseQuadratic;
}

/** The kernels in TypeScript: what they mean, and what runs where WebAssembly may not. */
export const referenceKernels: PenalisedKernels = {
  float64: (length) => new Float64Array(length),
  int32: (length) => new Int32Array(length),
  columnDots,
  combineColumns,
  hessianRows,
  minimiseQuadratic,
};

type Numbers = readonly number[];
type Call = (...addressesAndCounts: Numbers) => void;
interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly columnDots: Call;
  readonly combineColumns: Call;
  readonly hessianRows: Call;
  readonly minimiseQuadratic: Call;
}

const PAGE = 65536;
/** Below this lie the module's own constants. */
const HEAP_START = 1024;
/** An instance with more memory than this is not kept for the next fit. */
const KEPT_BYTES = 64 * 1024 * 1024;
/** A 32-bit module cannot address more. */
const MOST_BYTES = 2 ** 31;

let compiled: WebAssembly.Module | null | undefined;
let idle: Exports | undefined;

/** The module, or null where the runtime has no WebAssembly SIMD or a page's policy forbids it. */
function penalisedModule(): WebAssembly.Module | null {
  if (compiled !== undefined) return compiled;
  try {
    const text = atob(PENALISED_WASM);
    compiled = new WebAssembly.Module(Uint8Array.from(text, (letter) => letter.charCodeAt(0)));
  } catch {
    compiled = null;
  }
  return compiled;
}

function instance(bytes: number): Exports | undefined {
  const module = bytes < MOST_BYTES ? penalisedModule() : null;
  if (module === null) return undefined;
  const exports = idle ?? (new WebAssembly.Instance(module, {}).exports as unknown as Exports);
  idle = undefined;
  const missing = HEAP_START + bytes - exports.memory.buffer.byteLength;
  try {
    if (missing > 0) exports.memory.grow(Math.ceil(missing / PAGE));
  } catch {
    return undefined;
  }
  return exports;
}

/** The compiled kernels on the memory of an instance; arrays are handed out one after another and never grow the memory. */
function compiledKernels(exports: Exports): PenalisedKernels {
  const { buffer } = exports.memory;
  let next = HEAP_START;
  const take = (bytes: number): number => {
    const address = next;
    next = Math.ceil((address + bytes) / 16) * 16;
    return address;
  };
  return {
    float64: (length) => new Float64Array(buffer, take(8 * length), length).fill(0),
    int32: (length) => new Int32Array(buffer, take(4 * length), length).fill(0),
    columnDots: (x, stride, columns, count, r, out) => exports.columnDots(x.byteOffset, stride, columns.byteOffset, count, r.byteOffset, out.byteOffset),
    combineColumns: (x, stride, columns, coefficients, count, out) =>
      exports.combineColumns(x.byteOffset, stride, columns.byteOffset, coefficients.byteOffset, count, out.byteOffset),
    hessianRows: ({ values, stride, columns, curvature, images, scratch, hessian, width }: HessianTask, from, count) =>
      exports.hessianRows(
        values.byteOffset,
        stride,
        columns.byteOffset,
        from,
        count,
        curvature.n,
        curvature.eventsAt.length,
        curvature.firstAtRisk.byteOffset,
        curvature.eventsAt.byteOffset,
        curvature.passed.byteOffset,
        curvature.weight.byteOffset,
        curvature.atRisk.byteOffset,
        curvature.hazard.byteOffset,
        images.byteOffset,
        scratch.byteOffset,
        hessian.byteOffset,
        width,
      ),
    minimiseQuadratic: ({ m, hessian, lasso, ridge, factors, tolerance, factor, right, direction, dense }: QuadraticProblem, b, u) =>
      exports.minimiseQuadratic(
        m,
        hessian.byteOffset,
        factor.width,
        lasso,
        ridge,
        tolerance,
        factors.byteOffset,
        b.byteOffset,
        u.byteOffset,
        factor.rows.byteOffset,
        factor.members.byteOffset,
        factor.count.byteOffset,
        factor.inside.byteOffset,
        right.byteOffset,
        direction.byteOffset,
        dense.byteOffset,
      ),
  };
}

/**
 * Runs a body with kernels that have room for `bytes` of arrays: compiled ones where the runtime has WebAssembly SIMD, otherwise those in
 * TypeScript, which give the same numbers. Results must be copied out of the arrays.
 */
export function withKernels<T>(bytes: number, body: (kernels: PenalisedKernels) => T): T {
  const exports = instance(bytes);
  if (exports === undefined) return body(referenceKernels);
  try {
    return body(compiledKernels(exports));
  } finally {
    if (exports.memory.buffer.byteLength <= KEPT_BYTES) idle = exports;
  }
}

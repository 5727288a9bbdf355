// SPDX-License-Identifier: Apache-2.0
import { tapOrder, type WaveletAxis, type WaveletSteps, waveletDepth, waveletSlices } from '../filters/wavelet.ts';
import { kernelType } from './image.ts';
import { type Arena, KernelModule } from './module.ts';
import { WAVELET_WASM } from './wavelet.wasm.ts';

type Convolve = (target: number, source: number, count: number, taps: number, coefficients: number, offsets: number) => void;
interface Functions {
  readonly convolve64: Convolve;
  readonly convolve32: Convolve;
  /** Arguments in the order of assembly/wavelet.ts. */
  readonly alongRows: (...args: [number, number, number, number, number, number, number, number, number, number, number, number, number]) => void;
}

/** Neighbouring outputs that add their taps in the same order. */
interface Run {
  readonly first: number;
  readonly outputs: number;
  readonly coefficients: number;
  readonly offsets: number;
}

/** Outputs made by one call. */
const PIECE = 4096;

/** Writes the tap tables of an axis whose elements are rows of `lines` numbers. */
function putRuns(arena: Arena, axis: WaveletAxis, lines: number, float32: boolean): Run[] {
  const runs: Run[] = [];
  if (axis.taps === undefined) return runs;
  const bytes = lines * (float32 ? 4 : 8);
  const orders = Array.from({ length: axis.outputs }, (_, i) => tapOrder(axis, i).join());
  for (let first = 0; first < orders.length; ) {
    let end = first + 1;
    while (end < orders.length && orders[end] === orders[first]) end += 1;
    const order = tapOrder(axis, first);
    const coefficients = arena.put(
      order.map((k) => axis.taps![k]!),
      float32 ? Float32Array : Float64Array,
    );
    const offsets = arena.put(
      order.map((k) => (axis.taps!.length - 1 - k) * bytes),
      Int32Array,
    );
    runs.push({ first, outputs: end - first, coefficients, offsets });
    first = end;
  }
  return runs;
}

const convolveRuns = (
  { convolve32, convolve64 }: Functions,
  runs: readonly Run[],
  taps: number,
  lines: number,
  float32: boolean,
  source: number,
  target: number,
): void => {
  const bytes = lines * (float32 ? 4 : 8);
  const convolve = float32 ? convolve32 : convolve64;
  for (const { first, outputs, coefficients, offsets } of runs) {
    const from = first * bytes;
    const count = outputs * lines;
    // in pieces: all taps of a piece stay in the cache, and the runtime can change to optimised code in between
    for (let done = 0; done < count; done += PIECE) {
      const at = from + done * (bytes / lines);
      convolve(target + at, source + at, Math.min(PIECE, count - done), taps, coefficients, offsets);
    }
  }
};

function runSlices(functions: Functions, arena: Arena, ...[source, size, x, y, z, float32]: Parameters<typeof waveletSlices>): Float32Array | Float64Array {
  const Result = float32 ? Float32Array : Float64Array;
  const bytes = Result.BYTES_PER_ELEMENT;
  const plane = size[0] * size[1];
  // without float32 everything is float64, also what float32 could hold
  const { type, Element: Source } = float32 ? kernelType(new Float32Array(0)) : kernelType(source instanceof Int16Array ? source : new Float64Array(0));
  const image = arena.put(source, Source);
  const [columns, rows] = [arena.put(x.source, Int32Array), arena.put(y.source, Int32Array)];
  const line = arena.space(x.source.length * bytes);
  const runsX = putRuns(arena, x, 1, float32);
  const table = arena.put(
    runsX.flatMap(({ first, outputs, coefficients, offsets }) => [first, outputs, coefficients, offsets]),
    Int32Array,
  );
  const runsY = putRuns(arena, y, x.outputs, float32);
  const afterX = arena.space(x.outputs * y.source.length * bytes);
  const perSlice = x.outputs * y.outputs * bytes;
  const result = arena.space(perSlice * z.source.length);
  for (let k = 0; k < z.source.length; k++) {
    const slice = image + z.source[k]! * plane * Source.BYTES_PER_ELEMENT;
    const target = result + k * perSlice;
    const direct = y.taps === undefined;
    functions.alongRows(
      slice,
      type,
      size[0] * Source.BYTES_PER_ELEMENT,
      rows,
      y.source.length,
      columns,
      x.source.length,
      line,
      x.taps?.length ?? 0,
      table,
      runsX.length,
      direct ? target : afterX,
      x.outputs * bytes,
    );
    if (!direct) convolveRuns(functions, runsY, y.taps.length, x.outputs, float32, afterX, target);
  }
  return arena.view(Result as typeof Float64Array, result, (perSlice / bytes) * z.source.length).slice();
}

function runDepth(functions: Functions, arena: Arena, ...[slices, plane, z]: Parameters<typeof waveletDepth>): Float32Array | Float64Array {
  const float32 = slices instanceof Float32Array;
  const Result = float32 ? Float32Array : Float64Array;
  const source = arena.put(slices, Result);
  const runs = putRuns(arena, z, plane, float32);
  const result = arena.space(plane * z.outputs * Result.BYTES_PER_ELEMENT);
  convolveRuns(functions, runs, z.taps!.length, plane, float32, source, result);
  return arena.view(Result as typeof Float64Array, result, plane * z.outputs).slice();
}

/** The twins of the wavelet's steps. @throws WebAssembly.CompileError where WebAssembly may not run */
export function waveletTwins(): WaveletSteps {
  const module = new KernelModule<Functions>(WAVELET_WASM);
  return {
    waveletSlices: (...args) =>
      module.run(
        (functions, arena) => runSlices(functions, arena, ...args),
        () => waveletSlices(...args),
      ),
    waveletDepth: (slices, plane, z) =>
      z.taps === undefined
        ? slices.slice()
        : module.run(
            (functions, arena) => runDepth(functions, arena, slices, plane, z),
            () => waveletDepth(slices, plane, z),
          ),
  };
}

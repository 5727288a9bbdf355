// SPDX-License-Identifier: Apache-2.0
import type { Kernels } from '../kernels/kernels.ts';
import type { Levels } from '../texture/discretise.ts';
import { levelsSeen, presentLevels } from '../texture/matrix-cells.ts';
import { cooccurrenceTables } from '../texture/pair-tables.ts';
import { runLengthTables } from '../texture/run-tables.ts';
import { type Arena, KernelModule } from './module.ts';
import { TEXTURE_MATRICES_WASM } from './texture-matrices.wasm.ts';

interface Functions {
  readonly byteLevels: (levels: number, voxels: number, seen: number) => void;
  readonly wordLevels: (levels: number, voxels: number, seen: number) => void;
  readonly byteSpans: (levels: number, nx: number, rows: number, spans: number) => number;
  readonly bytePairs: (spans: number, spanCount: number, offsets: number, directions: number, stride: number, tables: number) => void;
  readonly bytePlaces: (...addressesAndCounts: [number, number, number, number, number, number, number, number, number]) => void;
  readonly bytePlacesInRow: (spans: number, spanCount: number, longest: number, table: number) => void;
  readonly wordPairs: (...addressesAndCounts: [number, number, number, number, number, number, number]) => void;
  readonly wordPlaces: (...addressesAndCounts: [number, number, number, number, number, number, number, number, number]) => void;
  readonly placesToRuns: (table: number, highest: number, longest: number) => void;
  readonly clearBackground: (table: number, stride: number) => void;
}

/** Kernels read 16 voxels at once, also behind the last one. */
const BEYOND = 32;
/** Tables that are filled together should stay in the processor's cache. */
const CACHE_BYTES = 96 * 1024;
/** Beyond this much memory the reference counts. */
const MAX_BYTES = 2 ** 30;

/** Twins of the counting loops. @throws WebAssembly.CompileError where WebAssembly may not run */
export function textureMatrixTwins(): Pick<Kernels, 'presentLevels' | 'cooccurrenceTables' | 'runLengthTables'> {
  const module = new KernelModule<Functions>(TEXTURE_MATRICES_WASM);
  return {
    presentLevels(levels) {
      const { data, highest } = levels;
      if (data instanceof Int32Array || data.byteLength > MAX_BYTES) return presentLevels(levels);
      const run = (functions: Functions, arena: Arena): Int32Array => {
        const seen = arena.reserve(highest + 1);
        if (data instanceof Uint8Array) functions.byteLevels(arena.put(data, Uint8Array), data.length, seen);
        else functions.wordLevels(arena.put(data, Uint16Array), data.length, seen);
        return levelsSeen(arena.view(Uint8Array, seen, highest + 1), highest);
      };
      return module.run(run, () => presentLevels(levels));
    },
    cooccurrenceTables(levels, offsets) {
      const stride = levels.highest + 1;
      const bytes = levels.data.byteLength + offsets.length * stride * stride * 4;
      if (levels.data instanceof Int32Array || bytes > MAX_BYTES) return cooccurrenceTables(levels, offsets);
      return module.run(
        (functions, arena) => pairs(functions, arena, levels, offsets, stride),
        () => cooccurrenceTables(levels, offsets),
      );
    },
    runLengthTables(levels, offsets, longest) {
      const bytes = levels.data.byteLength * (1 + offsets.length) + offsets.length * (levels.highest + 1) * longest * 4;
      if (levels.data instanceof Int32Array || longest > 65535 || bytes > MAX_BYTES) return runLengthTables(levels, offsets, longest);
      const count = levels.data instanceof Uint8Array && longest <= 255 ? byteRuns : wordRuns;
      return module.run(
        (functions, arena) => count(functions, arena, levels, offsets, longest),
        () => runLengthTables(levels, offsets, longest),
      );
    },
  };
}

/** Calls `body` with groups of directions (first, count) whose tables fit into the cache together. */
function inGroups(directions: number, tableBytes: number, body: (first: number, count: number) => void): void {
  const most = Math.max(1, Math.floor(CACHE_BYTES / tableBytes));
  for (let first = 0; first < directions; first += most) body(first, Math.min(most, directions - first));
}

/** Byte levels with a margin in front (the longest step back, and 16 more) and behind. */
function putBytes(functions: Functions, arena: Arena, { data, nx, ny, nz }: Levels): { levels: number; spans: number; count: number } {
  const levels = arena.space(data.length + BEYOND);
  const bytes = arena.view(Uint8Array, levels, data.length + BEYOND);
  bytes.set(data);
  bytes.fill(0, data.length); // what an earlier call left there would be taken for neighbours
  const spans = arena.space(ny * nz * 8);
  return { levels, spans, count: functions.byteSpans(levels, nx, ny * nz, spans) };
}

function pairs(functions: Functions, arena: Arena, levels: Levels, offsets: Int32Array, stride: number): Uint32Array {
  const tableBytes = stride * stride * 4;
  const steps = arena.put(offsets, Int32Array);
  const tables = arena.reserve(offsets.length * tableBytes);
  if (levels.data instanceof Uint8Array) {
    const { spans, count } = putBytes(functions, arena, levels);
    inGroups(offsets.length, tableBytes, (first, group) => {
      functions.bytePairs(spans, count, steps + 4 * first, group, stride, tables + first * tableBytes);
    });
  } else {
    const words = arena.put(levels.data, Uint16Array);
    const last = levels.data.length - levels.firstVoxel;
    inGroups(offsets.length, tableBytes, (first, group) => {
      functions.wordPairs(words, levels.firstVoxel, last, steps + 4 * first, group, stride, tables + first * tableBytes);
    });
  }
  for (let d = 0; d < offsets.length; d++) functions.clearBackground(tables + d * tableBytes, stride);
  return arena.view(Uint32Array, tables, offsets.length * stride * stride).slice();
}

function byteRuns(functions: Functions, arena: Arena, levels: Levels, offsets: Int32Array, longest: number): Uint32Array {
  const { highest, data } = levels;
  const tableBytes = (highest + 1) * longest * 4;
  // directions that lead to another row first; the one along the row is another loop
  const across = offsets.filter((offset) => offset !== 1);
  const steps = arena.put(across, Int32Array);
  const tables = arena.reserve(offsets.length * tableBytes);
  const { levels: bytes, spans, count } = putBytes(functions, arena, levels);
  const volume = Math.ceil((data.length + BEYOND) / 16) * 16;
  const most = Math.max(1, Math.min(across.length, Math.floor(CACHE_BYTES / tableBytes)));
  const places = arena.space(most * volume);
  inGroups(across.length, tableBytes, (first, group) => {
    functions.bytePlaces(spans, count, steps + 4 * first, group, longest, highest, tables + first * tableBytes, places - bytes, volume);
  });
  const along = tables + across.length * tableBytes;
  if (across.length < offsets.length) functions.bytePlacesInRow(spans, count, longest, along);
  const result = new Uint32Array(offsets.length * (highest + 1) * longest);
  let place = 0;
  for (let d = 0; d < offsets.length; d++) {
    const table = offsets[d] === 1 ? along : tables + place++ * tableBytes;
    functions.placesToRuns(table, highest, longest);
    result.set(arena.view(Uint32Array, table, (highest + 1) * longest), d * (highest + 1) * longest);
  }
  return result;
}

function wordRuns(functions: Functions, arena: Arena, levels: Levels, offsets: Int32Array, longest: number): Uint32Array {
  const { highest, data, firstVoxel } = levels;
  const tableBytes = (highest + 1) * longest * 4;
  const steps = arena.put(offsets, Int32Array);
  const tables = arena.reserve(offsets.length * tableBytes);
  const words = arena.put(data, Uint16Array);
  const places = arena.space(Math.max(1, Math.min(offsets.length, Math.floor(CACHE_BYTES / tableBytes))) * data.length * 2);
  inGroups(offsets.length, tableBytes, (first, group) => {
    functions.wordPlaces(words, firstVoxel, data.length - firstVoxel, steps + 4 * first, group, longest, highest, tables + first * tableBytes, places);
  });
  for (let d = 0; d < offsets.length; d++) functions.placesToRuns(tables + d * tableBytes, highest, longest);
  return arena.view(Uint32Array, tables, offsets.length * (highest + 1) * longest).slice();
}

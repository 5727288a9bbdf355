// SPDX-License-Identifier: Apache-2.0
import type { VoxelArray } from '../../volume/volume.ts';
import { asRoiValues, type collectRoiValues, type RoiValues } from '../first-order/collect.ts';
import type { DeviationSums, meanDeviationBetween, sumDeviations } from '../first-order/deviations.ts';
import { BUCKETS, bucketSlots, type orderStatistics, orderStatisticsWith, type SelectionLoops } from '../first-order/select.ts';
import type { RoiCrop } from '../roi/crop.ts';
import { roiRuns } from '../roi/runs.ts';
import { type Arena, KernelModule } from './module.ts';
import { ROI_STATISTICS_WASM } from './roi-statistics.wasm.ts';

type Kernel = (...addressesAndNumbers: number[]) => void;
/** See assembly/roi-statistics.ts. */
type Functions = Readonly<
  Record<
    'collectInt16' | 'collectFloat32' | 'collectFloat64' | 'deviations' | 'countBuckets' | 'gatherBuckets' | 'bounds' | 'sumBetween' | 'deviationBetween',
    Kernel
  >
>;

/** Values per call: the calls are short, so that the runtime can swap in its optimised code between two of them. */
const CHUNK = 8192;
const NO_VALUES = new Float64Array(0);
/** Runs per call. */
const RUNS = 128;

/** Calls a loop on one stretch of values after the other. */
function inChunks(address: number, count: number, loop: (address: number, count: number) => void): void {
  for (let at = 0; at < count; at += CHUNK) loop(address + at * 8, Math.min(CHUNK, count - at));
}

function runCollect(functions: Functions, arena: Arena, image: VoxelArray, roi: RoiCrop, shift: number): RoiValues {
  const runs = roiRuns(roi);
  // common pixel types go in as they are; of the others float64 holds every value
  const [collect, kind] =
    image instanceof Int16Array
      ? ([functions.collectInt16, Int16Array] as const)
      : image instanceof Float32Array
        ? ([functions.collectFloat32, Float32Array] as const)
        : ([functions.collectFloat64, Float64Array] as const);
  const from = arena.put(image, kind);
  const list = arena.put(runs, Int32Array);
  const state = arena.put([0, Infinity, -Infinity, 0, 0], Float64Array);
  const out = arena.space(roi.voxels * 8);
  for (let r = 0; r < runs.length; r += 2 * RUNS) collect(from, list + r * 4, Math.min(RUNS, (runs.length - r) / 2), shift, state, out);
  const [count, min, max, sum, energy] = arena.view(Float64Array, state, 5) as unknown as [number, number, number, number, number];
  return asRoiValues(arena.view(Float64Array, out, count).slice(), { min, max, sum, energy }, image, roi);
}

function runDeviations(functions: Functions, arena: Arena, values: Float64Array, mean: number): DeviationSums {
  const state = arena.reserve(32);
  const from = arena.put(values, Float64Array);
  inChunks(from, values.length, (address, count) => functions.deviations(address, count, mean, state));
  const [second, third, fourth, absolute] = arena.view(Float64Array, state, 4) as unknown as [number, number, number, number];
  return { second, third, fourth, absolute };
}

function runMeanDeviation(functions: Functions, arena: Arena, values: Float64Array, low: number, high: number): number {
  const state = arena.reserve(24);
  const from = arena.put(values, Float64Array);
  inChunks(from, values.length, (address, count) => functions.sumBetween(address, count, low, high, state));
  const [sum, found] = arena.view(Float64Array, state, 2) as unknown as [number, number];
  inChunks(from, values.length, (address, count) => functions.deviationBetween(address, count, low, high, sum / found, state + 16));
  return arena.view(Float64Array, state + 16, 1)[0]! / found;
}

/** Both loops of the selection on one copy of the values. */
function loopsOn(functions: Functions, arena: Arena, values: Float64Array): SelectionLoops {
  const from = arena.put(values, Float64Array);
  return {
    countBuckets(_values, min, scale) {
      const counts = arena.reserve(BUCKETS * 4);
      inChunks(from, values.length, (address, count) => functions.countBuckets(address, count, min, scale, counts));
      return arena.view(Int32Array, counts, BUCKETS).slice();
    },
    gatherBuckets(_values, min, scale, chosen) {
      const slotOf = arena.put(bucketSlots(chosen), Uint8Array);
      const parts = chosen.map(({ count }) => arena.space(count * 8));
      const next = arena.put([0, ...parts], Uint32Array);
      inChunks(from, values.length, (address, count) => functions.gatherBuckets(address, count, min, scale, slotOf, next));
      const state = arena.space(16);
      return chosen.map(({ count }, i) => {
        arena.view(Float64Array, state, 2).set([Infinity, -Infinity]);
        inChunks(parts[i]!, count, (address, part) => functions.bounds(address, part, state));
        const [lowest, highest] = arena.view(Float64Array, state, 2) as unknown as [number, number];
        // equal values need no second look, so they stay where they are
        return { values: lowest === highest ? NO_VALUES : arena.view(Float64Array, parts[i]!, count).slice(), min: lowest, max: highest };
      });
    },
  };
}

interface RoiStatistics {
  readonly collectRoiValues: typeof collectRoiValues;
  readonly sumDeviations: typeof sumDeviations;
  readonly orderStatistics: typeof orderStatistics;
  readonly meanDeviationBetween: typeof meanDeviationBetween;
}

/** The twins of the first-order loops. @throws WebAssembly.CompileError where WebAssembly may not run */
export function roiStatisticsTwins(): RoiStatistics {
  const module = new KernelModule<Functions>(ROI_STATISTICS_WASM);
  return {
    collectRoiValues: (image, roi, shift) => module.run((functions, arena) => runCollect(functions, arena, image, roi, shift)),
    sumDeviations: (values, mean) => module.run((functions, arena) => runDeviations(functions, arena, values, mean)),
    orderStatistics: (values, min, max, ranks) =>
      module.run((functions, arena) => orderStatisticsWith(loopsOn(functions, arena, values))(values, min, max, ranks)),
    meanDeviationBetween: (values, low, high) => module.run((functions, arena) => runMeanDeviation(functions, arena, values, low, high)),
  };
}

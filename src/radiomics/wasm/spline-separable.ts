// SPDX-License-Identifier: Apache-2.0
import type { PixelType, VoxelArray } from '../../volume/volume.ts';
import { isInside, type Positions } from '../resample/positions.ts';
import { splineAtVoxels } from '../resample/spline.ts';
import { type SplineCoefficients, splineCoefficients } from '../resample/spline-coefficients.ts';
import { causalStart, GAIN, HORIZON, POLE } from '../resample/spline-line.ts';
import { axisSupport } from '../resample/spline-support.ts';
import { INTEGER_RANGES, newArray, storeInto } from '../resample/store.ts';
import type { Arena, KernelModule } from './module.ts';

/** Arguments in the order of assembly/spline-separable.ts. */
export interface SeparableFunctions {
  readonly alongRows: (
    ...args: [source: number, wide: number, pitch: number, rows: number, ...filter: Filter, target: number, targetPitch: number, scratch: number]
  ) => number;
  readonly acrossColumns: (
    ...args: [source: number, stride: number, columns: number, ...filter: Filter, target: number, targetStride: number, scratch: number]
  ) => void;
  readonly acrossAndCut: (
    ...args: [
      source: number,
      stride: number,
      columns: number,
      ...filter: Filter,
      target: number,
      wide: number,
      voxel: number,
      step: number,
      slack: number,
      list: number,
      found: number,
      capacity: number,
      scratch: number,
    ]
  ) => number;
}

type Filter = [length: number, gain: number, start: number, terms: number, weight: number, index: number, outputs: number];

/** What is to be filtered and evaluated along one axis. */
interface AxisPlan {
  /** First and last voxel read. */
  readonly from: number;
  readonly to: number;
  /** Outputs inside the image: they are neighbours. */
  readonly firstOutput: number;
  readonly outputs: number;
  /** Four weights and window-relative indices per output; the last output is repeated up to a multiple of 8. */
  readonly weight: Float64Array;
  readonly index: Int32Array;
  /** Weights of the first voxels (times gain) in the first causal coefficient. */
  readonly start: Float64Array;
  readonly gain: number;
}

/** Voxels read beyond the needed ones: |pole|^28 is 1e-16; integers of 32 bits may be 65,536 times larger. */
const margin = (pixelType: PixelType): number => (pixelType.endsWith('32') ? 37 : 28);

/** @returns undefined when no output lies inside the image */
function planAxis(axis: Float64Array, size: number, reach: number): AxisPlan | undefined {
  const firstOutput = axis.findIndex((position) => isInside(position, size));
  if (firstOutput === -1) return undefined;
  let outputs = 0;
  while (firstOutput + outputs < axis.length && isInside(axis[firstOutput + outputs]!, size)) outputs += 1;
  const support = axisSupport(axis.subarray(firstOutput, firstOutput + outputs), size, 0);
  const low = support.index.reduce((a, b) => Math.min(a, b));
  const high = support.index.reduce((a, b) => Math.max(a, b));
  const from = Math.max(0, low - reach);
  const to = Math.min(size - 1, high + reach);
  const padded = Math.ceil(outputs / 8) * 8;
  const weight = new Float64Array(4 * padded);
  const index = new Int32Array(4 * padded);
  for (let i = 0; i < 4 * padded; i++) {
    const k = Math.min(i >> 2, outputs - 1) * 4 + (i & 3);
    weight[i] = support.weight[k]!;
    index[i] = support.index[k]! - from;
  }
  return { from, to, firstOutput, outputs, weight, index, start: size === 1 ? new Float64Array(0) : startWeights(to - from + 1), gain: size === 1 ? 1 : GAIN };
}

/** The start of the recursion is linear in the line: what each of its first voxels contributes. */
function startWeights(length: number): Float64Array {
  const unit = new Float64Array(length);
  return Float64Array.from({ length: Math.min(length, HORIZON) }, (_, k) => {
    unit.fill(0);
    unit[k] = 1;
    return causalStart(unit, length, 0, 1);
  });
}

const CAPACITY = 4096;
/** Most bytes between the passes; beyond it the output is made in several parts. */
const MOST_BYTES = 256 * 1024 * 1024;

/**
 * B-spline resampling of integer images on axis-aligned grids.
 *
 * Only the surroundings of the output are filtered, and the sums are made axis by axis. How far that can be from ITK's value is bounded:
 * - lines are cut `margin` voxels beyond what is needed; the unknown rest is worth at most 300 · largest number of the type · |pole|^margin after three axes;
 * - rounding, at most 675 units of 1.1e-16 of the largest magnitude (25 per axis, times 9 for growth, times 3), taken 36 times as large.
 * Voxels closer than that to a whole number are evaluated again in ITK's order with exact coefficients.
 *
 * @param exactly how single voxels get their coefficients
 * @param mostBytes memory between the passes; with less the output is made in several parts
 * @returns undefined where this way does not pay or does not apply
 */
export function resampleSeparably(
  module: KernelModule<SeparableFunctions>,
  source: VoxelArray,
  pixelType: PixelType,
  positions: Positions,
  exactly: typeof splineCoefficients = splineCoefficients,
  mostBytes = MOST_BYTES,
): VoxelArray | undefined {
  const range = INTEGER_RANGES[pixelType];
  if (range === undefined || pixelType === 'uint32' || positions.perAxis === undefined) return undefined;
  const [nx, ny, nz] = positions.outSize;
  const out = newArray(pixelType, nx * ny * nz);
  const [x, y, z] = positions.perAxis.map((axis, j) => planAxis(axis, positions.inSize[j]!, margin(pixelType)));
  if (x === undefined || y === undefined || z === undefined) return out;
  const known = positions.knownSlices;
  if (known !== undefined && (z.from < known.from || z.to > known.to)) return undefined;
  const cutOff = 300 * Math.max(-range[0], range[1]) * Math.abs(POLE) ** margin(pixelType);
  const undecided = module.run(
    (functions, arena) => fill(functions, arena, source, positions, [x, y, z], cutOff, out, mostBytes),
    () => undefined,
  );
  if (undecided === undefined) return undefined;
  if (undecided.length > 0)
    splineAtVoxels(
      positions,
      undecided,
      (box): SplineCoefficients => exactly(source, pixelType, positions.inSize, box, undefined, known),
      storeInto(out, pixelType),
    );
  return out;
}

/** @returns the voxels that must be evaluated again, or undefined when they are too many */
function fill(
  functions: SeparableFunctions,
  arena: Arena,
  source: VoxelArray,
  positions: Positions,
  [x, y, z]: readonly [AxisPlan, AxisPlan, AxisPlan],
  cutOff: number,
  out: VoxelArray,
  mostBytes: number,
): Int32Array | undefined {
  const wide = !(source instanceof Int16Array || source instanceof Int8Array || source instanceof Uint8Array);
  const Element = wide ? Int32Array : Int16Array;
  const bytes = Element.BYTES_PER_ELEMENT;
  const [sx, sy] = positions.inSize;
  const [nx, ny] = positions.outSize;
  const lengths = [x, y, z].map(({ from, to }) => to - from + 1) as [number, number, number];
  const columns = Math.ceil(x.outputs / 8) * 8;
  const rows = Math.ceil(lengths[1] / 8) * 8;
  const filters = [x, y, z].map((plan, axis): Filter => {
    const tables = [arena.put(plan.start, Float64Array), arena.put(plan.weight, Float64Array), arena.put(plan.index, Int32Array)] as const;
    return [lengths[axis]!, plan.gain, tables[0], plan.start.length, tables[1], tables[2], plan.outputs];
  }) as [Filter, Filter, Filter];
  const scratch = arena.space((Math.max(...lengths) + 16) * 64);
  const list = arena.space(CAPACITY * 4);
  const sliceLength = lengths[1] * sx;
  const slice = arena.space((sliceLength + 16) * bytes);
  const afterX = arena.space(rows * columns * 8);
  const perRow = lengths[2] * columns * 8;
  const part = Math.max(1, Math.min(y.outputs, Math.floor(mostBytes / perRow)));
  const afterY = arena.space(part * perRow);
  const target = arena.reserve(out.length * bytes);
  const view = arena.view(Element as typeof Int16Array, slice, sliceLength);
  const evenX: Filter = [...filters[0]];
  evenX[6] = columns;
  let found = 0;
  for (let first = 0; first < y.outputs; first += part) {
    const count = Math.min(part, y.outputs - first);
    const filterY: Filter = [lengths[1], y.gain, filters[1][2], filters[1][3], filters[1][4] + first * 32, filters[1][5] + first * 16, count];
    let largest = 0;
    for (let k = 0; k < lengths[2]; k++) {
      const start = ((k + z.from) * sy + y.from) * sx;
      view.set(source.subarray(start, start + sliceLength));
      const magnitude = functions.alongRows(slice + x.from * bytes, wide ? 1 : 0, sx * bytes, lengths[1], ...evenX, afterX, columns * 8, scratch);
      largest = Math.max(largest, magnitude);
      functions.acrossColumns(afterX, columns * 8, columns, ...filterY, afterY + k * columns * 8, perRow, scratch);
    }
    const slack = cutOff + 2.7e-12 * largest + 1e-12;
    for (let j = 0; j < count; j++) {
      const voxel = (z.firstOutput * ny + y.firstOutput + first + j) * nx + x.firstOutput;
      found = functions.acrossAndCut(
        afterY + j * perRow,
        columns * 8,
        x.outputs,
        ...filters[2],
        target,
        wide ? 1 : 0,
        voxel,
        nx * ny,
        slack,
        list,
        found,
        CAPACITY,
        scratch,
      );
    }
    if (found > CAPACITY) return undefined;
  }
  copyClamped(arena.view(Element as typeof Int16Array, target, out.length), out);
  return arena.view(Int32Array, list, found).slice();
}

/** Clamps to the number type of `out`, which is at most as wide. */
function copyClamped(values: Int16Array, out: VoxelArray): void {
  if (out.BYTES_PER_ELEMENT === values.BYTES_PER_ELEMENT && out.constructor === values.constructor) {
    out.set(values);
    return;
  }
  const [low, high] = out instanceof Int8Array ? [-128, 127] : out instanceof Uint8Array ? [0, 255] : [0, 65535];
  for (let i = 0; i < out.length; i++) out[i] = Math.max(low, Math.min(high, values[i]!));
}

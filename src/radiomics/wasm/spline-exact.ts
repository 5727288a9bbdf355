// SPDX-License-Identifier: Apache-2.0
import { boxSize, type IndexBox } from '../../volume/geometry.ts';
import type { Vec3 } from '../../volume/grid.ts';
import type { PixelType, VoxelArray } from '../../volume/volume.ts';
import { resampleSpline } from '../resample/spline.ts';
import {
  AXIS_GROWTH,
  isAll,
  largestMagnitude,
  lengthOf,
  marginOf,
  type Span,
  type SplineCoefficients,
  slicesUnknown,
  splineCoefficients,
  widen,
  withinKnown,
} from '../resample/spline-coefficients.ts';
import { CAUSAL_BOUND, POLE, power } from '../resample/spline-line.ts';
import { neededBox } from '../resample/spline-support.ts';
import { INTEGER_RANGES, newArray } from '../resample/store.ts';
import { kernelType } from './image.ts';
import type { Arena, KernelModule } from './module.ts';

type N = number;
/** Arguments in the order of assembly/spline-exact.ts. */
export interface ExactFunctions {
  readonly alongRows: (...args: [N, N, N, N, N, N, N, N, N, N, N, N, N, N, N]) => void;
  readonly acrossColumns: (...args: [N, N, N, N, N, N, N, N, N, N, N, N, N, N]) => number;
  readonly largest: (at: N, type: N, count: N) => number;
  readonly sums: (...args: [N, N, N, N, N, N, N, N, N]) => void;
}

/** Numbers looked at together: 128 kB of float32 stay in the cache between copy and look. */
const CHUNK = 32768;

/** As `largestMagnitude`, for float images. */
function largestFloat(functions: ExactFunctions, arena: Arena, data: VoxelArray): number {
  const { type, Element } = kernelType(data);
  const at = arena.reserve(CHUNK * Element.BYTES_PER_ELEMENT);
  const view = arena.view(Element as typeof Float64Array, at, CHUNK);
  let largest = 0;
  for (let from = 0; from < data.length; from += CHUNK) {
    const part = data.subarray(from, from + CHUNK);
    view.set(part);
    if (part.length < CHUNK) view.fill(0, part.length);
    const magnitude = functions.largest(at, type, CHUNK);
    if (!(magnitude <= largest)) largest = magnitude;
    if (Number.isNaN(largest)) break;
  }
  return largest;
}

/** Coefficients of a box in the module's memory; rows are padded to a multiple of 8. */
interface Placed {
  readonly address: number;
  readonly pitch: number;
}

const lastPower = (span: Span): number => power(POLE, lengthOf(span) - 1);

/** @returns undefined when the bits of some line are not proved */
function attempt(
  functions: ExactFunctions,
  arena: Arena,
  data: VoxelArray,
  size: Vec3,
  box: IndexBox,
  margin: number,
  bound: number,
  known: Span | undefined,
): Placed | undefined {
  const [nx, ny, nz] = size;
  const [width, height, depth] = boxSize(box);
  const pitch = Math.ceil(width / 8) * 8;
  const [xs, ys, reach] = [0, 1, 2].map((axis) => widen(box.min[axis]!, box.max[axis]!, margin, size[axis]!)) as [Span, Span, Span];
  const zs = withinKnown(reach, box.min[2], box.max[2], known);
  if (zs === undefined) return undefined;
  const rows = lengthOf(ys);
  const { type, bytes, Element } = kernelType(data);
  const slice = arena.space(rows * nx * bytes);
  const afterX = arena.space(Math.ceil(rows / 8) * 8 * pitch * 8);
  const perSlice = height * pitch * 8;
  const result = arena.space(Math.max(lengthOf(zs), depth) * perSlice);
  const scratch = arena.space((Math.max(nx, rows, lengthOf(zs)) + 1) * 64);
  const view = arena.view(Element as typeof Float64Array, slice, rows * nx);
  const wholePower = power(POLE, nx - 1);
  for (let z = zs.from; z <= zs.to; z++) {
    view.set(data.subarray((z * ny + ys.from) * nx, (z * ny + ys.to + 1) * nx));
    functions.alongRows(
      slice,
      type,
      nx * bytes,
      rows,
      nx,
      xs.from,
      xs.to,
      box.min[0],
      box.max[0],
      bound,
      wholePower,
      lastPower(xs),
      afterX,
      pitch * 8,
      scratch,
    );
    const [from, to] = [box.min[1] - ys.from, box.max[1] - ys.from];
    const [atStart, atEnd] = [ys.from === 0 ? 1 : 0, ys.to === ny - 1 ? 1 : 0];
    const target = result + (z - zs.from) * perSlice;
    const proved = functions.acrossColumns(
      afterX,
      pitch * 8,
      pitch,
      ny,
      rows,
      atStart,
      atEnd,
      from,
      to,
      bound * AXIS_GROWTH,
      lastPower(ys),
      target,
      pitch * 8,
      scratch,
    );
    if (proved === 0) return undefined;
  }
  const [from, to] = [box.min[2] - zs.from, box.max[2] - zs.from];
  const [atStart, atEnd] = [zs.from === 0 ? 1 : 0, zs.to === nz - 1 ? 1 : 0];
  const boundZ = bound * AXIS_GROWTH ** 2;
  const proved = functions.acrossColumns(
    result,
    perSlice,
    height * pitch,
    nz,
    lengthOf(zs),
    atStart,
    atEnd,
    from,
    to,
    boundZ,
    lastPower(zs),
    result,
    perSlice,
    scratch,
  );
  return proved === 0 ? undefined : { address: result, pitch };
}

function place(
  functions: ExactFunctions,
  arena: Arena,
  data: VoxelArray,
  pixelType: PixelType,
  size: Vec3,
  box: IndexBox,
  margin = marginOf(pixelType),
  known?: Span,
): Placed {
  const bound = CAUSAL_BOUND * (pixelType.startsWith('float') ? largestFloat(functions, arena, data) : largestMagnitude(data, pixelType));
  const part = attempt(functions, arena, data, size, box, margin, bound, known);
  if (part === undefined && !isAll(known, size[2])) throw slicesUnknown();
  return part ?? attempt(functions, arena, data, size, box, Infinity, bound, undefined)!;
}

function runCoefficients(
  functions: ExactFunctions,
  arena: Arena,
  ...[data, pixelType, size, box, margin, known]: Parameters<typeof splineCoefficients>
): SplineCoefficients {
  const { address, pitch } = place(functions, arena, data, pixelType, size, box, margin, known);
  const [width, height, depth] = boxSize(box);
  const padded = arena.view(Float64Array, address, pitch * height * depth);
  const out = new Float64Array(width * height * depth);
  for (let row = 0; row < height * depth; row++) out.set(padded.subarray(row * pitch, row * pitch + width), row * width);
  return { box, data: out };
}

/** Twin of `splineCoefficients`. */
export function coefficientsExactly(module: KernelModule<ExactFunctions>, ...args: Parameters<typeof splineCoefficients>): SplineCoefficients {
  return module.run(
    (functions, arena) => runCoefficients(functions, arena, ...args),
    () => splineCoefficients(...args),
  );
}

function runResampling(functions: ExactFunctions, arena: Arena, ...[source, pixelType, positions]: Parameters<typeof resampleSpline>): VoxelArray {
  const [nx, ny, nz] = positions.outSize;
  const out = newArray(pixelType, nx * ny * nz);
  const box = neededBox(positions);
  const range = INTEGER_RANGES[pixelType];
  const { address, pitch } = place(functions, arena, source, pixelType, positions.inSize, box, undefined, positions.knownSlices);
  const [, height, depth] = boxSize(box);
  const geometry = arena.put([...positions.inSize, ...box.min, pitch, height, depth], Int32Array);
  const plane = nx * ny;
  const even = plane + (plane % 2);
  const where = arena.space(even * 3 * 8);
  const values = arena.space(even * 8);
  const scratch = arena.space(1024);
  arena.view(Float64Array, where + plane * 24, (even - plane) * 3).fill(Number.NaN); // the kernel takes voxels in twos; this one is outside
  const lines = Array.from({ length: ny }, (_, y) => arena.view(Float64Array, where + y * nx * 24, nx * 3));
  const result = arena.view(Float64Array, values, plane);
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) positions.line(y, z, lines[y]!);
    functions.sums(address, geometry, where, even, range === undefined ? 0 : 1, range?.[0] ?? 0, range?.[1] ?? 0, values, scratch);
    out.set(result, z * plane);
  }
  return out;
}

/** Twin of `resampleSpline` for every number type and direction: all voxels in ITK's order of additions. */
export function resampleExactly(module: KernelModule<ExactFunctions>, ...args: Parameters<typeof resampleSpline>): VoxelArray {
  return module.run(
    (functions, arena) => runResampling(functions, arena, ...args),
    () => resampleSpline(...args),
  );
}

// SPDX-License-Identifier: Apache-2.0
import type { PixelType, VoxelArray } from '../../volume/volume.ts';
import type { RoiCrop } from '../roi/crop.ts';
import { type DependenceOptions, dependenceMatrix, firstCornerDependence } from '../texture/dependence.ts';
import { discretise, emptyLevels, highestLevel, type Levels } from '../texture/discretise.ts';
import { type Binning, binRule } from '../texture/discretise-bins.ts';
import {
  assertFewLevels,
  differencesFromTable,
  type GreyToneDifferences,
  type NeighbourhoodOptions,
  neighbourhoodDifferences,
} from '../texture/neighbourhood.ts';
import { type FlatAxis, forwardOffsets } from '../texture/offsets.ts';
import { matrixFromTable, type SizeMatrix } from '../texture/zone-matrix.ts';
import { sizeZones, type Zones } from '../texture/zones.ts';
import { GREY_LEVELS_WASM } from './grey-levels.wasm.ts';
import { type Arena, KernelModule } from './module.ts';

type Kernel = (...addressesAndCounts: number[]) => number;
/** See assembly/_discretise.ts, _zones.ts, _dependence.ts and _neighbourhood.ts. */
type Functions = Readonly<
  Record<
    | 'range32'
    | 'range64'
    | 'levelRows'
    | 'edgeRows'
    | 'zoneLinks8'
    | 'zoneLinks16'
    | 'zoneJoin'
    | 'zoneList'
    | 'dependences8'
    | 'dependences16'
    | 'neighbours8'
    | 'neighbours16'
    | 'toFloat64',
    Kernel
  >
>;

/** Voxels per call: the calls are short, so that the runtime can swap in its optimised code between two of them. */
const CHUNK = 4096;
/** Kernels look at up to 16 voxels at once, also behind the last one. */
const BEYOND = 64;
/** Beyond this many cells the reference works without a table, or the module would keep too much memory. */
const LARGEST_TABLE = 2 ** 22;

interface Kind {
  new (buffer: ArrayBufferLike, offset: number, length: number): VoxelArray;
  readonly BYTES_PER_ELEMENT: number;
}

/** Copies an array in, followed by zeros. */
function putPadded(arena: Arena, data: VoxelArray, as: Kind): number {
  const address = arena.space(data.length * as.BYTES_PER_ELEMENT + BEYOND);
  arena.view(as, address, data.length).set(data);
  arena.view(as, address + data.length * as.BYTES_PER_ELEMENT, BEYOND / as.BYTES_PER_ELEMENT).fill(0);
  return address;
}

function runDiscretise(functions: Functions, arena: Arena, values: VoxelArray, pixelType: PixelType, roi: RoiCrop, binning: Binning, border: number): Levels {
  // what float32 holds exactly goes in as float32
  const kind: Kind = values instanceof Float64Array || values instanceof Int32Array || values instanceof Uint32Array ? Float64Array : Float32Array;
  const narrow = kind === Float32Array;
  const bytes = kind.BYTES_PER_ELEMENT;
  const from = putPadded(arena, values, kind);
  const inside = putPadded(arena, roi.inside, Uint8Array);
  const state = arena.put([Infinity, -Infinity, 0], Float64Array);
  const scan = narrow ? functions.range32 : functions.range64;
  for (let at = 0; at < values.length; at += CHUNK) scan(from + at * bytes, inside + at, Math.min(CHUNK, values.length - at), state);
  const [min, max, nan] = arena.view(Float64Array, state, 3) as unknown as [number, number, number];
  const hasNaN = nan === 1;
  const range = { min, max, hasNaN, startsWithNaN: hasNaN && Number.isNaN(values[roi.inside.indexOf(1)]) };
  const rule = binRule(range, binning, pixelType);
  const highest = highestLevel(rule, range);
  if (rule.kind === 'formula' || highest > 65535) return discretise(values, pixelType, roi, binning, border);
  const levels = emptyLevels(roi, border, highest);
  const wide = highest > 255;
  const levelBytes = wide ? 2 : 1;
  const edges = rule.kind === 'edges' ? arena.put(rule.edges, Float64Array) : 0;
  const target = arena.reserve(levels.data.length * levelBytes + BEYOND);
  const [wx, wy, wz] = roi.size;
  for (let z = 0; z < wz; z++) {
    const first = ((z + border) * levels.ny + border) * levels.nx + border;
    const rows = [
      (narrow ? 0 : 2) + (wide ? 1 : 0),
      from + z * wx * wy * bytes,
      inside + z * wx * wy,
      target + first * levelBytes,
      levels.nx * levelBytes,
      wx,
      wy,
      rule.low,
    ] as const;
    if (rule.kind === 'steps') functions.levelRows(...rows, rule.step, rule.edgeCount);
    else functions.edgeRows(...rows, Number.isFinite(1 / rule.step) ? 1 / rule.step : 0, edges, rule.edges.length);
  }
  levels.data.set(arena.view<VoxelArray>(wide ? Uint16Array : Uint8Array, target, levels.data.length));
  return levels;
}

/** Ends of the positions that can hold a voxel of the region. */
const lastPosition = ({ data, firstVoxel }: Levels): number => data.length - firstVoxel;

function runZones(functions: Functions, arena: Arena, levels: Levels, flat: FlatAxis): Zones {
  const { nx, ny, firstVoxel, voxels } = levels;
  const wide = levels.highest > 255;
  const bytes = wide ? 2 : 1;
  const slice = nx * ny;
  // an axis that does not count leads into zeros on either side of the levels
  const away = flat === undefined ? 0 : (levels.data.length + 2 * slice) * bytes + BEYOND;
  if (away > 0) arena.reserve(away + slice * bytes);
  const data = putPadded(arena, levels.data, wide ? Uint16Array : Uint8Array);
  if (away > 0) arena.reserve(away + slice * bytes);
  // in the order of the link bits: U N W UN US UW UE NW NE UNW UNE USW USE
  const back = arena.put(
    [slice, nx, 1, slice + nx, slice - nx, slice + 1, slice - 1, nx + 1, nx - 1, slice + nx + 1, slice + nx - 1, slice - nx + 1, slice - nx - 1],
    Uint32Array,
  );
  const ringSize = 2 ** Math.ceil(Math.log2(slice + nx + 2));
  const ring = arena.space(ringSize * 4);
  const links = arena.space((CHUNK + 16) * 2);
  const bytesPerColumn = (voxels + 1) * 4;
  const parents = arena.space(bytesPerColumn);
  const sizes = arena.space(bytesPerColumn);
  const zoneLevels = arena.space(bytesPerColumn);
  const link = wide ? functions.zoneLinks16 : functions.zoneLinks8;
  const end = lastPosition(levels);
  let labels = 0;
  for (let at = firstVoxel; at < end; at += CHUNK) {
    const count = Math.min(CHUNK, end - at);
    link(data + at * bytes, count, links, flat === 2 ? away : bytes, flat === 1 ? away : nx * bytes, flat === 0 ? away : slice * bytes);
    labels = functions.zoneJoin(links, data + at * bytes, bytes, at, count, ring, ringSize - 1, back, parents, sizes, zoneLevels, labels);
  }
  const count = functions.zoneList(parents, sizes, zoneLevels, labels);
  return { level: arena.view(Int32Array, zoneLevels, count).slice(), size: arena.view(Int32Array, sizes, count).slice(), count };
}

/** The levels in memory, without the first corner where the rule of PyRadiomics 2.2.0 takes it out. */
function putLevels(arena: Arena, { data, firstVoxel }: Levels, wide: boolean, withoutCorner: boolean): number {
  const kind: Kind = wide ? Uint16Array : Uint8Array;
  const address = putPadded(arena, data, kind);
  if (withoutCorner) arena.view(kind, address, data.length)[firstVoxel] = 0;
  return address;
}

function runDependence(functions: Functions, arena: Arena, levels: Levels, forward: Int32Array, { tolerance, skipFirstCorner }: DependenceOptions): SizeMatrix {
  const wide = levels.highest > 255 || forward.length > 127;
  const bytes = wide ? 2 : 1;
  const columns = 2 * forward.length + 2;
  const corner = skipFirstCorner ? levels.data[levels.firstVoxel]! : 0;
  const data = putLevels(arena, levels, wide, corner !== 0);
  const offsets = arena.put(
    forward.map((offset) => offset * bytes),
    Int32Array,
  );
  const scratch = arena.space(BEYOND);
  const cells = (levels.highest + 1) * columns;
  const table = arena.reserve(cells * 4);
  const kernel = wide ? functions.dependences16 : functions.dependences8;
  const most = Math.min(tolerance, wide ? 65535 : 255);
  const end = lastPosition(levels);
  for (let at = levels.firstVoxel; at < end; at += CHUNK)
    kernel(data + at * bytes, Math.min(CHUNK, end - at), offsets, forward.length, most, scratch, table, columns);
  const counts = arena.view(Uint32Array, table, cells);
  counts.fill(0, 0, columns); // row 0 has what lies outside the region
  if (corner !== 0) {
    const cell = corner * columns + firstCornerDependence(levels, forward, tolerance);
    counts[cell] = counts[cell]! + 1;
  }
  return matrixFromTable(counts, columns);
}

function runNeighbourhood(
  functions: Functions,
  arena: Arena,
  levels: Levels,
  forward: Int32Array,
  columns: number,
  skipFirstCorner: boolean,
): GreyToneDifferences {
  const wide = levels.highest > 255 || forward.length > 64;
  const bytes = wide ? 2 : 1;
  const corner = skipFirstCorner ? levels.data[levels.firstVoxel]! : 0;
  const data = putLevels(arena, levels, wide, corner !== 0);
  const offsets = arena.put(
    forward.map((offset) => offset * bytes),
    Int32Array,
  );
  const scratch = arena.space(BEYOND);
  const cells = (levels.highest + 1) * columns;
  const numbers = arena.reserve(cells * 4);
  const differences = arena.reserve(cells * 8);
  const kernel = wide ? functions.neighbours16 : functions.neighbours8;
  const end = lastPosition(levels);
  for (let at = levels.firstVoxel; at < end; at += CHUNK)
    kernel(data + at * bytes, Math.min(CHUNK, end - at), offsets, forward.length, scratch, numbers, differences, columns);
  functions.toFloat64(differences, cells);
  const voxels = arena.view(Uint32Array, numbers, cells);
  const sums = arena.view(Float64Array, differences, cells);
  if (corner !== 0) {
    let sum = 0;
    let count = 0;
    for (const offset of forward) {
      const other = levels.data[levels.firstVoxel + offset]!;
      sum += other;
      if (other !== 0) count += 1;
    }
    const cell = corner * columns + count;
    voxels[cell] = voxels[cell]! + 1;
    sums[cell] = sums[cell]! + Math.abs(corner * count - sum);
  }
  return differencesFromTable(voxels, sums, columns);
}

/** The twins of discretisation, size zones, dependence and grey tone differences. @throws WebAssembly.CompileError where WebAssembly may not run */
export function greyLevelTwins(): {
  discretise: typeof discretise;
  sizeZones: typeof sizeZones;
  dependenceMatrix: typeof dependenceMatrix;
  neighbourhoodDifferences: typeof neighbourhoodDifferences;
} {
  const module = new KernelModule<Functions>(GREY_LEVELS_WASM);
  return {
    discretise: (values, pixelType, roi, binning, border = 1) =>
      module.run((functions, arena) => runDiscretise(functions, arena, values, pixelType, roi, binning, border)),
    sizeZones(levels: Levels, flat?: FlatAxis) {
      if (levels.highest > 65535) return sizeZones(levels, flat);
      forwardOffsets(levels, [1], flat); // refuses what the reference refuses
      return module.run((functions, arena) => runZones(functions, arena, levels, flat));
    },
    dependenceMatrix(levels: Levels, options: DependenceOptions) {
      const forward = forwardOffsets(levels, options.distances, options.flat);
      if (levels.highest > 65535 || (levels.highest + 1) * (2 * forward.length + 2) > LARGEST_TABLE) return dependenceMatrix(levels, options);
      return module.run((functions, arena) => runDependence(functions, arena, levels, forward, options));
    },
    neighbourhoodDifferences(levels: Levels, options: NeighbourhoodOptions) {
      const forward = forwardOffsets(levels, options.distances, options.flat);
      const columns = 2 * forward.length + 1;
      assertFewLevels(levels, columns);
      if ((levels.highest + 1) * columns > LARGEST_TABLE) return neighbourhoodDifferences(levels, options);
      return module.run((functions, arena) => runNeighbourhood(functions, arena, levels, forward, columns, options.skipFirstCorner));
    },
  };
}

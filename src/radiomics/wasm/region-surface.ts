// SPDX-License-Identifier: Apache-2.0
import type { Vec3 } from '../../volume/grid.ts';
import type { RoiCrop } from '../roi/crop.ts';
import { type Diameters, halfVoxelPositionsMm, type meshDiameters } from '../shape/diameters.ts';
import { farthestAmong, ROUNDING } from '../shape/farthest-pair.ts';
import type { CubeSums, sumCubes } from '../shape/mesh.ts';
import { type SurfaceCubes, surfaceCubes } from '../shape/surface-cubes.ts';
import { type Arena, KernelModule } from './module.ts';
import { REGION_SURFACE_WASM } from './region-surface.wasm.ts';

type Kernel = (...addressesAndNumbers: number[]) => number;
/** See assembly/_surface-cubes.ts and _diameters.ts. */
type Functions = Readonly<
  Record<'padRows' | 'cubesOfLayers' | 'placeVolumes' | 'vertexLines' | 'largestInPlanes' | 'hullPoints' | 'walk' | 'withinReach', Kernel>
>;

/** Beyond this many voxels the reference works instead: the module's list has room for every cube of the box. */
const LARGEST_BOX = 2 ** 26;
/** Cubes, layers and slices per call: the calls are short, so that the runtime can swap in its optimised code between two of them. */
const CUBES = 4096;
const LAYERS = 4;

function runCubes(functions: Functions, arena: Arena, roi: RoiCrop): SurfaceCubes {
  const [nx, ny, nz] = roi.size;
  const px = 4 * (Math.ceil((nx + 2) / 4) + 1);
  const inside = arena.put(roi.inside, Uint8Array);
  const padded = arena.reserve(px * (ny + 2) * (nz + 2));
  functions.padRows(inside, nx, ny, nz, padded, px);
  const most = (nx + 1) * (ny + 1) * (nz + 1);
  const [x, y, z, cases] = [arena.space(2 * most), arena.space(2 * most), arena.space(2 * most), arena.space(most)] as const;
  let count = 0;
  for (let layer = 0; layer <= nz; layer += LAYERS) {
    count = functions.cubesOfLayers(padded, px, nx, ny, layer, Math.min(layer + LAYERS, nz + 1), count, x, y, z, cases);
  }
  return {
    count,
    x: arena.view(Uint16Array, x, count).slice(),
    y: arena.view(Uint16Array, y, count).slice(),
    z: arena.view(Uint16Array, z, count).slice(),
    cases: arena.view(Uint8Array, cases, count).slice(),
  };
}

interface PlacedCubes {
  readonly count: number;
  readonly lists: readonly [x: number, y: number, z: number, cases: number];
}

function placeCubes(arena: Arena, { count, x, y, z, cases }: SurfaceCubes): PlacedCubes {
  const [px, py, pz] = [x, y, z].map((list) => arena.put(list.subarray(0, count), Uint16Array)) as [number, number, number];
  return { count, lists: [px, py, pz, arena.put(cases.subarray(0, count), Uint8Array)] };
}

function runSums(functions: Functions, arena: Arena, cubes: SurfaceCubes, normal: Float64Array, spacingMm: Vec3): CubeSums {
  const { count, lists } = placeCubes(arena, cubes);
  const normals = arena.put(normal, Float64Array);
  const counts = arena.reserve(256 * 8);
  const state = arena.reserve(8);
  for (let i = 0; i < count; i += CUBES) functions.placeVolumes(i, Math.min(i + CUBES, count), ...lists, normals, ...spacingMm, counts, state);
  return { counts: arena.view(Float64Array, counts, 256).slice(), volume6: arena.view(Float64Array, state, 1)[0]! };
}

interface PlacedPlanes {
  readonly lowest: number;
  readonly highest: number;
  readonly planes: number;
  readonly planeStep: number;
  readonly lines: number;
  readonly lineStep: number;
  readonly lineMm: number;
  readonly atMm: number;
}

/** Space for the hull of one plane. */
type HullSpace = readonly [line: number, at: number];

function largestInPlanes(functions: Functions, arena: Arena, family: PlacedPlanes, hull: HullSpace): number {
  const { lowest, highest, planes, planeStep, lines, lineStep, lineMm, atMm } = family;
  const scratch = arena.space(planes * 8);
  return Math.sqrt(functions.largestInPlanes(lowest, highest, planes, planeStep, lines, lineStep, lineMm, atMm, ...hull, scratch));
}

function farthestOfSlices(functions: Functions, arena: Arena, slice: PlacedPlanes, zMm: number, hull: HullSpace): number {
  const { lowest, highest, planes, lines, lineMm, atMm } = slice;
  const points = arena.space(planes * lines * 2 * 24);
  let count = 0;
  for (let p = 0; p < planes; p += LAYERS) {
    count = functions.hullPoints(lowest, highest, p, Math.min(p + LAYERS, planes), lines, atMm, lineMm, zMm, ...hull, points, count);
  }
  if (count < 2) return 0;
  const best = functions.walk(points, count);
  const kept = functions.withinReach(points, count, best, ROUNDING, arena.space(count * 8));
  return Math.sqrt(farthestAmong(arena.view(Float64Array, points, 3 * kept).slice(), kept, best));
}

function runDiameters(functions: Functions, arena: Arena, cubes: SurfaceCubes, roiSize: Vec3, spacingMm: Vec3): Diameters {
  const { count, lists } = placeCubes(arena, cubes);
  const [px, py, pz] = [2 * (roiSize[0] + 2), 2 * (roiSize[1] + 2), 2 * (roiSize[2] + 2)];
  const filled = (lines: number, value: number): number => {
    const address = arena.space(4 * lines);
    arena.view(Int32Array, address, lines).fill(value);
    return address;
  };
  const [lowX, highX, lowY, highY] = [filled(py * pz, 0x7fffffff), filled(py * pz, -1), filled(px * pz, 0x7fffffff), filled(px * pz, -1)] as const;
  for (let i = 0; i < count; i += CUBES) functions.vertexLines(i, Math.min(i + CUBES, count), ...lists, px, py, lowX, highX, lowY, highY);
  const [xMm, yMm, zMm] = [px, py, pz].map((positions, axis) => arena.put(halfVoxelPositionsMm(positions, spacingMm[axis]!), Float64Array)) as [
    number,
    number,
    number,
  ];
  const most = 2 * Math.max(py, pz) * 4;
  const hull: HullSpace = [arena.space(most), arena.space(most)];
  const alongX = { lowest: lowX, highest: highX, atMm: xMm };
  const slice = { ...alongX, planes: pz, planeStep: py, lines: py, lineStep: 1, lineMm: yMm };
  return {
    slice: largestInPlanes(functions, arena, slice, hull),
    column: largestInPlanes(functions, arena, { ...alongX, planes: py, planeStep: 1, lines: pz, lineStep: py, lineMm: zMm }, hull),
    row: largestInPlanes(functions, arena, { lowest: lowY, highest: highY, planes: px, planeStep: 1, lines: pz, lineStep: px, lineMm: zMm, atMm: yMm }, hull),
    threeD: farthestOfSlices(functions, arena, slice, zMm, hull),
  };
}

interface RegionSurface {
  readonly surfaceCubes: typeof surfaceCubes;
  readonly sumCubes: typeof sumCubes;
  readonly meshDiameters: typeof meshDiameters;
}

/** The twins of the shape loops. @throws WebAssembly.CompileError where WebAssembly may not run */
export function regionSurfaceTwins(): RegionSurface {
  const module = new KernelModule<Functions>(REGION_SURFACE_WASM);
  return {
    surfaceCubes: (roi) => (roi.inside.length > LARGEST_BOX ? surfaceCubes(roi) : module.run((functions, arena) => runCubes(functions, arena, roi))),
    sumCubes: (cubes, normal, spacingMm) => module.run((functions, arena) => runSums(functions, arena, cubes, normal, spacingMm)),
    meshDiameters: (cubes, roiSize, spacingMm) => module.run((functions, arena) => runDiameters(functions, arena, cubes, roiSize, spacingMm)),
  };
}

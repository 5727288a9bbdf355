// SPDX-License-Identifier: Apache-2.0
import type { Vec3 } from '../../volume/grid.ts';
import type { RoiCrop } from '../roi/crop.ts';
import { CUBE_TRIANGLES } from './cube-triangles.ts';
import { type SurfaceCubes, surfaceCubes } from './surface-cubes.ts';

/** Surface area (mm²) and enclosed, signed volume (mm³) of the region's triangle mesh. */
export interface MeshMeasures {
  readonly areaMm2: number;
  readonly volumeMm3: number;
}

/** Corner numbering of the table: offsets (x, y, z). */
const CORNERS: readonly Vec3[] = [
  [0, 0, 0],
  [1, 0, 0],
  [1, 1, 0],
  [0, 1, 0],
  [0, 0, 1],
  [1, 0, 1],
  [1, 1, 1],
  [0, 1, 1],
];
const EDGES: readonly (readonly [number, number])[] = [
  [0, 1],
  [1, 2],
  [2, 3],
  [3, 0],
  [4, 5],
  [5, 6],
  [6, 7],
  [7, 4],
  [0, 4],
  [1, 5],
  [2, 6],
  [3, 7],
];

/** What one cube case adds: area, and six times its signed volume as `volume6 + normal · position`. */
interface CaseTable {
  readonly area: Float64Array;
  readonly volume6: Float64Array;
  readonly normal: Float64Array;
}

/** Coordinates (mm) of the mid-points of a cube's edges: x, y, z of each. */
function edgeMiddles(spacingMm: Vec3): Float64Array {
  const middles = new Float64Array(36);
  for (let e = 0; e < 12; e++) {
    const [a, b] = EDGES[e]!;
    for (let i = 0; i < 3; i++) middles[3 * e + i] = 0.5 * (CORNERS[a]![i]! + CORNERS[b]![i]!) * spacingMm[i]!;
  }
  return middles;
}

/** Plain loops over typed arrays: this runs once, before the compiler has warmed to it. */
function caseTable(spacingMm: Vec3): CaseTable {
  const table = { area: new Float64Array(256), volume6: new Float64Array(256), normal: new Float64Array(3 * 256) };
  const middles = edgeMiddles(spacingMm);
  const cross = new Float64Array(3);
  const add = (p: number, q: number): void => {
    cross[0] = cross[0]! + (middles[p + 1]! * middles[q + 2]! - middles[p + 2]! * middles[q + 1]!);
    cross[1] = cross[1]! + (middles[p + 2]! * middles[q]! - middles[p]! * middles[q + 2]!);
    cross[2] = cross[2]! + (middles[p]! * middles[q + 1]! - middles[p + 1]! * middles[q]!);
  };
  for (let index = 1; index < 128; index++) {
    const triangles = CUBE_TRIANGLES[index]!;
    for (let t = 0; t < triangles.length; t += 3) {
      const a = 3 * Number.parseInt(triangles[t]!, 12);
      const b = 3 * Number.parseInt(triangles[t + 1]!, 12);
      const c = 3 * Number.parseInt(triangles[t + 2]!, 12);
      // a×b + b×c + c×a = (b − a)×(c − a): normal and, summed, what a shift of the cube adds; a×b·c is the tetrahedron to the cube's own corner
      cross.fill(0);
      add(a, b);
      table.volume6[index] = table.volume6[index]! + (cross[0]! * middles[c]! + cross[1]! * middles[c + 1]! + cross[2]! * middles[c + 2]!);
      add(b, c);
      add(c, a);
      table.area[index] = table.area[index]! + 0.5 * Math.sqrt(cross[0]! * cross[0]! + cross[1]! * cross[1]! + cross[2]! * cross[2]!);
      for (let i = 0; i < 3; i++) table.normal[3 * index + i] = table.normal[3 * index + i]! + cross[i]!;
    }
    // the complement has the same triangles, turned round
    const turned = 255 - index;
    table.area[turned] = table.area[index]!;
    table.volume6[turned] = -table.volume6[index]!;
    for (let i = 0; i < 3; i++) table.normal[3 * turned + i] = -table.normal[3 * index + i]!;
  }
  return table;
}

/** What the surface's cubes add up to: how many there are of each case, and what their places add to six times the volume. */
export interface CubeSums {
  readonly counts: Float64Array;
  readonly volume6: number;
}

/** Sums over the surface's cubes, from the first to the last. @param normal of each case: what a shift by 1 mm along x, y, z adds to six times the volume */
export function sumCubes({ count, x, y, z, cases }: SurfaceCubes, normal: Float64Array, spacingMm: Vec3): CubeSums {
  const counts = new Float64Array(256);
  const [sx, sy, sz] = spacingMm;
  let volume6 = 0;
  for (let i = 0; i < count; i++) {
    const index = cases[i]!;
    counts[index] = counts[index]! + 1;
    volume6 += normal[3 * index]! * x[i]! * sx + normal[3 * index + 1]! * y[i]! * sy + normal[3 * index + 2]! * z[i]! * sz;
  }
  return { counts, volume6 };
}

/**
 * Area and volume of the surface's marching cubes at 0.5; vertices at edge midpoints.
 *
 * Every cube's contribution depends only on which of its corners are inside, so areas are counted per case; volumes are the signed
 * tetrahedra to the first voxel of the box with its border, shifted to the cube's place. That origin matters: folding the cases by complement leaves
 * small gaps at ambiguous cube faces of ragged regions, and PyRadiomics' volume of such a mesh depends on it: of a few scattered voxels it can even be
 * negative, which is kept as it is.
 *
 * @see Lorensen & Cline 1987, doi:10.1145/37402.37422; IBSI RNU0 (mesh volume), C0JK (surface area)
 */
export function measureSurface(cubes: SurfaceCubes, spacingMm: Vec3, sum: typeof sumCubes = sumCubes): MeshMeasures {
  const table = caseTable(spacingMm);
  const sums = sum(cubes, table.normal, spacingMm);
  let areaMm2 = 0;
  let volume6 = sums.volume6;
  for (let index = 1; index < 255; index++) {
    areaMm2 += sums.counts[index]! * table.area[index]!;
    volume6 += sums.counts[index]! * table.volume6[index]!;
  }
  return { areaMm2, volumeMm3: -volume6 / 6 };
}

/** Surface area and volume of a region; see {@link measureSurface}. */
export function meshMeasures(roi: RoiCrop, spacingMm: Vec3): MeshMeasures {
  return measureSurface(surfaceCubes(roi), spacingMm);
}

/** Sphericity: (36·π·V²)^(1/3) / A, 1 for a perfect ball. IBSI QCFX. */
export function sphericity({ areaMm2, volumeMm3 }: MeshMeasures): number {
  return (36 * Math.PI * volumeMm3 ** 2) ** (1 / 3) / areaMm2;
}

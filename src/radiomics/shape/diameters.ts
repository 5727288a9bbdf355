// SPDX-License-Identifier: Apache-2.0
import type { Vec3 } from '../../volume/grid.ts';
import { farthestPair } from './farthest-pair.ts';
import { LineHull } from './hull.ts';
import type { SurfaceCubes } from './surface-cubes.ts';
import { type LineEnds, type SurfaceLines, surfaceLines } from './surface-lines.ts';

/** Position in mm of every half voxel of an axis, as PyRadiomics computes it: (index + 0 or 0.5) · spacing. */
export function halfVoxelPositionsMm(count: number, spacingMm: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => (i / 2) * spacingMm);
}

/** One family of parallel planes, each made of lines whose ends are known. */
interface PlaneFamily {
  readonly ends: LineEnds;
  readonly planes: number;
  readonly lines: number;
  /** From one plane's first line to the next plane's, and from line to line. */
  readonly planeStep: number;
  readonly lineStep: number;
  readonly lineMm: Float64Array;
  readonly atMm: Float64Array;
}

function farthestInHull(hull: LineHull, { lineMm, atMm }: PlaneFamily, best: number): number {
  for (let i = 0; i < hull.count; i++) {
    const line = lineMm[hull.line[i]!]!;
    const at = atMm[hull.at[i]!]!;
    for (let j = i + 1; j < hull.count; j++) {
      const a = lineMm[hull.line[j]!]! - line;
      const b = atMm[hull.at[j]!]! - at;
      const squared = a * a + b * b;
      if (squared > best) best = squared;
    }
  }
  return best;
}

/** Squared diagonal of the plane's points: nothing in it is farther apart. */
function squaredDiagonal({ ends, lines, lineStep, lineMm, atMm }: PlaneFamily, offset: number): number {
  let first = -1;
  let last = -1;
  let lowest = Infinity;
  let highest = -1;
  for (let l = 0, i = offset; l < lines; l++, i += lineStep) {
    if (ends.lowest[i]! > ends.highest[i]!) continue;
    if (first < 0) first = l;
    last = l;
    if (ends.lowest[i]! < lowest) lowest = ends.lowest[i]!;
    if (ends.highest[i]! > highest) highest = ends.highest[i]!;
  }
  if (first < 0) return 0;
  return (lineMm[last]! - lineMm[first]!) ** 2 + (atMm[highest]! - atMm[lowest]!) ** 2;
}

/** Largest distance between two vertices of the same plane, over all planes of a family; 0 when no plane has two. */
function largestInPlanes(family: PlaneFamily): number {
  const { ends, planes, lines, planeStep, lineStep } = family;
  const diagonals = Float64Array.from({ length: planes }, (_, p) => squaredDiagonal(family, p * planeStep));
  const hull = new LineHull(lines);
  let best = 0;
  const look = (p: number): void => {
    hull.find(ends.lowest, ends.highest, p * planeStep, lineStep, lines);
    best = farthestInHull(hull, family, best);
  };
  // the plane with the longest diagonal first: it usually settles the others
  look(diagonals.indexOf(Math.max(...diagonals)));
  for (let p = 0; p < planes; p++) if (diagonals[p]! > best) look(p);
  return Math.sqrt(best);
}

/** The three families of planes that hold vertices. */
function planeFamilies({ positions, alongX, alongY }: SurfaceLines, spacingMm: Vec3): Readonly<Record<'slice' | 'column' | 'row', PlaneFamily>> {
  const [px, py, pz] = positions;
  const [xMm, yMm, zMm] = [0, 1, 2].map((axis) => halfVoxelPositionsMm(positions[axis]!, spacingMm[axis]!)) as [Float64Array, Float64Array, Float64Array];
  return {
    slice: { ends: alongX, planes: pz, planeStep: py, lines: py, lineStep: 1, lineMm: yMm, atMm: xMm },
    column: { ends: alongX, planes: py, planeStep: 1, lines: pz, lineStep: py, lineMm: zMm, atMm: xMm },
    row: { ends: alongY, planes: px, planeStep: 1, lines: pz, lineStep: px, lineMm: zMm, atMm: yMm },
  };
}

/** Largest distances (mm) between two mesh vertices: that share their z (slice), y (column) or x (row), and any two. */
export interface Diameters {
  readonly slice: number;
  readonly column: number;
  readonly row: number;
  readonly threeD: number;
}

function farthestOfSlices(slice: PlaneFamily, zMm: Float64Array): number {
  const hull = new LineHull(slice.lines);
  const points: number[] = [];
  for (let p = 0; p < slice.planes; p++) {
    hull.find(slice.ends.lowest, slice.ends.highest, p * slice.planeStep, slice.lineStep, slice.lines);
    for (let i = 0; i < hull.count; i++) points.push(slice.atMm[hull.at[i]!]!, slice.lineMm[hull.line[i]!]!, zMm[p]!);
  }
  return Math.sqrt(farthestPair(Float64Array.from(points)));
}

/**
 * The four diameters of a region: the same numbers as a search through all pairs of vertices, which hulls make short.
 * Planes through voxel centres and planes half-way between them count alike; a diameter is 0 when no two vertices share a plane.
 */
export function meshDiameters(cubes: SurfaceCubes, roiSize: Vec3, spacingMm: Vec3): Diameters {
  const { slice, column, row } = planeFamilies(surfaceLines(cubes, roiSize), spacingMm);
  return {
    slice: largestInPlanes(slice),
    column: largestInPlanes(column),
    row: largestInPlanes(row),
    threeD: farthestOfSlices(slice, column.lineMm),
  };
}

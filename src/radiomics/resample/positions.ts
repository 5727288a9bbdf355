// SPDX-License-Identifier: Apache-2.0
import { type GridMaths, gridMaths, indexToPoint, indexToPointItk4, pointToContinuousIndex } from '../../volume/geometry.ts';
import type { Grid, Vec3 } from '../../volume/grid.ts';
import type { Volume } from '../../volume/volume.ts';

/** Whose order of floating-point operations decides ties: ITK 5 (SimpleITK 2.x) or ITK 4.13 (SimpleITK 1.2.x). */
export type ItkVersion = '5' | '4.13';

/** How values between the voxels are made: cubic B-spline, linear, or the nearest voxel's. */
export type Interpolator = 'bspline' | 'linear' | 'nearest';

/** Positions of output voxels in the input's continuous index space. */
export interface Positions {
  readonly outSize: Vec3;
  readonly inSize: Vec3;
  /**
   * When both grids are axis-aligned with the same axis order: for each axis the position of every output index.
   * Exactly what the general walk gives, because the other axes add only zeros.
   */
  readonly perAxis: readonly [Float64Array, Float64Array, Float64Array] | undefined;
  /** Slices of the input that may be read; default: all. */
  readonly knownSlices?: Volume['knownSlices'];
  /** Positions of the scan line (y, z): fills `out` with 3 numbers per voxel. */
  line(y: number, z: number, out: Float64Array): void;
}

/**
 * The positions at which ITK's resample filter reads its input, to the last bit.
 *
 * ITK 5 interpolates between both ends of a scan line; ITK 4.13 adds one step, taken at the region's first voxel, again and again.
 * The difference is 1e-12, but it decides nearest-neighbour ties and integer truncation.
 */
export function resamplePositions(output: Grid, input: Grid, itk: ItkVersion): Positions {
  const to = gridMaths(output);
  const from = gridMaths(input);
  const forward = itk === '5' ? indexToPoint : indexToPointItk4;
  const point = new Float64Array(3);
  const at = (x: number, y: number, z: number, out: Float64Array): void => {
    forward(to, x, y, z, point);
    pointToContinuousIndex(from, point, out);
  };
  const nx = output.size[0];
  const start = new Float64Array(3);
  const end = new Float64Array(3);
  const step = new Float64Array(3);
  if (itk === '4.13') {
    at(0, 0, 0, start);
    at(1, 0, 0, end);
    for (let j = 0; j < 3; j++) step[j] = end[j]! - start[j]!;
  }
  const parts = Float64Array.from({ length: nx }, (_, i) => i / nx);
  const line = (y: number, z: number, out: Float64Array): void => {
    at(0, y, z, start);
    if (itk === '4.13') {
      for (let j = 0; j < 3; j++) {
        let position = start[j]!;
        for (let i = 0; i < nx; i++) {
          out[3 * i + j] = position;
          position += step[j]!;
        }
      }
      return;
    }
    at(nx, y, z, end);
    const x0 = start[0]!;
    const y0 = start[1]!;
    const z0 = start[2]!;
    const dx = end[0]! - x0;
    const dy = end[1]! - y0;
    const dz = end[2]! - z0;
    for (let i = 0; i < nx; i++) {
      const part = parts[i]!;
      out[3 * i] = x0 + part * dx;
      out[3 * i + 1] = y0 + part * dy;
      out[3 * i + 2] = z0 + part * dz;
    }
  };
  return { outSize: output.size, inSize: input.size, perAxis: separable(to, from) ? axisPositions(output.size, line) : undefined, line };
}

/** Output axis j moves input axis j and no other. */
function separable(to: GridMaths, from: GridMaths): boolean {
  if (!to.axisAligned || !from.axisAligned) return false;
  for (let j = 0; j < 3; j++) {
    const patientAxis = [0, 1, 2].find((i) => to.indexToPhysical[i * 3 + j] !== 0);
    if (patientAxis === undefined || from.indexToPhysical[patientAxis * 3 + j] === 0) return false;
  }
  return true;
}

function axisPositions(size: Vec3, line: Positions['line']): [Float64Array, Float64Array, Float64Array] {
  const scan = new Float64Array(3 * size[0]);
  line(0, 0, scan);
  const x = Float64Array.from({ length: size[0] }, (_, i) => scan[3 * i]!);
  const firstOf = (j: 1 | 2, y: number, z: number): number => {
    line(y, z, scan);
    return scan[j]!;
  };
  const y = Float64Array.from({ length: size[1] }, (_, i) => firstOf(1, i, 0));
  const z = Float64Array.from({ length: size[2] }, (_, i) => firstOf(2, 0, i));
  return [x, y, z];
}

/** ITK's test for "inside the image": within half a voxel of the outer centres, upper end open. */
export function isInside(position: number, size: number): boolean {
  return position >= -0.5 && position < size - 0.5;
}

/** Smallest and largest position along each input axis, over the eight corners of the output (with a hair of slack for rounding). */
export function positionRange(positions: Positions): { readonly low: Vec3; readonly high: Vec3 } {
  const [nx, ny, nz] = positions.outSize;
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  const scan = new Float64Array(3 * nx);
  for (const y of [0, ny - 1]) {
    for (const z of [0, nz - 1]) {
      positions.line(y, z, scan);
      for (const i of [0, nx - 1]) {
        for (let j = 0; j < 3; j++) {
          low[j] = Math.min(low[j]!, scan[3 * i + j]! - 1e-6);
          high[j] = Math.max(high[j]!, scan[3 * i + j]! + 1e-6);
        }
      }
    }
  }
  return { low: [low[0]!, low[1]!, low[2]!], high: [high[0]!, high[1]!, high[2]!] };
}

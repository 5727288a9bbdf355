// SPDX-License-Identifier: Apache-2.0
import type { VoxelArray } from '../../volume/volume.ts';
import { isInside, type Positions } from './positions.ts';

/**
 * Trilinear interpolation in ITK's order: along x, then y, then z, each as a + (b − a)·d.
 * An axis without a second neighbour (on a centre, or beyond the last one) is left out. Voxels outside the input are left alone.
 *
 * @param store receives the index of the output voxel and the float64 value
 */
export function resampleLinear(source: VoxelArray, positions: Positions, store: (at: number, value: number) => void): void {
  const [nx, ny, nz] = positions.outSize;
  const [mx, my, mz] = positions.inSize;
  const plane = mx * my;
  const scan = new Float64Array(3 * nx);
  for (let z = 0, at = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      positions.line(y, z, scan);
      for (let x = 0; x < nx; x++, at++) {
        const c0 = scan[3 * x]!;
        const c1 = scan[3 * x + 1]!;
        const c2 = scan[3 * x + 2]!;
        if (!isInside(c0, mx) || !isInside(c1, my) || !isInside(c2, mz)) continue;
        const x0 = Math.max(0, Math.floor(c0));
        const y0 = Math.max(0, Math.floor(c1));
        const z0 = Math.max(0, Math.floor(c2));
        const dx = c0 - x0;
        const dy = c1 - y0;
        const dz = c2 - z0;
        // an axis that is not used steps nowhere
        const stepX = dx > 0 && x0 + 1 < mx ? 1 : 0;
        const stepY = dy > 0 && y0 + 1 < my ? mx : 0;
        const stepZ = dz > 0 && z0 + 1 < mz ? plane : 0;
        const from = z0 * plane + y0 * mx + x0;
        const lower = inSlice(source, from, stepX, stepY, dx, dy);
        store(at, stepZ === 0 ? lower : lower + (inSlice(source, from + stepZ, stepX, stepY, dx, dy) - lower) * dz);
      }
    }
  }
}

function inSlice(source: VoxelArray, from: number, stepX: number, stepY: number, dx: number, dy: number): number {
  const front = alongX(source, from, stepX, dx);
  return stepY === 0 ? front : front + (alongX(source, from + stepY, stepX, dx) - front) * dy;
}

function alongX(source: VoxelArray, from: number, step: number, dx: number): number {
  const a = source[from]!;
  return step === 0 ? a : a + (source[from + step]! - a) * dx;
}

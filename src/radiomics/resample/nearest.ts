// SPDX-License-Identifier: Apache-2.0
import type { VoxelArray } from '../../volume/volume.ts';
import { isInside, type Positions } from './positions.ts';

/**
 * Nearest-neighbour resampling as ITK does it: index floor(c + 0.5), 0 outside the input.
 *
 * @param source x fastest
 * @param out zeros; filled, length of the output grid
 */
export function resampleNearest(source: VoxelArray, positions: Positions, out: VoxelArray): void {
  const [nx, ny, nz] = positions.outSize;
  const [mx, my] = positions.inSize;
  if (positions.perAxis !== undefined) {
    const [ix, iy, iz] = positions.perAxis.map((axis, j) => nearestIndices(axis, positions.inSize[j]!)) as [Int32Array, Int32Array, Int32Array];
    for (let z = 0, at = 0; z < nz; z++) {
      if (z > 0 && iz[z] === iz[z - 1]) {
        out.copyWithin(at, at - nx * ny, at); // the same slice once more
        at += nx * ny;
        continue;
      }
      for (let y = 0; y < ny; y++) {
        if (iz[z] === -1 || iy[y] === -1) {
          at += nx;
          continue;
        }
        const row = (iz[z]! * my + iy[y]!) * mx;
        for (let x = 0; x < nx; x++, at++) out[at] = ix[x] === -1 ? 0 : source[row + ix[x]!]!;
      }
    }
    return;
  }
  const mz = positions.inSize[2];
  const scan = new Float64Array(3 * nx);
  for (let z = 0, at = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      positions.line(y, z, scan);
      for (let x = 0; x < nx; x++, at++) {
        const c0 = scan[3 * x]!;
        const c1 = scan[3 * x + 1]!;
        const c2 = scan[3 * x + 2]!;
        if (!isInside(c0, mx) || !isInside(c1, my) || !isInside(c2, mz)) continue;
        out[at] = source[(Math.floor(c2 + 0.5) * my + Math.floor(c1 + 0.5)) * mx + Math.floor(c0 + 0.5)]!;
      }
    }
  }
}

function nearestIndices(axis: Float64Array, size: number): Int32Array {
  return Int32Array.from(axis, (c) => (isInside(c, size) ? Math.floor(c + 0.5) : -1));
}

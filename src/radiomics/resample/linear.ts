// SPDX-License-Identifier: Apache-2.0
import type { VoxelArray } from '../../volume/volume.ts';
import { isInside, type Positions } from './positions.ts';

/**
 * Trilinear interpolation in ITK's order: along x, then y, then z, each as a + (b − a)·d.
 * An axis without a second neighbour (on a centre, or beyond the last one) is left out. 0 outside the input.
 *
 * @param store receives the index of the output voxel and the float64 value
 */
export function resampleLinear(source: VoxelArray, positions: Positions, store: (at: number, value: number) => void): void {
  const [nx, ny, nz] = positions.outSize;
  const [mx, my, mz] = positions.inSize;
  const scan = new Float64Array(3 * nx);
  const value = (x: number, y: number, z: number): number => source[(z * my + y) * mx + x]!;
  for (let z = 0, at = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      positions.line(y, z, scan);
      for (let x = 0; x < nx; x++, at++) {
        const c0 = scan[3 * x]!;
        const c1 = scan[3 * x + 1]!;
        const c2 = scan[3 * x + 2]!;
        if (!isInside(c0, mx) || !isInside(c1, my) || !isInside(c2, mz)) {
          store(at, 0);
          continue;
        }
        const x0 = Math.max(0, Math.floor(c0));
        const y0 = Math.max(0, Math.floor(c1));
        const z0 = Math.max(0, Math.floor(c2));
        const dx = c0 - x0;
        const dy = c1 - y0;
        const dz = c2 - z0;
        const useX = dx > 0 && x0 + 1 < mx;
        const useY = dy > 0 && y0 + 1 < my;
        const useZ = dz > 0 && z0 + 1 < mz;
        const alongX = (yy: number, zz: number): number => {
          const a = value(x0, yy, zz);
          return useX ? a + (value(x0 + 1, yy, zz) - a) * dx : a;
        };
        const alongY = (zz: number): number => {
          const a = alongX(y0, zz);
          return useY ? a + (alongX(y0 + 1, zz) - a) * dy : a;
        };
        const a = alongY(z0);
        store(at, useZ ? a + (alongY(z0 + 1) - a) * dz : a);
      }
    }
  }
}

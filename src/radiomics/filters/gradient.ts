// SPDX-License-Identifier: Apache-2.0
import { boxSize, type IndexBox } from '../../volume/geometry.ts';
import type { Volume } from '../../volume/volume.ts';

/**
 * Gradient magnitude by central differences, edge voxels replicated; computed only inside the box.
 *
 * Each component is 0.5·(next − previous), divided by the spacing when `useSpacing`; the squares are added x, y, z in float64, and the root
 * is stored as float32 (float64 images keep float64).
 *
 * @returns x fastest over the box
 * @see ITK 5.3 GradientMagnitudeImageFilter
 */
export function gradientMagnitude(image: Volume, useSpacing: boolean, box: IndexBox): Float32Array {
  const [nx, ny, nz] = image.grid.size;
  const [wx, wy, wz] = boxSize(box);
  const { data } = image;
  const [hx, hy, hz] = image.grid.spacingMm.map((spacing) => (useSpacing ? 0.5 / spacing : 0.5)) as [number, number, number];
  const out = new Float32Array(wx * wy * wz);
  let at = 0;
  for (let z = box.min[2]; z <= box.max[2]; z++) {
    const below = Math.max(0, z - 1) * ny;
    const above = Math.min(nz - 1, z + 1) * ny;
    for (let y = box.min[1]; y <= box.max[1]; y++) {
      const row = (z * ny + y) * nx;
      const front = (z * ny + Math.max(0, y - 1)) * nx;
      const back = (z * ny + Math.min(ny - 1, y + 1)) * nx;
      const low = (below + y) * nx;
      const high = (above + y) * nx;
      for (let x = box.min[0]; x <= box.max[0]; x++) {
        const gx = data[row + Math.min(nx - 1, x + 1)]! * hx - data[row + Math.max(0, x - 1)]! * hx;
        const gy = data[back + x]! * hy - data[front + x]! * hy;
        const gz = data[high + x]! * hz - data[low + x]! * hz;
        out[at++] = Math.sqrt(gx * gx + gy * gy + gz * gz);
      }
    }
  }
  return out;
}

// SPDX-License-Identifier: Apache-2.0
import { gridMaths, indexToPoint, pointToContinuousIndex } from '../volume/geometry.ts';
import { type Grid, voxelCount } from '../volume/grid.ts';
import type { LabelVolume } from '../volume/volume.ts';

/**
 * Labels on another grid by nearest neighbour: each voxel of `grid` takes the label of the voxel of `labels` that its centre lies in (halves go
 * up); background where it lies outside. Sums run as in ITK's ResampleImageFilter, line by line through patient space, so that centres on an edge
 * fall to the same side.
 *
 * @returns size of `grid`, x fastest, then y, then z
 */
export function resampleLabels(labels: LabelVolume, grid: Grid): LabelVolume {
  const [to, from] = [gridMaths(grid), gridMaths(labels.grid)];
  const [nx, ny, nz] = grid.size;
  const [mx, my, mz] = labels.grid.size;
  const data = new (labels.data.constructor as new (length: number) => LabelVolume['data'])(voxelCount(grid));
  const point = new Float64Array(3);
  const start = new Float64Array(3);
  const end = new Float64Array(3);
  const indexAt = (x: number, y: number, z: number, out: Float64Array): void => {
    indexToPoint(to, x, y, z, point);
    pointToContinuousIndex(from, point, out);
  };
  for (let z = 0, at = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      indexAt(0, y, z, start);
      indexAt(nx, y, z, end);
      const [x0, y0, z0] = start as unknown as [number, number, number];
      const [dx, dy, dz] = [0, 1, 2].map((i) => (end[i] as number) - (start[i] as number)) as [number, number, number];
      for (let x = 0; x < nx; x++, at++) {
        const share = x / nx;
        const i = Math.floor(x0 + dx * share + 0.5);
        const j = Math.floor(y0 + dy * share + 0.5);
        const k = Math.floor(z0 + dz * share + 0.5);
        if (i < 0 || i >= mx || j < 0 || j >= my || k < 0 || k >= mz) continue;
        data[at] = labels.data[i + mx * (j + my * k)] as number;
      }
    }
  }
  return { grid, data };
}

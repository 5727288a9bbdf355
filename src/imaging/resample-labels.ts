// SPDX-License-Identifier: Apache-2.0
import { gridMaths } from '../volume/geometry.ts';
import { type Grid, voxelCount } from '../volume/grid.ts';
import type { LabelVolume } from '../volume/volume.ts';

/**
 * Labels on another grid by nearest neighbour: each voxel of `grid` takes the label of the voxel of `labels` that its centre lies in (halves go
 * up, as in ITK); background where it lies outside.
 *
 * @returns size of `grid`, x fastest, then y, then z
 */
export function resampleLabels(labels: LabelVolume, grid: Grid): LabelVolume {
  const to = gridMaths(grid);
  const from = gridMaths(labels.grid);
  const w = from.physicalToIndex;
  const m = to.indexToPhysical;
  // index of the target → continuous index of the source, as one affine map
  const step = (i: number, j: number): number => [0, 1, 2].reduce((sum, k) => sum + (w[i * 3 + k] as number) * (m[k * 3 + j] as number), 0);
  const start = [0, 1, 2].map((i) =>
    [0, 1, 2].reduce((sum, k) => sum + (w[i * 3 + k] as number) * ((grid.originMm[k] as number) - (labels.grid.originMm[k] as number)), 0),
  );
  const [ax, ay, az] = [0, 1, 2].map((i) => [0, 1, 2].map((j) => step(i, j))) as [number[], number[], number[]];
  const [nx, ny, nz] = grid.size;
  const [mx, my, mz] = labels.grid.size;
  const data = new (labels.data.constructor as new (length: number) => LabelVolume['data'])(voxelCount(grid));
  for (let z = 0, at = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      const x0 = (start[0] as number) + (ax[1] as number) * y + (ax[2] as number) * z;
      const y0 = (start[1] as number) + (ay[1] as number) * y + (ay[2] as number) * z;
      const z0 = (start[2] as number) + (az[1] as number) * y + (az[2] as number) * z;
      for (let x = 0; x < nx; x++, at++) {
        const i = Math.floor(x0 + (ax[0] as number) * x + 0.5);
        const j = Math.floor(y0 + (ay[0] as number) * x + 0.5);
        const k = Math.floor(z0 + (az[0] as number) * x + 0.5);
        if (i < 0 || i >= mx || j < 0 || j >= my || k < 0 || k >= mz) continue;
        data[at] = labels.data[i + mx * (j + my * k)] as number;
      }
    }
  }
  return { grid, data };
}

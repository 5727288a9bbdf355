// SPDX-License-Identifier: Apache-2.0
import type { Volume, VoxelArray } from '../../volume/volume.ts';

/** Sum and sum of squares, each with the lost low-order bits carried along (Kahan). */
function compensatedSums(data: VoxelArray): { readonly sum: number; readonly squares: number } {
  let sum = 0;
  let sumLost = 0;
  let squares = 0;
  let squaresLost = 0;
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    const y = value - sumLost;
    const t = sum + y;
    sumLost = t - sum - y;
    sum = t;
    const z = value * value - squaresLost;
    const u = squares + z;
    squaresLost = u - squares - z;
    squares = u;
  }
  return { sum, squares };
}

/**
 * Grey values to mean 0 and standard deviation `scale` over the whole image (sample deviation, N − 1), float64.
 * Outliers beyond `removeOutliers` deviations are clipped before scaling.
 */
export function normalise(image: Volume, options: { readonly scale: number; readonly removeOutliers?: number }): Volume {
  const { data } = image;
  const { sum, squares } = compensatedSums(data);
  const n = data.length;
  const mean = sum / n;
  const factor = 1 / Math.sqrt((squares - (sum * sum) / n) / (n - 1));
  const limit = options.removeOutliers ?? Infinity;
  const result = new Float64Array(n);
  for (let i = 0; i < n; i++) result[i] = Math.max(-limit, Math.min(limit, (data[i]! - mean) * factor)) * options.scale;
  return { grid: image.grid, pixelType: 'float64', data: result };
}

// SPDX-License-Identifier: Apache-2.0
import type { Volume } from '../../volume/volume.ts';

/** Sum with the lost low-order bits carried along (Kahan). */
function compensatedSum(data: ArrayLike<number>, term: (value: number) => number): number {
  let sum = 0;
  let lost = 0;
  for (let i = 0; i < data.length; i++) {
    const y = term(data[i]!) - lost;
    const t = sum + y;
    lost = t - sum - y;
    sum = t;
  }
  return sum;
}

/**
 * Grey values to mean 0 and standard deviation `scale` over the whole image (sample deviation, N − 1), float64.
 * Outliers beyond `removeOutliers` deviations are clipped before scaling.
 */
export function normalise(image: Volume, options: { readonly scale: number; readonly removeOutliers?: number }): Volume {
  const n = image.data.length;
  const sum = compensatedSum(image.data, (value) => value);
  const squares = compensatedSum(image.data, (value) => value * value);
  const mean = sum / n;
  const factor = 1 / Math.sqrt((squares - (sum * sum) / n) / (n - 1));
  const limit = options.removeOutliers ?? Infinity;
  const data = Float64Array.from(image.data, (value) => Math.max(-limit, Math.min(limit, (value - mean) * factor)) * options.scale);
  return { grid: image.grid, pixelType: 'float64', data };
}

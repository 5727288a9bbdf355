// SPDX-License-Identifier: Apache-2.0
import { type Grid, IDENTITY_DIRECTION, type Mat3, type Vec3 } from '../../../src/volume/grid.ts';
import type { LabelVolume, PixelType, Volume } from '../../../src/volume/volume.ts';

/** Seeded whole numbers from 0 to `max` − 1 (linear congruential, upper bits). */
export function randomNumbers(seed: number, max: number): () => number {
  let state = seed | 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return Math.floor(((state >>> 8) / 2 ** 24) * max);
  };
}

const ARRAYS = { int16: Int16Array, float32: Float32Array, float64: Float64Array } as const;

/** An ellipsoid tumour with a rough border in noise; everything from the seed. */
export function syntheticCase(
  options: {
    seed?: number;
    size?: Vec3;
    spacingMm?: Vec3;
    originMm?: Vec3;
    direction?: Mat3;
    pixelType?: PixelType & keyof typeof ARRAYS;
    label?: number;
  } = {},
): { image: Volume; mask: LabelVolume } {
  const {
    seed = 1,
    size = [26, 24, 14],
    spacingMm = [0.75, 0.75, 2.5],
    originMm = [-20, 11, 3],
    direction = IDENTITY_DIRECTION,
    pixelType = 'int16',
    label = 1,
  } = options;
  const grid: Grid = { size, spacingMm, originMm, direction };
  const next = randomNumbers(seed, 200);
  const data = new ARRAYS[pixelType](size[0] * size[1] * size[2]);
  const mask = new Uint8Array(data.length);
  for (let z = 0, at = 0; z < size[2]; z++) {
    for (let y = 0; y < size[1]; y++) {
      for (let x = 0; x < size[0]; x++, at++) {
        const noise = next();
        data[at] = noise - 60 + (pixelType === 'int16' ? 0 : next() / 7);
        const r = ((2.6 * (x - size[0] / 2)) / size[0]) ** 2 + ((2.6 * (y - size[1] / 2)) / size[1]) ** 2 + ((2.6 * (z - size[2] / 2)) / size[2]) ** 2;
        if (r + noise / 2000 < 1) mask[at] = label;
      }
    }
  }
  return { image: { grid, pixelType, data }, mask: { grid, data: mask } };
}

/** The code of a thrown error, or `none`. */
export function codeOf(body: () => unknown): string {
  try {
    body();
    return 'none';
  } catch (error) {
    return String((error as { code?: unknown }).code);
  }
}

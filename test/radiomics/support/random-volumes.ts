// SPDX-License-Identifier: Apache-2.0
import { Buffer } from 'node:buffer';
import type { IndexBox } from '../../../src/volume/geometry.ts';
import { type Grid, type Vec3, voxelCount } from '../../../src/volume/grid.ts';
import { type PixelType, VOXEL_ARRAYS, type Volume, type VoxelArray } from '../../../src/volume/volume.ts';
import { randomNumbers } from './cases.ts';

export const PIXEL_TYPES: readonly PixelType[] = ['int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'float32', 'float64'];

/** Seeded noise of a number type: CT-like range, fractions where the type has them. */
export function randomVolume(grid: Grid, pixelType: PixelType, seed: number): Volume {
  const next = randomNumbers(seed, 1 << 16);
  const low = pixelType.startsWith('uint') ? 0 : pixelType === 'int8' ? -100 : -700;
  const range = pixelType.endsWith('8') ? 200 : 1500;
  const fractions = pixelType.startsWith('float');
  const data = new VOXEL_ARRAYS[pixelType](voxelCount(grid));
  for (let i = 0; i < data.length; i++) {
    const value = low + (next() / 65536) * range;
    data[i] = fractions ? value : Math.trunc(value);
  }
  return { grid, pixelType, data };
}

/** A seeded box inside a volume. */
export function boxIn(size: Vec3, seed: number): IndexBox {
  const next = randomNumbers(seed * 7 + 3, 1 << 20);
  const ends = size.map((n) => [next() % n, next() % n].sort((a, b) => a - b) as [number, number]);
  return { min: [ends[0]![0], ends[1]![0], ends[2]![0]], max: [ends[0]![1], ends[1]![1], ends[2]![1]] };
}

/** Whether two arrays hold the same bytes (signed zeros and NaN included) and are of one number type. */
export function sameBytes(a: VoxelArray, b: VoxelArray): boolean {
  const bytes = (values: VoxelArray): Buffer => Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return a.constructor === b.constructor && bytes(a).equals(bytes(b));
}

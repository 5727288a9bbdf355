// SPDX-License-Identifier: Apache-2.0
import { type PixelType, VOXEL_ARRAYS, type VoxelArray } from '../../volume/volume.ts';

/** Smallest and largest number of each integer type. */
export const INTEGER_RANGES: Readonly<Partial<Record<PixelType, readonly [number, number]>>> = {
  int8: [-128, 127],
  uint8: [0, 255],
  int16: [-32768, 32767],
  uint16: [0, 65535],
  int32: [-2147483648, 2147483647],
  uint32: [0, 4294967295],
};

/** An array of `count` numbers of a pixel type. */
export function newArray(pixelType: PixelType, count: number): VoxelArray {
  return new VOXEL_ARRAYS[pixelType](count);
}

/** ITK's cast: clamp to the type's range, then cut towards zero (integers) or round (float32). */
export function storeInto(out: VoxelArray, pixelType: PixelType): (at: number, value: number) => void {
  const range = INTEGER_RANGES[pixelType];
  if (range === undefined)
    return (at, value) => {
      out[at] = value;
    };
  const [low, high] = range;
  return (at, value) => {
    out[at] = value < low ? low : value > high ? high : Math.trunc(value);
  };
}

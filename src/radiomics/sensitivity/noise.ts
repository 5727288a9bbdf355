// SPDX-License-Identifier: Apache-2.0
import type { IndexBox } from '../../volume/geometry.ts';
import type { PixelType, Volume, VoxelArray } from '../../volume/volume.ts';

/** A whole number as 32 well-mixed bits (the finaliser of MurmurHash3). */
function mixed(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A standard normal number that belongs to (seed, index): the same whatever else is drawn (Box and Muller, doi:10.1214/aoms/1177706645). */
export function gaussianAt(seed: number, index: number): number {
  const key = mixed(seed + 0x9e3779b9);
  const radius = (mixed(mixed(2 * index) ^ key) + 1) / 2 ** 32;
  const angle = mixed(mixed(2 * index + 1) ^ key) / 2 ** 32;
  return Math.sqrt(-2 * Math.log(radius)) * Math.cos(2 * Math.PI * angle);
}

const RANGES: Readonly<Partial<Record<PixelType, readonly [number, number]>>> = {
  int8: [-128, 127],
  uint8: [0, 255],
  int16: [-32768, 32767],
  uint16: [0, 65535],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint32: [0, 2 ** 32 - 1],
};

/**
 * The image with Gaussian noise inside a box (outside it nothing changes). Whole-number images get rounded values, held within their type's range.
 *
 * @param sd standard deviation in the image's unit (HU for CT), > 0
 * @param seed equal seeds give equal noise, voxel by voxel, whatever the box
 */
export function addNoise(image: Volume, box: IndexBox, sd: number, seed: number): Volume {
  const [nx, ny] = image.grid.size;
  const data: VoxelArray = image.data.slice();
  const range = RANGES[image.pixelType];
  for (let z = box.min[2]; z <= box.max[2]; z++) {
    for (let y = box.min[1]; y <= box.max[1]; y++) {
      for (let x = box.min[0], at = (z * ny + y) * nx + x; x <= box.max[0]; x++, at++) {
        const value = image.data[at]! + sd * gaussianAt(seed, at);
        data[at] = range === undefined ? value : Math.min(range[1], Math.max(range[0], Math.round(value)));
      }
    }
  }
  return { ...image, data };
}

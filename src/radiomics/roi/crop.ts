// SPDX-License-Identifier: Apache-2.0
import { boxSize, type IndexBox } from '../../volume/geometry.ts';
import type { Vec3 } from '../../volume/grid.ts';
import type { LabelVolume, VoxelArray } from '../../volume/volume.ts';

/** The region inside its bounding box: 1 inside, 0 outside; x fastest. */
export interface RoiCrop {
  readonly size: Vec3;
  readonly inside: Uint8Array;
  readonly voxels: number;
}

/** Cuts the voxels of a label out of a mask. */
export function cropRoi(mask: LabelVolume, label: number, box: IndexBox): RoiCrop {
  const size = boxSize(box);
  const [mx, my] = mask.grid.size;
  const inside = new Uint8Array(size[0] * size[1] * size[2]);
  let voxels = 0;
  for (let z = box.min[2], at = 0; z <= box.max[2]; z++) {
    for (let y = box.min[1]; y <= box.max[1]; y++) {
      const row = (z * my + y) * mx;
      for (let x = box.min[0]; x <= box.max[0]; x++, at++) {
        if (mask.data[row + x] !== label) continue;
        inside[at] = 1;
        voxels += 1;
      }
    }
  }
  return { size, inside, voxels };
}

/** Cuts a box out of an array on a grid of `size`. Same number type. */
export function cropValues<T extends VoxelArray>(data: T, size: Vec3, box: IndexBox): T {
  const [wx, wy, wz] = boxSize(box);
  const out = new (data.constructor as new (count: number) => T)(wx * wy * wz);
  for (let z = box.min[2], at = 0; z <= box.max[2]; z++) {
    for (let y = box.min[1]; y <= box.max[1]; y++, at += wx) {
      const row = (z * size[1] + y) * size[0] + box.min[0];
      out.set(data.subarray(row, row + wx), at);
    }
  }
  return out;
}

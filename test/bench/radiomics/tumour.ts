// SPDX-License-Identifier: Apache-2.0
import { type Grid, IDENTITY_DIRECTION, type Vec3, voxelCount } from '../../../src/volume/grid.ts';
import type { LabelVolume, Volume } from '../../../src/volume/volume.ts';

/** A portal venous CT's grid: 512 × 512 × 100, 0.75 × 0.75 × 2.5 mm. */
const GRID: Grid = { size: [512, 512, 100], spacingMm: [0.75, 0.75, 2.5], originMm: [-192, -192, -125], direction: IDENTITY_DIRECTION };

export interface Tumour {
  readonly image: Volume & { readonly data: Int16Array };
  readonly mask: LabelVolume & { readonly data: Uint8Array };
}

/** Liver-like noise (seeded), with a spherical tumour of another mean and grain. */
export function syntheticTumour(diameterMm: number): Tumour {
  const data = new Int16Array(voxelCount(GRID));
  const mask = new Uint8Array(data.length);
  const [nx, ny, nz] = GRID.size;
  let state = 123456789;
  let smooth = 0;
  for (let z = 0, at = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      for (let x = 0; x < nx; x++, at++) {
        state = (Math.imul(state, 1664525) + 1013904223) | 0;
        smooth = 0.6 * smooth + (state >> 26);
        const r = Math.hypot((x - nx / 2) * 0.75, (y - ny / 2) * 0.75, (z - nz / 2) * 2.5) / (diameterMm / 2);
        mask[at] = r <= 1 ? 1 : 0;
        data[at] = (r <= 0.5 ? 60 : r <= 1 ? 85 : 110) + smooth;
      }
    }
  }
  return { image: { grid: GRID, pixelType: 'int16', data }, mask: { grid: GRID, data: mask } };
}

/** The tumour's box and `margin` voxels around it: what a user of PyRadiomics in a hurry cuts out by hand. */
export function croppedTumour({ image, mask }: Tumour, margin: number): Tumour {
  const [nx, ny] = GRID.size;
  const low = [Infinity, Infinity, Infinity];
  const high = [0, 0, 0];
  mask.data.forEach((label, at) => {
    if (label === 0) return;
    [at % nx, Math.floor(at / nx) % ny, Math.floor(at / (nx * ny))].forEach((index, axis) => {
      low[axis] = Math.min(low[axis]!, index);
      high[axis] = Math.max(high[axis]!, index);
    });
  });
  const from = low.map((index) => Math.max(0, index - margin)) as unknown as Vec3;
  const size = high.map((index, axis) => Math.min(GRID.size[axis]! - 1, index + margin) - from[axis]! + 1) as unknown as Vec3;
  const originMm = GRID.originMm.map((origin, axis) => origin + from[axis]! * GRID.spacingMm[axis]!) as unknown as Vec3;
  const grid: Grid = { ...GRID, size, originMm };
  const cut = <A extends Int16Array | Uint8Array>(source: A, out: A): A => {
    for (let z = 0, at = 0; z < size[2]; z++)
      for (let y = 0; y < size[1]; y++, at += size[0]) {
        const row = ((z + from[2]) * ny + y + from[1]) * nx + from[0];
        out.set(source.subarray(row, row + size[0]), at);
      }
    return out;
  };
  const count = voxelCount(grid);
  return { image: { ...image, grid, data: cut(image.data, new Int16Array(count)) }, mask: { grid, data: cut(mask.data, new Uint8Array(count)) } };
}

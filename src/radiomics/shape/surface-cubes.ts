// SPDX-License-Identifier: Apache-2.0
import type { RoiCrop } from '../roi/crop.ts';

/**
 * The marching cubes that the region's surface passes through, in memory order (x fastest).
 *
 * Cubes lie on the region's box with one voxel of background around it; cube (x, y, z) has its first corner in voxel (x, y, z) of that padded box.
 * Bit c of its case number says that corner c is inside; corners go (0,0,0), (1,0,0), (1,1,0), (0,1,0), then the same one layer up.
 */
export interface SurfaceCubes {
  readonly count: number;
  readonly x: Uint16Array;
  readonly y: Uint16Array;
  readonly z: Uint16Array;
  readonly cases: Uint8Array;
}

/** Four voxels of the region side by side, whatever the byte order. */
const FOUR_INSIDE = 0x01010101;

interface Growing {
  count: number;
  x: Uint16Array<ArrayBuffer>;
  y: Uint16Array<ArrayBuffer>;
  z: Uint16Array<ArrayBuffer>;
  cases: Uint8Array<ArrayBuffer>;
}

function grow(cubes: Growing): void {
  const longer16 = (old: Uint16Array): Uint16Array<ArrayBuffer> => {
    const next = new Uint16Array(2 * old.length);
    next.set(old);
    return next;
  };
  cubes.x = longer16(cubes.x);
  cubes.y = longer16(cubes.y);
  cubes.z = longer16(cubes.z);
  const cases = new Uint8Array(2 * cubes.cases.length);
  cases.set(cubes.cases);
  cubes.cases = cases;
}

/** The region with a voxel of background around it; rows are rounded up to whole words of four voxels. */
function padded({ size, inside }: RoiCrop): { readonly bytes: Uint8Array; readonly words: Uint32Array; readonly rowWords: number } {
  const [nx, ny, nz] = size;
  // two words beyond the last voxel: a cube looks one voxel ahead, and a word is skipped only with its neighbour
  const rowWords = Math.ceil((nx + 2) / 4) + 1;
  const px = 4 * rowWords;
  const bytes = new Uint8Array(px * (ny + 2) * (nz + 2));
  for (let z = 0, at = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++, at += nx) bytes.set(inside.subarray(at, at + nx), ((z + 1) * (ny + 2) + y + 1) * px + 1);
  }
  return { bytes, words: new Uint32Array(bytes.buffer), rowWords };
}

/** Finds the cubes of the surface. Stretches that are wholly inside or outside are passed over four voxels at a time. */
export function surfaceCubes(roi: RoiCrop): SurfaceCubes {
  const [nx, ny, nz] = roi.size;
  const { bytes, words, rowWords } = padded(roi);
  const px = 4 * rowWords;
  const plane = px * (ny + 2);
  const planeWords = rowWords * (ny + 2);
  const start = Math.max(64, 4 * (nx * ny + ny * nz + nz * nx));
  const cubes: Growing = { count: 0, x: new Uint16Array(start), y: new Uint16Array(start), z: new Uint16Array(start), cases: new Uint8Array(start) };
  for (let z = 0; z <= nz; z++) {
    for (let y = 0; y <= ny; y++) {
      const row = z * plane + y * px;
      const firstWord = z * planeWords + y * rowWords;
      if (cubes.count + px > cubes.cases.length) grow(cubes);
      for (let w = 0; 4 * w <= nx; w++) {
        const at = firstWord + w;
        const here = words[at]!;
        if (
          (here === 0 || here === FOUR_INSIDE) &&
          words[at + 1] === here &&
          words[at + rowWords] === here &&
          words[at + rowWords + 1] === here &&
          words[at + planeWords] === here &&
          words[at + planeWords + 1] === here &&
          words[at + planeWords + rowWords] === here &&
          words[at + planeWords + rowWords + 1] === here
        )
          continue;
        const end = Math.min(4 * w + 4, nx + 1);
        for (let x = 4 * w; x < end; x++) {
          const v = row + x;
          const index =
            bytes[v]! |
            (bytes[v + 1]! << 1) |
            (bytes[v + px + 1]! << 2) |
            (bytes[v + px]! << 3) |
            (bytes[v + plane]! << 4) |
            (bytes[v + plane + 1]! << 5) |
            (bytes[v + plane + px + 1]! << 6) |
            (bytes[v + plane + px]! << 7);
          if (index === 0 || index === 255) continue;
          cubes.x[cubes.count] = x;
          cubes.y[cubes.count] = y;
          cubes.z[cubes.count] = z;
          cubes.cases[cubes.count] = index;
          cubes.count += 1;
        }
      }
    }
  }
  return cubes;
}

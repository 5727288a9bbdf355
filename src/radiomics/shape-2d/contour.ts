// SPDX-License-Identifier: Apache-2.0
import type { Vec3 } from '../../volume/grid.ts';
import type { RoiCrop } from '../roi/crop.ts';

/** Length (mm) and enclosed area (mm²) of the region's outline. */
export interface Contour {
  readonly perimeterMm: number;
  readonly areaMm2: number;
}

/**
 * Marching squares at 0.5 over the one slice of a region and a pixel of background around it; vertices half-way between pixels, diagonal neighbours
 * apart. Every square's share depends only on which of its corners are inside, and the outline is closed, so squares are counted by kind.
 *
 * @param flat the axis with one slice, in z, y, x order
 */
export function measureContour({ size, inside }: RoiCrop, spacingMm: Vec3, flat: 0 | 1 | 2): Contour {
  // the two axes of the slice, as x, y, z numbers: the slower one first
  const [slow, fast] = ([2, 1, 0] as const).filter((axis) => axis !== 2 - flat) as [0 | 1 | 2, 0 | 1 | 2];
  const strides = [1, size[0], size[0] * size[1]] as const;
  const at = (i: number, j: number): number => (i < 0 || j < 0 || i >= size[slow] || j >= size[fast] ? 0 : inside[i * strides[slow] + j * strides[fast]]!);
  let cornerCuts = 0;
  let alongFast = 0;
  let alongSlow = 0;
  let eighths = 0;
  for (let i = -1; i < size[slow]; i++) {
    for (let j = -1; j < size[fast]; j++) {
      const [a, b, c, d] = [at(i, j), at(i, j + 1), at(i + 1, j), at(i + 1, j + 1)];
      const count = a + b + c + d;
      if (count === 1 || count === 3) {
        cornerCuts += 1;
        eighths += count === 1 ? 1 : 7;
      } else if (count === 4) eighths += 8;
      else if (count === 2 && a === d) {
        cornerCuts += 2;
        eighths += 2;
      } else if (count === 2) {
        eighths += 4;
        if (a === b) alongFast += 1;
        else alongSlow += 1;
      }
    }
  }
  const [p, q] = [spacingMm[slow], spacingMm[fast]];
  return { perimeterMm: (cornerCuts * Math.sqrt(p * p + q * q)) / 2 + alongFast * q + alongSlow * p, areaMm2: (eighths / 8) * p * q };
}

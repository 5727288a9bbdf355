// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { addNoise, gaussianAt } from '../../../src/radiomics/sensitivity/noise.ts';
import { syntheticCase } from '../support/cases.ts';

const box = { min: [2, 3, 1], max: [20, 18, 9] } as const;

describe('seeded noise', () => {
  it('has mean 0, standard deviation 1, symmetry and tails of a normal distribution', () => {
    const n = 200_000;
    const sums = [0, 0, 0, 0];
    for (let at = 0; at < n; at++) {
      const value = gaussianAt(5, at);
      for (let power = 1; power <= 4; power++) sums[power - 1]! += value ** power / n;
    }
    // four standard errors of each moment
    expect(Math.abs(sums[0]!)).toBeLessThan(4 / Math.sqrt(n));
    expect(Math.abs(sums[1]! - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
    expect(Math.abs(sums[2]!)).toBeLessThan(4 * Math.sqrt(15 / n));
    expect(Math.abs(sums[3]! - 3)).toBeLessThan(4 * Math.sqrt(96 / n));
  });

  it('does not repeat from voxel to voxel or from seed to seed', () => {
    const n = 50_000;
    let neighbours = 0;
    let seeds = 0;
    for (let at = 0; at < n; at++) {
      neighbours += (gaussianAt(1, at) * gaussianAt(1, at + 1)) / n;
      seeds += (gaussianAt(1, at) * gaussianAt(2, at)) / n;
    }
    expect(Math.abs(neighbours)).toBeLessThan(4 / Math.sqrt(n));
    expect(Math.abs(seeds)).toBeLessThan(4 / Math.sqrt(n));
  });

  it('changes the box only, by the given amount, in whole numbers where the image has them', () => {
    const { image } = syntheticCase();
    const noisy = addNoise(image, box, 10, 3);
    const [nx, ny] = image.grid.size;
    let squares = 0;
    let inside = 0;
    let outside = 0;
    noisy.data.forEach((value, at) => {
      const [x, y, z] = [at % nx, Math.floor(at / nx) % ny, Math.floor(at / (nx * ny))];
      const isInside = x >= 2 && x <= 20 && y >= 3 && y <= 18 && z >= 1 && z <= 9;
      if (!isInside) outside += Math.abs(value - image.data[at]!);
      else {
        inside += 1;
        squares += (value - image.data[at]!) ** 2;
      }
    });
    expect(outside).toBe(0);
    expect(noisy.data).toBeInstanceOf(Int16Array);
    expect(Math.sqrt(squares / inside)).toBeGreaterThan(9);
    expect(Math.sqrt(squares / inside)).toBeLessThan(11);
  });

  it('is the same for a seed whatever the box, and stays within the number type', () => {
    const { image } = syntheticCase();
    const small = addNoise(image, box, 10, 3);
    const large = addNoise(image, { min: [0, 0, 0], max: [25, 23, 13] }, 10, 3);
    const [nx, ny] = image.grid.size;
    const at = (5 * ny + 10) * nx + 10;
    expect(small.data[at]).toBe(large.data[at]);
    const top = { ...image, data: Int16Array.from(image.data, () => 32_767) };
    expect(Math.min(...addNoise(top, box, 50, 1).data)).toBeGreaterThan(32_000); // wrapped numbers would be negative
  });
});

// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { resampleLabels } from '../../src/imaging/resample-labels.ts';
import { gridMaths, indexToPoint, pointToContinuousIndex } from '../../src/volume/geometry.ts';
import type { Grid } from '../../src/volume/grid.ts';

interface Golden {
  readonly labels: string;
  readonly resampled: readonly { readonly mask: Grid; readonly grid: Grid; readonly labels: string }[];
}
const golden = JSON.parse(readFileSync(new URL('./golden/simpleitk-geometry.json', import.meta.url), 'utf8')) as Golden;
const numbers = (text: string): Uint8Array => Uint8Array.from(text, Number);

/** The same, voxel by voxel through patient space. */
function naive(labels: { readonly grid: Grid; readonly data: Uint8Array }, grid: Grid): number[] {
  const [to, from] = [gridMaths(grid), gridMaths(labels.grid)];
  const [point, index] = [new Float64Array(3), new Float64Array(3)];
  const out: number[] = [];
  for (let z = 0; z < grid.size[2]; z++)
    for (let y = 0; y < grid.size[1]; y++)
      for (let x = 0; x < grid.size[0]; x++) {
        indexToPoint(to, x, y, z, point);
        pointToContinuousIndex(from, point, index);
        const [i, j, k] = [...index].map((value) => Math.floor(value + 0.5)) as [number, number, number];
        const [nx, ny, nz] = labels.grid.size;
        out.push(i < 0 || j < 0 || k < 0 || i >= nx || j >= ny || k >= nz ? 0 : labels.data[i + nx * (j + ny * k)]!);
      }
  return out;
}

describe('labels on another grid, by nearest neighbour', () => {
  it.each(golden.resampled.map((one, i) => [i, one] as const))('case %i: as SimpleITK resamples them, voxel by voxel', (_, { mask, grid, labels }) => {
    const resampled = resampleLabels({ grid: mask, data: numbers(golden.labels) }, grid);
    expect([...resampled.data].join('')).toBe(labels);
    expect(resampled.grid).toBe(grid);
    expect(naive({ grid: mask, data: numbers(golden.labels) }, grid).join('')).toBe(labels);
  });

  it('are background where the other grid ends, and keep labels above 255', () => {
    const grid: Grid = { size: [2, 1, 1], spacingMm: [1, 1, 1], originMm: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
    const shifted = resampleLabels({ grid, data: Uint16Array.of(300, 301) }, { ...grid, size: [4, 1, 1], originMm: [-1, 0, 0] });
    expect([...shifted.data]).toEqual([0, 300, 301, 0]);
  });
});

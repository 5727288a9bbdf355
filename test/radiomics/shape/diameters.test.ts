// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RoiCrop } from '../../../src/radiomics/roi/crop.ts';
import { meshDiameters } from '../../../src/radiomics/shape/diameters.ts';
import { farthestPair } from '../../../src/radiomics/shape/farthest-pair.ts';
import { surfaceCubes } from '../../../src/radiomics/shape/surface-cubes.ts';

import type { Vec3 } from '../../../src/volume/grid.ts';
import { regionArbitrary } from '../support/feature-cases.ts';

type Diameters = readonly [slice: number, column: number, row: number, threeD: number];

function ours(roi: RoiCrop, spacingMm: Vec3): Diameters {
  const { slice, column, row, threeD } = meshDiameters(surfaceCubes(roi), roi.size, spacingMm);
  return [slice, column, row, threeD];
}

/** Every vertex (mid-point between a voxel inside and a direct neighbour outside) against every other. */
function naive({ size: [nx, ny, nz], inside }: RoiCrop, spacingMm: Vec3): Diameters {
  const at = (x: number, y: number, z: number): number => (x < 0 || y < 0 || z < 0 || x >= nx || y >= ny || z >= nz ? 0 : inside[(z * ny + y) * nx + x]!);
  const vertices: number[][] = [];
  for (let z = -1; z < nz; z++)
    for (let y = -1; y < ny; y++)
      for (let x = -1; x < nx; x++)
        // counted on the padded box, as PyRadiomics does: it decides the last bits
        for (const [a, b, c] of [
          [1, 0, 0],
          [0, 1, 0],
          [0, 0, 1],
        ] as const)
          if (at(x, y, z) !== at(x + a, y + b, z + c)) vertices.push([x + 1 + a / 2, y + 1 + b / 2, z + 1 + c / 2].map((value, d) => value * spacingMm[d]!));
  let [slice, column, row, threeD] = [0, 0, 0, 0];
  for (const p of vertices)
    for (const q of vertices) {
      const [x, y, z] = [p[0]! - q[0]!, p[1]! - q[1]!, p[2]! - q[2]!];
      const squared = x * x + y * y + z * z;
      threeD = Math.max(threeD, squared);
      if (z === 0) slice = Math.max(slice, squared);
      if (y === 0) column = Math.max(column, squared);
      if (x === 0) row = Math.max(row, squared);
    }
  return [Math.sqrt(slice), Math.sqrt(column), Math.sqrt(row), Math.sqrt(threeD)];
}

const spacings = fc.tuple(fc.constantFrom(0.5, 0.7, 0.75, 1, 3), fc.constantFrom(0.5, 0.8, 1, 1.3), fc.constantFrom(0.9, 1, 2.5, 5));

function ball(n: number, stretch: number): RoiCrop {
  const c = (n - 1) / 2;
  const inside = Uint8Array.from({ length: n ** 3 }, (_, i) =>
    Math.hypot((i % n) - c, ((Math.floor(i / n) % n) - c) * stretch, (Math.floor(i / n / n) - c) / stretch) <= c / 1.3 + 0.01 ? 1 : 0,
  );
  return { size: [n, n, n], inside, voxels: inside.reduce((a, b) => a + b, 0) };
}

describe('diameters', () => {
  it('are exactly those of the search through all pairs of mesh vertices, on ragged regions', () => {
    fc.assert(
      fc.property(regionArbitrary, spacings, (roi, spacingMm) => {
        expect(ours(roi, spacingMm)).toEqual(naive(roi, spacingMm));
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    [13, 1, [1, 1, 1]],
    [15, 1.2, [0.75, 0.75, 2.5]],
    [16, 0.8, [0.7, 1.3, 0.9]],
  ] as const)('are exactly those of all pairs for an ellipsoid of %d voxels', (n, stretch, spacingMm) => {
    const roi = ball(n, stretch);
    expect(ours(roi, spacingMm)).toEqual(naive(roi, spacingMm));
  });

  it('of one voxel are its width, in every plane', () => {
    expect(ours({ size: [1, 1, 1], inside: Uint8Array.of(1), voxels: 1 }, [2, 3, 5])).toEqual([3, 5, 5, 5]);
  });

  it('move with the axes, scale with the spacing and ignore background', () => {
    fc.assert(
      fc.property(regionArbitrary, spacings, (roi, spacingMm) => {
        const [nx, ny, nz] = roi.size;
        const [slice, column, row, threeD] = ours(roi, spacingMm);
        // x and z exchanged
        const turned = new Uint8Array(roi.inside.length);
        for (let z = 0; z < nz; z++)
          for (let y = 0; y < ny; y++) for (let x = 0; x < nx; x++) turned[(x * ny + y) * nz + z] = roi.inside[(z * ny + y) * nx + x]!;
        const exchanged = ours({ ...roi, size: [nz, ny, nx], inside: turned }, [spacingMm[2], spacingMm[1], spacingMm[0]]);
        [row, column, slice, threeD].forEach((value, i) => {
          expect(exchanged[i]).toBeCloseTo(value, 12);
        });
        const doubled = ours(roi, [2 * spacingMm[0], 2 * spacingMm[1], 2 * spacingMm[2]]);
        expect(doubled).toEqual([2 * slice, 2 * column, 2 * row, 2 * threeD]);
        const shifted = new Uint8Array((nx + 3) * ny * nz);
        for (let r = 0; r < ny * nz; r++) shifted.set(roi.inside.subarray(r * nx, (r + 1) * nx), r * (nx + 3) + 2);
        ours({ ...roi, size: [nx + 3, ny, nz], inside: shifted }, spacingMm).forEach((value, i) => {
          expect(value).toBeCloseTo([slice, column, row, threeD][i]!, 12);
        });
      }),
      { numRuns: 60 },
    );
  });
});

describe('the farthest pair', () => {
  it('is that of all pairs, for clouds, shells and coinciding points', () => {
    const coordinate = fc.integer({ min: -40, max: 40 });
    fc.assert(
      fc.property(fc.array(fc.tuple(coordinate, coordinate, coordinate), { minLength: 1, maxLength: 300 }), fc.boolean(), (points, shell) => {
        const placed = points.map(([x, y, z]) => (shell ? [x, y, z].map((v) => Math.round((40 * v) / (Math.hypot(x, y, z) || 1))) : [x, y, z]));
        let best = 0;
        for (const p of placed) for (const q of placed) best = Math.max(best, (p[0]! - q[0]!) ** 2 + (p[1]! - q[1]!) ** 2 + (p[2]! - q[2]!) ** 2);
        expect(farthestPair(Float64Array.from(placed.flat()))).toBe(best);
      }),
      { numRuns: 100 },
    );
    expect(farthestPair(new Float64Array(0))).toBe(0);
  });
});

// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RoiCrop } from '../../../src/radiomics/roi/crop.ts';
import { meshDiameters } from '../../../src/radiomics/shape/diameters.ts';
import { measureSurface } from '../../../src/radiomics/shape/mesh.ts';
import { surfaceCubes } from '../../../src/radiomics/shape/surface-cubes.ts';
import { regionSurfaceTwins } from '../../../src/radiomics/wasm/region-surface.ts';
import type { Vec3 } from '../../../src/volume/grid.ts';
import { randomNumbers } from '../support/cases.ts';

const twins = regionSurfaceTwins();

/** Ragged, nearly full, or a tilted ellipsoid with rough edge. */
function region(seed: number, size: Vec3, kind: 'ragged' | 'full' | 'ellipsoid'): RoiCrop {
  const next = randomNumbers(seed, 1000);
  const [nx, ny, nz] = size;
  const inside = new Uint8Array(nx * ny * nz);
  for (let i = 0; i < inside.length; i++) {
    const [x, y, z] = [(2 * (i % nx) + 1) / nx - 1, (2 * (Math.floor(i / nx) % ny) + 1) / ny - 1, (2 * Math.floor(i / nx / ny) + 1) / nz - 1];
    const noise = next();
    const r = (x + 0.4 * y) ** 2 + y * y + (z - 0.3 * x) ** 2;
    inside[i] = kind === 'ragged' ? (noise < 300 ? 1 : 0) : kind === 'full' ? (noise < 980 ? 1 : 0) : r < 0.7 + noise / 5000 ? 1 : 0;
  }
  inside[0] = 1;
  return { size, inside, voxels: inside.reduce((a, b) => a + b, 0) };
}

const regions = fc.record({
  seed: fc.integer(),
  size: fc.tuple(fc.integer({ min: 1, max: 37 }), fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 25 })),
  kind: fc.constantFrom('ragged', 'full', 'ellipsoid'),
  spacingMm: fc.tuple(fc.constantFrom(0.7, 0.75, 1, 3.1), fc.constantFrom(0.7, 0.8, 1), fc.constantFrom(1, 2.5, 5)),
});

describe('WebAssembly twins of the shape loops', () => {
  it('give the same bytes as the reference', () => {
    fc.assert(
      fc.property(regions, ({ seed, size, kind, spacingMm }) => {
        const roi = region(seed, size, kind);
        const plain = surfaceCubes(roi);
        const twin = twins.surfaceCubes(roi);
        expect(twin.count).toBe(plain.count);
        for (const list of ['x', 'y', 'z', 'cases'] as const)
          expect(Buffer.compare(Buffer.from(twin[list]), Buffer.from(plain[list].subarray(0, plain.count)))).toBe(0);
        expect(measureSurface(plain, spacingMm, twins.sumCubes)).toEqual(measureSurface(plain, spacingMm));
        expect(twins.meshDiameters(plain, size, spacingMm)).toEqual(meshDiameters(plain, size, spacingMm));
      }),
      { numRuns: 120 },
    );
  });
});

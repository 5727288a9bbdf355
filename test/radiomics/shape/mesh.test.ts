// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { CUBE_TRIANGLES } from '../../../src/radiomics/shape/cube-triangles.ts';
import { meshMeasures, sphericity } from '../../../src/radiomics/shape/mesh.ts';
import type { Vec3 } from '../../../src/volume/grid.ts';
import { randomNumbers } from '../support/cases.ts';

const EDGE_ENDS = [
  [0, 1],
  [1, 2],
  [2, 3],
  [3, 0],
  [4, 5],
  [5, 6],
  [6, 7],
  [7, 4],
  [0, 4],
  [1, 5],
  [2, 6],
  [3, 7],
] as const;
const CORNERS = [
  [0, 0, 0],
  [1, 0, 0],
  [1, 1, 0],
  [0, 1, 0],
  [0, 0, 1],
  [1, 0, 1],
  [1, 1, 1],
  [0, 1, 1],
] as const;

/** Every triangle at its place: area summed, volume as tetrahedra to the corner of the box with its border. */
function naiveMesh(inside: (x: number, y: number, z: number) => boolean, size: Vec3, s: Vec3): { areaMm2: number; volumeMm3: number } {
  let areaMm2 = 0;
  let volume6 = 0;
  for (let z = -1; z < size[2]; z++)
    for (let y = -1; y < size[1]; y++)
      for (let x = -1; x < size[0]; x++) {
        let index = CORNERS.reduce((bits, [a, b, c], i) => bits | (inside(x + a, y + b, z + c) ? 1 << i : 0), 0);
        const sign = index > 127 ? -1 : 1;
        if (index > 127) index = 255 - index;
        const triangles = CUBE_TRIANGLES[index]!;
        for (let t = 0; t < triangles.length; t += 3) {
          const [a, b, c] = [0, 1, 2].map((k) => {
            const [p, q] = EDGE_ENDS[Number.parseInt(triangles[t + k]!, 12)]!;
            return [0, 1, 2].map((d) => ([x + 1, y + 1, z + 1][d]! + (CORNERS[p]![d]! + CORNERS[q]![d]!) / 2) * s[d]!);
          }) as [number[], number[], number[]];
          const cross = (u: number[], v: number[]): number[] => [u[1]! * v[2]! - u[2]! * v[1]!, u[2]! * v[0]! - u[0]! * v[2]!, u[0]! * v[1]! - u[1]! * v[0]!];
          const normal = cross(
            b.map((value, d) => value - a[d]!),
            c.map((value, d) => value - a[d]!),
          );
          areaMm2 += Math.hypot(...normal) / 2;
          volume6 += sign * cross(a, b).reduce((sum, value, d) => sum + value * c[d]!, 0);
        }
      }
  return { areaMm2, volumeMm3: -volume6 / 6 };
}

describe('marching-cubes table', () => {
  it('uses exactly the edges that a case cuts, and turns no triangle against its neighbour', () => {
    CUBE_TRIANGLES.forEach((triangles, index) => {
      const cut = EDGE_ENDS.flatMap(([a, b], e) => (((index >> a) & 1) !== ((index >> b) & 1) ? [e] : []));
      expect([...new Set([...triangles].map((digit) => Number.parseInt(digit, 12)))].sort((a, b) => a - b)).toEqual(cut);
      const directed = new Set<string>();
      for (let t = 0; t < triangles.length; t += 3) for (let k = 0; k < 3; k++) directed.add(`${triangles[t + k]}>${triangles[t + ((k + 1) % 3)]}`);
      expect(directed.size).toBe(triangles.length);
    });
    expect(CUBE_TRIANGLES).toHaveLength(128);
  });
});

describe('mesh of a region', () => {
  it('has the area and volume of all its triangles', () => {
    const next = randomNumbers(11, 100);
    const size: Vec3 = [9, 8, 7];
    const inside = Uint8Array.from({ length: 504 }, () => (next() < 45 ? 1 : 0));
    const spacing: Vec3 = [0.8, 1.1, 2.5];
    const naive = naiveMesh((x, y, z) => x >= 0 && y >= 0 && z >= 0 && x < 9 && y < 8 && z < 7 && inside[(z * 8 + y) * 9 + x] === 1, size, spacing);
    const ours = meshMeasures({ size, inside, voxels: 1 }, spacing);
    expect(ours.areaMm2 / naive.areaMm2).toBeCloseTo(1, 12);
    expect(ours.volumeMm3 / naive.volumeMm3).toBeCloseTo(1, 12);
  });

  it('of one voxel is an octahedron: area √3, volume 1/6', () => {
    const ours = meshMeasures({ size: [1, 1, 1], inside: Uint8Array.of(1), voxels: 1 }, [1, 1, 1]);
    expect(ours.areaMm2).toBeCloseTo(Math.sqrt(3), 12);
    expect(ours.volumeMm3).toBeCloseTo(1 / 6, 12);
  });

  it('of a ball is nearly a sphere, and sphericity does not depend on its size in mm (IBSI QCFX)', () => {
    const n = 41;
    const inside = Uint8Array.from({ length: n ** 3 }, (_, i) =>
      Math.hypot((i % n) - 20, (Math.floor(i / n) % n) - 20, Math.floor(i / n / n) - 20) <= 18 ? 1 : 0,
    );
    const at = (spacing: Vec3): number => sphericity(meshMeasures({ size: [n, n, n], inside, voxels: 1 }, spacing));
    expect(at([1, 1, 1])).toBeGreaterThan(0.9);
    expect(at([1, 1, 1])).toBeLessThan(1);
    expect(at([0.3, 0.3, 0.3])).toBeCloseTo(at([1, 1, 1]), 12);
  });
});

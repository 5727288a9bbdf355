// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import type { RoiCrop } from '../../../src/radiomics/roi/crop.ts';
import { discretise, type Levels } from '../../../src/radiomics/texture/discretise.ts';
import type { FlatAxis } from '../../../src/radiomics/texture/offsets.ts';
import type { Vec3 } from '../../../src/volume/grid.ts';

/** A small random region in its box, for comparison with direct counting. */
export interface Region {
  readonly size: Vec3;
  readonly values: Int16Array;
  readonly roi: RoiCrop;
}

export function regionOf(size: Vec3, values: ArrayLike<number>, inside: ArrayLike<boolean | number>): Region {
  const flags = Uint8Array.from(inside, (flag) => (flag ? 1 : 0));
  return { size, values: Int16Array.from(values), roi: { size, inside: flags, voxels: flags.reduce((a, b) => a + b, 0) } };
}

/** Regions of at least two voxels in boxes up to 6 × 5 × 4, with grey values from 0 to `highest`. */
export function regions(highest = 59): fc.Arbitrary<Region> {
  return fc
    .tuple(fc.integer({ min: 2, max: 6 }), fc.integer({ min: 2, max: 5 }), fc.integer({ min: 2, max: 4 }), fc.integer({ min: 1, max: 8 }))
    .chain(([nx, ny, nz, density]) => {
      const count = nx * ny * nz;
      return fc
        .tuple(
          fc.array(fc.integer({ min: 0, max: highest }), { minLength: count, maxLength: count }),
          fc.array(fc.integer({ min: 0, max: 8 }), { minLength: count, maxLength: count }),
        )
        .map(([values, draws]) =>
          regionOf(
            [nx, ny, nz],
            values,
            draws.map((draw) => draw <= density),
          ),
        );
    })
    .filter(({ roi }) => roi.voxels > 1);
}

/** Levels of bins of one width by the formula: floor(x/w) − floor(min/w) + 1; 0 outside. */
export function naiveLevels({ values, roi }: Region, width: number): number[] {
  const inside = [...values].filter((_, i) => roi.inside[i] === 1);
  const lowest = Math.floor(Math.min(...inside) / width);
  return Array.from(values, (value, i) => (roi.inside[i] === 1 ? Math.floor(value / width) - lowest + 1 : 0));
}

/** The engine's levels of the same region. */
export function levelsOf({ values, roi }: Region, width: number, border = 1): Levels {
  return discretise(values, 'int16', roi, { kind: 'width', width }, border);
}

/** The levels inside the border, in the order of the box. */
export function unbordered({ data, nx, ny, nz, border }: Levels): number[] {
  const inner: number[] = [];
  for (let z = border; z < nz - border; z++)
    for (let y = border; y < ny - border; y++) for (let x = border; x < nx - border; x++) inner.push(data[(z * ny + y) * nx + x]!);
  return inner;
}

/** Positions of the neighbours in the box at the given distances, once per distance that matches. */
export function neighbours(size: Vec3, at: number, distances: readonly number[] = [1], flat?: FlatAxis): number[] {
  const [nx, ny, nz] = size;
  const [x, y, z] = [at % nx, Math.floor(at / nx) % ny, Math.floor(at / (nx * ny))];
  const found: number[] = [];
  for (let c = 0; c < nz; c++) {
    for (let b = 0; b < ny; b++) {
      for (let a = 0; a < nx; a++) {
        const steps = [Math.abs(c - z), Math.abs(b - y), Math.abs(a - x)];
        if (flat !== undefined && steps[flat] !== 0) continue;
        for (const distance of distances) if (Math.max(...steps) === distance) found.push((c * ny + b) * nx + a);
      }
    }
  }
  return found;
}

/** Choices of neighbourhood that every box of {@link regions} allows. */
export const NEIGHBOURHOODS: fc.Arbitrary<{ readonly distances: readonly number[]; readonly flat: FlatAxis }> = fc.record({
  distances: fc.constantFrom([1], [1, 2], [1, 1]),
  flat: fc.constantFrom<FlatAxis>(undefined, 0, 1, 2),
});

/** Entries of a matrix as sorted `level,size,count` lines. */
export function entriesOf(matrix: { level: ArrayLike<number>; size: ArrayLike<number>; count: ArrayLike<number> }): string[] {
  return Array.from(matrix.level, (level, e) => `${level},${matrix.size[e]},${matrix.count[e]}`).sort();
}

/** Pairs of level and size, counted, as sorted `level,size,count` lines. */
export function countPairs(pairs: readonly (readonly [number, number])[]): string[] {
  const counts = new Map<string, number>();
  for (const [level, size] of pairs) counts.set(`${level},${size}`, (counts.get(`${level},${size}`) ?? 0) + 1);
  return Array.from(counts, ([key, count]) => `${key},${count}`).sort();
}

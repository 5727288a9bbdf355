// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { REFERENCE_KERNELS } from '../../../src/radiomics/kernels/reference.ts';
import { FEATURE_NAMES } from '../../../src/radiomics/settings/feature-names.ts';
import type { TextureSettings } from '../../../src/radiomics/settings/types.ts';
import { cooccurrences } from '../../../src/radiomics/texture/cooccurrence.ts';
import { COOCCURRENCE_FEATURES } from '../../../src/radiomics/texture/cooccurrence-definitions.ts';
import type { Levels } from '../../../src/radiomics/texture/discretise.ts';
import { presentLevels } from '../../../src/radiomics/texture/matrix-cells.ts';
import { matrixDirections, offsetsOf } from '../../../src/radiomics/texture/matrix-directions.ts';
import { cooccurrenceTables } from '../../../src/radiomics/texture/pair-tables.ts';
import { levelsOf, naiveLevels, type Region, regionOf, regions } from '../support/grey-regions.ts';
import { contextOf, naiveCooccurrenceFeatures, naivePairs, TEXTURE } from '../support/naive-matrices.ts';
import { sameBytes } from '../support/random-volumes.ts';

const NAMES = FEATURE_NAMES.glcm;
type Name = (typeof NAMES)[number];

function features(region: Region, texture: Partial<TextureSettings> = {}): Record<Name, number> {
  const context = contextOf(region, texture);
  return Object.fromEntries(NAMES.map((name) => [name, COOCCURRENCE_FEATURES[name]!.compute(context)])) as Record<Name, number>;
}

/** Two sums of the same terms in another order; MCC is an iteration that stops at 1e-9, and roots magnify the rounding of what is nearly 0. */
function expectClose(ours: Record<string, number>, theirs: Record<string, number>): void {
  for (const name of Object.keys(theirs)) {
    const absolute = /MCC|Imc2/.test(name) ? 1e-6 : 1e-9;
    const ok = Number.isNaN(theirs[name]) ? Number.isNaN(ours[name]) : Math.abs(ours[name]! - theirs[name]!) <= absolute + 1e-9 * Math.abs(theirs[name]!);
    if (!ok) throw new Error(`${name} is ${ours[name]} and not ${theirs[name]}`);
  }
}

const row = (...values: number[]): Region =>
  regionOf(
    [values.length, 1, 1],
    values,
    values.map(() => true),
  );

describe('directions', () => {
  const levels = levelsOf(row(...Array.from({ length: 9 * 9 * 9 }, () => 0)), 1);
  const cube = { ...levels, nx: 11, ny: 11, nz: 11 } as Levels;

  it('are 13 at distance 1 and 49 at distance 2, four in 2-D, from far to near', () => {
    expect(matrixDirections(cube, [1], undefined)).toHaveLength(13);
    expect(matrixDirections(cube, [2], undefined)).toHaveLength(49);
    expect(matrixDirections(cube, [1, 2], undefined)).toHaveLength(62);
    expect(matrixDirections(cube, [1], 0)).toEqual([
      { dx: 1, dy: 1, dz: 0 },
      { dx: 0, dy: 1, dz: 0 },
      { dx: -1, dy: 1, dz: 0 },
      { dx: 1, dy: 0, dz: 0 },
    ]);
  });

  it('of a distance named twice come from the opposite ones, as PyRadiomics 3.0.1 takes them', () => {
    // cMatrices.calculate_glcm with distances [1, 1] and [1, 2, 1] in a 3 × 4 × 5 box
    const box = { ...cube, nx: 7, ny: 6, nz: 5 } as Levels;
    const twice = matrixDirections(box, [1, 1], undefined);
    expect(twice).toHaveLength(26);
    expect(twice[13]).toEqual({ dx: -1, dy: 0, dz: 0 });
    expect(matrixDirections(box, [1, 2, 1], undefined)).toHaveLength(75);
  });

  it('leave out axes of one voxel and steps longer than the box, and refuse distances that fit nowhere', () => {
    expect(matrixDirections({ ...cube, nz: 3 } as Levels, [1], undefined)).toHaveLength(4);
    expect(matrixDirections({ ...cube, ny: 3, nz: 3 } as Levels, [1, 3], undefined)).toEqual([
      { dx: 3, dy: 0, dz: 0 },
      { dx: 1, dy: 0, dz: 0 },
    ]);
    expect(() => matrixDirections(cube, [9], undefined)).toThrow(expect.objectContaining({ code: 'distances-do-not-fit' }));
  });
});

describe('co-occurrence tables', () => {
  it('equal counting pair by pair', () => {
    fc.assert(
      fc.property(regions(), fc.constantFrom([1], [1, 2]), fc.constantFrom(undefined, 0, 1, 2), (region, distances, flat) => {
        const levels = levelsOf(region, 10, 2);
        const plain = naiveLevels(region, 10);
        const directions = matrixDirections(levels, distances, flat as 0 | 1 | 2 | undefined);
        const tables = cooccurrenceTables(levels, offsetsOf(levels, directions));
        const stride = levels.highest + 1;
        directions.forEach(({ dx, dy, dz }, d) => {
          const expected = new Uint32Array(stride * stride);
          for (const [pair, count] of naivePairs(plain, region.size, [dx, dy, dz])) {
            const [i, j] = pair.split(',').map(Number) as [number, number];
            expected[i * stride + j] = count;
          }
          expect(sameBytes(tables.slice(d * stride * stride, (d + 1) * stride * stride), expected)).toBe(true);
        });
      }),
    );
  });

  it('are replaced by sorted pairs where levels are many, with the same cells', () => {
    fc.assert(
      fc.property(regions(), fc.boolean(), (region, symmetricalGlcm) => {
        const texture = { ...TEXTURE, symmetricalGlcm };
        const levels = levelsOf(region, 10);
        const wide: Levels = { ...levels, data: Int32Array.from(levels.data, (level) => level * 20_000), highest: levels.highest * 20_000 };
        const made = (from: Levels) => cooccurrences(from, presentLevels(from), texture, [1, 1, 1], REFERENCE_KERNELS);
        expect(made(wide).grey).toEqual(made(levels).grey.map((level) => level * 20_000));
        expect(made(wide).matrices).toEqual(made(levels).matrices);
      }),
      { numRuns: 30 },
    );
  });

  it('of 7000 levels in half a million voxels take tens of megabytes, and what would take gigabytes is refused before', () => {
    const [nx, ny, nz] = [82, 82, 82];
    const data = new Uint16Array(nx * ny * nz);
    for (let z = 1; z < nz - 1; z++)
      for (let y = 1; y < ny - 1; y++) for (let x = 1; x < nx - 1; x++) data[(z * ny + y) * nx + x] = 1 + ((x * 7919 + y * 104729 + z * 1299709) % 7000);
    const levels: Levels = { data, nx, ny, nz, border: 1, highest: 7000, voxels: 80 ** 3, firstVoxel: (ny + 1) * nx + 1 };
    const present = presentLevels(levels);
    const { matrices } = cooccurrences(levels, present, TEXTURE, [1, 1, 1], REFERENCE_KERNELS);
    expect(matrices.map(({ total }) => total).slice(-1)).toEqual([2 * 79 * 80 * 80]);
    const many: Levels = { ...levels, highest: 9_000_000 };
    expect(() => cooccurrences(many, present, TEXTURE, [1, 1, 1], REFERENCE_KERNELS)).toThrow(expect.objectContaining({ code: 'texture-matrix-too-large' }));
  });
});

describe('co-occurrence features', () => {
  it('have a definition for every name, and no other', () => {
    expect(Object.keys(COOCCURRENCE_FEATURES)).toEqual([...NAMES]);
  });

  it('equal their formulae on the full table, averaged over the directions', () => {
    fc.assert(
      fc.property(regions(), fc.boolean(), fc.integer({ min: 3, max: 30 }), (region, symmetricalGlcm, width) => {
        const plain = naiveLevels(region, width);
        const levels = levelsOf(region, width);
        const single = matrixDirections(levels, [1], undefined)
          .map(({ dx, dy, dz }) => naivePairs(plain, region.size, [dx, dy, dz]))
          .filter(({ size }) => size > 0)
          .map((pairs) => naiveCooccurrenceFeatures(pairs, plain, symmetricalGlcm));
        fc.pre(single.length > 0);
        const expected = Object.fromEntries(NAMES.map((name) => [name, single.reduce((sum, one) => sum + one[name]!, 0) / single.length]));
        const ours = features(region, { symmetricalGlcm, binning: { kind: 'width', width } });
        // PyRadiomics leaves a direction out of Imc2 where rounding decides the sign under its root: there the mean has other members
        const independent = single.some(({ Imc2 }) => Imc2! < 1e-6);
        if (independent) delete expected.Imc2;
        expectClose(ours, expected);
      }),
      { numRuns: 60 },
    );
  });

  it('of four voxels in a row are what the definitions give by hand', () => {
    // levels 1 1 1 3: symmetric counts (1,1) 4, (1,3) 1, (3,1) 1
    const ours = features(row(1, 1, 1, 3));
    expectClose(ours, {
      Autocorrelation: 10 / 6,
      Contrast: 8 / 6,
      Correlation: -0.2,
      DifferenceAverage: 4 / 6,
      Id: 4 / 6 + 1 / 9,
      Idn: 4 / 6 + (2 / 6) * (3 / 5),
      InverseVariance: 1 / 12,
      JointAverage: 8 / 6,
      JointEnergy: 0.5,
      MCC: 0.2,
      MaximumProbability: 4 / 6,
      SumSquares: 5 / 9,
    });
  });

  it('of one grey level follow the conventions', () => {
    const flat = features(regionOf([3, 3, 2], Array(18).fill(7), Array(18).fill(true)));
    expectClose(flat, { Autocorrelation: 1, Correlation: 1, MCC: 1, Imc1: 0, Imc2: 0, JointEntropy: 0, Contrast: 0, Id: 1, SumAverage: 2, InverseVariance: 0 });
    const merged = features(regionOf([3, 3, 2], Array(18).fill(7), Array(18).fill(true)), { weightingNorm: 'manhattan' });
    expectClose(merged, flat);
  });

  it('are not-a-number where no two voxels are neighbours, except where PyRadiomics gives a number', () => {
    const inside = Array.from({ length: 27 }, (_, i) => i === 0 || i === 26);
    const values = (last: number): number[] => Array.from({ length: 27 }, (_, i) => (i === 26 ? last : 1));
    const names = (of: Record<string, number>): string[] => NAMES.filter((name) => !Number.isNaN(of[name]));
    expect(names(features(regionOf([3, 3, 3], values(1), inside)))).toEqual(['MCC']);
    expect(names(features(regionOf([3, 3, 3], values(5), inside)))).toEqual([]);
    expect(names(features(regionOf([3, 3, 3], values(1), inside), { weightingNorm: 'euclidean' }))).toEqual(['InverseVariance']);
    // and where all weights exp(−d²) underflow
    const context = contextOf(row(1, 2, 3), { weightingNorm: 'euclidean' }, REFERENCE_KERNELS, [30, 30, 30]);
    expect(NAMES.filter((name) => !Number.isNaN(COOCCURRENCE_FEATURES[name]!.compute(context)))).toEqual([]);
  });

  it('do not change when the region is mirrored, or when grey values move by whole bins', () => {
    fc.assert(
      fc.property(regions(), fc.constantFrom(0, 1, 2), fc.integer({ min: -9, max: 9 }), (region, axis, bins) => {
        const [nx, ny, nz] = region.size;
        const mirrored = (source: ArrayLike<number>): number[] =>
          Array.from(source, (_, i) => {
            const at = [i % nx, Math.floor(i / nx) % ny, Math.floor(i / (nx * ny))] as [number, number, number];
            at[axis] = region.size[axis]! - 1 - at[axis];
            return source[(at[2] * ny + at[1]) * nx + at[0]]!;
          });
        const texture = { binning: { kind: 'width', width: 10 } } as const;
        const here = features(region, texture);
        // sums run in another order, and rounding decides which directions count for Imc2 and MCC where levels are independent
        const { Imc2: _imc2, ...compared } = here;
        expectClose(features(regionOf([nx, ny, nz], mirrored(region.values), mirrored(region.roi.inside)), texture), compared);
        expect(
          features(
            regionOf(
              region.size,
              Array.from(region.values, (value) => value + 10 * bins),
              region.roi.inside,
            ),
            texture,
          ),
        ).toEqual(here);
      }),
      { numRuns: 40 },
    );
  });

  it('weigh merged directions by exp(−d²) of the step in mm', () => {
    // 2 × 2 × 1 voxels of 1 × 2 mm: four directions with one or two pairs each
    const region = regionOf([2, 2, 1], [1, 2, 3, 3], [true, true, true, true]);
    const context = contextOf(region, { weightingNorm: 'manhattan' }, REFERENCE_KERNELS, [1, 2, 5]);
    const weights = { x: Math.exp(-1), y: Math.exp(-4), diagonal: Math.exp(-9) };
    // x: (1,2), (3,3); y: (1,3), (2,3); diagonals: (1,3) and (2,3)
    const contrast = (1 * weights.x + (4 + 1) * weights.y + (4 + 1) * weights.diagonal) / (2 * (weights.x + weights.y + weights.diagonal));
    expect(COOCCURRENCE_FEATURES.Contrast!.compute(context)).toBeCloseTo(contrast, 12);
  });

  it('need no run lengths, and no eigenvalues when only the correlation is asked for', () => {
    const refuse = (): never => {
      throw new Error('not asked for');
    };
    const context = contextOf(row(1, 2, 2, 3), {}, { ...REFERENCE_KERNELS, runLengthTables: refuse });
    expect(COOCCURRENCE_FEATURES.Correlation!.compute(context)).toBeGreaterThan(0);
    const untouched = contextOf(row(1, 2, 2, 3), {}, { ...REFERENCE_KERNELS, cooccurrenceTables: refuse });
    expect(() => COOCCURRENCE_FEATURES.Correlation!.compute(untouched)).toThrow('not asked for');
  });
});

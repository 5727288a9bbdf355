// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { REFERENCE_KERNELS } from '../../../src/radiomics/kernels/reference.ts';
import { FEATURE_NAMES } from '../../../src/radiomics/settings/feature-names.ts';
import type { TextureSettings } from '../../../src/radiomics/settings/types.ts';
import type { Levels } from '../../../src/radiomics/texture/discretise.ts';
import { presentLevels } from '../../../src/radiomics/texture/matrix-cells.ts';
import { boxOf, joinsVoxels, matrixDirections, offsetsOf } from '../../../src/radiomics/texture/matrix-directions.ts';
import { runLengths } from '../../../src/radiomics/texture/run-length.ts';
import { RUN_LENGTH_FEATURES } from '../../../src/radiomics/texture/run-length-definitions.ts';
import { runLengthTables } from '../../../src/radiomics/texture/run-tables.ts';
import type { Vec3 } from '../../../src/volume/grid.ts';
import { levelsOf, naiveLevels, type Region, regionOf, regions } from '../support/grey-regions.ts';
import { contextOf, levelAt, naiveRunLengthFeatures, naiveRuns, TEXTURE } from '../support/naive-matrices.ts';
import { sameBytes } from '../support/random-volumes.ts';

const NAMES = FEATURE_NAMES.glrlm;
type Name = (typeof NAMES)[number];

function features(region: Region, texture: Partial<TextureSettings> = {}, spacingMm: Vec3 = [1, 1, 1]): Record<Name, number> {
  const context = contextOf(region, texture, REFERENCE_KERNELS, spacingMm);
  return Object.fromEntries(NAMES.map((name) => [name, RUN_LENGTH_FEATURES[name]!.compute(context)])) as Record<Name, number>;
}

/** Two sums of the same terms in another order. */
function expectClose(ours: Record<string, number>, theirs: Record<string, number>): void {
  for (const name of Object.keys(theirs)) {
    const ok = Number.isNaN(theirs[name]) ? Number.isNaN(ours[name]) : Math.abs(ours[name]! - theirs[name]!) <= 1e-10 + 1e-10 * Math.abs(theirs[name]!);
    if (!ok) throw new Error(`${name} is ${ours[name]} and not ${theirs[name]}`);
  }
}

/** Whether two voxels of the region lie on one line along the step. */
function naiveJoins(levels: readonly number[], size: Vec3, [dx, dy, dz]: Vec3): boolean {
  for (let z = 0; z < size[2]; z++)
    for (let y = 0; y < size[1]; y++)
      for (let x = 0; x < size[0]; x++)
        for (let k = 1; k < Math.max(...size) && levelAt(levels, size, x, y, z) > 0; k++)
          if (levelAt(levels, size, x + k * dx, y + k * dy, z + k * dz) > 0) return true;
  return false;
}

describe('run length tables', () => {
  it('equal walking along every line', () => {
    fc.assert(
      fc.property(regions(), fc.constantFrom(undefined, 0, 1, 2), fc.integer({ min: 5, max: 40 }), (region, flat, width) => {
        const levels = levelsOf(region, width);
        const plain = naiveLevels(region, width);
        const directions = matrixDirections(levels, [1], flat as 0 | 1 | 2 | undefined);
        const longest = Math.max(...boxOf(levels));
        const size = (levels.highest + 1) * longest;
        const tables = runLengthTables(levels, offsetsOf(levels, directions), longest);
        directions.forEach((direction, d) => {
          const step: Vec3 = [direction.dx, direction.dy, direction.dz];
          const expected = new Uint32Array(size);
          for (const [run, count] of naiveRuns(plain, region.size, step)) {
            const [level, length] = run.split(',').map(Number) as [number, number];
            expected[level * longest + length - 1] = count;
          }
          expect(sameBytes(tables.slice(d * size, (d + 1) * size), expected)).toBe(true);
          expect(joinsVoxels(levels, direction)).toBe(naiveJoins(plain, region.size, step));
        });
      }),
    );
  });

  it('are replaced by sorted runs where levels are many, with the same cells', () => {
    fc.assert(
      fc.property(regions(), (region) => {
        const levels = levelsOf(region, 25);
        const wide: Levels = { ...levels, data: Int32Array.from(levels.data, (level) => level * 100_000), highest: levels.highest * 100_000 };
        const made = (from: Levels) => runLengths(from, presentLevels(from), TEXTURE, [1, 1, 1], REFERENCE_KERNELS);
        expect(made(wide).matrices).toEqual(made(levels).matrices);
      }),
      { numRuns: 20 },
    );
  });

  it('refuse what would take gigabytes before taking it', () => {
    const region = regionOf([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8], Array(8).fill(true));
    const levels = levelsOf(region, 1);
    const huge: Levels = { ...levels, voxels: 200_000_000, highest: 2 ** 21 };
    const present = Int32Array.from({ length: 2 ** 21 }, (_, i) => i + 1);
    const inBox = { ...huge, nx: 600, ny: 600, nz: 600 } as Levels;
    expect(() => runLengths(inBox, present, TEXTURE, [1, 1, 1], REFERENCE_KERNELS)).toThrow(expect.objectContaining({ code: 'texture-matrix-too-large' }));
  });
});

describe('run length features', () => {
  it('have a definition for every name, and no other', () => {
    expect(Object.keys(RUN_LENGTH_FEATURES)).toEqual([...NAMES]);
  });

  it('equal their formulae, averaged over the directions that join voxels', () => {
    fc.assert(
      fc.property(regions(), fc.integer({ min: 5, max: 60 }), (region, width) => {
        const plain = naiveLevels(region, width);
        const single = matrixDirections(levelsOf(region, width), [1], undefined)
          .map(({ dx, dy, dz }): Vec3 => [dx, dy, dz])
          .filter((step) => naiveJoins(plain, region.size, step))
          .map((step) => naiveRunLengthFeatures(naiveRuns(plain, region.size, step)));
        const expected = Object.fromEntries(NAMES.map((name) => [name, single.reduce((sum, one) => sum + one[name]!, 0) / single.length]));
        expectClose(features(region, { binning: { kind: 'width', width } }), expected);
      }),
      { numRuns: 60 },
    );
  });

  it('ignore distances, and weigh merged directions by the step in mm', () => {
    const region = regionOf([3, 2, 1], [1, 1, 2, 1, 2, 2], Array(6).fill(true));
    expect(features(region, { distances: [2] })).toEqual(features(region));
    // runs of the six voxels by direction
    const merged = features(region, { weightingNorm: 'manhattan' }, [1, 2, 4]);
    const [x, y, diagonal] = [1, 2, 3];
    const runs = { x: 4, y: 4, falling: 6, rising: 4 };
    const n = runs.x * x + runs.y * y + (runs.falling + runs.rising) * diagonal;
    expect(merged.RunPercentage).toBeCloseTo(n / (6 * (x + y + 2 * diagonal)), 12);
  });

  it('of one grey level are the chords of the region', () => {
    const flat = features(regionOf([4, 1, 1], [9, 9, 9, 9], Array(4).fill(true)));
    expectClose(flat, { LongRunEmphasis: 16, RunPercentage: 0.25, GrayLevelVariance: 0, RunEntropy: 0, ShortRunEmphasis: 1 / 16 });
  });

  it('count a line with a gap, but no line that meets the region once', () => {
    // a row 1 · 1: two runs of length 1
    expectClose(features(regionOf([3, 1, 1], [1, 0, 1], [true, false, true])), { ShortRunEmphasis: 1, RunPercentage: 1, GrayLevelNonUniformity: 2 });
    const far = regionOf([3, 2, 1], [1, 0, 0, 0, 0, 1], [true, false, false, false, false, true]);
    expect(NAMES.filter((name) => !Number.isNaN(features(far)[name]))).toEqual([]);
    // merged, PyRadiomics' sums over no length are 0 for these two
    expect(NAMES.filter((name) => !Number.isNaN(features(far, { weightingNorm: 'infinity' })[name]))).toEqual(['RunEntropy', 'RunVariance']);
  });
});

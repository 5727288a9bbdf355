// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { centredGrid } from '../../../src/radiomics/ibsi/grid.ts';
import { interpolate } from '../../../src/radiomics/ibsi/interpolate.ts';
import { parseParams } from '../../../src/radiomics/params.ts';
import { splineCoefficients } from '../../../src/radiomics/resample/spline-coefficients.ts';
import { prepareCase } from '../../../src/radiomics/roi/prepare.ts';
import { type Grid, IDENTITY_DIRECTION, type Vec3, voxelCount } from '../../../src/volume/grid.ts';
import type { LabelVolume, Volume } from '../../../src/volume/volume.ts';

const gridOf = (size: Vec3, spacingMm: Vec3): Grid => ({ size, spacingMm, originMm: [-10, 20, 5], direction: IDENTITY_DIRECTION });
const whole = (size: Vec3) => ({ min: [0, 0, 0] as Vec3, max: [size[0] - 1, size[1] - 1, size[2] - 1] as Vec3 });

describe("IBSI's grid", () => {
  it('has ⌈n·s/s′⌉ voxels around the same centre', () => {
    fc.assert(
      fc.property(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 20, max: 500 }), fc.integer({ min: 20, max: 500 })), ([n, s, t]) => {
        const size: Vec3 = [n, 3, 2];
        const { grid, positions } = centredGrid(gridOf(size, [s / 100, 1, 1]), [t / 100, 1, 1], whole(size), 1000);
        expect(grid.size).toEqual([Math.ceil((n * s) / t), 3, 2]);
        expect(positions[0][0]! + positions[0].at(-1)!).toBeCloseTo(n - 1, 9);
        const centre = grid.originMm[0] + ((grid.size[0] - 1) / 2) * (t / 100);
        expect(centre).toBeCloseTo(-10 + ((n - 1) / 2) * (s / 100), 9);
      }),
    );
  });

  it('moves no voxel when it keeps only the surroundings of the region', () => {
    const old = gridOf([40, 30, 20], [0.8, 0.8, 3]);
    const box = { min: [10, 12, 8] as Vec3, max: [15, 14, 9] as Vec3 };
    const all = centredGrid(old, [1, 1, 1], box, 1000);
    const near = centredGrid(old, [1, 1, 1], box, 2);
    for (const d of [0, 1, 2] as const) {
      const first = all.positions[d].indexOf(near.positions[d][0]!);
      expect(first).toBeGreaterThan(0);
      expect(near.positions[d]).toEqual(all.positions[d].slice(first, first + near.grid.size[d]));
      expect(near.grid.originMm[d]).toBeCloseTo(all.grid.originMm[d] + first, 9);
    }
  });
});

/** Straight from the definitions, one voxel at a time: the twin of `interpolate`. `source` holds grey values, or for the spline its coefficients. */
function naive(source: Float64Array, size: Vec3, at: readonly number[], kind: 'nearest' | 'linear' | 'bspline'): number {
  const clamp = (p: number, n: number): number => Math.min(Math.max(p, 0), n - 1);
  const position = at.map((p, d) => clamp(p, size[d]!));
  const tent = (t: number): number => Math.max(0, 1 - Math.abs(t));
  const cubic = (t: number): number => (Math.abs(t) < 1 ? 2 / 3 - t * t + Math.abs(t) ** 3 / 2 : Math.abs(t) < 2 ? (2 - Math.abs(t)) ** 3 / 6 : 0);
  const step = (t: number): number => (t >= -0.5 && t < 0.5 ? 1 : 0);
  const weight = kind === 'linear' ? tent : kind === 'bspline' ? cubic : step;
  const mirror = (i: number, n: number): number => (n === 1 ? 0 : i < 0 ? -i : i > n - 1 ? 2 * (n - 1) - i : i);
  let sum = 0;
  for (let k = -1; k <= size[2]; k++) {
    for (let j = -1; j <= size[1]; j++) {
      for (let i = -1; i <= size[0]; i++) {
        const w = [i, j, k].map((index, d) => (size[d] === 1 ? (index === 0 ? 1 : 0) : weight(position[d]! - index)));
        if (w[0]! * w[1]! * w[2]! === 0) continue;
        sum += w[0]! * w[1]! * w[2]! * source[(mirror(k, size[2]) * size[1] + mirror(j, size[1])) * size[0] + mirror(i, size[0])]!;
      }
    }
  }
  return sum;
}

describe('interpolation', () => {
  it('equals the definition voxel by voxel', () => {
    const axis = fc.integer({ min: 1, max: 6 });
    fc.assert(
      fc.property(
        fc.tuple(axis, axis, axis),
        fc.constantFrom('nearest' as const, 'linear' as const, 'bspline' as const),
        fc.infiniteStream(fc.integer({ min: -1000, max: 1000 })),
        fc.tuple(fc.integer({ min: 3, max: 25 }), fc.integer({ min: 3, max: 25 }), fc.integer({ min: 3, max: 25 })),
        (size, kind, stream, tenths) => {
          const old = gridOf(size, [1, 1, 1]);
          const data = Float64Array.from({ length: voxelCount(old) }, () => stream.next().value as number);

          const { grid, positions } = centredGrid(old, [tenths[0] / 10 + 0.01, tenths[1] / 10 + 0.01, tenths[2] / 10 + 0.01], whole(size), 100);
          const fast = interpolate(data, 'float64', size, positions, kind);
          expect(fast.length).toBe(voxelCount(grid));
          const source = kind === 'bspline' ? splineCoefficients(data, 'float64', size, whole(size)).data : data;
          let at = 0;
          for (const z of positions[2])
            for (const y of positions[1]) for (const x of positions[0]) expect(fast[at++]).toBeCloseTo(naive(source, size, [x, y, z], kind), 7);
        },
      ),
      { numRuns: 60 },
    );
  });
});

function caseOf(values: readonly number[], inside: readonly number[], size: Vec3, spacingMm: Vec3 = [1, 1, 1]): { image: Volume; mask: LabelVolume } {
  const grid = gridOf(size, spacingMm);
  return { image: { grid, pixelType: 'int16', data: Int16Array.from(values) }, mask: { grid, data: Uint8Array.from(inside) } };
}
const settingsOf = (setting: object, ibsi: object = {}) =>
  parseParams({ setting: { minimumROIDimensions: 1, ...setting }, featureClass: { firstorder: ['Mean'] }, ibsi });

describe('preparing a case in IBSI mode', () => {
  it('rounds interpolated grey values to whole numbers, halves upwards', () => {
    // 4 voxels of 2 mm to 8 of 1 mm: new voxels a quarter off the old centres
    const { image, mask } = caseOf([0, 2, -6, 10], [1, 1, 1, 1], [4, 1, 1], [2, 1, 1]);
    const rounded = prepareCase(
      image,
      { ...mask, data: Uint8Array.from([1, 1, 1, 0]) },
      settingsOf({ resampledPixelSpacing: [1, 0, 0], interpolator: 'sitkLinear', binCount: 8, padDistance: 100 }),
    );
    expect([...rounded.image.data]).toEqual([0, 1, 2, 0, -4, -2, 6, 10]); // exact: 0 0.5 1.5 0 -4 -2 6 10
    expect(rounded.image.pixelType).toBe('int16');
    const exact = prepareCase(
      image,
      { ...mask, data: Uint8Array.from([1, 1, 1, 0]) },
      settingsOf({ resampledPixelSpacing: [1, 0, 0], interpolator: 'sitkLinear', binCount: 8, padDistance: 100 }, { roundIntensities: false }),
    );
    expect([...exact.image.data]).toEqual([0, 0.5, 1.5, 0, -4, -2, 6, 10]);
  });

  it('cuts the linearly interpolated mask at the threshold', () => {
    const { image, mask } = caseOf([0, 0, 0, 0], [0, 1, 1, 0], [4, 1, 1], [2, 1, 1]);
    const kept = (maskThreshold?: number): number[] => [
      ...prepareCase(
        image,
        mask,
        settingsOf(
          { resampledPixelSpacing: [1, 0, 0], interpolator: 'sitkLinear', binCount: 8, padDistance: 100 },
          maskThreshold === undefined ? {} : { maskThreshold },
        ),
      ).mask.data,
    ];
    // shares: 0 .25 .75 1 1 .75 .25 0
    expect(kept()).toEqual([0, 0, 1, 1, 1, 1, 0, 0]);
    expect(kept(0.25)).toEqual([0, 1, 1, 1, 1, 1, 1, 0]);
    expect(kept(0.9)).toEqual([0, 0, 0, 1, 1, 0, 0, 0]);
  });

  it('takes what lies in the range and within the deviations of the whole region, and leaves the morphological mask whole', () => {
    const values = [0, 1, 2, 1, 0, 1, 2, 1, 9, 1000, 1, 1];
    const { image, mask } = caseOf(values, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0], [12, 1, 1]);
    // whole region: mean 92.5, deviation 287: 1000 lies beyond 2 deviations, 9 does not (without 1000 it would)
    const outliers = prepareCase(image, mask, settingsOf({ binCount: 8 }, { outlierSigma: 2 }));
    expect([...outliers.mask.data]).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 0]);
    const both = prepareCase(image, mask, settingsOf({ resegmentRange: [1, 1500], binCount: 8 }, { outlierSigma: 2 }));
    expect([...both.mask.data]).toEqual([0, 1, 1, 1, 0, 1, 1, 1, 1, 0, 1, 0]);
    const lowerEnd = prepareCase(image, mask, settingsOf({ resegmentRange: [2], binCount: 8 }));
    expect([...lowerEnd.mask.data]).toEqual([0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0, 0]);
    for (const work of [outliers, both, lowerEnd]) {
      expect([...work.shapeMask.data]).toEqual([...mask.data]);
      expect(work.roi.box).toEqual({ min: [0, 0, 0], max: [10, 0, 0] });
    }
  });

  it('refuses a range that leaves nothing, and grids that differ', () => {
    const { image, mask } = caseOf([1, 2, 3, 4], [1, 1, 1, 0], [4, 1, 1]);
    expect(() => prepareCase(image, mask, settingsOf({ resegmentRange: [50, 60], binCount: 8 }))).toThrow(/left 0 voxel/);
    const moved: LabelVolume = { ...mask, grid: { ...mask.grid, originMm: [0, 0, 0] } };
    expect(() => prepareCase(image, moved, settingsOf({ binCount: 8 }))).toThrow(/origin/i);
  });
});

// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RoiCrop } from '../../../src/radiomics/roi/crop.ts';
import { discretise } from '../../../src/radiomics/texture/discretise.ts';
import { type Binning, binRule, levelOf } from '../../../src/radiomics/texture/discretise-bins.ts';
import type { PixelType, VoxelArray } from '../../../src/volume/volume.ts';
import { levelsOf, naiveLevels, regions, unbordered } from '../support/grey-regions.ts';

const line = (count: number): RoiCrop => ({ size: [count, 1, 1], inside: new Uint8Array(count).fill(1), voxels: count });
const levels = (values: VoxelArray, pixelType: PixelType, binning: Binning): number[] =>
  unbordered(discretise(values, pixelType, line(values.length), binning));

describe('grey levels of bins with one width', () => {
  it("start at 1 with the minimum's bin and keep gaps", () => {
    fc.assert(
      fc.property(regions(), fc.constantFrom(3, 7, 25), fc.constantFrom(1, 2), (region, width, border) => {
        expect(unbordered(levelsOf(region, width, border))).toEqual(naiveLevels(region, width));
      }),
    );
  });

  it('start at the multiple of the width below a negative minimum', () => {
    expect(levels(Int16Array.of(-26, -25, -1, 0, 24, 25), 'int16', { kind: 'width', width: 25 })).toEqual([1, 2, 2, 3, 3, 4]);
  });

  it('are the number of edges at or below the value, at every edge and one bit beside it', () => {
    // numpy's edges: low + i·step, with step = (low + width) − low, which is not the width itself for 0.1
    const low = 0.7 - (0.7 % 0.1);
    const step = low + 0.1 - low;
    const values: number[] = [0.7];
    for (let i = 1; i < 40; i++) {
      const edge = low + i * step;
      values.push(edge, edge * (1 + 2 ** -52), edge * (1 - 2 ** -53));
    }
    const byDefinition = values.map((value) => Array.from({ length: 100 }, (_, i) => low + i * step).filter((edge) => edge <= value).length);
    expect(levels(Float64Array.from(values), 'float64', { kind: 'width', width: 0.1 })).toEqual(byDefinition);
  });

  it('hold NaN voxels in the bin behind the last edge, as numpy.digitize does', () => {
    // edges 0, 25, 50, 75 (below 30 + 2 widths): NaN is level 4
    expect(levels(Float32Array.of(3, Number.NaN, 30), 'float32', { kind: 'width', width: 25 })).toEqual([1, 4, 2]);
    // edges 0, 25, 50, 75: the maximum on an edge does not move the last one
    expect(levels(Float32Array.of(3, Number.NaN, 50), 'float32', { kind: 'width', width: 25 })).toEqual([1, 4, 3]);
  });

  it.each([
    ['NaN as the first voxel', Float64Array.of(Number.NaN, 1, 2), { kind: 'width', width: 25 }],
    ['NaN with a number of bins', Float64Array.of(1, Number.NaN, 2), { kind: 'count', count: 4 }],
    ['NaN with bins from a given start', Float64Array.of(1, Number.NaN, 2), { kind: 'width', width: 1, from: 0 }],
    ['infinity', Float64Array.of(1, Infinity), { kind: 'width', width: 25 }],
    ['nothing but NaN', Float64Array.of(Number.NaN, Number.NaN), { kind: 'width', width: 25 }],
  ] as const)('are refused for %s', (_, values, binning) => {
    expect(() => levels(values, 'float64', binning)).toThrow(expect.objectContaining({ code: 'voxel-not-finite' }));
  });

  it('are refused when the width would make millions of bins', () => {
    expect(() => levels(Int16Array.of(0, 59), 'int16', { kind: 'width', width: 1e-9 })).toThrow(expect.objectContaining({ code: 'too-many-bins' }));
  });

  it.each([
    [255, Uint8Array],
    [256, Uint16Array],
    [65_535, Uint16Array],
    [65_536, Int32Array],
  ])('up to %i are held in the narrowest array', (highest, Kind) => {
    const made = discretise(Int32Array.of(0, highest - 1), 'int32', line(2), { kind: 'width', width: 1 });
    expect(made.highest).toBe(highest);
    expect(made.data).toBeInstanceOf(Kind);
    expect(unbordered(made)).toEqual([1, highest]);
  });
});

describe('grey levels of a number of bins', () => {
  it('put the maximum into the last bin', () => {
    expect(levels(Int16Array.of(0, 10, 99, 100), 'int16', { kind: 'count', count: 10 })).toEqual([1, 2, 10, 10]);
  });

  it('have float32 edges for a float32 image', () => {
    // numpy 1.23.5, numpy.digitize over numpy.histogram([0.1, 0.7], 5)'s edges; with float64 edges 0.46 and 0.58 would fall one bin lower
    const inner = [0.2199999839067459, 0.2199999988079071, 0.3399999737739563, 0.3400000035762787, 0.4599999487400055, 0.4599999785423279];
    expect(levels(Float32Array.of(0.1, ...inner, 0.5799999237060547, 0.5799999833106995, 0.7), 'float32', { kind: 'count', count: 5 })).toEqual([
      1, 1, 2, 2, 3, 3, 4, 4, 5, 5,
    ]);
  });

  it('put the maximum behind the last bin where float32 cannot raise the last edge by 1, as numpy does', () => {
    // numpy 1.23: edges 1e9, 1.6666666e9, 2.3333332e9, 3e9 (+ 1 is lost), so that digitize gives 4, 1, 2
    expect(levels(Float32Array.of(3e9, 1e9, 2e9), 'float32', { kind: 'count', count: 3 })).toEqual([4, 1, 2]);
  });

  it('are refused where floating-point numbers leave no room for a bin (numpy.histogram fails there)', () => {
    expect(() => levels(Float64Array.of(1e17, 1e17), 'float64', { kind: 'count', count: 3 })).toThrow(expect.objectContaining({ code: 'too-many-bins' }));
  });

  it('of a flat region are one level in the middle', () => {
    // edges 4.5, 4.833…, 5.166…, 5.5
    expect(levels(Int16Array.of(5, 5), 'int16', { kind: 'count', count: 3 })).toEqual([2, 2]);
  });
});

describe('grey levels by the IBSI formulae', () => {
  it('of a width count from the given start: floor((x − from) / w) + 1', () => {
    expect(levels(Int16Array.of(-500, -476, -475, 0, 400), 'int16', { kind: 'width', width: 25, from: -500 })).toEqual([1, 1, 2, 21, 37]);
  });

  it('are refused below the start of the bins', () => {
    expect(() => levels(Int16Array.of(-501, 3), 'int16', { kind: 'width', width: 25, from: -500 })).toThrow(
      expect.objectContaining({ code: 'values-below-bins' }),
    );
  });

  it('of a count are floor(n·(x − min) / (max − min)) + 1, the maximum in the last bin', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 2, maxLength: 20 }), fc.integer({ min: 1, max: 40 }), (values, count) => {
        const [min, max] = [Math.min(...values), Math.max(...values)];
        const expected = values.map((value) => (min === max ? 1 : value === max ? count : Math.floor((count * (value - min)) / (max - min)) + 1));
        expect(levels(Int16Array.from(values), 'int16', { kind: 'count', count, ibsi: true })).toEqual(expected);
      }),
    );
  });
});

it('a level is at least 1 for every value of the range, whatever the width', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      fc.double({ min: 0, max: 1e5, noNaN: true }),
      fc.double({ min: 0.05, max: 1e3, noNaN: true }),
      (min, extent, width) => {
        const max = min + extent;
        const rule = binRule({ min, max, hasNaN: false, startsWithNaN: false }, { kind: 'width', width }, 'float64');
        expect(levelOf(rule, min)).toBe(1);
        expect(levelOf(rule, max)).toBeGreaterThanOrEqual(1);
      },
    ),
  );
});

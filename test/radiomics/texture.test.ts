// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { kurtosis } from '../../src/radiomics/first-order/kurtosis.ts';
import { dependenceHistogram, dependenceVariance } from '../../src/radiomics/texture/dependence.ts';
import { discretise } from '../../src/radiomics/texture/discretise.ts';
import { largeAreaLowGrayLevelEmphasis, sizeZones, smallAreaLowGrayLevelEmphasis } from '../../src/radiomics/texture/zones.ts';

const SIZE = [5, 4, 3] as const;
const index = (x: number, y: number, z: number): number => (z * 4 + y) * 5 + x;

/** Grey values 0…59 and a random region; -1 outside. */
const regions = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 59 }), fc.boolean()), { minLength: 60, maxLength: 60 })
  .filter((voxels) => voxels.filter(([, inside]) => inside).length > 1);

function roiOf(voxels: readonly (readonly [number, boolean])[]): { values: Int16Array; roi: { size: typeof SIZE; inside: Uint8Array; voxels: number } } {
  const inside = Uint8Array.from(voxels, ([, flag]) => (flag ? 1 : 0));
  return { values: Int16Array.from(voxels, ([value]) => value), roi: { size: SIZE, inside, voxels: inside.reduce((a, b) => a + b, 0) } };
}

/** Levels as a plain list, by the definition: floor(x/w) − floor(min/w) + 1. */
function naiveLevels(voxels: readonly (readonly [number, boolean])[], width: number): number[] {
  const min = Math.min(...voxels.filter(([, inside]) => inside).map(([value]) => value));
  return voxels.map(([value, inside]) => (inside ? Math.floor(value / width) - Math.floor(min / width) + 1 : 0));
}

function neighbours(at: number): number[] {
  const [x, y, z] = [at % 5, Math.floor(at / 5) % 4, Math.floor(at / 20)];
  const found: number[] = [];
  for (let c = z - 1; c <= z + 1; c++)
    for (let b = y - 1; b <= y + 1; b++)
      for (let a = x - 1; a <= x + 1; a++) if (a >= 0 && a < 5 && b >= 0 && b < 4 && c >= 0 && c < 3 && index(a, b, c) !== at) found.push(index(a, b, c));
  return found;
}

/** Flood fill. */
function naiveZones(levels: readonly number[]): { level: number; size: number }[] {
  const seen = new Set<number>();
  const zones: { level: number; size: number }[] = [];
  levels.forEach((level, start) => {
    if (level === 0 || seen.has(start)) return;
    const stack = [start];
    seen.add(start);
    let size = 0;
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      size += 1;
      for (const other of neighbours(at)) {
        if (levels[other] !== level || seen.has(other)) continue;
        seen.add(other);
        stack.push(other);
      }
    }
    zones.push({ level, size });
  });
  return zones;
}

describe('grey levels', () => {
  it("start at 1 with the minimum's bin and keep gaps", () => {
    fc.assert(
      fc.property(regions, fc.constantFrom(3, 7, 25), (voxels, width) => {
        const { values, roi } = roiOf(voxels);
        const levels = discretise(values, 'int16', roi, { kind: 'width', width });
        const inner = voxels.map((_, i) => levels.data[levels.firstVoxel + (Math.floor(i / 20) * levels.ny + (Math.floor(i / 5) % 4)) * levels.nx + (i % 5)]);
        expect(inner).toEqual(naiveLevels(voxels, width));
      }),
    );
  });

  it('put the maximum into the last of a given number of bins', () => {
    const { values, roi } = roiOf([[0, true], [10, true], [99, true], [100, true], ...Array.from({ length: 56 }, () => [50, false] as const)]);
    const levels = discretise(values, 'int16', roi, { kind: 'count', count: 10 });
    expect([...levels.data].filter((level) => level > 0)).toEqual([1, 2, 10, 10]);
  });

  it('are refused when the width would make millions of bins', () => {
    const { values, roi } = roiOf([[0, true], [59, true], ...Array.from({ length: 58 }, () => [0, false] as const)]);
    expect(() => discretise(values, 'int16', roi, { kind: 'width', width: 1e-9 })).toThrow(expect.objectContaining({ code: 'too-many-bins' }));
  });
});

describe('size zones (IBSI GLSZM)', () => {
  it('are those of a flood fill', () => {
    fc.assert(
      fc.property(regions, (voxels) => {
        const { values, roi } = roiOf(voxels);
        const zones = sizeZones(discretise(values, 'int16', roi, { kind: 'width', width: 25 }));
        const key = (level: number, size: number): number => level * 1000 + size;
        const ours = Array.from({ length: zones.count }, (_, i) => key(zones.level[i]!, zones.size[i]!)).sort((a, b) => a - b);
        const naive = naiveZones(naiveLevels(voxels, 25));
        expect(ours).toEqual(naive.map(({ level, size }) => key(level, size)).sort((a, b) => a - b));
        const mean = (f: (zone: { level: number; size: number }) => number): number => naive.reduce((sum, zone) => sum + f(zone), 0) / naive.length;
        expect(largeAreaLowGrayLevelEmphasis(zones)).toBeCloseTo(
          mean(({ level, size }) => size ** 2 / level ** 2),
          9,
        );
        expect(smallAreaLowGrayLevelEmphasis(zones)).toBeCloseTo(
          mean(({ level, size }) => 1 / (size ** 2 * level ** 2)),
          12,
        );
      }),
    );
  });
});

describe('dependence (IBSI NGLDM)', () => {
  it.each([0, 1])('counts neighbours within %i grey levels as a direct count does', (tolerance) => {
    fc.assert(
      fc.property(regions, (voxels) => {
        const { values, roi } = roiOf(voxels);
        const levels = naiveLevels(voxels, 10);
        const histogram = dependenceHistogram(discretise(values, 'int16', roi, { kind: 'width', width: 10 }), {
          tolerance,
          distances: [1],
          flat: undefined,
          skipFirstCorner: false,
        });
        const dependences = levels.flatMap((level, at) =>
          level === 0 ? [] : [1 + neighbours(at).filter((other) => levels[other]! > 0 && Math.abs(levels[other]! - level) <= tolerance).length],
        );
        const naive = new Float64Array(28);
        for (const j of dependences) naive[j] = naive[j]! + 1;
        expect(histogram).toEqual(naive);
        const mean = dependences.reduce((a, b) => a + b, 0) / dependences.length;
        expect(dependenceVariance(histogram)).toBeCloseTo(dependences.reduce((a, j) => a + (j - mean) ** 2, 0) / dependences.length, 10);
      }),
    );
  });

  it('of PyRadiomics 2.2.0 leaves the first corner of the box out as a neighbour, but not as a voxel', () => {
    const { values, roi } = roiOf(Array.from({ length: 60 }, () => [5, true] as const));
    const options = { tolerance: 0, distances: [1], flat: undefined };
    const levels = discretise(values, 'int16', roi, { kind: 'width', width: 25 });
    const now = dependenceHistogram(levels, { ...options, skipFirstCorner: false });
    const then = dependenceHistogram(levels, { ...options, skipFirstCorner: true });
    const total = (h: Float64Array): number => h.reduce((sum, count, j) => sum + count * j, 0);
    expect(total(now) - total(then)).toBe(7); // the corner has 7 neighbours, each loses one
    expect(then.reduce((a, b) => a + b, 0)).toBe(60);
  });
});

describe('kurtosis (IBSI IPH6 + 3)', () => {
  it('does not depend on shift and scale, and is 0 for a flat region', () => {
    fc.assert(
      fc.property(regions, fc.integer({ min: -500, max: 500 }), fc.integer({ min: 1, max: 9 }), (voxels, shift, scale) => {
        const { values, roi } = roiOf(voxels);
        expect(
          kurtosis(
            values.map((value) => value * scale + shift),
            roi,
          ),
        ).toBeCloseTo(kurtosis(values, roi), 9);
      }),
    );
    const { roi } = roiOf(Array.from({ length: 60 }, () => [5, true] as const));
    expect(kurtosis(new Int16Array(60).fill(9), roi)).toBe(0);
  });
});

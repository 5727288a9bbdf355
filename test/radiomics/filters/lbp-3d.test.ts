// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { filteredImages } from '../../../src/radiomics/filters/image-types.ts';
import { patternSphere, sphericalPatterns } from '../../../src/radiomics/filters/lbp-3d.ts';
import { mirrored } from '../../../src/radiomics/filters/lbp-coefficients.ts';
import { icosphere } from '../../../src/radiomics/filters/lbp-sphere.ts';
import { REFERENCE_KERNELS } from '../../../src/radiomics/kernels/reference.ts';
import type { IndexBox } from '../../../src/volume/geometry.ts';
import { IDENTITY_DIRECTION, type Vec3 } from '../../../src/volume/grid.ts';
import { type PixelType, VOXEL_ARRAYS, type Volume } from '../../../src/volume/volume.ts';
import { naivePatterns } from './naive-lbp-3d.ts';

interface Golden {
  readonly size: Vec3;
  readonly pixelType: PixelType;
  readonly subdivision: number;
  readonly radius: number;
  readonly levels: number;
  readonly values: readonly number[];
  readonly inside: string;
  readonly images: Readonly<Record<string, readonly (number | null)[]>>;
}

const volume = (size: Vec3, pixelType: PixelType, values: readonly number[]): Volume => ({
  grid: { size, spacingMm: [1, 1, 1], originMm: [0, 0, 0], direction: IDENTITY_DIRECTION },
  pixelType,
  data: VOXEL_ARRAYS[pixelType].from(values),
});
const whole = (size: Vec3): IndexBox => ({ min: [0, 0, 0], max: [size[0] - 1, size[1] - 1, size[2] - 1] });
const { cases } = JSON.parse(readFileSync(new URL('../golden/lbp-3d.json', import.meta.url), 'utf8')) as { cases: Golden[] };

describe('sphere of samples', () => {
  it.each([
    [0, 12],
    [1, 42],
    [2, 162],
    [3, 642],
  ])('subdivision %i has %i points at the radius, each with its opposite', (subdivision, points) => {
    const vertices = icosphere(subdivision, 1.7);
    expect(vertices.length).toBe(points * 3);
    const keys = new Set<string>();
    const keyOf = (...p: number[]): string => p.map((c) => (Math.round(c * 1e9) + 0).toString()).join();
    for (let i = 0; i < vertices.length; i += 3) {
      expect(Math.hypot(vertices[i]!, vertices[i + 1]!, vertices[i + 2]!)).toBeCloseTo(1.7, 12);
      keys.add(keyOf(vertices[i]!, vertices[i + 1]!, vertices[i + 2]!));
    }
    for (let i = 0; i < vertices.length; i += 3) expect(keys).toContain(keyOf(-vertices[i]!, -vertices[i + 1]!, -vertices[i + 2]!));
  });
});

describe('sphere of PyRadiomics 2.2.0 (trimesh 3)', () => {
  const sorted = (vertices: Float64Array): string[] => Array.from({ length: vertices.length / 3 }, (_, v) => vertices.subarray(v * 3, v * 3 + 3).join()).sort();

  it('has the same points in another order', () => {
    for (const subdivision of [1, 2]) {
      const [four, three] = [icosphere(subdivision, 1.5), icosphere(subdivision, 1.5, 'trimesh-3')];
      expect(three).not.toEqual(four);
      expect(sorted(three)).toEqual(sorted(four));
    }
    // the first refined points of trimesh 3.5.25 (checked 2026-11): 0,0,1 then 0,0,−1
    expect(icosphere(1, 1, 'trimesh-3').slice(36, 42)).toEqual(Float64Array.of(0, 0, 1, 0, 0, -1));
  });

  it('ignores the radius when it is not refined', () => {
    expect(icosphere(0, 1.5, 'trimesh-3')).toEqual(icosphere(0, 1));
  });
});

describe('mirror borders', () => {
  it('count back and forth without repeating the ends', () => {
    expect(Array.from({ length: 11 }, (_, i) => mirrored(i - 4, 3))).toEqual([0, 1, 2, 1, 0, 1, 2, 1, 0, 1, 2]);
    expect(mirrored(-7, 1)).toBe(0);
  });
});

describe('local binary patterns in 3D', () => {
  it.each(cases.map((c) => [`${c.pixelType} ${c.size.join('×')}, subdivision ${c.subdivision}, radius ${c.radius}, ${c.levels} levels`, c] as const))(
    'give the numbers of PyRadiomics: %s',
    (_, c) => {
      const { levels, kurtosis } = sphericalPatterns(
        volume(c.size, c.pixelType, c.values),
        whole(c.size),
        Uint8Array.from(c.inside, Number),
        patternSphere(c.subdivision, c.radius, c.levels),
        'nan',
      );
      levels.forEach((level, n) => {
        level.forEach((value, i) => {
          expect(value).toBeCloseTo(c.images[`lbp-3D-m${n + 1}`]![i]!, 9); // sums of 42 products in another order
        });
      });
      kurtosis.forEach((value, i) => {
        const expected = c.images['lbp-3D-k']![i] ?? Number.NaN;
        if (c.pixelType === 'float64')
          expect(value).toBeCloseTo(expected, 12); // samples differ in their last bits
        else expect(value + 0).toBe(expected);
      });
    },
  );

  it('equal a direct evaluation of the 64-point spline and of the harmonics', () => {
    const size: Vec3 = [7, 6, 5];
    const values = Array.from({ length: 210 }, (_, i) => ((i * 7919) % 613) - 200);
    const sphere = patternSphere(1, 1, 3);
    const naive = naivePatterns(values, size, 1, 1, 3);
    const { levels, kurtosis } = sphericalPatterns(volume(size, 'float64', values), whole(size), undefined, sphere, 'nan');
    for (let i = 0; i < values.length; i++) {
      expect(kurtosis[i]).toBeCloseTo(naive.kurtosis[i]!, 9);
      levels.forEach((level, n) => {
        expect(level[i]).toBeCloseTo(naive.levels[n]![i]!, 9);
      });
    }
  });

  it('are the same on a part as on the whole', () => {
    const size: Vec3 = [12, 11, 10];
    const image = volume(
      size,
      'int16',
      Array.from({ length: 1320 }, (_, i) => (i * 7919) % 613),
    );
    const sphere = patternSphere(1, 1, 2);
    const all = sphericalPatterns(image, whole(size), undefined, sphere, 'nan');
    const part = sphericalPatterns(image, { min: [3, 10, 0], max: [8, 10, 0] }, undefined, sphere, 'nan');
    expect(part.levels[1]).toEqual(all.levels[1]!.subarray(10 * 12 + 3, 10 * 12 + 9));
    expect(part.kurtosis).toEqual(all.kurtosis.subarray(10 * 12 + 3, 10 * 12 + 9));
  });

  it('do not change with the grey scale: moving whole numbers moves every sample', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 400, max: 700 }), { minLength: 64, maxLength: 64 }), fc.integer({ min: 1, max: 9 }), (values, shift) => {
        const box: IndexBox = { min: [1, 1, 1], max: [2, 2, 2] };
        const sphere = patternSphere(1, 1, 2);
        const patterns = (offset: number) =>
          sphericalPatterns(
            volume(
              [4, 4, 4],
              'int16',
              values.map((x) => x + offset),
            ),
            box,
            undefined,
            sphere,
            'nan',
          );
        expect(patterns(shift).levels).toEqual(patterns(0).levels);
      }),
      { numRuns: 20 },
    );
  });

  it('have no kurtosis where all samples are equal, or −3 as PyRadiomics 2.2.0; m1 is that of a full sphere there', () => {
    const image = volume([5, 5, 5], 'int16', Array(125).fill(-1024) as number[]);
    const box: IndexBox = { min: [2, 2, 2], max: [2, 2, 2] };
    const images = (compat: '3.x' | '2.2.0') =>
      filteredImages({ kind: 'LBP3D', levels: 2, icosphereRadius: 1, icosphereSubdivision: 1 }, image, REFERENCE_KERNELS, compat).map(
        ({ name, make }) => [name, make(box).values[0]] as const,
      );
    expect(images('3.x').map(([name]) => name)).toEqual(['lbp-3D-m1', 'lbp-3D-m2', 'lbp-3D-k']);
    expect(images('3.x')[2]).toEqual(['lbp-3D-k', Number.NaN]);
    expect(images('2.2.0')[2]).toEqual(['lbp-3D-k', -3]);
    expect(images('3.x')[0]![1]).toBeCloseTo((42 * Math.sqrt(42)) / (4 * Math.PI), 10);
  });
});

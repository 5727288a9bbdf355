// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { filteredImages } from '../../../src/radiomics/filters/image-types.ts';
import { WAVELETS } from '../../../src/radiomics/filters/wavelet-families/index.ts';
import { fastestKernels } from '../../../src/radiomics/kernels/fastest.ts';
import { REFERENCE_KERNELS } from '../../../src/radiomics/kernels/reference.ts';
import { IDENTITY_DIRECTION, type Vec3 } from '../../../src/volume/grid.ts';
import { VOXEL_ARRAYS } from '../../../src/volume/volume.ts';

interface Golden {
  readonly wavelet: string;
  readonly pixelType: 'float32' | 'float64';
  readonly seed: number;
  readonly size: Vec3;
  readonly levels: number;
  readonly startLevel: number;
  readonly sha256: string;
}

const { cases } = JSON.parse(readFileSync(new URL('../golden/wavelet-families.json', import.meta.url), 'utf8')) as { cases: Golden[] };

/** The golden file's generator. */
function values(seed: number, count: number): number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (((state >>> 8) % 4000) - 1000) / 8;
  });
}

/** Largest |Σ a(k)·b(k + 2m)| over the even shifts but 0, and the sum at shift 0. */
function evenShifts(a: readonly number[], b: readonly number[]): { readonly atZero: number; readonly elsewhere: number } {
  const at = (shift: number): number => a.reduce((sum, c, k) => sum + c * (b[k + shift] ?? 0), 0);
  const shifts = Array.from({ length: a.length }, (_, i) => 2 * i - 2 * Math.floor(a.length / 2)).filter((shift) => shift !== 0);
  return { atZero: at(0), elsewhere: Math.max(...shifts.map((shift) => Math.abs(at(shift)))) };
}

describe('wavelet families', () => {
  it('are those of PyWavelets: every one has a golden', () => {
    expect(Object.keys(WAVELETS)).toHaveLength(106);
    expect([...new Set(cases.map((c) => c.wavelet))].sort()).toEqual(Object.keys(WAVELETS).sort());
  });

  it.each([
    ['TypeScript, short filters', REFERENCE_KERNELS, 10],
    ['fastest', fastestKernels(), Infinity],
  ] as const)('give the bytes of PyWavelets on odd axes, axes shorter than the filter, several levels (%s)', (_, kernels, longest) => {
    for (const { wavelet, pixelType, seed, size, levels, startLevel, sha256 } of cases) {
      if (WAVELETS[wavelet]!.low.length > longest) continue;
      const data = VOXEL_ARRAYS[pixelType].from(values(seed, size[0] * size[1] * size[2]));
      const image = { grid: { size, spacingMm: [1, 1, 1] as Vec3, originMm: [0, 0, 0] as Vec3, direction: IDENTITY_DIRECTION }, pixelType, data };
      const hash = createHash('sha256');
      for (const { name, make } of filteredImages({ kind: 'Wavelet', wavelet, levels, startLevel, flat: undefined }, image, kernels)) {
        const made = make({ min: [0, 0, 0], max: [size[0] - 1, size[1] - 1, size[2] - 1] });
        const positive = made.values.map((x) => x + 0) as Float64Array | Float32Array; // −0 becomes 0
        hash.update(name).update(new Uint8Array(positive.buffer, positive.byteOffset, positive.byteLength));
      }
      expect(`${wavelet} ${pixelType} ${hash.digest('hex')}`).toBe(`${wavelet} ${pixelType} ${sha256}`);
    }
  });

  it('have low-pass filters that sum to √2 and high-pass filters that sum to 0', () => {
    for (const [name, { low, high }] of Object.entries(WAVELETS)) {
      // the Meyer filter is cut to 62 taps, which leaves 1e-3
      const decimals = name === 'dmey' ? 2 : 10;
      expect(low.reduce((a, b) => a + b, 0)).toBeCloseTo(Math.SQRT2, decimals);
      expect(high.reduce((a, b) => a + b, 0)).toBeCloseTo(0, decimals);
    }
  });

  it('are orthogonal to themselves moved by two, where the family is', () => {
    for (const [name, { low }] of Object.entries(WAVELETS).filter(([n]) => /^(haar|db|sym|coif)/.test(n))) {
      const { atZero, elsewhere } = evenShifts(low, low);
      expect([name, atZero]).toEqual([name, expect.closeTo(1, 8)]);
      expect([name, elsewhere]).toEqual([name, expect.closeTo(0, 8)]);
    }
  });
});

// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { continuousIndexToPoint, gridDifferences, gridMaths, labelBox, pointToContinuousIndex } from '../../src/volume/geometry.ts';
import { type Grid, IDENTITY_DIRECTION, type Mat3, type Vec3 } from '../../src/volume/grid.ts';
import { svd3 } from '../../src/volume/singular-values.ts';

const spacing = fc.double({ min: 0.1, max: 10, noNaN: true });
const angle = fc.double({ min: -3, max: 3, noNaN: true });

/** Rotation about z, then x: an oblique direction matrix. */
function rotation(a: number, b: number): Mat3 {
  const [ca, sa, cb, sb] = [Math.cos(a), Math.sin(a), Math.cos(b), Math.sin(b)];
  return [ca, -sa * cb, sa * sb, sa, ca * cb, -ca * sb, 0, sb, cb];
}

const grids = fc
  .record({ s: fc.tuple(spacing, spacing, spacing), a: angle, b: angle, o: fc.tuple(angle, angle, angle) })
  .map(({ s, a, b, o }): Grid => ({ size: [20, 20, 20], spacingMm: s, originMm: [o[0] * 100, o[1] * 100, o[2] * 100], direction: rotation(a, b) }));

describe('singular value decomposition', () => {
  it('gives back the matrix from its factors, with orthogonal factors and descending values', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 9, maxLength: 9 }), (m) => {
        const { u, s, v } = svd3(m);
        for (let i = 0; i < 3; i++) {
          for (let j = 0; j < 3; j++) {
            let product = 0;
            let gram = 0;
            for (let k = 0; k < 3; k++) {
              product += u[i * 3 + k]! * s[k]! * v[j * 3 + k]!;
              gram += u[k * 3 + i]! * u[k * 3 + j]!;
            }
            expect(Math.abs(product - m[i * 3 + j]!)).toBeLessThan(1e-13 * 20); // float64 rounding of numbers up to 5
            expect(Math.abs(gram - (i === j ? 1 : 0))).toBeLessThan(1e-13);
          }
        }
        expect(s[0]! >= s[1]! && s[1]! >= s[2]! && s[2]! >= 0).toBe(true);
      }),
    );
  });
});

describe('grid maths', () => {
  it('inverts axis-aligned grids to exactly 1/spacing, flipped axes too', () => {
    fc.assert(
      fc.property(spacing, spacing, spacing, (x, y, z) => {
        const { physicalToIndex, axisAligned } = gridMaths({
          size: [1, 1, 1],
          spacingMm: [x, y, z],
          originMm: [0, 0, 0],
          direction: [1, 0, 0, 0, -1, 0, 0, 0, 1],
        });
        expect(axisAligned).toBe(true);
        expect([physicalToIndex[0], physicalToIndex[4], physicalToIndex[8]]).toEqual([1 / x, 1 / -y, 1 / z]);
      }),
    );
  });

  it('inverts an oblique grid with the bits that ITK has', () => {
    // golden: SimpleITK 2.3.1 (ITK 5.3), spacing 0.8 × 0.7 × 3 mm, matrix read back as doubles
    const { physicalToIndex } = gridMaths({
      size: [48, 50, 22],
      spacingMm: [0.8000000000000002, 0.7, 3.0000000000000004],
      originMm: [31.25, -77.5, 12.125],
      direction: [
        0.8802831692436257, -0.4381479004788327, -0.1820108767419936, 0.3736580364770964, 0.8766380471628854, -0.30312605635696105, 0.2923717047227367,
        0.19882693874933946, 0.9354072026155705,
      ],
    });
    expect([...physicalToIndex]).toEqual([
      1.1003539615545321, 0.46707254559637057, 0.36546463090342096, -0.625925572112618, 1.2523400673755503, 0.2840384839276277, -0.060670292247331226,
      -0.10104201878565368, 0.31180240087185684,
    ]);
  });

  it('comes back to the index it started from', () => {
    fc.assert(
      fc.property(grids, fc.tuple(fc.nat(19), fc.nat(19), fc.nat(19)), (grid, index) => {
        const maths = gridMaths(grid);
        const back = new Float64Array(3);
        pointToContinuousIndex(maths, continuousIndexToPoint(maths, index), back);
        index.forEach((value, i) => {
          expect(Math.abs(back[i]! - value)).toBeLessThan(1e-9);
        });
      }),
    );
  });

  it('refuses a spacing of 0', () => {
    expect(() => gridMaths({ size: [1, 1, 1], spacingMm: [0, 1, 1], originMm: [0, 0, 0], direction: IDENTITY_DIRECTION })).toThrow(/spacing must be positive/);
  });

  it('names what differs between two grids, and by how much', () => {
    const a: Grid = { size: [5, 5, 5], spacingMm: [0.7, 0.7, 2.5], originMm: [0, 0, 0], direction: IDENTITY_DIRECTION };
    const moved: Vec3 = [0, 0, 5e-5];
    expect(gridDifferences(a, { ...a, originMm: moved })).toEqual([{ what: 'origin', amount: 5e-5, a: [0, 0, 0], b: moved }]);
    expect(gridDifferences(a, { ...a, originMm: moved }, 1e-3)).toEqual([]);
  });
});

describe('box of a label', () => {
  it('is what looking at every voxel gives', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 60, maxLength: 60 }), (values) => {
        const mask = {
          grid: { size: [5, 4, 3], spacingMm: [1, 1, 1], originMm: [0, 0, 0], direction: IDENTITY_DIRECTION } as Grid,
          data: Uint8Array.from(values),
        };
        const at = values.flatMap((value, i) => (value === 2 ? [[i % 5, Math.floor(i / 5) % 4, Math.floor(i / 20)]] : []));
        const found = labelBox(mask, 2);
        if (at.length === 0) expect(found).toBeUndefined();
        else {
          const extreme = (f: (...n: number[]) => number, axis: number): number => f(...at.map((p) => p[axis]!));
          expect(found).toEqual({
            voxels: at.length,
            box: { min: [0, 1, 2].map((d) => extreme(Math.min, d)), max: [0, 1, 2].map((d) => extreme(Math.max, d)) },
          });
        }
      }),
    );
  });

  it.each([Uint8Array, Uint16Array, Uint32Array])('is found among long stretches of background and other labels, wherever the array begins (%p)', (Labels) => {
    const run = fc.tuple(fc.constantFrom(0, 0, 1, 2, 130), fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 50, max: 900 })));
    fc.assert(
      fc.property(fc.array(run, { maxLength: 14 }), fc.integer({ min: 0, max: 5 }), fc.constantFrom(0, 1, 2, 130), (runs, offset, label) => {
        const size: Vec3 = [211, 9, 3];
        const values = runs.flatMap(([value, length]) => Array<number>(length).fill(value)).slice(0, 211 * 27);
        const whole = new Labels(offset + 211 * 27);
        whole.set(values, offset);
        const data = whole.subarray(offset);
        let voxels = 0;
        const min = [211, 9, 3];
        const max = [-1, -1, -1];
        data.forEach((value, i) => {
          if (value !== label) return;
          voxels += 1;
          [i % 211, Math.floor(i / 211) % 9, Math.floor(i / (211 * 9))].forEach((at, d) => {
            min[d] = Math.min(min[d]!, at);
            max[d] = Math.max(max[d]!, at);
          });
        });
        const grid: Grid = { size, spacingMm: [1, 1, 1], originMm: [0, 0, 0], direction: IDENTITY_DIRECTION };
        expect(labelBox({ grid, data }, label)).toEqual(voxels === 0 ? undefined : { voxels, box: { min, max } });
      }),
    );
  });
});

// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readNifti } from '../../src/imaging/nifti.ts';
import { niftiRoundingMm, writeNifti } from '../../src/imaging/write-nifti.ts';
import type { Grid, Mat3, Vec3 } from '../../src/volume/grid.ts';
import { type PixelType, VOXEL_ARRAYS } from '../../src/volume/volume.ts';

interface Written {
  readonly size: Vec3;
  readonly spacing: Vec3;
  readonly origin: Vec3;
  readonly direction: Mat3;
  readonly pixel: string;
  readonly nifti: string;
}
const golden = JSON.parse(readFileSync(new URL('./golden/simpleitk-geometry.json', import.meta.url), 'utf8')) as {
  readonly images: Readonly<Record<string, Written>>;
};
const PIXEL: Readonly<Record<string, PixelType>> = { '8-bit unsigned integer': 'uint8', '16-bit signed integer': 'int16', '32-bit signed integer': 'int32' };

/** Header floats whose last bit may differ: quaternion and sform of oblique images, which ITK makes through each other in 32 bits. */
const FLOATS = { pixdim: [76, 80, 84, 88], orientation: Array.from({ length: 18 }, (_, i) => 256 + 4 * i) };

describe('a NIfTI file', () => {
  it.each(Object.entries(golden.images))('%s: has the header that SimpleITK writes for the same image', (name, written) => {
    const grid: Grid = { size: written.size, spacingMm: written.spacing, originMm: written.origin, direction: written.direction };
    const pixelType = PIXEL[written.pixel]!;
    const file = Buffer.from(writeNifti({ grid, pixelType, data: new VOXEL_ARRAYS[pixelType](grid.size[0] * grid.size[1] * grid.size[2]) }));
    const theirs = Buffer.from(written.nifti, 'hex');
    const floats = new Set([...FLOATS.pixdim, ...FLOATS.orientation]);
    for (let at = 0; at < 348; at += 4) {
      const [a, b] = [file.readFloatLE(at), theirs.readFloatLE(at)];
      // 2e-7 of the largest entry is one unit in the last place of 32 bits; ITK leaves 1.7e-9 where 0 is meant
      if (floats.has(at)) expect({ name, at, off: Math.abs(a - b) <= 2e-7 * Math.max(1, Math.abs(b)) }).toEqual({ name, at, off: true });
      else expect({ name, at, word: file.readInt32LE(at) }).toEqual({ name, at, word: theirs.readInt32LE(at) });
    }
    for (const at of FLOATS.pixdim) expect(file.readFloatLE(at)).toBe(theirs.readFloatLE(at));
  });

  it('is byte for byte SimpleITK’s header for real axial series', () => {
    for (const name of ['crlm-1004', 'sts-001', 'dcmqi']) {
      const { size, spacing, origin, direction, pixel, nifti } = golden.images[name]!;
      const pixelType = PIXEL[pixel]!;
      const file = writeNifti({
        grid: { size, spacingMm: spacing, originMm: origin, direction },
        pixelType,
        data: new VOXEL_ARRAYS[pixelType](size[0] * size[1] * size[2]),
      });
      expect(Buffer.from(file.subarray(0, 348)).toString('hex')).toBe(nifti);
    }
  });

  const anyGrid = fc
    .record({
      size: fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 })),
      spacing: fc.tuple(...([0, 1, 2] as const).map(() => fc.double({ min: 0.1, max: 10, noNaN: true }))),
      origin: fc.tuple(...([0, 1, 2] as const).map(() => fc.double({ min: -900, max: 900, noNaN: true }))),
      turn: fc.tuple(...([0, 1, 2] as const).map(() => fc.double({ min: -Math.PI, max: Math.PI, noNaN: true }))),
      mirrored: fc.boolean(),
    })
    .map(
      ({ size, spacing, origin, turn, mirrored }): Grid => ({
        size,
        spacingMm: spacing as unknown as Vec3,
        originMm: origin as unknown as Vec3,
        direction: rotation(turn as unknown as Vec3, mirrored),
      }),
    );

  it('comes back with every voxel and the same place for each, whatever the orientation', () => {
    fc.assert(
      fc.property(anyGrid, fc.constantFrom<PixelType>('int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'float32', 'float64'), (grid, pixelType) => {
        const data = new VOXEL_ARRAYS[pixelType](grid.size[0] * grid.size[1] * grid.size[2]).map((_, i) => (i * 37) % 100);
        const back = readNifti(writeNifti({ grid, pixelType, data }));
        expect([back.pixelType, [...back.data]]).toEqual([pixelType, [...data]]);
        // what 32 bits cannot hold, twice (spacing and matrix), and once more for the sums here
        expect(farthest(grid, back.grid)).toBeLessThanOrEqual(3 * niftiRoundingMm(grid) + 1e-4);
      }),
    );
  });

  it('says how far 32 bits move a voxel: not at all where the numbers fit, else little', () => {
    const grid: Grid = { size: [512, 512, 100], spacingMm: [0.75, 0.75, 2.5], originMm: [-190, -180, 40.5], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
    expect(niftiRoundingMm(grid)).toBe(0);
    const moved = niftiRoundingMm({ ...grid, spacingMm: [0.7, 0.7, 2.5] });
    expect(moved).toBeGreaterThan(1e-6);
    expect(moved).toBeLessThan(1e-4);
  });

  it('is refused where an axis is longer than its header can say', () => {
    const grid: Grid = { size: [32_768, 1, 1], spacingMm: [1, 1, 1], originMm: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
    expect(() => writeNifti({ grid, data: new Uint8Array(32_768) })).toThrow(/32767 voxels.*32768 × 1 × 1.*NRRD/);
  });
});

function rotation([a, b, c]: Vec3, mirrored: boolean): Mat3 {
  const [ca, sa, cb, sb, cc, sc] = [Math.cos(a), Math.sin(a), Math.cos(b), Math.sin(b), Math.cos(c), Math.sin(c)];
  const m = mirrored ? -1 : 1;
  return [
    ca * cb,
    ca * sb * sc - sa * cc,
    m * (ca * sb * cc + sa * sc),
    sa * cb,
    sa * sb * sc + ca * cc,
    m * (sa * sb * cc - ca * sc),
    -sb,
    cb * sc,
    m * cb * cc,
  ];
}

function place({ originMm, direction, spacingMm }: Grid, index: Vec3): number[] {
  return [0, 1, 2].map((i) => originMm[i]! + index.reduce((sum, n, j) => sum + direction[3 * i + j]! * spacingMm[j]! * n, 0));
}

function farthest(a: Grid, b: Grid): number {
  let most = 0;
  for (let bits = 0; bits < 8; bits++) {
    const corner = a.size.map((n, i) => ((bits >> i) & 1) * (n - 1)) as unknown as Vec3;
    const [p, q] = [place(a, corner), place(b, corner)];
    most = Math.max(most, ...p.map((value, i) => Math.abs(value - q[i]!)));
  }
  return most;
}

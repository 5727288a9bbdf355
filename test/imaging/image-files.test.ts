// SPDX-License-Identifier: Apache-2.0
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { toLabelVolume } from '../../src/imaging/image-file.ts';
import { readNifti } from '../../src/imaging/nifti.ts';
import { readNrrd, writeNrrd } from '../../src/imaging/nrrd.ts';
import type { Grid } from '../../src/volume/grid.ts';

const text = (s: string): Uint8Array => new TextEncoder().encode(s);
const join = (...parts: Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]));
const header = (extra: string): string => `NRRD0004\n# made here\ntype: short\ndimension: 3\nsizes: 2 2 1\nendian: little\n${extra}\n\n`;
const lps = 'space: left-posterior-superior\nspace directions: (0.5,0,0) (0,0.5,0) (0,0,2)\nspace origin: (1,2,3)\n';
const voxels = new Uint8Array(Int16Array.from([1, -2, 3, 400]).buffer);

describe('NRRD', () => {
  it('comes back as it was written, number type and grid included', () => {
    const grid: Grid = { size: [2, 3, 2], spacingMm: [0.5, 0.75, 5], originMm: [-1.25, 2.5, 1e-3], direction: [1, 0, 0, 0, -1, 0, 0, 0, 1] };
    for (const [pixelType, data] of [
      ['int16', Int16Array.from({ length: 12 }, (_, i) => i - 6)],
      ['float32', Float32Array.from({ length: 12 }, (_, i) => i / 3)],
      ['float64', Float64Array.from({ length: 12 }, (_, i) => i / 3)],
      ['uint8', Uint8Array.from({ length: 12 }, (_, i) => i)],
      ['int32', Int32Array.from({ length: 12 }, (_, i) => -i)],
    ] as const) {
      const read = readNrrd(writeNrrd({ grid, pixelType, data }));
      expect(read).toEqual({ grid, pixelType, data, components: 1 });
    }
  });

  it('reads raw, gzip and ascii alike', () => {
    const raw = readNrrd(join(text(header(`${lps}encoding: raw`)), voxels));
    expect([...raw.data]).toEqual([1, -2, 3, 400]);
    expect(readNrrd(join(text(header(`${lps}encoding: gzip`)), gzipSync(voxels)))).toEqual(raw);
    expect(readNrrd(text(`${header(`${lps}encoding: ascii`)}1 -2\n3 400\n`))).toEqual(raw);
  });

  it('reads big-endian numbers', () => {
    const swapped = Uint8Array.from(voxels, (_, i) => voxels[i ^ 1]!);
    expect([...readNrrd(join(text(header(`${lps}encoding: raw`).replace('little', 'big')), swapped)).data]).toEqual([1, -2, 3, 400]);
  });

  it('turns right-anterior-superior into left-posterior-superior', () => {
    const { grid } = readNrrd(join(text(header(`${lps.replace('left-posterior', 'right-anterior')}encoding: raw`)), voxels));
    expect(grid.originMm).toEqual([-1, -2, 3]);
    expect([grid.direction[0], grid.direction[4], grid.direction[8]]).toEqual([-1, -1, 1]);
  });

  it('takes the spacing from the length of the direction, not rounded', () => {
    const { grid } = readNrrd(
      join(
        text(
          header(
            'space: left-posterior-superior\nspace directions: (0.70422653539490065,0.29892642918167717,0.23389736377818943) (0,1,0) (0,0,1)\nspace origin: (0,0,0)\nencoding: raw',
          ),
        ),
        voxels,
      ),
    );
    expect(grid.spacingMm[0]).toBe(0.8000000000000002); // as SimpleITK 2.3.1 reads it
  });

  it('picks one channel of a mask with several, and refuses one that is not there', () => {
    const file = {
      grid: { size: [2, 1, 1], spacingMm: [1, 1, 1], originMm: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] } as Grid,
      pixelType: 'uint8',
      data: Uint8Array.from([1, 0, 5, 2, 3, 6]),
      components: 3,
    } as const;
    expect([...toLabelVolume(file, 2).data]).toEqual([5, 6]);
    expect(() => toLabelVolume(file, 9)).toThrow(expect.objectContaining({ code: 'label-channel-absent' }));
  });

  it('says what is wrong with a file', () => {
    const code = (bytes: Uint8Array): string => {
      try {
        readNrrd(bytes);
        return 'read';
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    expect(code(text('hello\n'))).toBe('nrrd-header');
    expect(code(join(text(header(`${lps}encoding: raw`)), voxels.subarray(0, 5)))).toBe('image-truncated');
    expect(code(join(text(header(`${lps}encoding: bzip2`)), voxels))).toBe('nrrd-encoding');
    expect(code(join(text(header(`${lps}encoding: raw\ndata file: other.raw`)), voxels))).toBe('nrrd-detached');
    expect(code(join(text(header(`${lps}encoding: raw`).replace('short', 'block')), voxels))).toBe('nrrd-type');
    expect(code(join(text(header(`${lps}encoding: raw`).replace('2 2 1', '200000 200000 1')), voxels))).toBe('image-too-large');
  });
});

/** A minimal NIfTI-1 file, 2×2×1 int16. */
function nifti(edit: (view: DataView) => void): Uint8Array {
  const bytes = new Uint8Array(352 + 8);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, 348, true);
  [3, 2, 2, 1, 1, 1, 1, 1].forEach((n, i) => {
    view.setInt16(40 + 2 * i, n, true);
  });
  view.setInt16(70, 4, true);
  [1, 0.977, 0.977, 3, 0, 0, 0, 0].forEach((n, i) => {
    view.setFloat32(76 + 4 * i, n, true);
  });
  view.setFloat32(108, 352, true);
  view.setFloat32(112, 1, true);
  bytes[123] = 2;
  bytes.set(text('n+1\0'), 344);
  bytes.set(voxels, 352);
  edit(view);
  return bytes;
}

describe('NIfTI', () => {
  it('widens float32 voxel sizes and turns the qform into LPS', () => {
    const { grid, data } = readNifti(
      nifti((view) => {
        view.setInt16(252, 1, true);
        view.setFloat32(264, 1, true); // half a turn about z
        view.setFloat32(268, 23.5, true);
        view.setFloat32(272, 86.25, true);
        view.setFloat32(276, -881.32, true);
      }),
    );
    expect(grid.spacingMm).toEqual([0.9769999980926514, 0.9769999980926514, 3]);
    expect(grid.originMm).toEqual([-23.5, -86.25, -881.3200073242188]);
    expect([...grid.direction]).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
    expect([...data]).toEqual([1, -2, 3, 400]);
  });

  it('reads the same from gzip', () => {
    const plain = nifti(() => undefined);
    expect(readNifti(gzipSync(plain))).toEqual(readNifti(plain));
  });

  it('makes float32 of integers with a slope', () => {
    const { pixelType, data } = readNifti(nifti((view) => view.setFloat32(112, 0.5, true)));
    expect(pixelType).toBe('float32');
    expect([...data]).toEqual([0.5, -1, 1.5, 200]);
  });

  it('refuses a sheared orientation and several volumes', () => {
    expect(() =>
      readNifti(
        nifti((view) => {
          view.setInt16(254, 1, true);
          [1, 0.5, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0].forEach((n, i) => {
            view.setFloat32(280 + 4 * i, n, true);
          });
        }),
      ),
    ).toThrow(expect.objectContaining({ code: 'nifti-orientation' }));
    expect(() =>
      readNifti(
        nifti((view) => {
          view.setInt16(40, 4, true);
          view.setInt16(48, 5, true);
        }),
      ),
    ).toThrow(expect.objectContaining({ code: 'nifti-dimension' }));
  });
});

// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { assembleStored, assembleVolume, type CtVolume, decodeSlice } from '../../../src/imaging/dicom/assemble-volume.ts';
import { readCtSlice } from '../../../src/imaging/dicom/ct-header.ts';
import type { DicomDataset } from '../../../src/imaging/dicom/dataset.ts';
import { SliceStream } from '../../../src/imaging/dicom/slice-stream.ts';
import { type StoredSlice, VolumeBuilder } from '../../../src/imaging/dicom/volume-builder.ts';
import { refusalCode } from '../support/codes.ts';
import { type SeriesSpec, seriesFiles } from '../support/series.ts';

/** The naive way: everything decoded and kept, then put together. */
const naive = async (files: readonly Uint8Array[]): Promise<CtVolume> => assembleVolume(await Promise.all(files.map((file) => decodeSlice(readCtSlice(file)))));

/** The way of the network: one memory for all files, each overwritten by the next. */
async function streamed(files: readonly Uint8Array[], expected?: number, keep: (slice: StoredSlice) => boolean = () => true): Promise<CtVolume> {
  const stream = new SliceStream(expected);
  const memory = new Uint8Array(Math.max(...files.map((file) => file.length)));
  for (const file of files) {
    memory.fill(0xee);
    memory.set(file);
    await stream.take(readCtSlice(memory.subarray(0, file.length)));
  }
  const builder = await stream.end();
  return assembleStored(builder, builder.slices.filter(keep));
}

const same = (a: CtVolume, b: CtVolume): void => {
  expect(a.pixelType).toBe(b.pixelType);
  expect(a.data).toEqual(b.data);
  expect(a.grid).toEqual(b.grid);
  expect(a.headers.map((h) => h.sopInstanceUid)).toEqual(b.headers.map((h) => h.sopInstanceUid));
  expect(a.duplicatesDropped).toBe(b.duplicatesDropped);
};

const KINDS: readonly (readonly [string, DicomDataset | undefined, SeriesSpec['change']])[] = [
  ['signed, as stored', undefined, undefined],
  [
    '12 bits with an intercept',
    { PixelRepresentation: 0, BitsStored: 12, HighBit: 11, RescaleIntercept: -1024, PixelData: new Uint16Array(30).fill(1500) },
    undefined,
  ],
  ['a rescale of its own per slice', undefined, (k) => ({ RescaleIntercept: -1024 + k })],
  ['slices of different number types', undefined, (k) => ({ RescaleSlope: k === 2 ? 1.5 : 1 })],
];

describe('slices put into the volume as they arrive', () => {
  it.each(KINDS)('%s: in any order the same volume as from slices that are kept', async (_, attributes, change) => {
    const files = seriesFiles({ slices: 7, ...(attributes === undefined ? {} : { attributes }), ...(change === undefined ? {} : { change }) });
    const whole = await naive(files);
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(files, { minLength: 7 }),
        fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
        async (order, expected) => {
          same(await streamed(order, expected), whole);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('leaves out what does not belong, wherever it came in between', async () => {
    const files = seriesFiles({ slices: 5 });
    const others = seriesFiles({ name: 'b', slices: 4, columns: 9, attributes: { RescaleSlope: 0.5 } });
    const mixed = [others[0], files[3], files[0], others[1], files[4], others[2], files[1], files[2], others[3]] as Uint8Array[];
    const wanted = readCtSlice(files[0] as Uint8Array).header.seriesInstanceUid;
    same(await streamed(mixed, 9, (s) => s.header.seriesInstanceUid === wanted), await naive(files));
  });

  it('drops identical slices of one place, and keeps the memory of none', async () => {
    const files = seriesFiles({ slices: 5 });
    const again = seriesFiles({ slices: 5, change: (k) => ({ SOPInstanceUID: `1.2.3.${k}` }) });
    const volume = await streamed([...files, again[2] as Uint8Array], 6);
    expect(volume.duplicatesDropped).toBe(1);
    expect(volume.data.buffer.byteLength).toBe(2 * 30 * 5);
    expect(volume.data).toEqual((await naive(files)).data);
    const changed = seriesFiles({ slices: 5, attributes: { PixelData: new Int16Array(30) }, change: (k) => ({ SOPInstanceUID: `1.2.3.${k}` }) });
    expect(await refusalCode(() => streamed([...files, changed[2] as Uint8Array]))).toBe('duplicate-position');
  });

  it('refuses a volume that no memory holds before it takes any', async () => {
    const slice = readCtSlice(seriesFiles({ slices: 1 })[0] as Uint8Array);
    const builder = new VolumeBuilder(500);
    const large = new Int16Array(0);
    Object.defineProperty(large, 'length', { value: 65_535 * 65_535 });
    expect(await refusalCode(async () => builder.add(slice.header, large))).toBe('too-many-slices');
  });

  it('reports a damaged slice', async () => {
    const files = seriesFiles({ slices: 4, change: (k) => (k === 2 ? { PixelData: new Int16Array(29) } : {}) });
    expect(await refusalCode(() => streamed(files))).toBe('pixel-data-length');
  });
});

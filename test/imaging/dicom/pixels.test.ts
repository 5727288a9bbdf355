// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { readCtSlice } from '../../../src/imaging/dicom/ct-header.ts';
import type { DicomDataset } from '../../../src/imaging/dicom/dataset.ts';
import { writePart10 } from '../../../src/imaging/dicom/part10.ts';
import { decodePixels } from '../../../src/imaging/dicom/pixels.ts';
import { TRANSFER_SYNTAX } from '../../../src/imaging/dicom/uids.ts';
import { refusalCode } from '../support/codes.ts';
import { seriesDatasets } from '../support/series.ts';

const dataset = seriesDatasets()[0] as DicomDataset;
const decode = (changes: DicomDataset, syntax?: string) => decodePixels(readCtSlice(writePart10({ ...dataset, ...changes }, syntax)));

/** An explicit big endian file, written by hand because the product does not write any. */
function bigEndianFile(rows: number, columns: number, stored: Int16Array, padding: number): Uint8Array {
  const element = (group: number, number: number, vr: string, value: Buffer): Buffer => {
    const long = vr === 'OW';
    const head = Buffer.alloc(long ? 12 : 8);
    head.writeUInt16BE(group, 0);
    head.writeUInt16BE(number, 2);
    head.write(vr, 4, 'latin1');
    if (long) head.writeUInt32BE(value.length, 8);
    else head.writeUInt16BE(value.length, 6);
    return Buffer.concat([head, value]);
  };
  const us = (value: number): Buffer => {
    const b = Buffer.alloc(2);
    b.writeUInt16BE(value & 0xffff);
    return b;
  };
  const pixels = Buffer.alloc(stored.length * 2);
  stored.forEach((value, i) => {
    pixels.writeInt16BE(value, 2 * i);
  });
  const meta = writePart10({ SOPClassUID: '1.2.840.10008.5.1.4.1.1.2', SOPInstanceUID: '1.2.3' });
  // same meta header, with the syntax replaced by one of the same padded length
  const header = Buffer.from(meta.subarray(0, 144 + new DataView(meta.buffer).getUint32(140, true)));
  const at = header.indexOf('1.2.840.10008.1.2.1\0', 0, 'latin1');
  header.write('1.2.840.10008.1.2.2\0', at, 'latin1');
  return Buffer.concat([
    header,
    element(0x0028, 0x0002, 'US', us(1)),
    element(0x0028, 0x0004, 'CS', Buffer.from('MONOCHROME2 ')),
    element(0x0028, 0x0010, 'US', us(rows)),
    element(0x0028, 0x0011, 'US', us(columns)),
    element(0x0028, 0x0100, 'US', us(16)),
    element(0x0028, 0x0101, 'US', us(16)),
    element(0x0028, 0x0102, 'US', us(15)),
    element(0x0028, 0x0103, 'US', us(1)),
    element(0x0028, 0x0120, 'SS', us(padding)),
    element(0x7fe0, 0x0010, 'OW', pixels),
  ]);
}

describe('pixels of a CT slice', () => {
  it.each([TRANSFER_SYNTAX.explicitLittleEndian, TRANSFER_SYNTAX.implicitLittleEndian, TRANSFER_SYNTAX.deflatedLittleEndian])(
    'are the stored values in %s',
    async (syntax) => {
      expect(await decode({}, syntax)).toEqual(dataset.PixelData);
    },
  );

  it('are swapped when the file is big endian, and the padding value keeps its sign', async () => {
    const stored = Int16Array.of(-2000, 1, 256, -1, 32767, -32768);
    const slice = readCtSlice(bigEndianFile(2, 3, stored, -2000));
    expect(await decodePixels(slice)).toEqual(stored);
    expect(slice.header.pixelPadding).toEqual({ low: -2000, high: -2000 });
  });

  it('come out right from a buffer at an odd address', async () => {
    const file = writePart10(dataset);
    const shifted = new Uint8Array(file.length + 1);
    shifted.set(file, 1);
    expect(await decodePixels(readCtSlice(shifted.subarray(1)))).toEqual(dataset.PixelData);
    expect(await decodePixels(readCtSlice(Buffer.from(shifted.buffer, 1, file.length)))).toEqual(dataset.PixelData);
  });

  it('take their sign from the stored bits, and drop what an old overlay left above them', async () => {
    const twelve = { BitsStored: 12, HighBit: 11 };
    const raw = new Uint16Array(30).fill(0xf801);
    expect([...(await decode({ ...twelve, PixelRepresentation: 0, PixelData: raw }))].every((v) => v === 0x801)).toBe(true);
    expect([...(await decode({ ...twelve, PixelRepresentation: 1, PixelData: raw }))].every((v) => v === 0x801 - 0x1000)).toBe(true);
  });

  it.each([
    ['too few bytes', { PixelData: new Int16Array(29) }, undefined, 'pixel-data-length'],
    ['too many bytes', { PixelData: new Int16Array(31) }, undefined, 'pixel-data-length'],
    ['no pixel data', { PixelData: undefined }, undefined, 'pixel-data-length'],
    ['8 bits', { BitsAllocated: 8, BitsStored: 8, HighBit: 7, PixelData: new Uint8Array(30) }, undefined, 'pixel-format-unsupported'],
    ['colour', { SamplesPerPixel: 3 }, undefined, 'pixel-format-unsupported'],
    ['inverted grey', { PhotometricInterpretation: 'MONOCHROME1' }, undefined, 'pixel-format-unsupported'],
    ['several frames', { NumberOfFrames: 2 }, undefined, 'pixel-format-unsupported'],
    ['an odd high bit', { BitsStored: 12, HighBit: 15 }, undefined, 'pixel-format-unsupported'],
    ['a note of earlier lossy compression', { LossyImageCompression: '01' }, undefined, 'lossy-compression'],
    ['lossy JPEG', { PixelData: [new Uint8Array(8)] }, '1.2.840.10008.1.2.4.50', 'lossy-compression'],
    ['lossy JPEG 2000', { PixelData: [new Uint8Array(8)] }, '1.2.840.10008.1.2.4.91', 'lossy-compression'],
    ['JPEG 2000 multi-component', { PixelData: [new Uint8Array(8)] }, '1.2.840.10008.1.2.4.92', 'transfer-syntax-unsupported'],
    ['garbage as JPEG lossless of any predictor', { PixelData: [new Uint8Array(8)] }, TRANSFER_SYNTAX.jpegLosslessProcess14, 'pixel-data-corrupt'],
    ['MPEG', { PixelData: [new Uint8Array(8)] }, '1.2.840.10008.1.2.4.100', 'transfer-syntax-unsupported'],
    ['garbage as JPEG lossless', { PixelData: [new Uint8Array(64).fill(7)] }, TRANSFER_SYNTAX.jpegLosslessSv1, 'pixel-data-corrupt'],
    ['garbage as JPEG-LS', { PixelData: [new Uint8Array(64).fill(7)] }, TRANSFER_SYNTAX.jpegLsLossless, 'pixel-data-corrupt'],
    ['garbage as JPEG 2000', { PixelData: [new Uint8Array(64).fill(7)] }, TRANSFER_SYNTAX.jpeg2000Lossless, 'pixel-data-corrupt'],
    ['RLE that is none', { PixelData: [new Uint8Array(64)] }, TRANSFER_SYNTAX.rleLossless, 'pixel-data-corrupt'],
  ] as const)('are refused with %s', async (_, changes, syntax, code) => {
    expect(await refusalCode(() => decode(changes, syntax))).toBe(code);
  });
});

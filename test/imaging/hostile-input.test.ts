// SPDX-License-Identifier: Apache-2.0
// Inputs that the fuzzer found, or that it showed how to make: each once ended a reader in the wrong way.
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { decodeFrame } from '../../src/imaging/dicom/decode-pool.ts';
import { readCtSlices } from '../../src/imaging/dicom/enhanced-ct.ts';
import { decodeJpegLossless } from '../../src/imaging/dicom/jpeg-lossless.ts';
import { readPart10, writePart10 } from '../../src/imaging/dicom/part10.ts';
import { decodeRle16 } from '../../src/imaging/dicom/rle.ts';
import { TRANSFER_SYNTAX } from '../../src/imaging/dicom/uids.ts';
import { readMultipart } from '../../src/imaging/dicomweb/multipart.ts';
import { readNifti } from '../../src/imaging/nifti.ts';
import { readNrrd } from '../../src/imaging/nrrd.ts';
import { readSeg } from '../../src/imaging/seg/read-seg.ts';
import { segDataset } from '../../src/imaging/seg/write-seg.ts';
import { refusal, refusalCode } from './support/codes.ts';
import { writeJpegLossless } from './support/jpeg-lossless-writer.ts';
import { maskWith } from './support/seg.ts';
import { seriesDatasets, seriesFiles, volumeOf } from './support/series.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

describe('a DICOM object that is damaged', () => {
  it('is refused where sequences lie thousands deep, also under a tag that comes again', async () => {
    const plain = writePart10(seriesDatasets()[0] ?? {});
    const opening = Buffer.from('0800151153510000ffffffff' + 'feff00e0ffffffff', 'hex');
    const closing = Buffer.from('feff0de000000000' + 'feffdde000000000', 'hex');
    const at = Buffer.from(plain).indexOf(Buffer.from([0x10, 0x00, 0x10, 0x00])); // before the patient's name
    const again = Buffer.from('080015115351000000000000', 'hex');
    for (const after of [Buffer.alloc(0), again]) {
      const deep = Buffer.concat([
        plain.subarray(0, at),
        ...Array<Buffer>(2500).fill(opening),
        ...Array<Buffer>(2500).fill(closing),
        after,
        plain.subarray(at),
      ]);
      // seconds in dcmjs, so it must be found before: by the count, or where dicom-parser has no stack left
      const { code, cause } = await refusal(() => readPart10(new Uint8Array(deep)));
      expect(code).toBe('dicom-unreadable');
      expect(cause instanceof Error ? cause.message : String((cause as { exception?: unknown }).exception)).toMatch(/nested more than 64 deep|call stack/);
    }
  });

  it('is refused where it unpacks to nothing but one small element', async () => {
    const file = writePart10(seriesDatasets()[0] ?? {}, TRANSFER_SYNTAX.deflatedLittleEndian);
    const at = 144 + new DataView(file.buffer).getUint32(140, true);
    const body = inflateRawSync(file.subarray(at));
    for (const element of [Buffer.alloc(8), Buffer.from('09001100' + '4c4f0000', 'hex')]) {
      const bomb = Buffer.concat([file.subarray(0, at), deflateRawSync(Buffer.concat([element, body, Buffer.alloc(4_000_000, element)]))]);
      expect(bomb.length).toBeLessThan(20_000);
      // 140 ms for each MB in dcmjs, so it must be found before
      const { code, cause } = await refusal(() => readPart10(new Uint8Array(bomb)));
      expect([code, String(cause)]).toEqual(['dicom-unreadable', expect.stringContaining('come more than once')]);
    }
  });

  it('is refused where a value ends behind the end of the file', async () => {
    const plain = writePart10({ ...seriesDatasets()[0], PixelData: undefined });
    const at = Buffer.from(plain).lastIndexOf('LO'); // the rescale type, last of all
    const cut = plain.slice(0, at + 5);
    expect(await refusalCode(() => readCtSlices(cut))).toBe('dicom-unreadable');
    // a number of which the length leaves one byte
    const short = plain.slice();
    const us = Buffer.from(short).lastIndexOf('US');
    new DataView(short.buffer).setUint16(us + 2, 1, true);
    expect(await refusalCode(() => readCtSlices(short.slice(0, us + 5)))).toBe('dicom-unreadable');
  });

  it('gives no volume without a direction or a size of its pixels', async () => {
    for (const attributes of [
      { ImageOrientationPatient: [0, 0, 0, 0, 0, 0] },
      { ImageOrientationPatient: [1, 0, 0, 1, 0, 0] },
      { ImageOrientationPatient: [2, 0, 0, 0, 1, 0] },
      { PixelSpacing: [0, 1] },
      { PixelSpacing: [-1, 1] },
    ])
      expect((await refusal(() => volumeOf(seriesFiles({ attributes })))).values.attribute).toBe(Object.keys(attributes)[0]);
    expect(await refusalCode(() => volumeOf(seriesFiles({ attributes: { Rows: 0, PixelData: new Int16Array(0) } })))).toBe('pixel-format-unsupported');
  });

  it('is no segmentation with rows that are no size, or without frames', async () => {
    const { grid, source } = await volumeOf(seriesFiles());
    const mask = maskWith(grid, [[1, 1, 1]]);
    const seg = segDataset({
      mask,
      ct: source,
      segment: { label: 'Tumour' },
      seriesDescription: 's',
      contentDateIso: '2026-01-02T11:00:00Z',
      contentCreator: 'R',
    });
    expect((await refusal(() => readSeg(writePart10({ ...seg, Rows: 0 })))).values.attribute).toBe('Rows');
    const empty = { ...seg, Rows: 65_535, Columns: 65_535, NumberOfFrames: 0, PerFrameFunctionalGroupsSequence: [], PixelData: new Uint8Array(0) };
    expect((await refusal(() => readSeg(writePart10(empty)))).values.attribute).toBe('PerFrameFunctionalGroupsSequence');
  });
});

describe('a compressed frame that is damaged', () => {
  it('takes no memory for an image that it cannot fill', async () => {
    const header = new Uint8Array(80);
    header[0] = 2;
    expect(await refusalCode(() => decodeRle16(header, 65_535 * 65_535))).toBe('pixel-data-corrupt');
    const frame = writeJpegLossless(new Uint16Array(4), { columns: 2, rows: 2 });
    const sof = Buffer.from(frame).indexOf(Buffer.from([0xff, 0xc3])) + 5;
    frame.set([0xff, 0xff, 0xff, 0xff], sof);
    expect(() => decodeJpegLossless(frame, 65_535 * 65_535)).toThrow('ends before all pixels');
  });

  it('does not keep a decoder busy for ever, and others are decoded all the same', async () => {
    // found by the fuzzer: 16 x 12 pixels that CharLS worked at for half a minute
    const stream = Buffer.from(BUSY_JPEG_LS, 'base64');
    const sound = writeJpegLossless(
      Uint16Array.from({ length: 192 }, (_, i) => i * 3),
      { columns: 16, rows: 12 },
    );
    const from = performance.now();
    const results = await Promise.allSettled([
      decodeFrame(TRANSFER_SYNTAX.jpegLsLossless, stream, 192),
      ...Array.from({ length: 12 }, () => decodeFrame(TRANSFER_SYNTAX.jpegLosslessSv1, sound, 192)),
    ]);
    expect(results.map((r) => r.status)).toEqual(['rejected', ...Array<string>(12).fill('fulfilled')]);
    expect(String((results[0] as PromiseRejectedResult).reason)).toContain('given up');
    expect(performance.now() - from).toBeLessThan(15_000); // 1.3 s of work on a quiet core
  });
});

describe('an image file with a damaged header', () => {
  const head = (more: string): Uint8Array => text(`NRRD0004\ntype: uchar\ndimension: 3\nsizes: 1 1 1\nencoding: raw\n${more}\n\nx`);
  const code = (read: () => unknown): string => {
    try {
      read();
      return 'read';
    } catch (error) {
      return (error as { readonly code: string }).code;
    }
  };

  it('does not skip lines or bytes for ever', () => {
    expect(code(() => readNrrd(head('line skip: 0')))).toBe('read');
    for (const value of ['1e12', 'Infinity', 'NaN', '-1', '0.5', 'x'])
      expect(['nrrd-header', 'image-truncated']).toContain(code(() => readNrrd(head(`line skip: ${value}`))));
    for (const value of ['Infinity', 'NaN', '-2', '1e999', 'x']) expect(code(() => readNrrd(head(`byte skip: ${value}`)))).toBe('nrrd-header');
  });

  it('gives no grid whose sizes or places are no numbers', () => {
    for (const line of ['spacings: 1 -1 1', 'spacings: 1 0 1', 'spacings: 1e999 1 1', 'axis mins: 0 1e999 0', 'space directions: (1e300,0,0) (0,1,0) (0,0,1)'])
      expect([line, code(() => readNrrd(head(line)))]).toEqual([line, 'nrrd-header']);
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const bytes = new Uint8Array(353);
      const view = new DataView(bytes.buffer);
      view.setInt32(0, 348, true);
      [3, 1, 1, 1].forEach((n, i) => void view.setInt16(40 + 2 * i, n, true));
      view.setInt16(70, 2, true);
      [1, 1, 1, 1].forEach((n, i) => void view.setFloat32(76 + 4 * i, n, true));
      view.setFloat32(108, 352, true);
      view.setInt16(254, 1, true);
      [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0].forEach((n, i) => void view.setFloat32(280 + 4 * i, n, true));
      bytes.set(text('n+1\0'), 344);
      expect(code(() => readNifti(bytes))).toBe('read');
      for (const at of [280, 292, 300, 320]) {
        const damaged = new Uint8Array(bytes);
        new DataView(damaged.buffer).setFloat32(at, value, true);
        expect([at, code(() => readNifti(damaged))]).toEqual([at, 'nifti-orientation']);
      }
    }
  });
});

describe('a multipart body of very many small parts', () => {
  it('is read in time that grows with its length', async () => {
    const parts = 20_000;
    const body = text(`${'--b\r\nA: 1\r\n\r\nx\r\n'.repeat(parts)}--b--`);
    async function* once(): AsyncGenerator<Uint8Array> {
      yield body;
    }
    const from = performance.now();
    let read = 0;
    for await (const part of readMultipart(once(), 'b', 1e9)) read += part.body.length;
    expect(read).toBe(parts);
    expect(performance.now() - from).toBeLessThan(3000); // it copied the rest of the body for every part, some 6 GB in all
  });
});

const BUSY_JPEG_LS =
  '/9j/9wALEAAMABABAREA//gADQH//wASAEMBFABA/9oACAEBAAAAAD59H6O6ljupY7qWOqkjqpI6qSOo3P6f1cKPbZjW0YtsmJbAhyIwAn5W++leQxWkIVZBFSQBH4AvhUP8plHVK/CjfRQvgn3svZOvQm3kTLwbXvEs7SUdZSYAvRJuokXQR7mI1jKMcZWYB8kW4iJcBDt4hW4QbaYNkPggGu/mq/Gm+mi+Ge9ma920+z0ZbyZLwY7uYrsYZmYB6uti/UwTQ/mZ';

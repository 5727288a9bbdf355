// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { readCtSlice } from '../../../src/imaging/dicom/ct-header.ts';
import type { DicomDataset } from '../../../src/imaging/dicom/dataset.ts';
import { readCtSlices } from '../../../src/imaging/dicom/enhanced-ct.ts';
import { writePart10 } from '../../../src/imaging/dicom/part10.ts';
import { type DecodeOptions, decodePixels } from '../../../src/imaging/dicom/pixels.ts';
import { TRANSFER_SYNTAX } from '../../../src/imaging/dicom/uids.ts';
import { jpeg2000Header, jpegLsFrame, rleFrame, type SampleFormat } from '../support/codec-writers.ts';
import { refusal, refusalCode } from '../support/codes.ts';
import { enhancedDataset } from '../support/enhanced.ts';
import { writeJpegLossless } from '../support/jpeg-lossless-writer.ts';
import { seriesDatasets } from '../support/series.ts';

const COLUMNS = 19;
const ROWS = 13;
type Samples = Int16Array | Uint16Array;
type Writer = (samples: Samples, format: SampleFormat) => Uint8Array | Promise<Uint8Array>;

const jpegLossless =
  (predictor: number): Writer =>
  (samples, { columns, rows, bits }) =>
    writeJpegLossless(
      Uint16Array.from(samples, (s) => s & (2 ** bits - 1)),
      { columns, rows, precision: bits, predictor },
    );

const SYNTAXES: readonly [string, string, Writer][] = [
  ['RLE', TRANSFER_SYNTAX.rleLossless, rleFrame],
  ['JPEG lossless SV1', TRANSFER_SYNTAX.jpegLosslessSv1, jpegLossless(1)],
  ['JPEG lossless, predictor 6', TRANSFER_SYNTAX.jpegLosslessProcess14, jpegLossless(6)],
  ['JPEG-LS', TRANSFER_SYNTAX.jpegLsLossless, jpegLsFrame],
];
/** Only its header: this machine may have no encoder; real streams are in real-series.test.ts. */
const JPEG_2000: (typeof SYNTAXES)[number] = ['JPEG 2000', TRANSFER_SYNTAX.jpeg2000Lossless, (_samples, format) => jpeg2000Header(format)];
const FORMATS: readonly [string, SampleFormat][] = [
  ['signed 16 bit', { columns: COLUMNS, rows: ROWS, bits: 16, signed: true }],
  ['unsigned 16 bit', { columns: COLUMNS, rows: ROWS, bits: 16, signed: false }],
  ['signed 12 bit', { columns: COLUMNS, rows: ROWS, bits: 12, signed: true }],
  ['unsigned 12 bit', { columns: COLUMNS, rows: ROWS, bits: 12, signed: false }],
];

/** Samples over the whole range, both ends included. */
function samplesOf({ bits, signed }: SampleFormat, seed = 0): Samples {
  const range = 2 ** bits;
  const least = signed ? -range / 2 : 0;
  const values = Array.from({ length: COLUMNS * ROWS }, (_, i) => least + ((i * 40503 + seed * 977) % range));
  values[0] = least;
  values[1] = least + range - 1;
  return signed ? Int16Array.from(values) : Uint16Array.from(values);
}

const describedBy = ({ columns, rows, bits, signed }: SampleFormat): DicomDataset => ({
  Columns: columns,
  Rows: rows,
  BitsStored: bits,
  HighBit: bits - 1,
  PixelRepresentation: signed ? 1 : 0,
});
const slice = (format: SampleFormat, fragments: readonly Uint8Array[], syntax: string, changes: DicomDataset = {}) =>
  readCtSlice(writePart10({ ...(seriesDatasets()[0] as DicomDataset), ...describedBy(format), PixelData: fragments, ...changes }, syntax));
const decode = async (format: SampleFormat, writer: Writer, syntax: string, options: DecodeOptions = {}) =>
  decodePixels(slice(format, [await writer(samplesOf(format), format)], syntax), options);

describe.each(FORMATS)('compressed pixels, %s', (_, format) => {
  it.each(SYNTAXES)('come back exactly from %s', async (_name, syntax, writer) => {
    expect(await decode(format, writer, syntax)).toEqual(samplesOf(format));
  });
});

describe('JPEG 2000 that GDCM wrote', () => {
  const golden = z
    .object({ signed: z.base64(), unsigned: z.base64() })
    .parse(JSON.parse(readFileSync(new URL('./golden/jpeg2000-frames.json', import.meta.url), 'utf8')));

  it.each(['signed', 'unsigned'] as const)('%s 16 bit: every sample, both ends of the range included; nothing of it when it is cut short', async (sign) => {
    const format: SampleFormat = { columns: COLUMNS, rows: ROWS, bits: 16, signed: sign === 'signed' };
    const frame = new Uint8Array(Buffer.from(golden[sign], 'base64'));
    expect(await decodePixels(slice(format, [frame], TRANSFER_SYNTAX.jpeg2000Lossless))).toEqual(samplesOf(format));
    for (const share of [0.1, 0.5, 0.9]) {
      const cut = frame.subarray(0, Math.floor(frame.length * share));
      expect(await refusalCode(() => decodePixels(slice(format, [cut], TRANSFER_SYNTAX.jpeg2000Lossless)))).toMatch(/^pixel-data-(corrupt|length)$/);
    }
    // the same stream under the syntax that may be lossy: only where the site allows it
    const mayBeLossy = slice(format, [frame], TRANSFER_SYNTAX.jpeg2000);
    expect(await refusalCode(() => decodePixels(mayBeLossy))).toBe('lossy-compression');
    expect(await decodePixels(mayBeLossy, { allowLossy: true })).toEqual(samplesOf(format));
  });
});

describe('a compressed frame', () => {
  const format: SampleFormat = { columns: COLUMNS, rows: ROWS, bits: 16, signed: true };

  it('may lie in several fragments', async () => {
    const frame = await jpegLsFrame(samplesOf(format), format);
    const even = frame.length - (frame.length % 2);
    const fragments = [frame.subarray(0, 10), frame.subarray(10, 64), frame.subarray(64, even), frame.subarray(even)].filter((f) => f.length > 0);
    expect(await decodePixels(slice(format, fragments, TRANSFER_SYNTAX.jpegLsLossless))).toEqual(samplesOf(format));
  });

  it.each(SYNTAXES)('of a multi-frame object is found by its number (%s)', async (_name, syntax, writer) => {
    const frames = await Promise.all([0, 1, 2, 3].map((k) => writer(samplesOf(format, k), format)));
    const file = writePart10({ ...enhancedDataset({ columns: COLUMNS, rows: ROWS }), PixelData: frames }, syntax);
    const decoded = await Promise.all(readCtSlices(file).map((s) => decodePixels(s)));
    expect(decoded).toEqual([0, 1, 2, 3].map((k) => samplesOf(format, k)));
  });

  it('may be announced by an extended offset table', async () => {
    const frames = [0, 1, 2, 3].map((k) => rleFrame(samplesOf(format, k)));
    const table = new Uint8Array(new BigUint64Array(4).buffer);
    const dataset = { ...enhancedDataset({ columns: COLUMNS, rows: ROWS }), ExtendedOffsetTable: table, ExtendedOffsetTableLengths: table, PixelData: frames };
    const slices = readCtSlices(writePart10(dataset, TRANSFER_SYNTAX.rleLossless));
    expect(await Promise.all(slices.map((s) => decodePixels(s)))).toEqual([0, 1, 2, 3].map((k) => samplesOf(format, k)));
  });

  it.each([...SYNTAXES.slice(1), JPEG_2000])('of another size than the header says is not decoded (%s)', async (_name, syntax, writer) => {
    const wide = { ...format, columns: ROWS, rows: COLUMNS };
    const error = await refusal(async () => decodePixels(slice(format, [await writer(samplesOf(wide), wide)], syntax)));
    expect(error.code).toBe('pixel-data-length');
    expect(error.values).toMatchObject({ columns: ROWS, rows: COLUMNS });
  });

  it('whose bits are fewer than the stored ones is not given a wrong sign', async () => {
    const twelve: SampleFormat = { ...format, bits: 12 };
    for (const [writer, syntax] of [
      [jpegLsFrame, TRANSFER_SYNTAX.jpegLsLossless],
      [jpegLossless(1), TRANSFER_SYNTAX.jpegLosslessSv1],
    ] as const) {
      const frame = await writer(samplesOf(twelve), twelve);
      expect(await refusalCode(() => decodePixels(slice(format, [frame], syntax)))).toBe('pixel-format-unsupported');
    }
  });

  it('that is cut short is refused, wherever it is cut', async () => {
    for (const [, syntax, writer] of SYNTAXES) {
      const frame = await writer(samplesOf(format), format);
      for (const share of [0.02, 0.3, 0.7, 0.95]) {
        const code = await refusalCode(() => decodePixels(slice(format, [frame.subarray(0, Math.floor(frame.length * share))], syntax)));
        expect(code).toMatch(/^pixel-data-(corrupt|length)$/);
      }
    }
  });
});

describe('CT that was compressed with loss', () => {
  const format: SampleFormat = { columns: COLUMNS, rows: ROWS, bits: 16, signed: true };
  const nearLossless: Writer = (samples, f) => jpegLsFrame(samples, f, 3);
  const irreversible: Writer = (_samples, f) => jpeg2000Header(f, false);

  it.each<[string, Writer, string]>([
    ['near-lossless JPEG-LS', nearLossless, TRANSFER_SYNTAX.jpegLsNearLossless],
    ['JPEG 2000', irreversible, TRANSFER_SYNTAX.jpeg2000],
    ['near-lossless JPEG-LS under the lossless transfer syntax', nearLossless, TRANSFER_SYNTAX.jpegLsLossless],
    ['irreversible JPEG 2000 under the lossless transfer syntax', irreversible, TRANSFER_SYNTAX.jpeg2000Lossless],
  ])('is refused: %s', async (_, writer, syntax) => {
    const error = await refusal(() => decode(format, writer, syntax));
    expect(error.code).toBe('lossy-compression');
    expect(error.values).toMatchObject({ transferSyntaxUid: syntax });
  });

  it('is read where the site allows it, with the error that its encoder promised', async () => {
    // unsigned: as JPEG-LS knows no sign, an error at the far end of the signed range would turn it round
    const unsigned = { ...format, signed: false };
    const decoded = await decode(unsigned, nearLossless, TRANSFER_SYNTAX.jpegLsNearLossless, { allowLossy: true });
    const truth = samplesOf(unsigned);
    const worst = Math.max(...Array.from(decoded, (v, i) => Math.abs(v - (truth[i] as number))));
    expect(worst).toBeGreaterThan(0);
    expect(worst).toBeLessThanOrEqual(3);
  });

  it.each([
    ['JPEG baseline', '1.2.840.10008.1.2.4.50'],
    ['JPEG extended', '1.2.840.10008.1.2.4.51'],
    ['HTJ2K', '1.2.840.10008.1.2.4.203'],
  ])('is still refused where there is no decoder for it: %s', async (_, syntax) => {
    expect(await refusalCode(() => decode(format, rleFrame, syntax, { allowLossy: true }))).toBe('transfer-syntax-unsupported');
  });
});

// SPDX-License-Identifier: Apache-2.0
import { BitReader, type HuffmanTable, huffmanTable } from './jpeg-huffman.ts';
import { eachSegment, type JpegSegment } from './jpeg-markers.ts';

const SOF3 = 0xc3;
const DHT = 0xc4;
const SOS = 0xda;
const DRI = 0xdd;

interface Scan {
  readonly columns: number;
  readonly rows: number;
  readonly precision: number;
  /** 1 to 7 (T.81 table H.1). */
  readonly predictor: number;
  readonly pointTransform: number;
  readonly table: HuffmanTable;
  readonly restartInterval: number;
  /** First byte of the entropy-coded data. */
  readonly at: number;
}

/**
 * Decodes a lossless JPEG frame of one component (process 14, any predictor), the form of transfer syntaxes …4.57 and …4.70.
 *
 * @param pixels rows x columns of the image; a frame of another size is not decoded
 * @returns samples as 16-bit words, little endian, row by row
 * @throws Error in plain words where the data is no such frame or ends early
 * @see ITU-T T.81 (ISO/IEC 10918-1) annexes B, C and H
 */
export function decodeJpegLossless(frame: Uint8Array, pixels: number): Uint8Array {
  const scan = readScan(frame);
  if (scan.columns * scan.rows !== pixels) throw new Error(`the frame is ${scan.columns} x ${scan.rows}, the image has ${pixels} pixels`);
  if (pixels > 8 * frame.length) throw new Error('the frame ends before all pixels are there'); // a pixel takes at least one bit
  const samples = new Uint16Array(pixels);
  const reader = new BitReader(frame, scan.at);
  const { rows, columns, restartInterval, table, predictor } = scan;
  const rowsPerInterval = restartInterval === 0 ? rows : restartInterval / columns;
  if (!Number.isInteger(rowsPerInterval)) throw new Error('the restart interval is not a whole number of rows');
  const start = 1 << (scan.precision - scan.pointTransform - 1);
  for (let row = 0; row < rows; row++) {
    const fresh = row % rowsPerInterval === 0;
    if (fresh && row > 0) reader.restart();
    const at = row * columns;
    samples[at] = (fresh ? start : (samples[at - columns] as number)) + table.difference(reader);
    if (fresh) for (let i = at + 1; i < at + columns; i++) samples[i] = (samples[i - 1] as number) + table.difference(reader);
    else predictRow(samples, at, columns, predictor, table, reader);
  }
  if (scan.pointTransform > 0) for (let i = 0; i < pixels; i++) samples[i] = (samples[i] as number) << scan.pointTransform;
  return new Uint8Array(samples.buffer);
}

/** All samples of a row but the first; sums wrap at 16 bits, as the standard's arithmetic does. */
function predictRow(samples: Uint16Array, at: number, columns: number, predictor: number, table: HuffmanTable, reader: BitReader): void {
  for (let i = at + 1; i < at + columns; i++) {
    const a = samples[i - 1] as number;
    const b = samples[i - columns] as number;
    const c = samples[i - columns - 1] as number;
    samples[i] = predicted(predictor, a, b, c) + table.difference(reader);
  }
}

/** T.81 table H.1: a left, b above, c above left. */
function predicted(predictor: number, a: number, b: number, c: number): number {
  switch (predictor) {
    case 1:
      return a;
    case 2:
      return b;
    case 3:
      return c;
    case 4:
      return a + b - c;
    case 5:
      return a + ((b - c) >> 1);
    case 6:
      return b + ((a - c) >> 1);
    default:
      return (a + b) >> 1;
  }
}

function readScan(frame: Uint8Array): Scan {
  let image: { readonly columns: number; readonly rows: number; readonly precision: number } | undefined;
  let restartInterval = 0;
  const tables: (HuffmanTable | undefined)[] = [];
  for (const segment of eachSegment(frame)) {
    const { marker, body } = segment;
    if (marker === DHT) readTables(body, tables);
    else if (marker === DRI) restartInterval = word(body, 0);
    else if (marker === SOF3) {
      if (body.length < 9 || body[5] !== 1) throw new Error('the frame does not have exactly one component');
      image = { precision: body[0] as number, rows: word(body, 1), columns: word(body, 3) };
    } else if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc8 && marker !== 0xcc)
      throw new Error(`the frame is no lossless Huffman JPEG (marker ${marker})`);
    else if (marker === SOS) {
      if (image === undefined) throw new Error('the scan begins before the frame header');
      return { ...image, restartInterval, ...readScanHeader(segment, image.precision, tables) };
    }
  }
  throw new Error('the frame has no scan');
}

function readScanHeader(
  { body, next }: JpegSegment,
  precision: number,
  tables: readonly (HuffmanTable | undefined)[],
): Pick<Scan, 'predictor' | 'pointTransform' | 'table' | 'at'> {
  if (body.length !== 6 || body[0] !== 1) throw new Error('the scan does not have exactly one component');
  const predictor = body[3] as number;
  const pointTransform = (body[5] as number) & 15;
  const table = tables[(body[2] as number) >> 4];
  if (table === undefined) throw new Error('the scan names a Huffman table that is not there');
  if (precision < 2 || precision > 16 || pointTransform >= precision || predictor < 1 || predictor > 7)
    throw new Error(`precision ${precision}, predictor ${predictor}, point transform ${pointTransform} are no lossless JPEG`);
  return { predictor, pointTransform, table, at: next };
}

function readTables(body: Uint8Array, tables: (HuffmanTable | undefined)[]): void {
  for (let at = 0; at < body.length; ) {
    const counts = body.subarray(at + 1, at + 17);
    const total = counts.reduce((sum, n) => sum + n, 0);
    if (counts.length < 16 || at + 17 + total > body.length) throw new Error('a Huffman table is cut short');
    tables[(body[at] as number) & 15] = huffmanTable(counts, body.subarray(at + 17, at + 17 + total));
    at += 17 + total;
  }
}

function word(bytes: Uint8Array, at: number): number {
  if (at + 2 > bytes.length) throw new Error('a JPEG segment is cut short');
  return ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
}

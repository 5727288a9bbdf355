// SPDX-License-Identifier: Apache-2.0
// Bulk data and frames of uncompressed objects (PS3.18 sections 10.4.1.1.4 and 10.4.1.1.6).
import { randomUUID } from 'node:crypto';
import type { Response } from 'express';
import { bytesOf, type DicomDataset, numberOf } from '../../imaging/dicom/dataset.ts';
import { readPart10 } from '../../imaging/dicom/part10.ts';
import type { StoredInstance } from './store.ts';

/** Why bulk data is not sent. */
export interface BulkRefusal {
  readonly status: 400 | 404 | 406;
  readonly code: string;
  readonly message: string;
}

/** The pixel data of an object as one part. */
export async function pixelData(instance: StoredInstance): Promise<readonly Uint8Array[] | BulkRefusal> {
  const pixels = bytesOf(readPart10(await instance.bytes()).dataset, 'PixelData');
  return pixels === undefined ? { status: 406, code: 'encapsulated', message: 'Compressed pixel data is sent as a whole object only.' } : [pixels];
}

/** Frames by their numbers (from 1), one part each. */
export async function frames(instance: StoredInstance, numbers: readonly number[]): Promise<readonly Uint8Array[] | BulkRefusal> {
  const { dataset } = readPart10(await instance.bytes());
  const pixels = bytesOf(dataset, 'PixelData');
  const length = frameLength(dataset);
  const count = numberOf(dataset, 'NumberOfFrames') ?? 1;
  if (pixels === undefined || length === undefined)
    return { status: 406, code: 'no-native-frames', message: 'Frames are offered for uncompressed objects whose frames fill whole bytes; ask for the object.' };
  if (numbers.some((n) => n < 1 || n > count)) return { status: 404, code: 'not-found', message: `This object has frames 1 to ${count}.` };
  return numbers.map((n) => pixels.subarray((n - 1) * length, n * length));
}

/** Bytes of one frame; undefined where frames do not fill whole bytes (a 1-bit SEG of odd size). */
function frameLength(dataset: DicomDataset): number | undefined {
  const bits =
    (numberOf(dataset, 'Rows') ?? 0) *
    (numberOf(dataset, 'Columns') ?? 0) *
    (numberOf(dataset, 'SamplesPerPixel') ?? 1) *
    (numberOf(dataset, 'BitsAllocated') ?? 0);
  return bits > 0 && bits % 8 === 0 ? bits / 8 : undefined;
}

/** Sends parts as multipart/related octet streams. */
export function sendParts(response: Response, parts: readonly Uint8Array[]): void {
  const boundary = randomUUID();
  response.status(200).set('Content-Type', `multipart/related; type="application/octet-stream"; boundary=${boundary}`);
  const head = (part: Uint8Array) => Buffer.from(`--${boundary}\r\nContent-Type: application/octet-stream\r\nContent-Length: ${part.length}\r\n\r\n`);
  const pieces = parts.flatMap((part) => [head(part), Buffer.from(part.buffer, part.byteOffset, part.byteLength), Buffer.from('\r\n')]);
  response.end(Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]));
}

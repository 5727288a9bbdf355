// SPDX-License-Identifier: Apache-2.0

import { readCodestream } from '../../src/imaging/dicom/codestream.ts';
import { decodeFrame } from '../../src/imaging/dicom/decode-pool.ts';
import { decodeJpegLossless } from '../../src/imaging/dicom/jpeg-lossless.ts';
import { decodeRle16 } from '../../src/imaging/dicom/rle.ts';
import { TRANSFER_SYNTAX } from '../../src/imaging/dicom/uids.ts';
import { ImagingError } from '../../src/imaging/errors.ts';
import type { Random } from './random.ts';
import { FRAME_SIZE, FRAME_SYNTAXES, frameSeeds } from './seeds.ts';
import { Violation } from './violation.ts';

const sound = new Map<string, { readonly frame: Uint8Array }>();
for (const [name, bytes] of await frameSeeds())
  if (name.includes('rough')) sound.set(FRAME_SYNTAXES[bytes[0] as number] as string, { frame: bytes.subarray(6) });

/**
 * Decodes a frame as `pixels.ts` and its workers do: the stream's own header must fit the object's, whatever a decoder throws means a damaged
 * frame, and the decoded length is checked. After a damaged frame a sound one must still come out right: a decoder is used again.
 */
export async function readFrame(bytes: Uint8Array, random: Random): Promise<string> {
  if (bytes.length < 6) return 'too short';
  const transferSyntaxUid = FRAME_SYNTAXES[(bytes[0] as number) % FRAME_SYNTAXES.length] as string;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [rows, columns] = [view.getUint16(2, true), view.getUint16(4, true)];
  const frame = bytes.subarray(6);
  if (transferSyntaxUid === TRANSFER_SYNTAX.rleLossless) {
    const decoded = decodeRle16(frame, rows * columns);
    if (decoded.length !== 2 * rows * columns) throw new Violation('an RLE frame of another length than its image');
    return `rle ${rows * columns > 0}`;
  }
  let state: string;
  try {
    state = await decode(transferSyntaxUid, frame, rows, columns);
  } catch (problem) {
    if (random.chance(0.05)) await checkStillSound(transferSyntaxUid);
    throw problem;
  }
  return `${transferSyntaxUid} ${state}`;
}

async function decode(transferSyntaxUid: string, frame: Uint8Array, rows: number, columns: number): Promise<string> {
  const stream = plain(() => readCodestream(frame, transferSyntaxUid));
  if (stream.rows !== rows || stream.columns !== columns || stream.components !== 1) return 'of another size';
  const own = transferSyntaxUid === TRANSFER_SYNTAX.jpegLosslessSv1 || transferSyntaxUid === TRANSFER_SYNTAX.jpegLosslessProcess14;
  if (rows * columns > 2 ** 24 || rows * columns === 0) return 'too large or empty'; // refused before, in pixels.ts
  const decoded = own ? plain(() => decodeJpegLossless(frame, rows * columns)) : await decodeFrame(transferSyntaxUid, frame, rows * columns).catch(viaPool);
  return decoded.length === 2 * rows * columns ? `decoded, ${stream.precision} bits` : 'decoded to another length';
}

/** Our own decoders say in a plain Error what is wrong; anything else is a mistake of theirs. */
function plain<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Error && error.constructor === Error) throw damaged(error.message);
    throw error;
  }
}

/** The packages' decoders throw what they like, on their own thread. */
function viaPool(problem: unknown): never {
  throw damaged(problem instanceof Error ? problem.message.slice(0, 40) : typeof problem);
}

function damaged(why: string): ImagingError {
  return new ImagingError('pixel-data-corrupt', `damaged: ${why}`, {});
}

async function checkStillSound(transferSyntaxUid: string): Promise<void> {
  const known = sound.get(transferSyntaxUid);
  if (known === undefined) throw new Violation(`no sound frame for ${transferSyntaxUid}`);
  const pixels = FRAME_SIZE.rows * FRAME_SIZE.columns;
  const decoded = await decodeFrame(transferSyntaxUid, known.frame, pixels).catch((problem: unknown) => {
    throw new Violation(`after a damaged frame, the decoder of ${transferSyntaxUid} decodes nothing any more (${String(problem)})`);
  });
  const expected = new Uint8Array(new Uint16Array(pixels).map((_, i) => 1000 + ((i * 7919) % 311)).buffer);
  if (Buffer.compare(decoded, expected) !== 0) throw new Violation(`after a damaged frame, the decoder of ${transferSyntaxUid} gives wrong pixels`);
}

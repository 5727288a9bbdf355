// SPDX-License-Identifier: Apache-2.0
import { ImagingError } from '../errors.ts';
import { DECODABLE } from './codecs.ts';
import type { CtHeader, CtSlice } from './ct-header.ts';
import { decodeFrame } from './decode-pool.ts';
import { joinFragments } from './fragments.ts';
import { decodeRle16 } from './rle.ts';
import { TRANSFER_SYNTAX } from './uids.ts';

/** Stored pixel values of one slice, row by row; signed as PixelRepresentation says. */
export type StoredPixels = Int16Array | Uint16Array;

const UNCOMPRESSED: ReadonlySet<string> = new Set([
  TRANSFER_SYNTAX.implicitLittleEndian,
  TRANSFER_SYNTAX.explicitLittleEndian,
  TRANSFER_SYNTAX.deflatedLittleEndian,
  TRANSFER_SYNTAX.explicitBigEndian,
]);

/** Syntaxes that always lose information (JPEG baseline and extended, near-lossless JPEG-LS) or may (JPEG 2000, HTJ2K). */
const LOSSY: ReadonlySet<string> = new Set([
  '1.2.840.10008.1.2.4.50',
  '1.2.840.10008.1.2.4.51',
  '1.2.840.10008.1.2.4.81',
  '1.2.840.10008.1.2.4.91',
  '1.2.840.10008.1.2.4.93',
  '1.2.840.10008.1.2.4.203',
]);

/**
 * Stored values of a slice, before rescale.
 *
 * @returns length `rows * columns`, row by row; a view on the file's own bytes where that is possible
 * @throws ImagingError `lossy-compression`, `transfer-syntax-unsupported`, `pixel-format-unsupported`, `pixel-data-length` (decoded bytes do not
 *   fill the image exactly) or `pixel-data-corrupt`
 */
export async function decodePixels(slice: CtSlice): Promise<StoredPixels> {
  const { header } = slice;
  checkFormat(header);
  const pixels = header.rows * header.columns;
  if (slice.pixelOffset === undefined) throw new ImagingError('pixel-data-length', 'A slice has no pixel data.', { sopInstanceUid: header.sopInstanceUid });

  if (UNCOMPRESSED.has(header.transferSyntaxUid)) return trimmed(header, nativeWords(slice, slice.pixelOffset, pixels));

  const frame = joinFragments(slice.bytes, slice.pixelOffset);
  if (header.transferSyntaxUid === TRANSFER_SYNTAX.rleLossless) return trimmed(header, words(decodeRle16(frame, pixels)));
  if (!DECODABLE.has(header.transferSyntaxUid))
    throw new ImagingError(
      'transfer-syntax-unsupported',
      `Pixels stored as ${header.transferSyntaxUid} cannot be decoded here; ask the archive for explicit little endian.`,
      {
        transferSyntaxUid: header.transferSyntaxUid,
      },
    );
  const decoded = await decodeFrame(header.transferSyntaxUid, frame).catch((cause: unknown) => {
    throw new ImagingError(
      'pixel-data-corrupt',
      'The compressed pixels of a slice cannot be decoded; the object is damaged.',
      { sopInstanceUid: header.sopInstanceUid, transferSyntaxUid: header.transferSyntaxUid },
      { cause },
    );
  });
  checkLength(decoded.length, 2 * pixels, header);
  return trimmed(header, words(decoded));
}

function checkFormat(header: CtHeader): void {
  const { transferSyntaxUid } = header;
  if (header.lossy || LOSSY.has(transferSyntaxUid))
    throw new ImagingError(
      'lossy-compression',
      'This CT was compressed with loss; radiomic features of it would not be those of the scan. Use the original series.',
      {
        transferSyntaxUid,
        lossyImageCompression: header.lossy,
      },
    );
  const { bitsAllocated, bitsStored, highBit, samplesPerPixel, photometricInterpretation, frames } = header;
  if (bitsAllocated !== 16 || samplesPerPixel !== 1 || highBit !== bitsStored - 1 || bitsStored < 1 || bitsStored > 16 || frames !== 1)
    throw new ImagingError('pixel-format-unsupported', 'The slice is not a single 16-bit greyscale frame; a CT image object stores one such frame.', {
      bitsAllocated,
      bitsStored,
      highBit,
      samplesPerPixel,
      frames,
    });
  if (photometricInterpretation !== 'MONOCHROME2')
    throw new ImagingError('pixel-format-unsupported', `A CT slice is MONOCHROME2; this one is "${photometricInterpretation}".`, { photometricInterpretation });
}

function nativeWords(slice: CtSlice, offset: number, pixels: number): Uint16Array {
  const { bytes, header } = slice;
  const declared = slice.pixelLength ?? 0;
  checkLength(Math.min(declared, bytes.length - offset), 2 * pixels, header);
  const raw = bytes.subarray(offset, offset + 2 * pixels);
  if (!slice.bigEndian) return words(raw);
  const swapped = new Uint8Array(raw); // a copy; Buffer's own slice would be a view
  Buffer.from(swapped.buffer).swap16();
  return words(swapped);
}

/** Little-endian words; copied only where the bytes do not start on an even address. */
function words(bytes: Uint8Array): Uint16Array {
  const aligned = bytes.byteOffset % 2 === 0 ? bytes : new Uint8Array(bytes);
  return new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.byteLength >> 1);
}

/** Applies the sign and drops what may lie above the stored bits (old overlays, unsigned codecs). */
function trimmed(header: CtHeader, raw: Uint16Array): StoredPixels {
  const spare = 16 - header.bitsStored;
  if (spare === 0) return header.signed ? new Int16Array(raw.buffer, raw.byteOffset, raw.length) : raw;
  if (header.signed) return Int16Array.from(raw, (value) => (value << (16 + spare)) >> (16 + spare));
  const mask = (1 << header.bitsStored) - 1;
  return raw.map((value) => value & mask);
}

function checkLength(actual: number, expected: number, header: CtHeader): void {
  // an odd image is padded to an even number of bytes, which two-byte pixels always are
  if (actual === expected) return;
  throw new ImagingError('pixel-data-length', `A slice has ${actual} bytes of pixels where ${header.columns} x ${header.rows} needs ${expected}.`, {
    sopInstanceUid: header.sopInstanceUid,
    actualBytes: actual,
    expectedBytes: expected,
  });
}

// SPDX-License-Identifier: Apache-2.0
import { ImagingError } from '../errors.ts';
import { isDecodable } from './codecs.ts';
import { type Codestream, readCodestream } from './codestream.ts';
import type { CtHeader, CtSlice } from './ct-header.ts';
import { decodeFrame } from './decode-pool.ts';
import { frameFragments } from './fragments.ts';
import { orOfSums } from './pairs.ts';
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

/** 4096 x 4096. A stream of 100 bytes can name any size, and some decoders take the memory before they look further. */
const MOST_PIXELS = 2 ** 24;

/** Syntaxes that always lose information (JPEG baseline and extended, near-lossless JPEG-LS) or may (JPEG 2000, HTJ2K). */
const LOSSY: ReadonlySet<string> = new Set([
  '1.2.840.10008.1.2.4.50',
  '1.2.840.10008.1.2.4.51',
  '1.2.840.10008.1.2.4.81',
  '1.2.840.10008.1.2.4.91',
  '1.2.840.10008.1.2.4.93',
  '1.2.840.10008.1.2.4.203',
]);

/** Leniencies of {@link decodePixels}; none is on by default. */
export interface DecodeOptions {
  /** Read images that were compressed with loss (a site's choice; what was read must then be recorded). */
  readonly allowLossy?: boolean;
}

/** True where the values are not those of the scan: by transfer syntax, or because the object says that it was once compressed with loss. */
export function isLossy(header: Pick<CtHeader, 'lossy' | 'transferSyntaxUid'>): boolean {
  return header.lossy || LOSSY.has(header.transferSyntaxUid);
}

/**
 * Stored values of a slice (one frame of a multi-frame object), before rescale.
 *
 * @returns length `rows * columns`, row by row; a view on the file's own bytes where that is possible
 * @throws ImagingError `lossy-compression`, `transfer-syntax-unsupported`, `pixel-format-unsupported`, `pixel-data-length` (decoded bytes do not
 *   fill the image exactly) or `pixel-data-corrupt`
 */
export async function decodePixels(slice: CtSlice, options: DecodeOptions = {}): Promise<StoredPixels> {
  const { header } = slice;
  checkFormat(header, options);
  const pixels = header.rows * header.columns;
  if (slice.pixelOffset === undefined)
    throw new ImagingError('pixel-data-length', 'A slice has no pixel data; the object is incomplete. Fetch or export it again.', {
      sopInstanceUid: header.sopInstanceUid,
    });
  if (UNCOMPRESSED.has(header.transferSyntaxUid)) return trimmed(header, nativeWords(slice, slice.pixelOffset, pixels));

  const rle = header.transferSyntaxUid === TRANSFER_SYNTAX.rleLossless;
  if (!rle && !isDecodable(header.transferSyntaxUid))
    throw new ImagingError(
      'transfer-syntax-unsupported',
      `Pixels stored as ${header.transferSyntaxUid} cannot be decoded here; ask the archive for explicit little endian.`,
      {
        transferSyntaxUid: header.transferSyntaxUid,
      },
    );
  const frame = frameFragments(slice.bytes, slice.pixelOffset, (header.frame?.number ?? 1) - 1, header.frame === undefined ? 1 : header.frames);
  if (rle) return trimmed(header, words(decodeRle16(frame, pixels)));
  checkCodestream(frame, header, options);
  const decoded = await decodeFrame(header.transferSyntaxUid, frame, pixels).catch((cause: unknown) => {
    throw corrupt(header, cause);
  });
  checkLength(decoded.length, 2 * pixels, header);
  return trimmed(header, words(decoded));
}

function checkFormat(header: CtHeader, options: DecodeOptions): void {
  if (isLossy(header) && options.allowLossy !== true) throw lossy(header);
  const { bitsAllocated, bitsStored, highBit, samplesPerPixel, photometricInterpretation, frames } = header;
  const oneImage = header.frame !== undefined || frames === 1;
  if (bitsAllocated !== 16 || samplesPerPixel !== 1 || highBit !== bitsStored - 1 || bitsStored < 1 || bitsStored > 16 || !oneImage)
    throw new ImagingError(
      'pixel-format-unsupported',
      `A CT image is a single greyscale frame of 16 bits a pixel; this one has ${bitsAllocated} bits (stored ${bitsStored}, high bit ${highBit}), ${samplesPerPixel} samples, ${frames} frames. Send the original CT images.`,
      {
        bitsAllocated,
        bitsStored,
        highBit,
        samplesPerPixel,
        frames,
      },
    );
  const { rows, columns } = header;
  if (rows < 1 || columns < 1 || rows * columns > MOST_PIXELS)
    throw new ImagingError(
      'pixel-format-unsupported',
      `A CT slice has at least one and at most ${MOST_PIXELS} pixels; this one is ${columns} x ${rows}. Send the original CT images.`,
      { rows, columns, sopInstanceUid: header.sopInstanceUid },
    );
  if (photometricInterpretation !== 'MONOCHROME2')
    throw new ImagingError('pixel-format-unsupported', `A CT slice is MONOCHROME2; this one is "${photometricInterpretation}". Send the original CT images.`, {
      photometricInterpretation,
    });
}

/** What the stream says of itself must be what the object around it says, before any decoder is asked. */
function checkCodestream(frame: Uint8Array, header: CtHeader, options: DecodeOptions): void {
  let stream: Codestream;
  try {
    stream = readCodestream(frame, header.transferSyntaxUid);
  } catch (cause) {
    throw corrupt(header, cause);
  }
  if (stream.lossy && options.allowLossy !== true) throw lossy(header);
  const { rows, columns, components, precision, signed } = stream;
  if (rows !== header.rows || columns !== header.columns || components !== 1)
    throw new ImagingError(
      'pixel-data-length',
      `The compressed pixels of a slice are ${columns} x ${rows} with ${components} samples, its header says ${header.columns} x ${header.rows} with one; the object is damaged. Fetch or export it again.`,
      { sopInstanceUid: header.sopInstanceUid, columns, rows, components },
    );
  if (precision > 16 || precision <= 8 || (precision < header.bitsStored && header.signed && !signed))
    throw new ImagingError(
      'pixel-format-unsupported',
      `The compressed pixels of a slice have ${precision} bits where ${header.bitsStored} are stored; their values or their sign would be lost. Ask the archive for explicit little endian.`,
      { sopInstanceUid: header.sopInstanceUid, precision, bitsStored: header.bitsStored },
    );
}

function lossy(header: CtHeader): ImagingError {
  const { transferSyntaxUid, lossyMethod, lossyRatio } = header;
  return new ImagingError(
    'lossy-compression',
    `This CT was compressed with loss (${transferSyntaxUid}); radiomic features of it would not be those of the scan. Use the original series.`,
    { transferSyntaxUid, lossyImageCompression: header.lossy, lossyMethod, lossyRatio, sopInstanceUid: header.sopInstanceUid },
  );
}

function corrupt(header: CtHeader, cause: unknown): ImagingError {
  return new ImagingError(
    'pixel-data-corrupt',
    'The compressed pixels of a slice cannot be decoded; the object is damaged. Fetch or export it again.',
    { sopInstanceUid: header.sopInstanceUid, transferSyntaxUid: header.transferSyntaxUid },
    { cause },
  );
}

function nativeWords(slice: CtSlice, offset: number, pixels: number): Uint16Array {
  const { bytes, header } = slice;
  const frames = header.frame === undefined ? 1 : header.frames;
  checkLength(Math.min(slice.pixelLength ?? 0, bytes.length - offset), 2 * pixels * frames, header);
  const from = offset + 2 * pixels * ((header.frame?.number ?? 1) - 1);
  const raw = bytes.subarray(from, from + 2 * pixels);
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
  const withSign = (values: Uint16Array): StoredPixels => (header.signed ? new Int16Array(values.buffer, values.byteOffset, values.length) : values);
  if (spare === 0 || !hasMoreBits(raw, header.bitsStored, header.signed)) return withSign(raw); // nearly always
  const out = new Uint16Array(raw.length);
  const mask = (1 << header.bitsStored) - 1;
  for (let i = 0; i < raw.length; i++) out[i] = header.signed ? ((raw[i] as number) << (16 + spare)) >> (16 + spare) : (raw[i] as number) & mask;
  return withSign(out);
}

/** True where some value is not what its stored bits alone say. */
function hasMoreBits(raw: Uint16Array, bitsStored: number, signed: boolean): boolean {
  const lift = signed ? 1 << (bitsStored - 1) : 0; // from two's complement of so many bits to a number of so many bits
  return orOfSums(raw, lift) >> bitsStored !== 0;
}

function checkLength(actual: number, expected: number, header: CtHeader): void {
  // an odd image is padded to an even number of bytes, which two-byte pixels always are
  if (actual === expected) return;
  throw new ImagingError(
    'pixel-data-length',
    `A slice has ${actual} bytes of pixels where ${header.columns} x ${header.rows} needs ${expected}; the object is damaged. Fetch or export it again.`,
    {
      sopInstanceUid: header.sopInstanceUid,
      actualBytes: actual,
      expectedBytes: expected,
    },
  );
}

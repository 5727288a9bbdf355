// SPDX-License-Identifier: Apache-2.0
import { eachSegment } from './jpeg-markers.ts';
import { TRANSFER_SYNTAX } from './uids.ts';

/** What the header of a compressed frame says about itself, whatever the DICOM object around it says. */
export interface Codestream {
  readonly columns: number;
  readonly rows: number;
  readonly components: number;
  /** Bits of a sample. */
  readonly precision: number;
  /** JPEG 2000 only; the other codes know no sign. */
  readonly signed: boolean;
  /** True where this very stream cannot give back what was put in: JPEG-LS with a tolerance, JPEG 2000 with the irreversible wavelet. */
  readonly lossy: boolean;
}

const JPEG_SOF_LOSSLESS = 0xc3;
const JPEG_LS_SOF = 0xf7;
const JPEG_SOS = 0xda;
const J2K_SIZ = 0x51;
const J2K_COD = 0x52;
const J2K_SOD = 0x93;
const J2K_SOT = 0x90;

/**
 * Reads the header of a JPEG lossless, JPEG-LS or JPEG 2000 frame, so that a decoder is never asked for an image of another size than the
 * object promises, and a stream that lost information does not pass under a lossless transfer syntax.
 *
 * @throws Error in plain words where the header is not that of the syntax or is cut short
 * @see ITU-T T.81 annex B, T.87 annex C, T.800 annex A
 */
export function readCodestream(frame: Uint8Array, transferSyntaxUid: string): Codestream {
  if (JPEG_2000.has(transferSyntaxUid)) return readJpeg2000(frame);
  const jpegLs = JPEG_LS.has(transferSyntaxUid);
  const startOfFrame = jpegLs ? JPEG_LS_SOF : JPEG_SOF_LOSSLESS;
  let size: Pick<Codestream, 'columns' | 'rows' | 'components' | 'precision'> | undefined;
  for (const { marker, body } of eachSegment(frame)) {
    if (marker === startOfFrame) {
      const view = need(body, 6);
      size = { precision: view.getUint8(0), rows: view.getUint16(1), columns: view.getUint16(3), components: view.getUint8(5) };
    }
    if (marker !== JPEG_SOS) continue;
    if (size === undefined) break;
    const view = need(body, 1);
    const near = jpegLs ? need(body, 2 + 2 * view.getUint8(0)).getUint8(1 + 2 * view.getUint8(0)) : 0;
    return { ...size, signed: false, lossy: near !== 0 };
  }
  throw new Error('the frame is not of the kind that its transfer syntax names');
}

const JPEG_LS: ReadonlySet<string> = new Set([TRANSFER_SYNTAX.jpegLsLossless, TRANSFER_SYNTAX.jpegLsNearLossless]);
const JPEG_2000: ReadonlySet<string> = new Set([TRANSFER_SYNTAX.jpeg2000Lossless, TRANSFER_SYNTAX.jpeg2000]);

function readJpeg2000(frame: Uint8Array): Codestream {
  let size: Omit<Codestream, 'lossy'> | undefined;
  let irreversible: boolean | undefined;
  for (const { marker, body } of eachSegment(frame)) {
    if (marker === J2K_SIZ) {
      const view = need(body, 39);
      const depth = view.getUint8(36);
      size = {
        columns: view.getUint32(2) - view.getUint32(10),
        rows: view.getUint32(6) - view.getUint32(14),
        components: view.getUint16(34),
        precision: (depth & 127) + 1,
        signed: depth > 127,
      };
    }
    if (marker === J2K_COD) irreversible = need(body, 10).getUint8(9) === 0;
    if (marker === J2K_SOT || marker === J2K_SOD) break;
  }
  if (size === undefined || irreversible === undefined) throw new Error('the frame is no JPEG 2000 codestream');
  return { ...size, lossy: irreversible };
}

function need(body: Uint8Array, length: number): DataView {
  if (body.length < length) throw new Error('a marker segment is cut short');
  return new DataView(body.buffer, body.byteOffset, body.byteLength);
}

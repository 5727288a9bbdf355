// SPDX-License-Identifier: Apache-2.0
import { ImagingError } from '../errors.ts';

/**
 * Decodes an RLE frame of 16-bit pixels: two segments, high bytes first, each packed by PackBits.
 *
 * @returns little-endian bytes, length `2 * pixels`
 * @throws ImagingError `pixel-data-corrupt` where a segment ends early, runs over or is missing
 * @see DICOM PS3.5 annex G
 */
export function decodeRle16(frame: Uint8Array, pixels: number): Uint8Array {
  if (frame.length < 64) throw corrupt('its header is cut short');
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (view.getUint32(0, true) !== 2) throw corrupt(`it has ${view.getUint32(0, true)} segments where 16-bit pixels have 2`);
  // two bytes give at most 128, so an image that the frame cannot fill is refused before its memory is taken
  if (pixels > 64 * frame.length) throw corrupt(`${frame.length} bytes cannot hold ${pixels} pixels`);
  const out = new Uint8Array(2 * pixels);
  for (let segment = 0; segment < 2; segment++) {
    const from = view.getUint32(4 + 4 * segment, true);
    const to = segment === 0 ? view.getUint32(8, true) : frame.length;
    unpackSegment(frame, from, Math.min(to, frame.length), out, 1 - segment, pixels);
  }
  return out;
}

/** One PackBits segment into every second byte of `out`, beginning with byte `lane`. */
function unpackSegment(frame: Uint8Array, from: number, to: number, out: Uint8Array, lane: number, pixels: number): void {
  let at = from;
  let written = 0;
  while (written < pixels) {
    if (at + 1 >= to) throw corrupt('a segment ends before all pixels are there');
    const control = frame[at++] as number;
    if (control === 128) continue; // no operation
    const run = control > 128;
    const count = run ? 257 - control : control + 1;
    if (written + count > pixels || (!run && at + count > to)) throw corrupt('a segment runs over');
    for (let i = 0; i < count; i++) out[2 * (written + i) + lane] = frame[run ? at : at + i] as number;
    at += run ? 1 : count;
    written += count;
  }
}

function corrupt(what: string): ImagingError {
  return new ImagingError('pixel-data-corrupt', `The RLE pixel data cannot be decoded: ${what}.`, {});
}

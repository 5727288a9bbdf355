// SPDX-License-Identifier: Apache-2.0

/**
 * One-bit pixel data: first pixel in the lowest bit, no padding between frames, so a frame may start inside a byte.
 * @see DICOM PS3.5 section 8.1.1 and annex D
 */
export function packBits(frames: readonly Uint8Array[], pixelsPerFrame: number): Uint8Array {
  const packed = new Uint8Array(Math.ceil((frames.length * pixelsPerFrame) / 8));
  let at = 0;
  for (const frame of frames) {
    for (let i = 0; i < pixelsPerFrame; i++, at++) if (frame[i] !== 0) packed[at >> 3] = (packed[at >> 3] as number) | (1 << (at & 7));
  }
  return packed;
}

/**
 * One frame of one-bit pixel data as 0/1 bytes.
 *
 * @param packed the whole pixel data
 * @param frame 0-based index of the frame
 * @param out length `pixelsPerFrame`; written whole
 */
export function unpackFrame(packed: Uint8Array, frame: number, pixelsPerFrame: number, out: Uint8Array): void {
  let at = frame * pixelsPerFrame;
  for (let i = 0; i < pixelsPerFrame; i++, at++) out[i] = ((packed[at >> 3] as number) >> (at & 7)) & 1;
}

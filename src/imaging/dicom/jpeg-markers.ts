// SPDX-License-Identifier: Apache-2.0

/** One marker segment of a JPEG family stream: the marker's second byte, its parameters, and where the next byte lies. */
export interface JpegSegment {
  readonly marker: number;
  /** Parameters without the length field; empty for markers that have none. */
  readonly body: Uint8Array;
  readonly next: number;
}

/** Start of image (JPEG, JPEG-LS) and start of codestream (JPEG 2000). */
const WITHOUT_PARAMETERS: ReadonlySet<number> = new Set([0xd8, 0x4f, 0x01]);
const END = 0xd9;

/**
 * Marker segments from the start of a JPEG, JPEG-LS or JPEG 2000 stream up to its first entropy-coded data; a caller stops at the start of
 * scan (JPEG, JPEG-LS) or start of data (JPEG 2000).
 *
 * @throws Error where something that is no marker stands in a marker's place, or a segment is cut short
 * @see ITU-T T.81 annex B.1.1, T.87 annex C, T.800 annex A
 */
export function* eachSegment(stream: Uint8Array): Generator<JpegSegment> {
  let at = 0;
  for (;;) {
    if (stream[at] !== 0xff) throw new Error(`no marker at byte ${at}`);
    while (stream[at + 1] === 0xff) at++; // fill bytes
    const marker = stream[at + 1];
    if (marker === undefined || marker === END || marker === 0) throw new Error('the stream ends before its image data');
    at += 2;
    if (WITHOUT_PARAMETERS.has(marker)) {
      yield { marker, body: stream.subarray(at, at), next: at };
      continue;
    }
    if (at + 2 > stream.length) throw new Error('a marker segment is cut short');
    const length = ((stream[at] as number) << 8) | (stream[at + 1] as number);
    if (length < 2 || at + length > stream.length) throw new Error('a marker segment is cut short');
    yield { marker, body: stream.subarray(at + 2, at + length), next: at + length };
    at += length;
  }
}

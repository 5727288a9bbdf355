// SPDX-License-Identifier: Apache-2.0
import { inflateRawSync } from 'node:zlib';

/** A slice or segmentation unpacks to at most this; more is no medical image but a bomb. */
const MAX_INFLATED_BYTES = 1_500_000_000;

/**
 * A file in the deflated transfer syntax with its dataset unpacked; the part before `position` (preamble, File Meta Information) stays.
 * @see DICOM PS3.5 annex A.5
 */
export function inflateBody(whole: Uint8Array, position: number, maxBytes: number = MAX_INFLATED_BYTES): Uint8Array {
  const body = inflateRawSync(whole.subarray(position), { maxOutputLength: maxBytes });
  const out = new Uint8Array(position + body.length);
  out.set(whole.subarray(0, position));
  out.set(body, position);
  return out;
}

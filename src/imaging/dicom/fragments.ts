// SPDX-License-Identifier: Apache-2.0
import { ImagingError } from '../errors.ts';

/**
 * The compressed frame of a single-frame object: all fragments after the offset table, joined.
 *
 * @param at offset of the first item (the offset table)
 * @throws ImagingError `pixel-data-corrupt` where the items do not add up
 * @see DICOM PS3.5 annex A.4
 */
export function joinFragments(bytes: Uint8Array, at: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fragments: Uint8Array[] = [];
  let position = at;
  let first = true;
  for (;;) {
    if (position + 8 > bytes.length) throw corrupt(position, 'ends without a delimiter');
    const group = view.getUint16(position, true);
    const element = view.getUint16(position + 2, true);
    const length = view.getUint32(position + 4, true);
    position += 8;
    if (group !== 0xfffe) throw corrupt(position, 'holds something that is no item');
    if (element === 0xe0dd) break;
    if (element !== 0xe000 || position + length > bytes.length) throw corrupt(position, 'has an item that runs past its end');
    if (!first) fragments.push(bytes.subarray(position, position + length));
    first = false;
    position += length;
  }
  if (fragments.length === 0) throw corrupt(position, 'has no fragment');
  return fragments.length === 1 ? (fragments[0] as Uint8Array) : Buffer.concat(fragments);
}

function corrupt(offset: number, what: string): ImagingError {
  return new ImagingError('pixel-data-corrupt', `The compressed pixel data ${what}.`, { offset });
}

// SPDX-License-Identifier: Apache-2.0
import { ImagingError } from '../errors.ts';

interface Fragment {
  /** Offset of the item's tag from the first byte after the offset table. */
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/**
 * One frame of encapsulated pixel data. A single frame is all fragments joined; several are told apart by the offset table where there is one,
 * else one fragment a frame, else by the marks that begin a JPEG family stream.
 *
 * @param at offset of the first item (the offset table)
 * @param index 0-based frame
 * @param frames frames of the object
 * @throws ImagingError `pixel-data-corrupt` where the items do not add up, or where nothing tells which fragments make a frame
 * @see DICOM PS3.5 annex A.4
 */
export function frameFragments(bytes: Uint8Array, at: number, index: number, frames: number): Uint8Array {
  const { table, fragments } = readItems(bytes, at);
  if (frames === 1) return joined(fragments);
  const starts = frameStarts(table, fragments, frames);
  return joined(fragments.slice(starts[index], starts[index + 1] ?? fragments.length));
}

/** Index of the first fragment of every frame. */
function frameStarts(table: readonly number[], fragments: readonly Fragment[], frames: number): readonly number[] {
  if (table.length > 0) {
    const indexOf = new Map(fragments.map((f, i) => [f.offset, i]));
    const starts = table.map((offset) => indexOf.get(offset) ?? -1);
    const rising = starts.every((start, i) => start > (starts[i - 1] ?? -1));
    if (table.length !== frames || starts[0] !== 0 || !rising) throw corrupt(0, `has an offset table that does not fit its ${frames} frames`);
    return starts;
  }
  if (fragments.length === frames) return fragments.map((_, i) => i);
  const starts = fragments.flatMap(({ bytes }, i) => (bytes[0] === 0xff && (bytes[1] === 0xd8 || bytes[1] === 0x4f) ? [i] : []));
  if (starts.length !== frames || starts[0] !== 0)
    throw corrupt(0, `has ${fragments.length} fragments for ${frames} frames and no offset table that says which belong together`);
  return starts;
}

function readItems(bytes: Uint8Array, at: number): { readonly table: readonly number[]; readonly fragments: readonly Fragment[] } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fragments: Fragment[] = [];
  let table: readonly number[] | undefined;
  let base = 0;
  let position = at;
  for (;;) {
    if (position + 8 > bytes.length) throw corrupt(position, 'ends without a delimiter');
    const group = view.getUint16(position, true);
    const element = view.getUint16(position + 2, true);
    const length = view.getUint32(position + 4, true);
    const from = position + 8;
    if (group !== 0xfffe) throw corrupt(position, 'holds something that is no item');
    if (element === 0xe0dd) break;
    if (element !== 0xe000 || from + length > bytes.length) throw corrupt(position, 'has an item that runs past its end');
    if (table === undefined) {
      table = Array.from({ length: length >> 2 }, (_, i) => view.getUint32(from + 4 * i, true));
      base = from + length;
    } else fragments.push({ offset: position - base, bytes: bytes.subarray(from, from + length) });
    position = from + length;
  }
  if (fragments.length === 0) throw corrupt(position, 'has no fragment');
  return { table: table ?? [], fragments };
}

function joined(fragments: readonly Fragment[]): Uint8Array {
  return fragments.length === 1 ? (fragments[0] as Fragment).bytes : Buffer.concat(fragments.map((f) => f.bytes));
}

function corrupt(offset: number, what: string): ImagingError {
  return new ImagingError('pixel-data-corrupt', `The compressed pixel data ${what}; the object is damaged. Fetch or export it again.`, { offset });
}

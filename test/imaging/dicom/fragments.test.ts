// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { frameFragments } from '../../../src/imaging/dicom/fragments.ts';
import { refusal, refusalCode } from '../support/codes.ts';

const item = (bytes: Uint8Array): Buffer => {
  const header = Buffer.alloc(8);
  header.writeUInt32LE(0xe000fffe, 0);
  header.writeUInt32LE(bytes.length, 4);
  return Buffer.concat([header, bytes]);
};
const END = Buffer.from([0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0]);
const table = (offsets: readonly number[]): Buffer => item(Buffer.from(Uint32Array.from(offsets).buffer));
/** Fragments that begin like a JPEG stream (J) or go on with one (c). */
const pixelData = (kinds: string, offsets: readonly number[] = []): Buffer =>
  Buffer.concat([table(offsets), ...[...kinds].map((kind, i) => item(Uint8Array.of(kind === 'J' ? 0xff : 0x11, kind === 'J' ? 0xd8 : 0x22, i, i))), END]);
const framesOf = (data: Buffer, frames: number): number[][] =>
  Array.from({ length: frames }, (_, i) => [...frameFragments(data, 0, i, frames)].filter((_byte, at) => at % 4 === 2));

describe('fragments of encapsulated pixel data', () => {
  it('all belong to the only frame', () => {
    expect(framesOf(pixelData('Jcc'), 1)).toEqual([[0, 1, 2]]);
    expect(framesOf(pixelData('Jcc', [0]), 1)).toEqual([[0, 1, 2]]);
  });

  it('are told apart by the offset table', () => {
    expect(framesOf(pixelData('ccccc', [0, 24, 48]), 3)).toEqual([[0, 1], [2, 3], [4]]);
  });

  it('are one per frame where there is no table and their number fits', () => {
    expect(framesOf(pixelData('ccc'), 3)).toEqual([[0], [1], [2]]);
  });

  it('are told apart by the start of each stream where neither helps', () => {
    expect(framesOf(pixelData('JccJJc'), 3)).toEqual([[0, 1, 2], [3], [4, 5]]);
  });

  it.each<[string, Buffer, number]>([
    ['a table for another number of frames', pixelData('cccc', [0, 24]), 3],
    ['a table that points between fragments', pixelData('cccc', [0, 13, 24]), 3],
    ['a table that goes backwards', pixelData('cccc', [0, 24, 12]), 3],
    ['a table that does not begin at the first fragment', pixelData('cccc', [12, 24, 36]), 3],
    ['nothing that tells frames apart', pixelData('JccJ'), 3],
    ['a stream that does not begin with the first fragment', pixelData('cJJJ'), 3],
    ['no fragment', pixelData(''), 1],
    ['no delimiter', pixelData('J').subarray(0, -8), 1],
    ['an item that runs past the end', pixelData('J').subarray(0, -10), 1],
    ['something that is no item', Buffer.concat([table([]), Buffer.alloc(16)]), 1],
  ])('are refused with %s', async (_, data, frames) => {
    expect(await refusalCode(() => frameFragments(data, 0, 0, frames))).toBe('pixel-data-corrupt');
  });

  it('tell what is wrong and what to do', async () => {
    expect((await refusal(() => frameFragments(pixelData('JccJ'), 0, 0, 3))).message).toBe(
      'The compressed pixel data has 4 fragments for 3 frames and no offset table that says which belong together; the object is damaged. Fetch or export it again.',
    );
  });
});

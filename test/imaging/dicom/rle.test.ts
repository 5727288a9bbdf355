// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeRle16 } from '../../../src/imaging/dicom/rle.ts';
import { refusalCode } from '../support/codes.ts';

/** A plain encoder, written from PS3.5 annex G: literal runs of at most `longest` bytes, replicate runs where a byte repeats. */
function packBits(bytes: Uint8Array, longest: number): number[] {
  const out: number[] = [];
  let i = 0;
  while (i < bytes.length) {
    let run = 1;
    while (run < 128 && bytes[i + run] === bytes[i]) run++;
    if (run > 1) {
      out.push(257 - run, bytes[i] as number);
      i += run;
      continue;
    }
    const literal = [...bytes.subarray(i, i + longest)];
    out.push(literal.length - 1, ...literal);
    i += literal.length;
  }
  if (out.length % 2 === 1) out.push(0);
  return out;
}

function encode(pixels: Uint16Array, longest = 3): Uint8Array {
  const high = packBits(
    Uint8Array.from(pixels, (v) => v >> 8),
    longest,
  );
  const low = packBits(
    Uint8Array.from(pixels, (v) => v & 255),
    longest,
  );
  const out = new Uint8Array(64 + high.length + low.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, 2, true);
  view.setUint32(4, 64, true);
  view.setUint32(8, 64 + high.length, true);
  out.set(high, 64);
  out.set(low, 64 + high.length);
  return out;
}

describe('RLE pixels', () => {
  it('decode to what was encoded, whatever the values and runs', () => {
    const values = fc.array(fc.oneof(fc.integer({ min: 0, max: 65535 }), fc.constant(63536)), { minLength: 1, maxLength: 600 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 128 }), (list, longest) => {
        const pixels = Uint16Array.from(list);
        const decoded = decodeRle16(encode(pixels, longest), pixels.length);
        expect(new Uint16Array(decoded.buffer)).toEqual(pixels);
      }),
    );
  });

  it('are refused when they end early, run over or have the wrong number of segments', async () => {
    const pixels = Uint16Array.from({ length: 50 }, (_, i) => i * 1000);
    const good = encode(pixels);
    const threeSegments = good.slice();
    threeSegments[0] = 3;
    expect(await refusalCode(() => decodeRle16(good.subarray(0, good.length - 20), 50))).toBe('pixel-data-corrupt');
    expect(await refusalCode(() => decodeRle16(good, 49))).toBe('pixel-data-corrupt');
    expect(await refusalCode(() => decodeRle16(threeSegments, 50))).toBe('pixel-data-corrupt');
    expect(await refusalCode(() => decodeRle16(good.subarray(0, 30), 50))).toBe('pixel-data-corrupt');
  });
});

// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { packBits, unpackFrame } from '../../../src/imaging/seg/bits.ts';

describe('one-bit pixel data', () => {
  it('has the first pixel in the lowest bit and runs on across frames (PS3.5 section 8.1.1)', () => {
    // two frames of three pixels: 1 0 1 | 0 1 1 -> bits 0,2,4,5
    expect([...packBits([Uint8Array.of(1, 0, 1), Uint8Array.of(0, 1, 1)], 3)]).toEqual([0b110101]);
  });

  it('unpacks to what was packed, for frames of any size', () => {
    const frames = fc
      .integer({ min: 1, max: 40 })
      .chain((n) => fc.array(fc.array(fc.integer({ min: 0, max: 1 }), { minLength: n, maxLength: n }), { minLength: 1, maxLength: 6 }));
    fc.assert(
      fc.property(frames, (list) => {
        const pixels = (list[0] as number[]).length;
        const planes = list.map((frame) => Uint8Array.from(frame));
        const packed = packBits(planes, pixels);
        expect(packed.length).toBe(Math.ceil((planes.length * pixels) / 8));
        planes.forEach((plane, i) => {
          const out = new Uint8Array(pixels).fill(9);
          unpackFrame(packed, i, pixels, out);
          expect(out).toEqual(plane);
        });
      }),
    );
  });
});

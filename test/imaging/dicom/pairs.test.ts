// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addInto, orOfSums } from '../../../src/imaging/dicom/pairs.ts';

/** Values at an even address that may or may not be a multiple of four, as they lie in a file. */
const placed = fc.tuple(fc.array(fc.integer({ min: 0, max: 65535 }), { maxLength: 40 }), fc.integer({ min: 0, max: 3 })).map(([values, shift]) => {
  const words = new Uint16Array(values.length + shift);
  words.set(values, shift);
  return words.subarray(shift);
});
const summand = fc.integer({ min: -70_000, max: 70_000 });

describe('sums of 16-bit numbers two at a time', () => {
  it('are those of one at a time, wherever source and target lie', () => {
    fc.assert(
      fc.property(placed, summand, fc.integer({ min: 0, max: 3 }), fc.boolean(), (values, add, at, signed) => {
        const out = signed ? new Int16Array(values.length + at + 1).fill(77) : new Uint16Array(values.length + at + 1).fill(77);
        const naive = out.slice();
        for (let i = 0; i < values.length; i++) naive[at + i] = (values[i] as number) + add;
        addInto(out, at, values, add);
        expect(out).toEqual(naive);
      }),
    );
  });

  it('have the OR of all of them', () => {
    fc.assert(
      fc.property(placed, summand, (values, add) => {
        expect(orOfSums(values, add)).toBe(values.reduce((all, value) => all | ((value + add) & 0xffff), 0));
      }),
    );
  });
});

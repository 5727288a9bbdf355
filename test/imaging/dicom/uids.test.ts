// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { derivedUid, isUid, isUrlSafeUid } from '../../../src/imaging/dicom/uids.ts';

describe('UIDs', () => {
  it('derives the same valid UID from the same seed, and another one from another', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(isUid(derivedUid(a))).toBe(true);
        expect(derivedUid(a)).toBe(derivedUid(a));
        if (a !== b) expect(derivedUid(a)).not.toBe(derivedUid(b));
      }),
    );
  });

  it('is the decimal of the first 128 bits of SHA-256, so that anybody can check it', () => {
    // sha256("abc") begins ba7816bf8f01cfea414140de5dae2223 (FIPS 180-2, appendix B.1)
    expect(derivedUid('abc')).toBe(`2.25.${BigInt('0xba7816bf8f01cfea414140de5dae2223')}`);
  });

  it.each([
    ['1.2.840.10008.1.2', true],
    ['2.25.0', true],
    ['1', false],
    ['1..2', false],
    ['1.02', false],
    ['1.2.', false],
    ['', false],
    [`1.${'9'.repeat(63)}`, false],
  ])('knows the grammar: "%s" %s', (text, valid) => {
    expect(isUid(text)).toBe(valid);
  });

  it('lets nothing into an address that could leave its path, but accepts the leading zeros of real archives', () => {
    expect(isUrlSafeUid('1.2.03')).toBe(true);
    for (const text of ['', '../x', '1..2', '1.2/3', '1.2?x', '1.2%2f', '.1', '1.', 'a', '1'.repeat(65)]) expect(isUrlSafeUid(text)).toBe(false);
  });
});

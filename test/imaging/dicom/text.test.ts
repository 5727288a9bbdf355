// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { decodeText } from '../../../src/imaging/dicom/text.ts';

describe('text under its SpecificCharacterSet', () => {
  it.each([
    ['ISO_IR 100', [0x4d, 0xfc, 0x6c, 0x6c, 0x65, 0x72, 0x20], 'Müller'],
    ['ISO_IR 192', [0xe7, 0x8e, 0x8b], '王'],
    // the name of PS3.5 annex J.3 begins with the GB18030 bytes of 王
    ['GB18030', [0xcd, 0xf5], '王'],
    // PS3.5 annex K: with code extensions the set is announced by an escape sequence
    ['\\ISO 2022 IR 58', [0x1b, 0x24, 0x29, 0x41, 0xcd, 0xf5], '王'],
    ['', [0x41, 0x42, 0x00], 'AB'],
    ['not a set', [0x41], 'A'],
  ])('%s', (characterSet, bytes, text) => {
    expect(decodeText(Uint8Array.from(bytes), characterSet.split('\\'))).toBe(text);
  });
});

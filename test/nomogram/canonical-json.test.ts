// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from '../../src/nomogram/canonical-json.ts';
import { sha256Hex } from '../../src/nomogram/sha256.ts';
import { sha256 } from './support.ts';

describe('canonical JSON', () => {
  it('sorts keys at every depth and writes no white space', () => {
    expect(canonicalJson({ b: [1, { d: null, c: true }], a: 'x' })).toBe('{"a":"x","b":[1,{"c":true,"d":null}]}');
  });

  it('sorts by UTF-16 code unit, as RFC 8785 asks', () => {
    expect(canonicalJson({ '€': 1, '\r': 2, ö: 3, 1: 4 })).toBe('{"\\r":2,"1":4,"ö":3,"€":1}');
  });

  it('does not depend on the order in which members were written', () => {
    const flip = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(flip)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(
              Object.entries(value)
                .reverse()
                .map(([k, v]) => [k, flip(v)]),
            )
          : value;
    fc.assert(fc.property(fc.jsonValue(), (value) => canonicalJson(flip(value)) === canonicalJson(value)));
  });

  it('is JSON with the same content', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => canonicalJson(JSON.parse(canonicalJson(value))) === canonicalJson(JSON.parse(JSON.stringify(value)))));
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses %p, which JSON cannot hold', (value) => {
    expect(() => canonicalJson({ value })).toThrow(TypeError);
  });
});

describe('SHA-256 of this room', () => {
  it('gives the digests of FIPS 180-4 example texts', () => {
    expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(sha256Hex('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  it('equals the platform for texts of every length around the block borders, and for any text', () => {
    for (let length = 0; length <= 200; length++) expect(sha256Hex('é'.repeat(length))).toBe(sha256('é'.repeat(length)));
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => sha256Hex(text) === sha256(text)));
  });
});

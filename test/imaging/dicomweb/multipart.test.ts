// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { boundaryOf, type Part, readMultipart } from '../../../src/imaging/dicomweb/multipart.ts';
import { multipartBody } from '../support/archive.ts';
import { refusalCode } from '../support/codes.ts';

/** The body in pieces that end after the given numbers of bytes, in turn. */
async function* chunked(body: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, i = 0; at < body.length; i++) {
    const size = sizes[i % sizes.length] as number;
    yield body.subarray(at, at + size);
    at += size;
  }
}

async function all(body: Uint8Array, options: { boundary?: string; sizes?: readonly number[]; maxBytes?: number } = {}): Promise<Part[]> {
  const parts: Part[] = [];
  for await (const part of readMultipart(chunked(body, options.sizes ?? [4096]), options.boundary ?? 'b', options.maxBytes ?? 1e9)) parts.push(part);
  return parts;
}
const codeOf = (body: string | Uint8Array, maxBytes?: number) =>
  refusalCode(() => all(typeof body === 'string' ? Buffer.from(body, 'latin1') : body, maxBytes === undefined ? {} : { maxBytes }));

describe('a multipart answer', () => {
  it('gives every part whole, however the network cuts it and with or without lengths', async () => {
    // parts made of the boundary's own characters are the hard ones
    const content = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.array(fc.constantFrom('\r', '\n', '-', 'b', '\r\n', '\r\n--', 'x'), { maxLength: 20 }).map((list) => Buffer.from(list.join(''))),
    );
    const free = content.filter(
      (bytes) =>
        !Buffer.concat([Buffer.from('\r\n'), bytes, Buffer.from('\r\n')])
          .subarray(0, -2)
          .includes('\r\n--b'),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(free, { minLength: 1, maxLength: 5 }),
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 }),
        fc.boolean(),
        async (files, sizes, withLength) => {
          const parts = await all(multipartBody(files, 'b', withLength), { sizes });
          expect(parts.map((p) => Buffer.from(p.body))).toEqual(files.map((f) => Buffer.from(f)));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('may hold its own boundary inside a part that states its length', async () => {
    const tricky = Buffer.from('before\r\n--b--\r\nafter');
    const parts = await all(multipartBody([tricky]));
    expect(Buffer.from(parts[0]!.body)).toEqual(tricky);
  });

  it('hands over a part before the next one has come', async () => {
    let sent = 0;
    const source = async function* (): AsyncGenerator<Uint8Array> {
      const body = multipartBody([Buffer.from('one'), Buffer.from('two')]);
      const cut = body.indexOf('two');
      sent = 1;
      yield body.subarray(0, cut);
      sent = 2;
      yield body.subarray(cut);
    };
    const reader = readMultipart(source(), 'b', 1e6);
    expect(Buffer.from((await reader.next()).value!.body).toString()).toBe('one');
    expect(sent).toBe(1);
  });

  it('keeps the headers of each part apart, in lower case', async () => {
    const body = Buffer.from('--b\r\nContent-Type: application/dicom;transfer-syntax=1.2\r\n\r\n1\r\n--b\r\n\r\n2\r\n--b--');
    expect((await all(body)).map((p) => p.headers)).toEqual([{ 'content-type': 'application/dicom;transfer-syntax=1.2' }, {}]);
  });

  it('is read past a preamble', async () => {
    expect(await all(Buffer.from('ignored\r\n--b\r\n\r\n1\r\n--b--'))).toHaveLength(1);
  });

  it('counts as cut off at every single byte before its closing boundary', async () => {
    const body = multipartBody([Buffer.from('first part'), Buffer.from('second')]);
    const closing = body.lastIndexOf('--b--') + 5;
    for (let length = 0; length < closing; length++) expect(await codeOf(body.subarray(0, length))).toBe('dicomweb-incomplete');
    expect(await all(body.subarray(0, closing))).toHaveLength(2);
  });

  it.each([
    ['a part is longer than it says', '--b\r\nContent-Length: 2\r\n\r\nabc\r\n--b--'],
    ['a part is shorter than it says', '--b\r\nContent-Length: 5\r\n\r\nabc\r\n--b--\r\n    '],
    ['a length is no number', '--b\r\nContent-Length: many\r\n\r\nabc\r\n--b--'],
    ['a header has no name', '--b\r\n: x\r\n\r\nabc\r\n--b--'],
    ['a boundary is followed by something else', '--bX\r\n\r\nabc\r\n--b--'],
    ['headers never end', `--b\r\nA: ${'x'.repeat(40_000)}`],
    ['there is no boundary', 'x'.repeat(40_000)],
  ])('is refused where %s', async (_, body) => {
    expect(await codeOf(body)).toBe('dicomweb-bad-answer');
  });

  it('is refused beyond the byte cap, before a promised length is allocated', async () => {
    expect(await codeOf(multipartBody([new Uint8Array(5000)], 'b', false), 4000)).toBe('dicomweb-too-large');
    expect(await codeOf('--b\r\nContent-Length: 999999999999\r\n\r\n', 1e6)).toBe('dicomweb-too-large');
  });

  it.each([
    ['multipart/related; type="application/dicom"; boundary=abc', 'abc'],
    ['multipart/related; boundary="a b c"; type=x', 'a b c'],
    ['Multipart/Related;BOUNDARY=xyz', 'xyz'],
    ['application/dicom', undefined],
    ['multipart/related', undefined],
    [undefined, undefined],
  ])('finds the boundary of %s', (type, boundary) => {
    expect(boundaryOf(type)).toBe(boundary);
  });
});

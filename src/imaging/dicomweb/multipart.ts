// SPDX-License-Identifier: Apache-2.0
import { ImagingError } from '../errors.ts';

/** One part of a multipart answer. Header names are lower case. */
export interface Part {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

const MAX_HEADER_BYTES = 16_384;
const CRLF2 = Buffer.from('\r\n\r\n');
/** Memory for a part grows with what has arrived, from here on: what a part says of its length is a claim. */
const FIRST_PART_BYTES = 1_048_576;
/** Slices of a series differ by some bytes in their headers. */
const SLACK_BYTES = 4096;

/** The boundary of a `multipart/related` content type, quoted or not; undefined where the type is another or names none. */
export function boundaryOf(contentType: string | undefined): string | undefined {
  if (contentType === undefined || !/^\s*multipart\/related\b/i.test(contentType)) return undefined;
  const match = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  return match?.[1] ?? match?.[2];
}

/**
 * Parts of a multipart/related body, each handed over as soon as it is complete.
 * A part's Content-Length is used where it is given (the bytes are copied once, straight into their place), else the boundary is searched for.
 *
 * @param maxBytes most bytes of the whole body, headers included
 * @param recycle the body of a part is overwritten by the next one (it is valid until the next part is asked for): for readers that use a part up
 *   at once, so that a series of any length takes the memory of one part
 * @throws ImagingError `dicomweb-incomplete` where the body ends before the closing boundary (a cut connection can look like an end),
 *   `dicomweb-bad-answer` for bytes that are no multipart body, `dicomweb-too-large`
 * @see RFC 2046 section 5.1, RFC 2387
 */
export async function* readMultipart(body: AsyncIterable<Uint8Array>, boundary: string, maxBytes: number, recycle = false): AsyncGenerator<Part> {
  const source = new ByteSource(body, maxBytes, recycle);
  const delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1');
  // the first boundary may come without a line end before it; what stands before it is no part
  await source.takeUntil(delimiter.subarray(2), MAX_HEADER_BYTES);
  for (;;) {
    const mark = await source.take(2);
    if (mark.toString('latin1') === '--') return;
    if (mark.toString('latin1') !== '\r\n') throw malformed('a boundary is followed by something unexpected');
    const headers = parseHeaders(await source.takeHeaders());
    const length = contentLength(headers);
    if (length === undefined) {
      yield { headers, body: await source.takeUntil(delimiter, Number.POSITIVE_INFINITY) };
      continue;
    }
    const content = await source.takePart(length);
    if (!(await source.take(delimiter.length)).equals(delimiter)) throw malformed('a part is not as long as it says');
    yield { headers, body: content };
  }
}

function parseHeaders(text: string): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const line of text.split('\r\n')) {
    if (line === '') continue;
    const colon = line.indexOf(':');
    if (colon < 1) throw malformed('a part has a header line without a name');
    headers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  return headers;
}

function contentLength(headers: Readonly<Record<string, string>>): number | undefined {
  const text = headers['content-length'];
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw malformed('a part has an unreadable length');
  return Number(text);
}

/** Bytes of a stream, taken by count or up to a pattern. */
class ByteSource {
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #maxBytes: number;
  #pending: Buffer = Buffer.alloc(0);
  #received = 0;
  readonly #recycle: boolean;
  #held: Buffer = Buffer.alloc(0);

  constructor(body: AsyncIterable<Uint8Array>, maxBytes: number, recycle: boolean) {
    this.#chunks = body[Symbol.asyncIterator]();
    this.#maxBytes = maxBytes;
    this.#recycle = recycle;
  }

  /** Exactly `count` bytes, few of them. */
  take(count: number): Promise<Buffer> {
    return this.#fill(Buffer.allocUnsafeSlow(count), count);
  }

  /** Exactly `count` bytes, in memory of their own or, where that is wanted, in that of the part before. */
  async takePart(count: number): Promise<Buffer> {
    if (count > this.#maxBytes) throw tooLarge(this.#maxBytes);
    const enough = this.#held.length >= count;
    const room = this.#recycle ? count + SLACK_BYTES : count;
    const filled = await this.#fill(enough ? this.#held : Buffer.allocUnsafeSlow(Math.min(room, FIRST_PART_BYTES)), count);
    if (this.#recycle && !enough) this.#held = Buffer.from(filled.buffer, 0, filled.buffer.byteLength);
    return filled;
  }

  async #fill(start: Buffer, count: number): Promise<Buffer> {
    let out = start;
    let filled = 0;
    while (filled < count) {
      if (this.#pending.length === 0) this.#pending = await this.#next();
      const used = Math.min(this.#pending.length, count - filled);
      if (filled + used > out.length) {
        const larger = Buffer.allocUnsafeSlow(Math.min(count, Math.max(2 * out.length, filled + used)));
        out.copy(larger, 0, 0, filled);
        out = larger;
      }
      this.#pending.copy(out, filled, 0, used);
      this.#pending = this.#pending.subarray(used);
      filled += used;
    }
    return out.subarray(0, count);
  }

  /** Everything before the pattern; the pattern is consumed. */
  async takeUntil(pattern: Buffer, limit: number): Promise<Buffer> {
    // within what has come already, nothing but the piece itself is copied: there may be many small ones
    const at = this.#pending.indexOf(pattern);
    if (at > limit) throw malformed('no boundary where one should be');
    if (at >= 0) {
      const piece = Buffer.from(this.#pending.subarray(0, at));
      this.#pending = this.#pending.subarray(at + pattern.length);
      return piece;
    }
    let held = Buffer.allocUnsafeSlow(Math.max(1024, this.#pending.length));
    let length = 0;
    let searchFrom = 0;
    for (;;) {
      if (length + this.#pending.length > held.length) {
        const larger = Buffer.allocUnsafeSlow(2 * (length + this.#pending.length));
        held.copy(larger, 0, 0, length);
        held = larger;
      }
      this.#pending.copy(held, length);
      length += this.#pending.length;
      this.#pending = Buffer.alloc(0);
      const found = held.subarray(0, length).indexOf(pattern, searchFrom);
      if (found >= 0) {
        if (found > limit) throw malformed('no boundary where one should be');
        this.#pending = Buffer.from(held.subarray(found + pattern.length, length));
        return Buffer.from(held.subarray(0, found));
      }
      if (length > limit + pattern.length) throw malformed('no boundary where one should be');
      searchFrom = Math.max(0, length - pattern.length + 1);
      this.#pending = await this.#next();
    }
  }

  /** The header lines of a part, without the empty line after them; a part may have none. */
  async takeHeaders(): Promise<string> {
    while (this.#pending.length < 2) this.#pending = Buffer.concat([this.#pending, await this.#next()]);
    if (this.#pending.subarray(0, 2).equals(CRLF2.subarray(2))) {
      this.#pending = this.#pending.subarray(2);
      return '';
    }
    return (await this.takeUntil(CRLF2, MAX_HEADER_BYTES)).toString('latin1');
  }

  async #next(): Promise<Buffer> {
    const { done, value } = await this.#chunks.next();
    if (done === true)
      throw new ImagingError(
        'dicomweb-incomplete',
        'The answer of the image archive ends before its last part is complete; nothing of it is used. Ask again; if it happens every time, look for a limit of time or size between here and the archive.',
        {
          receivedBytes: this.#received,
        },
      );
    this.#received += value.length;
    if (this.#received > this.#maxBytes) throw tooLarge(this.#maxBytes);
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  }
}

function malformed(what: string): ImagingError {
  return new ImagingError('dicomweb-bad-answer', `The answer of the image archive is no readable multipart body: ${what}.`, {});
}

function tooLarge(maxBytes: number): ImagingError {
  return new ImagingError('dicomweb-too-large', `The answer of the image archive is larger than the ${maxBytes} bytes allowed.`, { maxBytes });
}

// SPDX-License-Identifier: Apache-2.0
import type { IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { ImagingError } from '../errors.ts';
import { DEFAULT_MAX_BYTES, type DicomWebTarget, networkError, openResponse, statusError } from './http.ts';

/**
 * Just enough XMLHttpRequest for dicomweb-client to run in Node, on our own transport: timeout, abort, byte cap and credentials are the
 * target's. The client never sees the credentials, so it cannot log them. What went wrong is kept in `failure`, because the client
 * reports every failure alike.
 */
export class NodeXhr {
  readyState = 0;
  status = 0;
  response: unknown = null;
  responseType = '';
  withCredentials = false;
  onreadystatechange: (() => void) | null = null;
  onprogress: ((event: { loaded: number; total: number; lengthComputable: boolean }) => void) | null = null;
  onloadstart: (() => void) | null = null;
  onloadend: (() => void) | null = null;
  /** Set where the request did not end in a success. */
  failure: ImagingError | undefined;

  readonly #target: DicomWebTarget;
  readonly #what: string;
  readonly #headers: Record<string, string> = {};
  #method: 'GET' | 'POST' = 'GET';
  #url: URL | undefined;
  #answerHeaders: IncomingMessage['headers'] = {};

  /** @param what what is asked for, in words, for error messages */
  constructor(target: DicomWebTarget, what: string) {
    this.#target = target;
    this.#what = what;
  }

  open(method: string, url: string): void {
    this.#method = method.toUpperCase() === 'POST' ? 'POST' : 'GET';
    this.#url = new URL(url);
    this.readyState = 1;
  }

  setRequestHeader(name: string, value: string): void {
    this.#headers[name.toLowerCase()] = value; // the later value wins
  }

  getResponseHeader(name: string): string | null {
    const value = this.#answerHeaders[name.toLowerCase()];
    return value === undefined ? null : String(value);
  }

  getAllResponseHeaders(): string {
    return Object.entries(this.#answerHeaders)
      .map(([name, value]) => `${name}: ${String(value)}`)
      .join('\r\n');
  }

  send(data?: ArrayBuffer | Uint8Array): void {
    this.#run(data)
      .catch((error: unknown) => {
        this.failure = error instanceof ImagingError ? error : networkError(error, this.#url as URL);
        this.status = 0;
      })
      .finally(() => {
        this.readyState = 4;
        this.onreadystatechange?.();
        this.onloadend?.();
      });
  }

  async #run(data: ArrayBuffer | Uint8Array | undefined): Promise<void> {
    if (this.#url === undefined) throw new Error('open() comes before send()');
    const response = await openResponse(this.#target, {
      method: this.#method,
      url: this.#url,
      headers: { accept: 'application/dicom+json', ...this.#headers, 'accept-encoding': 'gzip' }, // metadata shrinks sixtyfold
      ...(data === undefined ? {} : { body: data instanceof Uint8Array ? data : new Uint8Array(data) }),
    });
    this.#answerHeaders = response.headers;
    const status = response.statusCode ?? 0;
    if (status !== 200 && status !== 202 && status !== 204) throw statusError(response, this.#what);
    const body = await this.#body(response);
    if (MORE_RESULTS.test(String(response.headers.warning ?? '')))
      throw new ImagingError(
        'dicomweb-incomplete',
        `The image archive gave only a part of the ${this.#what} and says that additional results can be requested. Set its limit of results for searches higher.`,
        { what: this.#what },
      );
    this.response = this.responseType === 'json' ? parseJson(body, this.#what) : body.toString('utf8');
    this.status = status;
  }

  async #body(response: IncomingMessage): Promise<Buffer> {
    const cap = this.#target.maxBytes ?? DEFAULT_MAX_BYTES;
    const tooLarge = (): ImagingError =>
      new ImagingError('dicomweb-too-large', `The answer about the ${this.#what} is larger than ${cap} bytes.`, { maxBytes: cap });
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > cap) {
        response.destroy();
        throw tooLarge();
      }
      chunks.push(chunk);
      this.onprogress?.({ loaded: bytes, total: 0, lengthComputable: false });
    }
    const whole = Buffer.concat(chunks);
    if (response.headers['content-encoding'] !== 'gzip') return whole;
    try {
      return gunzipSync(whole, { maxOutputLength: cap });
    } catch (cause) {
      throw new ImagingError(
        'dicomweb-bad-answer',
        `The compressed answer about the ${this.#what} cannot be unpacked or is larger than ${cap} bytes.`,
        { maxBytes: cap },
        { cause },
      );
    }
  }
}

/** How a search that was cut off at the archive's limit is announced (DICOM PS3.18 section 8.3.4.4, warning 299). */
const MORE_RESULTS = /\b299\b.*(exceeded|additional results)/i;

function parseJson(body: Buffer, what: string): unknown {
  if (body.length === 0) return [];
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new ImagingError('dicomweb-bad-answer', `The answer about the ${what} is no DICOM JSON.`, { bytes: body.length }, { cause });
  }
}

// SPDX-License-Identifier: Apache-2.0
// One request to an archive, with everything that is worth knowing about its answer.
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { gunzipSync } from 'node:zlib';
import { type DicomWebTarget, openResponse } from '../../../imaging/dicomweb/http.ts';
import { boundaryOf, type Part, readMultipart } from '../../../imaging/dicomweb/multipart.ts';

/** What is asked. */
export interface Question {
  /** Behind the base address, without a leading slash. */
  readonly path: string;
  readonly accept: string;
  /** Default identity. */
  readonly encoding?: string;
  /** Reading stops after this many bytes. */
  readonly maxBytes: number;
}

/** What came back. */
export interface Exchange {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** From the request to the head of the answer, a new connection included. */
  readonly firstByteMs: number;
  readonly totalMs: number;
  /** As received, before decompression. */
  readonly body: Buffer;
  /** `stopped`: there was more than `maxBytes`; `cut`: the connection broke off. */
  readonly end: 'complete' | 'stopped' | 'cut';
  readonly tls: { readonly protocol: string; readonly validTo: string } | undefined;
}

/** @throws ImagingError `dicomweb-unreachable`, `dicomweb-timeout`, `dicomweb-aborted` before the head of an answer is there */
export async function exchange(target: DicomWebTarget, question: Question): Promise<Exchange> {
  const startedMs = performance.now();
  const url = new URL(question.path, target.baseUrl.endsWith('/') ? target.baseUrl : `${target.baseUrl}/`);
  const response = await openResponse(target, { method: 'GET', url, headers: { Accept: question.accept, 'Accept-Encoding': question.encoding ?? 'identity' } });
  const firstByteMs = performance.now() - startedMs;
  const tls = tlsOf(response);
  const { body, end } = await bodyOf(response, question.maxBytes);
  return { status: response.statusCode ?? 0, headers: response.headers, firstByteMs, totalMs: performance.now() - startedMs, body, end, tls };
}

async function bodyOf(response: IncomingMessage, maxBytes: number): Promise<Pick<Exchange, 'body' | 'end'>> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > maxBytes) return { body: Buffer.concat(chunks), end: 'stopped' }; // leaving the loop ends the connection
    }
    return { body: Buffer.concat(chunks), end: 'complete' };
  } catch {
    return { body: Buffer.concat(chunks), end: 'cut' };
  }
}

function tlsOf({ socket }: IncomingMessage): Exchange['tls'] {
  if (!('getPeerCertificate' in socket)) return undefined;
  const secure = socket as TLSSocket;
  return { protocol: secure.getProtocol() ?? 'unknown', validTo: secure.getPeerCertificate().valid_to ?? '' };
}

/** The answer as JSON; undefined where it is none. */
export function jsonOf({ headers, body }: Exchange): unknown {
  try {
    return JSON.parse((headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

/** The media type without its parameters. */
export function mediaType({ headers }: Pick<Exchange, 'headers'>): string {
  return (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() || 'none';
}

/** The parts of a multipart answer as far as they came. */
export interface Parts {
  readonly parts: readonly Part[];
  /** The closing boundary was there. */
  readonly closed: boolean;
  readonly multipart: boolean;
}

/** Takes a multipart answer apart; an answer that broke off gives the parts before. */
export async function partsOf({ headers, body }: Exchange): Promise<Parts> {
  const boundary = boundaryOf(headers['content-type']);
  if (boundary === undefined) return { parts: [], closed: false, multipart: false };
  const parts: Part[] = [];
  try {
    for await (const part of readMultipart(once(body), boundary, body.length + 1)) parts.push(part);
    return { parts, closed: true, multipart: true };
  } catch {
    return { parts, closed: false, multipart: true };
  }
}

async function* once(body: Uint8Array): AsyncGenerator<Uint8Array> {
  yield body;
}

/** A duration or rate for a message. */
export const rounded = (value: number): string => String(Number(value.toPrecision(2)));

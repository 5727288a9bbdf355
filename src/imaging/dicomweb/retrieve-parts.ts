// SPDX-License-Identifier: Apache-2.0
import type { IncomingMessage } from 'node:http';
import { ImagingError } from '../errors.ts';
import { isUnpackingError, plainBody } from './content-coding.ts';
import { DEFAULT_MAX_BYTES, type DicomWebTarget, networkError, openResponse, statusError } from './http.ts';
import { boundaryOf, readMultipart } from './multipart.ts';

/** The two spellings of the same Accept header that archives are known to insist on. */
const PIXEL_ACCEPT = ['multipart/related; type="application/dicom"; transfer-syntax=*', 'multipart/related; type=application/dicom; transfer-syntax=*'];

/** The objects of one answer, each as it arrives; complete only where it ends without an error. @throws ImagingError of `http.ts` and `multipart.ts` */
export async function* retrieveParts(target: DicomWebTarget, url: URL, what: string, recycle: boolean): AsyncGenerator<Uint8Array> {
  const response = await openPixels(target, url, what);
  let complete = false;
  try {
    yield* partsOf(response, target.maxBytes ?? DEFAULT_MAX_BYTES, what, recycle);
    complete = true;
  } catch (cause) {
    if (isUnpackingError(cause)) throw new ImagingError('dicomweb-incomplete', `The compressed answer for the ${what} is cut short or damaged.`, {}, { cause });
    throw networkError(cause, url);
  } finally {
    if (complete)
      response.resume(); // the connection can be used again
    else response.destroy();
  }
}

async function* partsOf(response: IncomingMessage, maxBytes: number, what: string, recycle: boolean): AsyncGenerator<Uint8Array> {
  const type = response.headers['content-type'];
  const boundary = boundaryOf(type);
  if (boundary !== undefined) {
    for await (const part of readMultipart(plainBody(response), boundary, maxBytes, recycle)) yield part.body;
  } else if (type !== undefined && /^\s*application\/dicom\s*(;|$)/i.test(type)) {
    yield await wholeBody(plainBody(response), maxBytes);
  } else {
    throw new ImagingError(
      'dicomweb-bad-answer',
      `The image archive answered the request for the ${what} with "${type ?? 'no content type'}", not with DICOM objects.`,
      {
        contentType: type ?? null,
      },
    );
  }
}

async function openPixels(target: DicomWebTarget, url: URL, what: string): Promise<IncomingMessage> {
  let response: IncomingMessage | undefined;
  for (const accept of PIXEL_ACCEPT) {
    response?.resume();
    // identity: compressing pixels on the fly costs archives ten times the transfer
    response = await openResponse(target, { method: 'GET', url, headers: { Accept: accept, 'Accept-Encoding': 'identity' } });
    if (response.statusCode === 200) return response;
    if (response.statusCode !== 400 && response.statusCode !== 406) break;
  }
  throw statusError(response as IncomingMessage, what);
}

/** A single object without multipart around it. Node reports a body shorter than its Content-Length as an aborted stream. */
async function wholeBody(body: AsyncIterable<Buffer>, maxBytes: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new ImagingError('dicomweb-too-large', `The object is larger than the ${maxBytes} bytes allowed.`, { maxBytes });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

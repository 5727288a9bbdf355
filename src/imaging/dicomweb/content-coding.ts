// SPDX-License-Identifier: Apache-2.0
import type { IncomingMessage } from 'node:http';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip, createInflate } from 'node:zlib';
import { ImagingError } from '../errors.ts';

/**
 * The body of an answer without its content coding. Pixels are asked for as they are, but some servers and proxies compress whatever passes.
 * The byte cap is applied to what comes out, as it comes out, so a small answer cannot swell without end.
 *
 * @throws ImagingError `dicomweb-bad-answer` for a coding that was not asked for and cannot be undone here
 */
export function plainBody(response: IncomingMessage): Readable {
  const coding = (response.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (coding === 'identity' || coding === '') return response;
  const undo = coding === 'gzip' || coding === 'x-gzip' ? createGunzip() : coding === 'deflate' ? createInflate() : undefined;
  if (undo === undefined)
    throw new ImagingError(
      'dicomweb-bad-answer',
      `The image archive compressed its answer as "${coding}" although it was asked not to; switch that off for image data.`,
      { contentEncoding: coding },
    );
  // a compressed body that ends early is an error of the unpacking, one that the connection cuts is one of the response: both reach the reader
  return pipeline(response, undo, () => undefined);
}

/** True for what unpacking says of bytes that end early or are no such coding. */
export function isUnpackingError(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_');
}

// SPDX-License-Identifier: Apache-2.0
// WADO-RS answers (PS3.18 section 10.4): objects as multipart/related, streamed one by one.
import { randomUUID } from 'node:crypto';
import type { Response } from 'express';
import type { StoredInstance } from './store.ts';

/** True where the client takes multipart DICOM; `transfer-syntax` may be absent, `*` or Explicit VR Little Endian, quoted or not. */
export function acceptsDicom(accept: string | undefined): boolean {
  if (accept === undefined || accept.trim() === '') return true;
  return splitOutsideQuotes(accept, ',').some((range) => {
    const [type = '', ...parameters] = splitOutsideQuotes(range, ';').map((text) => text.trim().toLowerCase());
    if (type === '*/*') return true;
    if (type !== 'multipart/related' && type !== 'multipart/*') return false;
    return parameters.every((parameter) => {
      const [name = '', raw = ''] = parameter.split(/=(.*)/s);
      const value = raw.replace(/^"|"$/g, '');
      if (name === 'type') return value === 'application/dicom' || value === '*/*';
      // What is stored goes out as it is; a named syntax is only honoured where it is the one that most objects have.
      if (name === 'transfer-syntax') return value === '*' || value === '1.2.840.10008.1.2.1';
      return true;
    });
  });
}

function splitOutsideQuotes(text: string, separator: ',' | ';'): readonly string[] {
  return text.match(separator === ',' ? /(?:"[^"]*"|[^,"])+/g : /(?:"[^"]*"|[^;"])+/g) ?? [];
}

/**
 * Streams objects with backpressure; at most one is in memory at a time.
 * @param cutAfterBytes ends the answer after this many bytes without the closing boundary (fault `truncate`)
 */
export async function sendInstances(response: Response, instances: readonly StoredInstance[], cutAfterBytes?: number): Promise<void> {
  const boundary = randomUUID();
  response.status(200).set('Content-Type', `multipart/related; type="application/dicom"; boundary=${boundary}`);
  let left = cutAfterBytes ?? Number.POSITIVE_INFINITY;
  const write = async (chunk: Uint8Array): Promise<boolean> => {
    if (response.destroyed) return false;
    const whole = chunk.length <= left;
    const flushed = response.write(whole ? chunk : chunk.subarray(0, left));
    left -= chunk.length;
    if (!whole) response.end();
    else if (!flushed) await writable(response);
    return whole;
  };
  for (const [index, instance] of instances.entries()) {
    const bytes = await instance.bytes();
    const type = `application/dicom; transfer-syntax=${instance.transferSyntaxUid}`;
    const head = `${index === 0 ? '' : '\r\n'}--${boundary}\r\nContent-Type: ${type}\r\nContent-Length: ${bytes.length}\r\n\r\n`;
    if (!(await write(Buffer.from(head, 'latin1'))) || !(await write(bytes))) return;
  }
  if (await write(Buffer.from(`\r\n--${boundary}--\r\n`, 'latin1'))) response.end();
}

/** Resolves when the client has read enough, or is gone. */
function writable(response: Response): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.once('drain', done).once('close', done);
  });
}

// SPDX-License-Identifier: Apache-2.0

import { readMultipart } from '../../src/imaging/dicomweb/multipart.ts';
import { ImagingError } from '../../src/imaging/errors.ts';
import type { Random } from './random.ts';
import { Violation } from './violation.ts';

const MOST_BYTES = 2_000_000;

/**
 * Reads a body in one piece and cut at random; both must end alike, and parts must be made of bytes that are there.
 *
 * @returns how many parts there are
 */
export async function readMultipartTwice(bytes: Uint8Array, random: Random): Promise<string> {
  const whole = await partsOf([bytes]);
  const cut = await partsOf(pieces(bytes, random));
  if (whole.code !== cut.code) throw new Violation(`in one piece it is ${whole.code ?? 'accepted'}, in several ${cut.code ?? 'accepted'}`);
  if (whole.parts.length !== cut.parts.length || whole.parts.some((part, i) => !part.equals(cut.parts[i] as Buffer)))
    throw new Violation('the parts depend on where the network cuts the body');
  if (whole.parts.reduce((sum, part) => sum + part.length, 0) > bytes.length) throw new Violation('the parts hold more than the body');
  if (whole.error !== undefined) throw whole.error;
  return `parts ${Math.min(whole.parts.length, 4)}`;
}

interface Read {
  readonly parts: readonly Buffer[];
  readonly code?: string;
  readonly error?: ImagingError;
}

async function partsOf(chunks: readonly Uint8Array[]): Promise<Read> {
  const parts: Buffer[] = [];
  try {
    for await (const { body } of readMultipart(stream(chunks), 'b', MOST_BYTES)) parts.push(Buffer.from(body));
    return { parts };
  } catch (error) {
    if (error instanceof ImagingError) return { parts, code: error.code, error };
    throw error;
  }
}

async function* stream(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

function pieces(bytes: Uint8Array, random: Random): readonly Uint8Array[] {
  const out: Uint8Array[] = [];
  const most = random.pick([1, 2, 7, 64, 1000]);
  // byte by byte only as long as that is quick
  for (let at = 0; at < bytes.length; ) {
    const length = out.length > 2000 ? bytes.length : 1 + random.below(most);
    out.push(bytes.subarray(at, at + length));
    at += length;
  }
  return out;
}

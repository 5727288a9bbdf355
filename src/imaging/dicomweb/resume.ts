// SPDX-License-Identifier: Apache-2.0
import { ImagingError } from '../errors.ts';
import { type DicomWebTarget, pause } from './http.ts';

const DEFAULT_RESUME = { attempts: 2, pauseMs: 250 };
const META_START = 132;

/**
 * Objects of a retrieval, taken up again where the connection was cut: what has arrived is kept, and the rest is asked for. Objects that come
 * twice that way are handed over once.
 *
 * @param open starts a retrieval of what is still missing; `have` holds the SOP Instance UIDs that have arrived
 * @throws ImagingError whatever `open` throws; `dicomweb-incomplete` only where it was cut off more often than is tried
 */
export async function* resuming(
  target: Pick<DicomWebTarget, 'signal' | 'resume'>,
  open: (have: ReadonlySet<string>) => AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const { attempts, pauseMs } = target.resume ?? DEFAULT_RESUME;
  const have = new Set<string>();
  let nameless = false;
  for (let attempt = 0; ; attempt++) {
    const before = new Set(have);
    try {
      for await (const part of open(before)) {
        const uid = sopUidOfFile(part);
        if (uid === undefined) nameless = true;
        else if (before.has(uid)) continue;
        else have.add(uid);
        yield part;
      }
      return;
    } catch (cause) {
      // what cannot be told apart cannot be left out the next time
      if (!isCut(cause) || nameless || attempt >= attempts) throw cause;
    }
    await pause(target, pauseMs * (attempt + 1));
  }
}

/** True where the other side ended the connection too early; a timeout or a refusal would only come again. */
export function isCut(error: unknown): boolean {
  return error instanceof ImagingError && error.code === 'dicomweb-incomplete';
}

/** (0002,0003) of a Part 10 file, read without parsing the rest; undefined where it is not there. @see DICOM PS3.10 section 7.1 */
export function sopUidOfFile(bytes: Uint8Array): string | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.length < META_START + 8 || file.toString('latin1', META_START - 4, META_START) !== 'DICM') return undefined;
  for (let at = META_START; at + 8 <= file.length && file.readUInt16LE(at) === 2; ) {
    const element = file.readUInt16LE(at + 2);
    const long = /^(OB|OD|OF|OL|OV|OW|SQ|UC|UN|UR|UT)$/.test(file.toString('latin1', at + 4, at + 6));
    if (long && at + 12 > file.length) return undefined;
    const length = long ? file.readUInt32LE(at + 8) : file.readUInt16LE(at + 6);
    const from = at + (long ? 12 : 8);
    if (element === 3) return file.toString('latin1', from, from + length).replace(/[\0 ]+$/, '') || undefined;
    at = from + length;
  }
  return undefined;
}

// SPDX-License-Identifier: Apache-2.0
import { identifyObject } from '../dicom/identify.ts';
import { ImagingError } from '../errors.ts';
import { sopUidOfFile } from './resume.ts';

/** Statuses by which archives say that they do not offer this form of a request; 403 too, since access may be given to whole studies only. */
const NOT_OFFERED: ReadonlySet<unknown> = new Set([400, 403, 404, 405, 501]);

/** True where the archive may still offer a coarser form of the same request. */
export function isNotOffered(error: unknown): boolean {
  return error instanceof ImagingError && NOT_OFFERED.has(error.values.status);
}

/** How objects are handed over. */
export interface RetrieveOptions {
  /** The bytes of an object are valid only until the next one is asked for; one memory serves them all. Default: each has its own. */
  readonly recycle?: boolean;
}

/** WADO-RS of many objects. */
export interface Retrieval {
  /**
   * All instances of a series as Part 10 files, each as it arrives, in stored transfer syntax. A connection that is cut is taken up again with
   * what is still missing; an archive that gives no series is asked for the study, of which only the series is kept.
   */
  retrieveSeries(studyUid: string, seriesUid: string, options?: RetrieveOptions): AsyncGenerator<Uint8Array>;
  /** All instances of a study, of every series and modality; the one retrieval that every archive must offer. */
  retrieveStudy(studyUid: string, options?: RetrieveOptions): AsyncGenerator<Uint8Array>;
  /** Chosen instances, four requests at a time; from the whole series or study where the archive gives no single instance. In no promised order. */
  retrieveInstances(studyUid: string, seriesUid: string, sopUids: readonly string[]): AsyncGenerator<Uint8Array>;
}

/**
 * The same retrievals, taking the next coarser form where the archive does not offer the finer one: wanted instances, then the whole series, then
 * the whole study (the only form that every archive must offer), of which nothing is kept but what was asked for. Where the coarser form fails
 * in the same way, the error is that of the finer one.
 */
export function degrading(plain: Retrieval): Pick<Retrieval, 'retrieveSeries' | 'retrieveInstances'> {
  const retrieveSeries = (studyUid: string, seriesUid: string, options: RetrieveOptions = {}): AsyncGenerator<Uint8Array> =>
    orElse(
      () => plain.retrieveSeries(studyUid, seriesUid, options),
      () => only(plain.retrieveStudy(studyUid, options), (part) => identifyObject(part).seriesInstanceUid === seriesUid),
    );
  return {
    retrieveSeries,
    retrieveInstances(studyUid, seriesUid, sopUids) {
      const wanted = new Set(sopUids);
      return orElse(
        () => plain.retrieveInstances(studyUid, seriesUid, sopUids),
        (given) =>
          only(retrieveSeries(studyUid, seriesUid), (part) => {
            const uid = sopUidOfFile(part) ?? identifyObject(part).sopInstanceUid;
            return wanted.has(uid) && !sopUids.slice(0, given).includes(uid); // instances come in the order they were asked for
          }),
      );
    },
  };
}

async function* only(parts: AsyncIterable<Uint8Array>, isWanted: (part: Uint8Array) => boolean): AsyncGenerator<Uint8Array> {
  for await (const part of parts) if (isWanted(part)) yield part;
}

/** @param coarser is told how many parts the finer form gave before it failed */
async function* orElse(finer: () => AsyncIterable<Uint8Array>, coarser: (given: number) => AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let given = 0;
  let refusal: unknown;
  try {
    for await (const part of finer()) {
      given++;
      yield part;
    }
    return;
  } catch (error) {
    if (!isNotOffered(error)) throw error;
    refusal = error;
  }
  try {
    yield* coarser(given);
  } catch (error) {
    throw isNotOffered(error) ? refusal : error;
  }
}

// SPDX-License-Identifier: Apache-2.0
import { api } from 'dicomweb-client';
import { isUrlSafeUid } from '../dicom/uids.ts';
import { ImagingError } from '../errors.ts';
import { degrading, type Retrieval, type RetrieveOptions } from './degrade.ts';

export type { RetrieveOptions } from './degrade.ts';

import { type DicomJson, jsonItems, jsonNumbers, jsonText, parseDicomJson } from './dicom-json.ts';
import { DEFAULT_MAX_BYTES, type DicomWebTarget } from './http.ts';
import { resuming } from './resume.ts';
import { retrieveParts } from './retrieve-parts.ts';
import { isOfPatient, literalId, type SeriesSummary, type StudySummary, seriesSummary, studySummary } from './summaries.ts';
import { NodeXhr } from './xhr-shim.ts';

export type { SeriesSummary, StudySummary } from './summaries.ts';

/** What became of stored instances. */
export interface StoreResult {
  readonly stored: number;
}

/** A DICOMweb service. Every method throws {@link ImagingError}; UIDs are checked before they go into an address. */
export interface DicomWebClient extends Retrieval {
  /** QIDO-RS: series of a study, the filter checked again on our side because archives ignore keys they do not know. */
  searchSeries(studyUid: string, filter?: { readonly modality?: string }): Promise<readonly SeriesSummary[]>;
  /** QIDO-RS: studies of a patient. Only those whose own Patient ID (and issuer, where one is asked for) is exactly that are given back. */
  searchStudies(of: { readonly patientId: string; readonly issuer?: string }): Promise<readonly StudySummary[]>;
  /** WADO-RS metadata of a series, one dataset per instance. */
  seriesMetadata(studyUid: string, seriesUid: string): Promise<readonly DicomJson[]>;
  retrieveInstance(studyUid: string, seriesUid: string, sopUid: string): Promise<Uint8Array>;
  /** STOW-RS. Succeeds only when the archive lists every instance as stored. With `studyUid` the archive must refuse objects of another study. */
  store(instances: readonly Uint8Array[], studyUid?: string): Promise<StoreResult>;
}

/** More did not help against one archive, and real archives throttle. */
const CONCURRENCY = 4;
/** One STOW request holds about this much, so that memory stays bounded. */
const STORE_BATCH_BYTES = 64_000_000;
const TAG_SOP_INSTANCE = '00080018';
const TAG_STORED = '00081199';
const TAG_FAILED = '00081198';

/**
 * A client for one service; it keeps no state but its target.
 *
 * @throws ImagingError `address-not-valid` where the base address is no plain http(s) address
 */
export function dicomWebClient(target: DicomWebTarget): DicomWebClient {
  const base = baseAddress(target.baseUrl);
  const library = new api.DICOMwebClient({ url: base.href.replace(/\/$/, ''), verbose: false }); // verbose would print headers

  const ask = async (what: string, call: (request: { instance: NodeXhr; responseType: string }) => Promise<unknown>): Promise<unknown> => {
    const instance = new NodeXhr(target, what);
    try {
      return await call({ instance, responseType: 'json' });
    } catch (cause) {
      if (cause instanceof ImagingError) throw cause;
      throw instance.failure ?? new ImagingError('dicomweb-bad-answer', `The request about the ${what} failed.`, {}, { cause });
    }
  };

  const parts = (what: string, path: string, recycle = false): AsyncGenerator<Uint8Array> => retrieveParts(target, new URL(path, base), what, recycle);

  const retrieveOnce = async (studyUid: string, seriesUid: string, sopUid: string): Promise<Uint8Array> => {
    let found: Uint8Array | undefined;
    for await (const part of parts('object', `${seriesPath(studyUid, seriesUid)}/instances/${checkedUid(sopUid)}`)) {
      if (found !== undefined) throw new ImagingError('dicomweb-bad-answer', 'The image archive sent several objects where one was asked for.', {});
      found = part;
    }
    if (found === undefined) throw new ImagingError('dicomweb-incomplete', 'The image archive sent an empty answer where one object was asked for.', {});
    return found;
  };

  const retrieveInstance = async (studyUid: string, seriesUid: string, sopUid: string): Promise<Uint8Array> => {
    let found: Uint8Array | undefined;
    for await (const part of resuming(target, () => once(() => retrieveOnce(studyUid, seriesUid, sopUid)))) found = part;
    return found as Uint8Array;
  };

  const retrieveInstances = async function* (studyUid: string, seriesUid: string, sopUids: readonly string[]): AsyncGenerator<Uint8Array> {
    const cap = target.maxBytes ?? DEFAULT_MAX_BYTES;
    let bytes = 0;
    for await (const part of concurrently(sopUids, CONCURRENCY, (sopUid) => retrieveInstance(studyUid, seriesUid, sopUid))) {
      bytes += part.length;
      if (bytes > cap) throw new ImagingError('dicomweb-too-large', `The images asked for are larger than the ${cap} bytes allowed.`, { maxBytes: cap });
      yield part;
    }
  };

  const seriesMetadata = async (studyUid: string, seriesUid: string): Promise<readonly DicomJson[]> => {
    const uids = { studyInstanceUID: checkedUid(studyUid), seriesInstanceUID: checkedUid(seriesUid) };
    const answer = await ask('series metadata', (request) => library.retrieveSeriesMetadata({ ...uids, request }));
    return parseDicomJson(answer, 'series metadata');
  };

  /** What is missing of a series, one by one where that is the smaller part and the archive says what there is. */
  const restOfSeries = async function* (studyUid: string, seriesUid: string, have: ReadonlySet<string>, recycle: boolean): AsyncGenerator<Uint8Array> {
    const listed = await seriesMetadata(studyUid, seriesUid).catch((error: unknown) => {
      if (error instanceof ImagingError && error.code !== 'dicomweb-aborted') return [];
      throw error;
    });
    const missing = listed.map((dataset) => jsonText(dataset, TAG_SOP_INSTANCE)).filter((uid) => uid !== '' && !have.has(uid));
    if (listed.length > 0 && missing.length <= have.size) yield* retrieveInstances(studyUid, seriesUid, missing);
    else yield* parts('series', seriesPath(studyUid, seriesUid), recycle);
  };

  const retrieveSeries = (studyUid: string, seriesUid: string, { recycle = false }: RetrieveOptions = {}): AsyncGenerator<Uint8Array> => {
    const path = seriesPath(studyUid, seriesUid);
    return resuming(target, (have) => (have.size === 0 ? parts('series', path, recycle) : restOfSeries(studyUid, seriesUid, have, recycle)));
  };

  const retrieveStudy = (studyUid: string, { recycle = false }: RetrieveOptions = {}): AsyncGenerator<Uint8Array> => {
    const path = `studies/${checkedUid(studyUid)}`;
    return resuming(target, () => parts('study', path, recycle));
  };

  return {
    async searchSeries(studyUid, filter = {}) {
      const queryParams = { includefield: 'FrameOfReferenceUID', ...(filter.modality === undefined ? {} : { Modality: filter.modality }) };
      const answer = await ask('series of the study', (request) => library.searchForSeries({ studyInstanceUID: checkedUid(studyUid), queryParams, request }));
      return parseDicomJson(answer, 'series of the study')
        .map(seriesSummary)
        .filter((series) => series.seriesInstanceUid !== '' && (filter.modality === undefined || series.modality === filter.modality));
    },

    async searchStudies({ patientId, issuer }) {
      const queryParams = {
        PatientID: literalId(patientId),
        ...(issuer === undefined ? {} : { IssuerOfPatientID: literalId(issuer) }),
        includefield: 'StudyDescription,ModalitiesInStudy,IssuerOfPatientID',
      };
      const answer = await ask('studies of the patient', (request) => library.searchForStudies({ queryParams, request }));
      return parseDicomJson(answer, 'studies of the patient')
        .filter((study) => isOfPatient(study, patientId, issuer))
        .map(studySummary)
        .filter(({ studyInstanceUid }) => isUrlSafeUid(studyInstanceUid));
    },

    seriesMetadata,
    ...degrading({ retrieveSeries, retrieveStudy, retrieveInstances }),
    retrieveStudy,
    retrieveInstance,

    async store(instances, studyUid) {
      const into = studyUid === undefined ? {} : { studyInstanceUID: checkedUid(studyUid) };
      let stored = 0;
      for (const batch of batches(instances)) {
        const datasets = batch.map((bytes) =>
          bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength ? (bytes.buffer as ArrayBuffer) : new Uint8Array(bytes).buffer,
        );
        const answer = await ask('store request', (request) => library.storeInstances({ datasets, ...into, request }));
        stored += checkStored(answer, batch.length);
      }
      return { stored };
    },
  };
}

/** Addresses come from Endpoint resources too, so anything may stand in them; credentials, query and fragment have no place in a base. */
function baseAddress(text: string): URL {
  const url = URL.parse(text.endsWith('/') ? text : `${text}/`);
  if (
    url !== null &&
    (url.protocol === 'http:' || url.protocol === 'https:') &&
    url.username === '' &&
    url.password === '' &&
    url.search === '' &&
    url.hash === ''
  )
    return url;
  throw new ImagingError('address-not-valid', 'The address of the image archive is no plain http or https address.', { protocol: url?.protocol ?? null });
}

async function* once<T>(fetchOne: () => Promise<T>): AsyncGenerator<T> {
  yield await fetchOne();
}

async function* concurrently<T>(keys: readonly string[], width: number, fetchOne: (key: string) => Promise<T>): AsyncGenerator<T> {
  const running: Promise<T>[] = [];
  let next = 0;
  const start = (): void => {
    const key = keys[next++];
    if (key === undefined) return;
    const promise = fetchOne(key);
    promise.catch(() => undefined); // an early failure of another one is thrown first; this one must not go unhandled
    running.push(promise);
  };
  for (let i = 0; i < width; i++) start();
  for (let promise = running.shift(); promise !== undefined; promise = running.shift()) {
    const value = await promise;
    start();
    yield value;
  }
}

function* batches(instances: readonly Uint8Array[]): Generator<readonly Uint8Array[]> {
  let batch: Uint8Array[] = [];
  let bytes = 0;
  for (const instance of instances) {
    if (batch.length > 0 && bytes + instance.length > STORE_BATCH_BYTES) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(instance);
    bytes += instance.length;
  }
  if (batch.length > 0) yield batch;
}

/** An archive may answer 200 with an empty list of failures and still have stored nothing, so the stored ones are counted. */
function checkStored(answer: unknown, sent: number): number {
  const dataset = parseDicomJson(Array.isArray(answer) ? answer : [answer], 'store request')[0] ?? {};
  const stored = jsonItems(dataset, TAG_STORED).length;
  const failed = jsonItems(dataset, TAG_FAILED);
  if (stored === sent && failed.length === 0) return stored;
  throw new ImagingError('store-failed', `The image archive stored ${stored} of ${sent} objects. Look into its log for the reason, and send them again.`, {
    sent,
    stored,
    failed: failed.length,
    failureReasons: failed.map((item) => jsonNumbers(item, '00081197')?.[0] ?? 0),
  });
}

function seriesPath(studyUid: string, seriesUid: string): string {
  return `studies/${checkedUid(studyUid)}/series/${checkedUid(seriesUid)}`;
}

function checkedUid(uid: string): string {
  if (isUrlSafeUid(uid)) return uid;
  throw new ImagingError(
    'uid-not-valid',
    'A UID of this request is not made of digits and dots (at most 64 characters), so the archive is not asked. Correct it where it came from.',
    { length: uid.length },
  );
}

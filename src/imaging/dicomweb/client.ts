// SPDX-License-Identifier: Apache-2.0
import type { IncomingMessage } from 'node:http';
import { api } from 'dicomweb-client';
import { isUrlSafeUid } from '../dicom/uids.ts';
import { ImagingError } from '../errors.ts';
import { isUnpackingError, plainBody } from './content-coding.ts';
import { degrading } from './degrade.ts';
import { type DicomJson, jsonItems, jsonNumbers, jsonText, parseDicomJson } from './dicom-json.ts';
import { DEFAULT_MAX_BYTES, type DicomWebTarget, networkError, openResponse, statusError } from './http.ts';
import { boundaryOf, readMultipart } from './multipart.ts';
import { resuming } from './resume.ts';
import { NodeXhr } from './xhr-shim.ts';

/** One series as a search finds it. */
export interface SeriesSummary {
  readonly seriesInstanceUid: string;
  readonly modality: string;
  readonly description: string;
  readonly seriesNumber: number | undefined;
  /** Undefined where the archive does not say. */
  readonly instances: number | undefined;
  readonly frameOfReferenceUid: string;
}

/** One study as a search finds it. */
export interface StudySummary {
  readonly studyInstanceUid: string;
  /** `YYYY-MM-DD`, or with the time of day; undefined where the archive does not say. */
  readonly dateIso: string | undefined;
  readonly description: string;
  /** Empty where the archive does not say. */
  readonly modalities: readonly string[];
}

/** What became of stored instances. */
export interface StoreResult {
  readonly stored: number;
}

/** How objects are handed over. */
export interface RetrieveOptions {
  /** The bytes of an object are valid only until the next one is asked for; one memory serves them all. Default: each has its own. */
  readonly recycle?: boolean;
}

/** A DICOMweb service. Every method throws {@link ImagingError}; UIDs are checked before they go into an address. */
export interface DicomWebClient {
  /** QIDO-RS: series of a study, the filter checked again on our side because archives ignore keys they do not know. */
  searchSeries(studyUid: string, filter?: { readonly modality?: string }): Promise<readonly SeriesSummary[]>;
  /** QIDO-RS: studies of a patient. Only those whose own Patient ID (and issuer, where one is asked for) is exactly that are given back. */
  searchStudies(of: { readonly patientId: string; readonly issuer?: string }): Promise<readonly StudySummary[]>;
  /** WADO-RS metadata of a series, one dataset per instance. */
  seriesMetadata(studyUid: string, seriesUid: string): Promise<readonly DicomJson[]>;
  /**
   * All instances of a series as Part 10 files, each as it arrives, in stored transfer syntax. A connection that is cut is taken up again with
   * what is still missing; an archive that gives no series is asked for the study, of which only the series is kept.
   */
  retrieveSeries(studyUid: string, seriesUid: string, options?: RetrieveOptions): AsyncGenerator<Uint8Array>;
  /** All instances of a study, of every series and modality; the one retrieval that every archive must offer. */
  retrieveStudy(studyUid: string, options?: RetrieveOptions): AsyncGenerator<Uint8Array>;
  retrieveInstance(studyUid: string, seriesUid: string, sopUid: string): Promise<Uint8Array>;
  /** Chosen instances, four requests at a time; from the whole series or study where the archive gives no single instance. In no promised order. */
  retrieveInstances(studyUid: string, seriesUid: string, sopUids: readonly string[]): AsyncGenerator<Uint8Array>;
  /** STOW-RS. Succeeds only when the archive lists every instance as stored. With `studyUid` the archive must refuse objects of another study. */
  store(instances: readonly Uint8Array[], studyUid?: string): Promise<StoreResult>;
}

/** More did not help against one archive, and real archives throttle. */
const CONCURRENCY = 4;
/** One STOW request holds about this much, so that memory stays bounded. */
const STORE_BATCH_BYTES = 64_000_000;
/** The two spellings of the same Accept header that archives are known to insist on. */
const PIXEL_ACCEPT = ['multipart/related; type="application/dicom"; transfer-syntax=*', 'multipart/related; type=application/dicom; transfer-syntax=*'];

const TAG = {
  studyUid: '0020000D',
  studyDate: '00080020',
  studyTime: '00080030',
  studyDescription: '00081030',
  modalitiesInStudy: '00080061',
  patientId: '00100020',
  issuer: '00100021',
  sopInstanceUid: '00080018',
  modality: '00080060',
  description: '0008103E',
  seriesUid: '0020000E',
  seriesNumber: '00200011',
  frameOfReference: '00200052',
  instances: '00201209',
};
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
    const missing = listed.map((dataset) => jsonText(dataset, TAG.sopInstanceUid)).filter((uid) => uid !== '' && !have.has(uid));
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
        .map(summaryOf)
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
        .filter((study) => jsonText(study, TAG.patientId) === patientId.trim() && (issuer === undefined || jsonText(study, TAG.issuer) === issuer.trim()))
        .map(studyOf)
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

async function* retrieveParts(target: DicomWebTarget, url: URL, what: string, recycle: boolean): AsyncGenerator<Uint8Array> {
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
  throw new ImagingError('store-failed', `The image archive stored ${stored} of ${sent} objects.`, {
    sent,
    stored,
    failed: failed.length,
    failureReasons: failed.map((item) => jsonNumbers(item, '00081197')?.[0] ?? 0),
  });
}

function summaryOf(dataset: DicomJson): SeriesSummary {
  return {
    seriesInstanceUid: jsonText(dataset, TAG.seriesUid),
    modality: jsonText(dataset, TAG.modality),
    description: jsonText(dataset, TAG.description),
    seriesNumber: jsonNumbers(dataset, TAG.seriesNumber)?.[0],
    instances: jsonNumbers(dataset, TAG.instances)?.[0],
    frameOfReferenceUid: jsonText(dataset, TAG.frameOfReference),
  };
}

function studyOf(dataset: DicomJson): StudySummary {
  const date = /^(\d{4})(\d{2})(\d{2})$/.exec(jsonText(dataset, TAG.studyDate));
  const time = /^(\d{2})(\d{2})(\d{2})/.exec(jsonText(dataset, TAG.studyTime));
  const day = date === null ? undefined : `${date[1]}-${date[2]}-${date[3]}`;
  return {
    studyInstanceUid: jsonText(dataset, TAG.studyUid),
    dateIso: day === undefined || time === null ? day : `${day}T${time[1]}:${time[2]}:${time[3]}`,
    description: jsonText(dataset, TAG.studyDescription),
    modalities: (dataset[TAG.modalitiesInStudy]?.Value ?? []).filter((value): value is string => typeof value === 'string'),
  };
}

/** `*` and `?` are wildcards in a search and `\\` lists values: an identifier with one of them would match other patients. */
function literalId(id: string): string {
  if (id.trim() !== '' && !/[*?\\]/.test(id)) return id.trim();
  throw new ImagingError(
    'uid-not-valid',
    'The patient identifier is empty or holds a character that searches read as a wildcard, so the archive is not asked.',
    {
      length: id.length,
    },
  );
}

function seriesPath(studyUid: string, seriesUid: string): string {
  return `studies/${checkedUid(studyUid)}/series/${checkedUid(seriesUid)}`;
}

function checkedUid(uid: string): string {
  if (isUrlSafeUid(uid)) return uid;
  throw new ImagingError('uid-not-valid', 'A UID of this request is not made of digits and dots (at most 64 characters).', { length: uid.length });
}
